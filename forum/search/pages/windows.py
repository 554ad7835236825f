"""What is found, in an order that stays while one pages through it.

Things are looked at in *windows*: the newest that have the words, with the newest that have them in their title, then
older ones. Within a window the better ones come first (`score_of`). So the order is by words and freshness, the cost is
that of one window however many things have a common word, and nothing is counted.
See README, decision "A window of the newest, then ranked".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from math import log2
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from accounts.queries import Viewer
from forum.kernel.compiled import Among, Compiled, keys_said
from forum.search.models import Entry
from forum.search.queries import KINDS, EntryQuerySet, wanted_words
from forum.search.text.asking import Row
from forum.search.text.terms import count_of

IN_A_WINDOW = 200
TITLES = 100  # of the first window
_POINT = timedelta(days=180)  # something newer by this much has a point more
_FOR_TITLE, _FOR_ROW, _MOST_TIMES = 8, 3, 7


_SHOWN = ("pk", "kind", "object_id", "is_opening", "moment", "title", "words", "title_terms", "terms", "author_id")
_NAMES = {"group_name": F("group__name"), "group_slug": F("group__slug"), "author_name": F("author__name")}


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody looks for, and where. :param groups: as `perhaps_seen_by` takes them. :param author: the key of a name."""

    viewer: Viewer
    groups: str
    rows: Sequence[Row]
    kind: str = ""
    group: int = 0
    author: str = ""
    since: datetime | None = None
    is_mine: bool = False

    def said(self) -> dict[str, Any]:
        """What the database is told of it, but for its kind; what is not asked for is left out."""
        said: dict[str, Any] = {
            "viewer": self.viewer,
            "groups": self.groups,
            "words": wanted_words(self.rows),
        }
        narrower = {"group": self.group, "author": self.author, "since": self.since}
        said |= {name: value for name, value in narrower.items() if value}
        return said | {"reader": self.viewer} if self.is_mine else said


