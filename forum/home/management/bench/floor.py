"""The floor: Django with its default middleware and one page of 20,480 bytes that reads who is signed in.

A WSGI application of its own, on the forum's settings and database, so that both differ in nothing else.
"""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path

PAGE = (b"<!doctype html><title>The floor</title><p>" + b"a" * 20_480)[:20_480]
DEFAULT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def floor(request: HttpRequest) -> HttpResponse:
    """Read who asks, answer 20,480 bytes. A POST is checked for its CSRF token and writes nothing."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if request.GET:
        return HttpResponse(get_token(request))
    return HttpResponse(PAGE)


urlpatterns = [path("", floor)]


def _application() -> WSGIHandler:
    django.setup()
    # After the apps are ready: allauth insists on its own middleware while they start.
    settings.MIDDLEWARE = DEFAULT_MIDDLEWARE
    settings.ROOT_URLCONF = __name__
    return WSGIHandler()


application = _application()
