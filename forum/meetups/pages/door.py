"""Who comes: for the organiser as a list, for those who help at the door by name only. Source: README, E-7."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.meetups.forms.attending import SHORTEST_NAME
from forum.meetups.models import Attendance, Helper, Meetup

ON_A_PAGE = 50
MOST_FOUND = 5
_STATE = Attendance.State


@dataclass(frozen=True, kw_only=True)
class Comer:
    """One party. :param needs: for the organiser only; "" for a helper. :param state: said where they do not come yet."""

    pk: int
    name: str
    guests: str
    needs: str
    state: str
    has_arrived: bool
    is_helper: bool


@dataclass(frozen=True, kw_only=True)
class DoorPage:
    """What the page of those who come shows.

    :param sums: how many are expected and how many have arrived; "" for a helper.
    :param after: from where the next page goes on, 0 where there is none.
    """

    is_organiser: bool
    q: str
    is_too_short: bool
    found: list[Comer]
    has_more: bool
    comers: list[Comer]
    waiting: list[Comer]
    sums: str
    after: int


def may_look(viewer: Person, meetup: Meetup) -> bool:
    """Whether the page is there for somebody at all: its organiser, and who helps. `meetup` was found by `visible_to`."""
    return viewer.pk == meetup.organiser_id or Helper.objects.filter(meetup=meetup.pk, person=viewer.pk).exists()


def door_page(viewer: Person, meetup: Meetup, *, q: str, after: int) -> DoorPage:
    """Look up who comes: at most five queries, however many there are."""
    is_organiser, name = viewer.pk == meetup.organiser_id, q.strip()
    found = _found(viewer, meetup, name, is_organiser) if len(name) >= SHORTEST_NAME else []
    comers = _going(viewer, meetup, after) if is_organiser and not name else []
    return DoorPage(
        is_organiser=is_organiser,
        q=name,
        is_too_short=0 < len(name) < SHORTEST_NAME,
        found=found[:MOST_FOUND],
        has_more=len(found) > MOST_FOUND,
        comers=comers[:ON_A_PAGE],
        waiting=_waiting(viewer, meetup) if is_organiser and not name and not after else [],
        sums=_sums(viewer, meetup) if is_organiser else "",
        after=comers[ON_A_PAGE - 1].pk if len(comers) > ON_A_PAGE else 0,
    )


def _found(viewer: Person, meetup: Meetup, name: str, is_organiser: bool) -> list[Comer]:
    """Those who come with a name, or a part of one, that begins so; one more than are shown."""
    begins = Q(person__name__istartswith=name) | Q(person__name__icontains=f" {name}")
    rows = _rows(viewer, meetup).filter(begins, state=_STATE.GOING).order_by("person__name", "pk")
    return [_comer(row, is_organiser) for row in rows[: MOST_FOUND + 1]]


def _going(viewer: Person, meetup: Meetup, after: int) -> list[Comer]:
    rows = _rows(viewer, meetup).filter(state=_STATE.GOING).order_by("person__name", "pk")
    last = rows.filter(pk=after).values_list("person__name", flat=True).first() if after else None
    if last is not None:
        rows = rows.filter(Q(person__name__gt=last) | Q(person__name=last, pk__gt=after))
    return [_comer(row, True) for row in rows[: ON_A_PAGE + 1]]


def _waiting(viewer: Person, meetup: Meetup) -> list[Comer]:
    rows = _rows(viewer, meetup).filter(state__in=(_STATE.WAITING, _STATE.OFFERED)).order_by("queue_number", "pk")
    return [_comer(row, True) for row in rows[:ON_A_PAGE]]


def _rows(viewer: Person, meetup: Meetup) -> Any:
    helps = Helper.objects.filter(meetup=OuterRef("meetup"), person=OuterRef("person"))
    rows = Attendance.objects.seen_by(viewer).filter(meetup=meetup.pk)
    return rows.select_related("person").annotate(helps=Exists(helps))


def _comer(row: Any, is_organiser: bool) -> Comer:
    guests = row.party - 1
    said = ngettext("with %(count)d guest", "with %(count)d guests", guests) % {"count": guests}
    return Comer(
        pk=row.pk,
        name=row.person.name,
        guests=said if guests else "",
        needs=row.access_needs if is_organiser else "",
        state="" if row.state == _STATE.GOING else str(row.get_state_display()),
        has_arrived=row.arrived_at is not None,
        is_helper=row.helps and is_organiser,
    )


def _sums(viewer: Person, meetup: Meetup) -> str:
    """How many people are expected, and how many have arrived: counted from the rows, guests included."""
    arrived = Q(arrived_at__isnull=False)
    rows = Attendance.objects.seen_by(viewer).filter(meetup=meetup.pk, state=_STATE.GOING).order_by()
    sums = rows.aggregate(people=Sum("party"), parties=Count("pk"), here=Sum("party", filter=arrived))
    people, here = sums["people"] or 0, sums["here"] or 0
    expected = ngettext("%(count)d person comes", "%(count)d people come", people) % {"count": people}
    arrived_yet = ngettext("%(count)d is here", "%(count)d are here", here) % {"count": here}
    return _("%(expected)s, guests included. %(here)s.") % {"expected": expected, "here": arrived_yet}
