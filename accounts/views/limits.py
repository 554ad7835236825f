"""Too many tries in a short time."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """Say that a pause is needed, for how long, and what can be done meanwhile."""
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "300"
    return response
