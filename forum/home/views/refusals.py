"""What is shown when something is not there, not allowed, not readable, or broken."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same words for what never was, what is gone, and what this person may not know of."""
    return render(request, "errors/404.html", status=404)


def not_allowed(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """Show the sentence that the refusal came with."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def not_readable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself was broken, or far too long."""
    is_too_long = isinstance(exception, RequestDataTooBig)
    return render(request, "errors/400.html", {"is_too_long": is_too_long}, status=413 if is_too_long else 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own mistake. Nothing is looked up, since looking up may be what failed."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