class Found(NamedTuple):
    """:param entry: its columns, with the names of its group and its author."""

    score: int
    key: int
    is_titled: bool
    entry: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one is in what is found: a window by its keys, and the last thing that was shown of it.

    :param oldest: 0 until the window was looked at. :param titled: the oldest key of the titles of the first window.
    """

    is_first: bool = True
    newest: int = 0
    oldest: int = 0
    titled: int = 0
    score: int = 0
    key: int = 0

    def __str__(self) -> str:
        numbers = (int(self.is_first), self.newest, self.oldest, self.titled, self.score, self.key)
        return "-".join(map(str, numbers))

    def bounds(self) -> dict[str, int]:
        """What the database is told of it."""
        bounds = {"oldest": self.oldest, "oldest_titled": self.titled}
        return bounds | {"newest": self.newest} if self.newest else bounds


def place_in(text: str) -> Place:
    """Return the place that an address names, or the beginning where it names none."""
    parts = text.split("-")
    if len(parts) != 6 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):
        return Place()
    first, newest, oldest, titled, score, key = map(int, parts)
    return Place(is_first=first == 1, newest=newest, oldest=oldest, titled=titled, score=score, key=key)


def found_at(search: Search, place: Place, most: int) -> tuple[list[Found], Place | None]:
    """Return what stands at a place, best first, and the place behind it, if anything does. Two queries, or three."""
    keys = _keys_in(search, place)
    seen = _seen.rows(viewer=search.viewer, keys=keys_said(keys)) if keys else []
    found = sorted(map(_scorer(search.rows), seen), key=_best, reverse=True)
    is_last = not place.oldest and len(keys) < IN_A_WINDOW
    place = place if place.oldest else _bounded(place, found)
    behind = [each for each in found if not place.score or _best(each) < (place.score, place.key)]
    if len(behind) > most:
        return behind[:most], replace(place, score=behind[most - 1].score, key=behind[most - 1].key)
    further = Place(is_first=False, newest=max(place.oldest - 1, 0), titled=place.titled)
    return behind, further if further.newest and not is_last and _is_any_seen(search, further) else None


def _keys_in(search: Search, place: Place) -> list[int]:
    """The keys of one window. What the viewer cannot see may be among them still."""
    return [pk for (pk,) in _WINDOWS[search.kind, place.is_first].rows(**search.said(), **place.bounds())]


def _is_any_seen(search: Search, place: Place) -> bool:
    """Whether the viewer sees anything in the window at a place, behind the first one."""
    return bool(_ANY_SEEN[search.kind].rows(**search.said(), **place.bounds()))


def _entries(
    viewer: Any, groups: Any, kind: str, group: Any = None, author: Any = None, since: Any = None, reader: Any = None
) -> EntryQuerySet:
    """Everything in which somebody looks. What they cannot see may be among it still."""
    entries = Entry.objects.perhaps_seen_by(viewer, groups)
    entries = entries.of_kind(kind) if kind else entries
    entries = entries.filter(group=group) if group is not None else entries
    entries = entries.by_name(author, viewer) if author is not None else entries
    entries = entries.since(since) if since is not None else entries
    return entries.in_threads_of(reader) if reader is not None else entries


def _first_window(
    entries: EntryQuerySet, words: Any, oldest: Any, oldest_titled: Any, newest: Any
) -> QuerySet[Any, Any]:
    """The keys of the newest that have the words, and of the newest that have them in their title."""
    worded = entries.newest_having(words, newest).filter(pk__gte=oldest).values_list("pk")[:IN_A_WINDOW]
    titled = entries.newest_titled(words, newest).filter(pk__gte=oldest_titled).values_list("pk")[:TITLES]
    # SQLite takes no limit in a part of a union, only in what a part asks.
    first, second = (Entry.objects.filter(pk__in=keys).values_list("pk") for keys in (worded, titled))
    return first.union(second)


def _further_window(
    entries: EntryQuerySet, words: Any, oldest: Any, oldest_titled: Any, newest: Any
) -> QuerySet[Any, Any]:
    """The keys of the next that have the words, without the titles of the first window."""
    worded = entries.newest_having(words, newest).filter(pk__gte=oldest)
    return worded.without_titled(words, oldest_titled).values_list("pk")[:IN_A_WINDOW]


def _window(
    viewer: Any, groups: Any, words: Any, oldest: Any, oldest_titled: Any, newest: Any = None, *,
    kind: str, is_first: bool, **narrower: Any,
) -> QuerySet[Any, Any]:  # fmt: skip
    keys = _first_window if is_first else _further_window
    return keys(_entries(viewer, groups, kind, **narrower), words, oldest, oldest_titled, newest)


def _any_seen(viewer: Any, *, kind: str, **asked: Any) -> QuerySet[Any, Any]:
    keys = _window(viewer, kind=kind, is_first=False, **asked)
    return Entry.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk")[:1]


# How the newest that have some words are best found depends on how many have them, so PostgreSQL plans it each time.
# What asks each thing whether it may be seen is long, and would take it ten times as long to plan as the rest.
_WINDOWS = {
    (kind, is_first): Compiled(partial(_window, kind=kind, is_first=is_first), varies=True)
    for kind in ("", *KINDS)
    for is_first in (True, False)
}
_ANY_SEEN = {kind: Compiled(partial(_any_seen, kind=kind), varies=True) for kind in ("", *KINDS)}
_seen = Compiled(
    lambda viewer, keys: Entry.objects.visible_to(viewer).filter(Among("pk", keys)).values(*_SHOWN, **_NAMES)
)


def _scorer(rows: Sequence[Row]) -> Any:
    whole = tuple(term for row in rows for term in row)

    def scored(entry: dict[str, Any]) -> Found:
        title_terms, terms = entry["title_terms"].split(), entry["terms"].split()
        is_titled = all(count_of(each, title_terms) for each in rows)
        points = score_of(rows, whole, [*title_terms, *terms]) + _FOR_TITLE * is_titled
        score = int(1_000 * (points + entry["moment"].timestamp() / _POINT.total_seconds()))
        return Found(score, entry["pk"], is_titled, entry)

    return scored


def _best(found: Found) -> tuple[int, int]:
    return found.score, found.key


def score_of(rows: Sequence[Row], whole: Row, terms: Sequence[str]) -> float:
    """Return how well a text has what is looked for: how often each of it stands there, and whether as it was written.

    Nothing else is looked at: what stands in other things, seen or not, changes no order. Source: README, F-3.
    """
    often = sum(log2(1 + min(count_of(row, terms), _MOST_TIMES)) for row in rows) / len(rows)
    return 2 * often + (_FOR_ROW if len(rows) > 1 and count_of(whole, terms) else 0)


def _bounded(place: Place, found: Sequence[Found]) -> Place:
    """The same place with the keys of its window, so that what comes or goes meanwhile moves nothing."""
    if not found:
        return place
    titled = sorted((each.key for each in found if each.is_titled), reverse=True)
    others = [each.key for each in found if not each.is_titled]
    return replace(
        place,
        newest=place.newest or max(each.key for each in found),
        oldest=min(others) if others else min(titled),
        titled=(titled[TITLES - 1] if len(titled) >= TITLES else 0) if place.is_first else place.titled,
    )
