"""Answers for machines: the operator's checks, search engines, and the browser's own worker."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# What the browser keeps for the page of numbers, beside the page itself.
KEPT_FILES = ("site.css", "site.js", "mark.svg", "fonts/atkinson-hyperlegible-next.woff2")


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that the server answers; nothing else is looked at."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers too: 200, or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read what is about the forum, and groups and threads, of which each says whether it may be listed."""
    return render(request, "home/robots.txt", content_type="text/plain")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    """Tell a phone how to put the forum on its home screen; the name there says nothing about cancer."""
    icon = {"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JsonResponse(
        {
            "name": "Alongside",
            "short_name": "Alongside",
            "start_url": reverse("home:catch_up"),
            "display": "minimal-ui",
            "background_color": "#faf7f1",
            "theme_color": "#faf7f1",
            "icons": [icon],
            "shortcuts": [{"name": _("If you need help right now"), "url": reverse("home:help_now")}],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the browser its worker, which keeps the page of numbers and its files, and never anything people wrote."""
    files = [static(name) for name in KEPT_FILES]
    return render(
        request,
        "home/worker.js",
        {"page": reverse("home:help_now"), "files": files},
        content_type="text/javascript",
    )
