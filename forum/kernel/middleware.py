"""What every request and every answer goes through, whoever asks."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from forum.kernel.form_keys import BadFormKey
from forum.kernel.verdicts import NotAllowed, NotNow

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefuseUnreadableAddresses:
    """Answer 400 to an address with a NUL byte: PostgreSQL cannot store one, so nothing can be found by it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a NUL byte.")
        return self.get_response(request)


class KeepPagesPrivate:
    """Keep pages out of shared caches, the back button of a shared computer, and search engines.

    A view that is open to everyone, and says nothing about a person, may set its own `Cache-Control` first.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        if not response.has_header("X-Robots-Tag"):
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class ShowRefusals:
    """Answer 403 with its sentence when a verb refuses, and 503 when it cannot be done now, unless the view said so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed | BadFormKey):
            said = {"reason": str(exception), "towards": getattr(exception, "towards", "")}
            return render(request, "errors/403.html", said, status=403)
        if isinstance(exception, NotNow):
            return render(request, "errors/503.html", {"reason": str(exception)}, status=503)
        return None
