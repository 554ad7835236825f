"""Who may stand at the desk, and how its views find what they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Person
from forum.kernel import forms
from forum.kernel.compiled import Compiled
from moderation.models import Case
from moderation.rules import may_open_desk, standing_of

View = Callable[..., HttpResponse]


def signed_in(request: HttpRequest) -> Person:
    """The person who asks; every view that calls this needs a login."""
    assert isinstance(request.user, Person)
    return request.user


def number_in(request: HttpRequest, name: str) -> int:
    """A number from the query, or 0 where there is none that can be used."""
    return forms.number_in(request.GET, name)


def at_desk(view: View) -> View:
    """Let those in who moderate something and whose training is confirmed.

    For everybody else the desk is not there: 404. Whose training is not confirmed reads what to do: 403.
    Source: README, M-14.
    """

    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        by = signed_in(request)
        standing = standing_of(by)
        if not standing.roles:
            raise Http404
        may_open_desk(by).or_refuse()
        request.standing = standing  # type: ignore[attr-defined]  # for the places above every page of the desk
        return view(request, *arguments, **named)

    return opened


def case_at(request: HttpRequest, pk: int) -> Case:
    """The case at an address, if the asker sees it; else 404."""
    return _case.or_404(viewer=signed_in(request), pk=pk)


_case = Compiled(
    lambda viewer, pk: (
        Case.objects.visible_to(viewer)
        .select_related("about", "claimed_by", "subject_type", "proposal__proposed_by")
        .filter(pk=pk)
    )
)


def at_desk_or_staff(view: View) -> View:
    """The same, and staff, who answer for the people of the desk and read the log without having a desk themselves.

    Source: README, M-12 and M-14.
    """
    at_the_desk = at_desk(view)

    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        by = signed_in(request)
        if not by.is_staff:
            return at_the_desk(request, *arguments, **named)
        request.standing = standing_of(by)  # type: ignore[attr-defined]
        return view(request, *arguments, **named)

    return opened


def for_the_forum(view: View) -> View:
    """The same for what is only for those whose role holds for the whole forum. For others at the desk it is not there.

    Source: README, M-25.
    """

    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not request.standing.serves_forum:  # type: ignore[attr-defined]
            raise Http404
        return view(request, *arguments, **named)

    return at_desk(opened)
