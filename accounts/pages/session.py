"""How long somebody stays logged in on one device."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

_FACTOR_KEY = "second_factor_of"
_NAMES_KEY = "names_given_up"


def stay_logged_in(session: SessionBase, *, now: datetime) -> datetime:
    """Let the session last its whole time from `now`, whatever it is used for; return when it ends.

    The layout warns from `ends_at`, so that no reading of a page has to write. Source: README, C-1.
    """
    ends_at = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    session["ends_at"] = ends_at.isoformat()
    session.set_expiry(ends_at)
    return ends_at


def keep_end(session: SessionBase) -> None:
    """Put the end back to where `stay_logged_in` put it, after something moved it."""
    session.set_expiry(datetime.fromisoformat(session["ends_at"]))


def note_second_factor(session: SessionBase, person: Any) -> None:
    """Remember in this session that `person` has a second factor, so that no page has to ask."""
    session[_FACTOR_KEY] = person.pk


def forget_second_factor(session: SessionBase) -> None:
    """Ask again: a factor was taken away."""
    session.pop(_FACTOR_KEY, None)


def has_noted_second_factor(session: SessionBase, person: Any) -> bool:
    return session.get(_FACTOR_KEY) == person.pk


def note_name_given_up(session: SessionBase, key: str) -> None:
    """Remember in this session a name that its person gave up: they may change their mind, and nobody else gets it."""
    session[_NAMES_KEY] = [*names_given_up(session), key]


def names_given_up(session: SessionBase) -> list[str]:
    """Return the keys of the names that the session's person gave up in it."""
    return list(session.get(_NAMES_KEY, []))
