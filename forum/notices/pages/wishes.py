"""The page on which somebody chooses how they are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.compiled import Compiled
from forum.kernel.content_notes import Gently, choices_of, named
from forum.kernel.moments import zone_named
from forum.notices.actions.choosing import When
from forum.notices.models import Kind, Manner, Notice, QuietHours, Way
from forum.notices.rules.ways import DEFAULT_WAYS, GATHERED, chosen_for, gathered_from, way_for, ways_chosen
from forum.threads.models import Subscription, Thread

LATELY = timedelta(days=30)
ON_A_PAGE = 20  # threads with a choice of their own
MOST_GROUPS = 100
_LOOKED_AT = 1000  # notices from which the mails of a month are counted
_MANNER = ("at_time", "weekday", "says_more", "sends_daily", "sends_weekly")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How somebody is told of replies in one group or thread. :param address: where they choose."""

    name: str
    address: str
    level: str


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """
    :param chosen: how each kind is told, when gathered mail comes, and the quiet hours, as a form begins with them.
    :param zone: whose clock counts. :param groups: all of theirs. :param threads: those with a choice of their own.
    :param older: the `before` of the next threads, if there are more.
    """

    chosen: dict[str, Any]
    zone: str
    groups: Sequence[Choice]
    threads: Sequence[Choice]
    older: int | None


def settings_page(person: Person, *, before: int) -> SettingsPage:
    """Look up how a person is told. Six queries.

    :param before: the key of the last thread on the page before; 0 for the first page.
    """
    wishes = ways_chosen([person.pk])
    ways = {str(kind): wishes.get((person.pk, kind), DEFAULT_WAYS[kind]) for kind in Kind}
    manner = Manner.objects.visible_to(person).first() or Manner()
    hours = QuietHours.objects.visible_to(person).values("from_time", "until_time").first()
    rows = _with_threads.rows(viewer=person, **({"before": before} if before else {}))
    city = zone_named(person.zone).key.rpartition("/")[2].replace("_", " ")
    return SettingsPage(
        chosen={**ways, **model_to_dict(manner, _MANNER), **(hours or {})},
        zone=city,
        groups=_of_groups(person),
        threads=[_of_thread(row, person) for row in rows[:ON_A_PAGE]],
        older=rows[ON_A_PAGE - 1]["pk"] if len(rows) > ON_A_PAGE else None,
    )


def _of_groups(person: Person) -> list[Choice]:
    levels = dict(_levels.rows(viewer=person))
    return [
        Choice(
            name=name,
            address=f"/groups/{slug}/subscription/",
            level=str(Subscription.Level(levels.get(pk, Subscription.Level.DAILY)).label),
        )
        for pk, name, slug in _groups.rows(viewer=person)
    ]


def _own_groups(viewer: Any) -> QuerySet[Group, tuple[Any, ...]]:
    mine = Group.objects.visible_to(viewer).filter(memberships__person=viewer.pk, memberships__is_in_force=True)
    return mine.order_by("name", "pk").values_list("pk", "name", "slug")[:MOST_GROUPS]


def _own_threads(viewer: Any, before: int | None = None) -> QuerySet[Subscription, dict[str, Any]]:
    mine = Subscription.objects.visible_to(viewer).filter(thread__in=Thread.objects.visible_to(viewer))
    older = mine if before is None else mine.filter(pk__lt=before)
    fields = ("pk", "level", "thread_id", "thread__title", "thread__notes", "thread__starter_id")
    return older.order_by("-pk").values(*fields)[: ON_A_PAGE + 1]


def _told_since(viewer: Any, since: Any) -> QuerySet[Notice]:
    told = Notice.objects.visible_to(viewer).filter(told_at__gt=since)
    return told.select_related("thread").order_by("-pk")[:_LOOKED_AT]


_levels = Compiled(
    lambda viewer: Subscription.objects.visible_to(viewer).filter(thread=None).values_list("group", "level")
)
_groups = Compiled(_own_groups)
_with_threads = Compiled(_own_threads)
_told = Compiled(_told_since)


def _of_thread(row: dict[str, Any], person: Person) -> Choice:
    is_shown = row["thread__starter_id"] == person.pk or choices_of(person).of(row["thread__notes"]) == Gently.SHOW
    about = _("A thread about: %(notes)s") % {"notes": named(row["thread__notes"])}
    return Choice(
        name=row["thread__title"] if is_shown else about,
        address=f"/threads/{row['thread_id']}/subscription/",
        level=str(Subscription.Level(row["level"]).label),
    )


def mails_in_a_week(
    person: Person, *, now: datetime, ways: Mapping[str, str] | None = None, when: When | None = None
) -> str:
    """Say how many mails a week that would have been in the last thirty days. Five queries at most, whatever was told.

    :param now: aware UTC. :param ways: as they are chosen in a form; as they are kept where it is left out.
    :param when: likewise, when gathered mail comes.
    """
    notices: list[Notice] = _told.rows(viewer=person, since=now - LATELY)
    chosen = chosen_for(notices)
    manner = Manner.objects.visible_to(person).first() or Manner()
    if ways is not None:
        chosen = replace(chosen, ways={(person.pk, kind): way for kind, way in ways.items()})
    if when is not None:
        manner = Manner(**when)
        stopped = [way for way in GATHERED if not getattr(manner, f"sends_{way}")]
        chosen = replace(chosen, stopped={(person.pk, way) for way in stopped})
    mails = _mails(((notice, way_for(notice, chosen)) for notice in notices), manner, person.zone)
    return _said(len(mails) * 7 / LATELY.days)


def _mails(notices: Iterable[tuple[Notice, str]], manner: Manner, zone: str) -> set[tuple[str, Any]]:
    """Each mail once, by what tells it from the others: its notice, or the moment at which what gathered was sent."""
    mails: set[tuple[str, Any]] = set()
    for notice, way in notices:
        assert notice.told_at is not None
        if way in GATHERED:
            mails.add((way, gathered_from(way, manner, zone, notice.told_at)))
        elif way == Way.MAIL:
            mails.add((way, notice.pk))
    return mails


def _said(a_week: float) -> str:
    if not a_week:
        return _("no mail")
    if a_week < 1:
        return _("less than one mail a week")
    many = round(a_week)
    return ngettext("about one mail a week", "about %(many)s mails a week", many) % {"many": apnumber(many)}
