"""How each notice is told: by its kind, its thread and its group."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Person
from forum.kernel.moments import zone_named
from forum.notices.models import Kind, Manner, Notice, Way, Wish
from forum.notices.rules import threads
from forum.threads.models import Subscription

# How everybody is told who chose nothing else. Of replies it is the most that a thread or a group may ask for.
DEFAULT_WAYS = {
    Kind.REPLIES: Way.MAIL,
    Kind.NAMED: Way.DAILY,
    Kind.QUOTED: Way.DAILY,
    Kind.REACTED: Way.SITE,
    Kind.ASKED: Way.DAILY,
    Kind.LET_IN: Way.MAIL,
    Kind.DECLINED: Way.MAIL,
    Kind.ROLE: Way.DAILY,
    Kind.SHOWN: Way.SITE,
    Kind.STATEMENT: Way.MAIL,
    Kind.ANSWERED: Way.DAILY,
    Kind.APPEAL: Way.MAIL,
    Kind.IN_APPEAL: Way.MAIL,
    Kind.WAITING: Way.DAILY,
    Kind.URGENT: Way.MAIL,
    Kind.OFFERED: Way.MAIL,
    Kind.LAPSED: Way.SITE,
    Kind.CHANGED: Way.MAIL,
    Kind.POSTPONED: Way.MAIL,
    Kind.CANCELLED: Way.MAIL,
    Kind.MESSAGE: Way.MAIL,
    Kind.REMINDER: Way.MAIL,
    Kind.HANDED: Way.MAIL,
}
# What was decided about somebody stands where they can find it, whatever they choose.
ALWAYS_STANDS = (Kind.STATEMENT, Kind.APPEAL, Kind.IN_APPEAL)
GATHERED = (Way.DAILY, Way.WEEKLY)
_APART = {Way.DAILY: timedelta(days=1), Way.WEEKLY: timedelta(days=6)}
_LEVEL = Subscription.Level
_FROM_MUCH_TO_LITTLE = (Way.MAIL, Way.DAILY, Way.WEEKLY, Way.SITE, Way.NONE)
_AS_ASKED = {_LEVEL.EACH: Way.MAIL, _LEVEL.DAILY: Way.DAILY, _LEVEL.NAMED: Way.NONE, _LEVEL.MUTED: Way.NONE}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What people chose: by person and kind, by person and thread, by person and group.

    :param stopped: person and way of the gathered mails that are not sent.
    """

    ways: Mapping[tuple[int, str], str]
    of_threads: Mapping[tuple[int, int], str]
    of_groups: Mapping[tuple[int, int], str]
    stopped: Set[tuple[int, str]]


def ways_chosen(people: Iterable[int]) -> dict[tuple[int, str], str]:
    """Look up how these people wish to be told, by person and kind; what they left as it is, is not in it. One query."""
    chosen = Wish.objects.filter(person__in=set(people)).values_list("person", "kind", "way")
    return {(person, kind): way for person, kind, way in chosen}


def kinds_told_by(ways: Iterable[str], person: Person) -> list[str]:
    """Return the kinds of which a person may be told in one of these ways: as they chose, or for replies may have. One query."""
    chosen, wanted = ways_chosen([person.pk]), set(ways)
    return [
        kind for kind in Kind if kind == Kind.REPLIES or chosen.get((person.pk, kind), DEFAULT_WAYS[kind]) in wanted
    ]


def chosen_for(notices: Iterable[Notice]) -> Chosen:
    """Look up what the recipients of these notices chose for them. At most three queries; their threads are loaded."""
    people, threads_, groups = set(), set(), set()
    for notice in notices:
        people.add(notice.recipient_id)
        if notice.thread is not None:
            threads_.add(notice.thread_id)
            groups.add(notice.thread.group_id)
    levels: list[tuple[int, int, int | None, str]] = []
    if threads_:
        placed = Q(thread__in=threads_) | Q(thread=None, group__in=groups)
        kept = Subscription.objects.filter(placed, person__in=people)
        levels = list(kept.values_list("person", "group", "thread", "level"))
    return Chosen(
        ways=ways_chosen(people),
        of_threads={(person, thread): level for person, _group, thread, level in levels if thread is not None},
        of_groups={(person, group): level for person, group, thread, level in levels if thread is None},
        stopped=_stopped(people),
    )


def _stopped(people: Set[int]) -> set[tuple[int, str]]:
    some = Manner.objects.filter(Q(sends_daily=False) | Q(sends_weekly=False), person__in=people)
    kept = some.values_list("person", "sends_daily", "sends_weekly")
    return {
        (person, way) for person, *sends in kept for way, is_sent in zip(GATHERED, sends, strict=True) if not is_sent
    }


def way_for(notice: Notice, chosen: Chosen) -> str:
    """Return how a notice is told, as a code of `Way`. :param chosen: what `chosen_for` found. Source: README, N-1 and N-7.

    Whoever asked to hear nothing of a thread or a group hears nothing of it, also where they are named. What would stand in
    a mail that they stopped stands on the site only.
    """
    way = _way_wanted(notice, chosen)
    return Way.SITE if (notice.recipient_id, way) in chosen.stopped else way


def _way_wanted(notice: Notice, chosen: Chosen) -> str:
    way = chosen.ways.get((notice.recipient_id, notice.kind), DEFAULT_WAYS[Kind(notice.kind)])
    if way == Way.NONE and notice.kind in ALWAYS_STANDS:
        return Way.SITE
    if notice.kind not in threads.KINDS or notice.thread is None:
        return way
    level = chosen.of_threads.get((notice.recipient_id, notice.thread.pk)) or chosen.of_groups.get(
        (notice.recipient_id, notice.thread.group_id)
    )
    if level == _LEVEL.MUTED:
        return Way.NONE
    if notice.kind != Kind.REPLIES:
        return way
    return max(way, _AS_ASKED[_LEVEL(level or _LEVEL.DAILY)], key=lambda each: _FROM_MUCH_TO_LITTLE.index(Way(each)))


def gathered_from(
    way: str, manner: Manner | None, zone_name: str, now: datetime, last_sent: datetime | None = None
) -> datetime:
    """Return the next moment after `now` at which gathered mail of a way is sent, by its person's own clock. Aware UTC.

    Never twice on one day, nor in one week: whoever chooses another hour after a mail has come gets the next on another
    day, and another day of the week counts from six days after the last mail on. Of an hour that happens twice, as clocks go back, the first counts; one that is skipped is as far from midnight as it
    would be.

    :param manner: what they chose; None for nine in the morning, and Mondays. :param last_sent: when the last was sent.
    Source: README, N-8.
    """
    zone = zone_named(zone_name)
    at, weekday = (manner.at_time, manner.weekday) if manner else (time(9), Manner.Weekday.MONDAY)
    on = now.astimezone(zone).date()
    if last_sent is not None:
        on = max(on, last_sent.astimezone(zone).date() + _APART[Way(way)])
    while True:
        moment = _at(on, at, zone)
        if moment > now and (way == Way.DAILY or on.weekday() == weekday):
            return moment
        on += timedelta(days=1)


def _at(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)
