"""Private notes as they are read: on a case, about a person, and those that hand over to who comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from moderation.kinds import places
from moderation.models import DeskRole, Note
from moderation.queries import groups_in_reach

SHOWN_FOR = timedelta(days=14)
MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class ReadNote:
    """A note with what is said about it.

    :param place: of one that hands over, the group whose moderators it is for; empty for those of the whole forum.
    :param is_mine: the reader wrote it, and may put a newer one in its place.
    """

    note: Note
    place: str
    is_mine: bool


def read_notes(notes: Sequence[Note], by: Person) -> list[ReadNote]:
    """Notes that were found, as they are shown. One query at most."""
    names = places().names({note.group_id for note in notes if note.group_id})
    return [
        ReadNote(note=note, place=names.get(note.group_id or 0, ""), is_mine=note.author_id == by.pk) for note in notes
    ]


def hand_over(by: Person, now: datetime) -> list[ReadNote]:
    """What those who were there before left word of in the last two weeks, newest first. Two queries.

    For `desk/_hand_over.html`, which any page of the desk can include.
    """
    return read_notes(_hand_over.rows(viewer=by, since=now - SHOWN_FOR), by)


def _handed_over(viewer: Any, since: Any) -> QuerySet[Note]:
    seen = Note.objects.visible_to(viewer).filter(case=None, about=None, written_at__gt=since)
    return seen.select_related("author").order_by("-pk")[:MOST_SHOWN]


_hand_over = Compiled(_handed_over)


def hand_over_scopes(by: Person) -> list[tuple[int | None, str]]:
    """To whom somebody can hand over: id of a group, or None for those of the whole forum, and what it is called."""
    if DeskRole.objects.of(by).filter(group_id=None).exists():
        everybody: list[tuple[int | None, str]] = [(None, _("Those who moderate the whole forum"))]
        return everybody + list(places().listed(places().everywhere()))
    return list(places().listed(groups_in_reach(by)))
