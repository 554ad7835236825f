"""The meetups that somebody has to do with: what their own page and their calendar both show. Source: README, E-9."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.meetups.models import Attendance, Meetup, Status
from forum.meetups.pages.rows import COLUMNS, FIELDS

PAST_FOR = timedelta(days=30)
CANCELLED_FOR = timedelta(days=90)
MOST = 200
_STANDS = (Attendance.State.GOING, Attendance.State.WAITING, Attendance.State.OFFERED)


def own_meetups(person: Person, *, now: datetime) -> list[dict[str, Any]]:
    """Return what somebody comes to, waits for, was offered or organises, by date: one query.

    What is over stays for thirty days; what is cancelled for ninety from when it was, whenever it would have been.
    An offer that ended by the clock is none.
    """
    since = {"ended": now - PAST_FOR, "cancelled": now - CANCELLED_FOR}
    found: list[dict[str, Any]] = _own.rows(viewer=person, now=now, **since)
    return found


def _of(viewer: Any, now: Any, ended: Any, cancelled: Any) -> QuerySet[Any, Any]:
    stands = Q(offer_ends_at=None) | Q(offer_ends_at__gt=now)
    coming = Attendance.objects.of(viewer).filter(stands, state__in=_STANDS)
    mine = coming.filter(meetup=OuterRef("pk"))
    organised = Meetup.objects.filter(organiser=viewer.pk).values("pk")
    kept = (~Q(status=Status.CANCELLED) & Q(ends_at__gt=ended)) | Q(status=Status.CANCELLED, cancelled_at__gt=cancelled)
    return (
        Meetup.objects.visible_to(viewer)
        .filter(kept, pk__in=coming.values("meetup").union(organised), is_announced=True)
        .in_order()
        .values(
            *FIELDS,
            **COLUMNS,
            state=Subquery(mine.values("state")),
            party=Subquery(mine.values("party")),
            until=Subquery(mine.values("offer_ends_at")),
            attendance_changed_at=Subquery(mine.values("changed_at")),
            words_changed_at=F("announcement__edited_at"),
        )[:MOST]
    )


_own = Compiled(_of)
