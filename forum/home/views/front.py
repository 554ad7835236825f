"""The front page: what the forum is for those outside, what is new for those inside."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Person
from forum.groups.models import Group
from forum.home.pages.catch_up import catch_up

PUBLIC_GROUPS = 12


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Signed out: what this is, how to join, numbers to ring. Signed in: what changed since last time."""
    if isinstance(request.user, Person):
        return render(request, "home/catch_up.html", {"page": catch_up(request.user, now=timezone.now())})
    groups = Group.objects.visible_to(request.user).order_by("path")[:PUBLIC_GROUPS]
    response = render(request, "home/welcome.html", {"groups": list(groups)})
    response["X-Robots-Tag"] = "all"
    return response
