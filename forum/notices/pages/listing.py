"""The page on which somebody reads what they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.content_notes import SHOW_ALL, choices_of
from forum.kernel.moments import zone_named
from forum.notices.models import Notice
from forum.notices.words import COLUMNS, FIELDS, said_of

ON_A_PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice as a sentence. :param is_new: it was not looked at before."""

    pk: int
    words: str
    address: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What was told of one thing on one day. :param about: its name; empty where the sentences say it."""

    about: str
    notices: Sequence[Told]


@dataclass(frozen=True, kw_only=True)
class Day:
    """What was told on one day by the reader's calendar: `on` and `at` say which."""

    on: date
    at: datetime
    things: Sequence[Thing]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the list: when a notice was told, and its key."""

    told_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.told_at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


def place_in(text: str) -> Place | None:
    """Return the place that an address names; None where it names none."""
    told, _dash, key = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (told, key)):
        return None
    try:
        return Place(told_at=_EPOCH + timedelta(microseconds=int(told)), pk=int(key))
    except OverflowError:
        return None


@dataclass(frozen=True, kw_only=True)
class NoticesPage:
    """
    :param newest: when the newest was told that is new; None where nothing on the page is.
    :param older: the place after which the next page goes on, if there is one.
    """

    days: Sequence[Day]
    newest: datetime | None
    older: Place | None


def _told(viewer: Any) -> QuerySet[Any, Any]:
    return Notice.objects.visible_to(viewer).order_by("-told_at", "-pk").values(*FIELDS, **COLUMNS)


def _told_before(viewer: Any, told_at: datetime, pk: int) -> QuerySet[Any, Any]:
    earlier = Q(told_at__lt=told_at) | Q(told_at=told_at, pk__lt=pk)
    return _told(viewer).filter(earlier, told_at__lte=told_at)[: ON_A_PAGE + 1]


_first = Compiled(lambda viewer: _told(viewer)[: ON_A_PAGE + 1])
_before = Compiled(_told_before)
_one = Compiled(lambda viewer, pk: _told(viewer).filter(pk=pk))


def notices_page(person: Person, *, before: Place | None) -> NoticesPage:
    """Look up what a person was told, newest first, by day, and within a day by what it is of. One query.

    :param before: where the page before ended; None for the first page. Source: README, N-6.
    """
    if before is None:
        rows = _first.rows(viewer=person)
    else:
        rows = _before.rows(viewer=person, told_at=before.told_at, pk=before.pk)
    shown = rows[:ON_A_PAGE]
    last = shown[-1] if len(rows) > ON_A_PAGE else None
    return NoticesPage(
        days=_by_day(shown, person),
        newest=next((row["told_at"] for row in shown if row["read_at"] is None), None),
        older=Place(told_at=last["told_at"], pk=last["pk"]) if last else None,
    )


def page_told_of(person: Person, pk: int) -> str:
    """Return where a notice leads; "" where it is somebody else's, or about what this person may not see any more. One query."""
    row = _one.first(viewer=person, pk=pk)
    return said_of(row, SHOW_ALL).address if row else ""


def _by_day(rows: Sequence[dict[str, Any]], person: Person) -> list[Day]:
    zone = zone_named(person.zone)
    days = groupby(rows, key=lambda row: row["told_at"].astimezone(zone).date())
    return [_day(on, list(told), person) for on, told in days]


def _day(on: date, rows: Sequence[dict[str, Any]], person: Person) -> Day:
    choices = choices_of(person)
    things: dict[str, tuple[str, list[Told]]] = {}
    for row in rows:
        said = said_of(row, choices)
        _about, notices = things.setdefault(said.key, (said.about, []))
        notices.append(
            Told(
                pk=row["pk"], words=said.words, address=said.address, at=row["told_at"], is_new=row["read_at"] is None
            )
        )  # fmt: skip
    return Day(
        on=on, at=rows[0]["told_at"], things=[Thing(about=about, notices=told) for about, told in things.values()]
    )
