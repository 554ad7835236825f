"""Who may stand at the desk, and how its views find what they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Person
from moderation.rules import has_desk, may_open_desk

View = Callable[..., HttpResponse]


def signed_in(request: HttpRequest) -> Person:
    """The person who asks; every view that calls this needs a login."""
    assert isinstance(request.user, Person)
    return request.user


def number_in(request: HttpRequest, name: str) -> int:
    """A number from the query, or 0 where there is none that can be used."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def at_desk(view: View) -> View:
    """Let those in who moderate something and whose training is confirmed.

    For everybody else the desk is not there: 404. Whose training is not confirmed reads what to do: 403.
    Source: README, M-14.
    """

    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        by = signed_in(request)
        if not has_desk(by):
            raise Http404
        may_open_desk(by).or_refuse()
        return view(request, *arguments, **named)

    return opened
