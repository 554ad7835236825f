"""Pages that anybody may read, signed in or not."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Consent
from accounts.rules import VERSIONS

# When somebody last rang or looked up each number on the page. Whoever changes a number changes the date.
NUMBERS_CHECKED_DATE = date(2026, 11, 22)

# The version of a statement that people agree to is its date; the page on access is agreed to by nobody.
STATEMENTS = {
    "guidelines": VERSIONS[Consent.Kind.TERMS],
    "terms": VERSIONS[Consent.Kind.TERMS],
    "privacy": VERSIONS[Consent.Kind.HEALTH],
    "accessibility": "2026-11-23",
}


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def help_now(request: HttpRequest) -> HttpResponse:
    """Show numbers to ring. It is the same page for everybody, looks at nobody, and may be kept by any browser."""
    response = render(request, "home/help_now.html", {"checked_date": NUMBERS_CHECKED_DATE})
    response["X-Robots-Tag"] = "all"
    return response


@login_not_required
@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """Show what people agree to, in the version that stands now. `page` is one of `STATEMENTS`: the addresses say so."""
    version = STATEMENTS[page]
    response = render(
        request, f"home/about/{page}.html", {"version": version, "changed_date": date.fromisoformat(version)}
    )
    response["X-Robots-Tag"] = "all"
    return response
