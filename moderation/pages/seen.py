"""What a moderator had before their eyes: it travels with the form, and a decision names it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from moderation.models import Case, Revision

_LONGEST = 18  # digits


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A case as a page showed it.

    :param version: of the case. :param revision: id of the newest version of the words, if there is one.
    :param at: when it was shown, to the second.
    """

    version: int
    revision: int | None
    at: datetime

    def __str__(self) -> str:
        return f"{self.version}.{self.revision or 0}.{int(self.at.timestamp())}"


def seen_now(case: Case, newest: Revision | None, now: datetime) -> Seen:
    return Seen(version=case.version, revision=newest.pk if newest else None, at=now)


def seen_in(text: str) -> Seen | None:
    """Return what a form says that its page showed; None where it says nothing that a page of ours could."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= _LONGEST for part in parts):
        return None
    version, revision, seconds = map(int, parts)
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return Seen(version=version, revision=revision or None, at=at)
