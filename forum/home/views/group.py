"""A group's front."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.home.pages.group import group_at, group_page


@login_not_required
@require_safe
def front(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a group to whoever may know of it; its threads to whoever may read them.

    Signed out, that is the groups that anyone can read: any other address answers as one that never was.
    """
    group = group_at(request.user, slug)
    if group is None:
        raise Http404
    page = group_page(group, request.user, before=_number(request.GET.get("before", "")), now=timezone.now())
    template = "home/group.html" if page.place.may_read else "home/group_outside.html"
    return render(request, template, {"page": page, "place": page.place, "group": group})


def _number(text: str) -> int:
    """A place to go on from, or 0 where the address holds none that can be used."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
