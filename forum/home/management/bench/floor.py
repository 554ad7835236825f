"""The floor: a page of 20,480 bytes that reads who is signed in and does nothing else. Served with `forum.settings.floor`."""

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path

PAGE = b"<!doctype html><title>The floor</title><p>" + b"a" * 20_480
PAGE = PAGE[:20_480]


def floor(request: HttpRequest) -> HttpResponse:
    """Read who asks, answer 20,480 bytes. A POST is checked for its CSRF token and writes nothing."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if request.GET:
        return HttpResponse(get_token(request))
    return HttpResponse(PAGE)


urlpatterns = [path("", floor)]
application = get_wsgi_application()
