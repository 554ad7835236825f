"""What somebody asked to see lately. It stays open for a while on their device, so that each look is written once."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from moderation.log import Look
from moderation.models import Case
from moderation.rules import needs_two

LOOK_LASTS = timedelta(minutes=30)
LOOKS = {
    "words": Look.HIDDEN_WORDS,
    "reporters": Look.REPORTER,
    "author": Look.UNNAMED_AUTHOR,
    "history": Look.HISTORY,
    "notes": Look.NOTES,
}
_KEY = "desk_looks"


def look_at(what: str, case: Case) -> Look | None:
    """Return what is written into the log for a look that a page offers; None for one that none does."""
    return Look.CONCERN if what == "words" and needs_two(case) else LOOKS.get(what)


def opened_in(session: SessionBase, case: Case, now: datetime) -> frozenset[str]:
    """Return what was opened of a case, and is still open."""
    looks = _standing(session, now)
    return frozenset(what for what in LOOKS if f"{case.pk}:{what}" in looks)


def keep_open(session: SessionBase, case: Case, what: str, now: datetime) -> None:
    """Leave something open for half an hour from now."""
    session[_KEY] = {**_standing(session, now), f"{case.pk}:{what}": now.isoformat()}


def _standing(session: SessionBase, now: datetime) -> dict[str, str]:
    kept = session.get(_KEY)
    looks: dict[str, str] = kept if isinstance(kept, dict) else {}
    return {name: at for name, at in looks.items() if now - datetime.fromisoformat(at) < LOOK_LASTS}
