"""A group's front."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.groups.views.finding import may_be_listed
from forum.home.pages.group import group_at, group_page
from forum.kernel.forms import number_in


@login_not_required
@require_safe
def front(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a group to whoever may know of it; its threads to whoever may read them.

    Signed out, that is the groups that anyone can read: any other address answers as one that never was.
    """
    group = group_at(request.user, slug)
    if group is None:
        raise Http404
    page = group_page(group, request.user, before=number_in(request.GET, "before"), now=timezone.now())
    template = "home/group.html" if page.place.may_read else "home/group_outside.html"
    answer = render(request, template, {"page": page, "place": page.place, "group": group})
    return may_be_listed(answer, group, request.user)
