from django.http import HttpRequest, HttpResponse


def words_kept_after_expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)
