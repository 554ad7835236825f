"""How these views find a group, say a refusal, and read what stands in an address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Group, Reading
from forum.kernel.compiled import Compiled
from forum.kernel.verdicts import NotAllowed


def signed_in(request: HttpRequest) -> Person:
    """The person who asks; every view that calls this needs a login."""
    assert isinstance(request.user, Person)
    return request.user


def group_at(request: HttpRequest, slug: str) -> Group:
    """The group at an address, if the asker may know of it; else 404."""
    return _group.or_404(viewer=request.user, slug=slug)


_group = Compiled(lambda viewer, slug: Group.objects.visible_to(viewer).filter(slug=slug))


def number_in(request: HttpRequest, name: str) -> int:
    """A number from the query, or 0 where there is none that can be used."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def refusals_said(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a refused verb with its sentence, 403."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *arguments, **named)
        except NotAllowed as refusal:
            said = {"reason": str(refusal), "towards": refusal.towards}
            return render(request, "errors/403.html", said, status=403)

    return answered


def may_be_listed(answer: HttpResponse, group: Group, viewer: Viewer) -> HttpResponse:
    """Let search engines list what is shown of a group to everybody: it has to be read by anybody. Source: README, S-2."""
    if not viewer.is_authenticated and group.effective_reading == Reading.PUBLIC:
        answer["X-Robots-Tag"] = "index, follow"
    return answer
