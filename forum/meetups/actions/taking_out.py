"""What becomes of attendance when sight ends, when time passes, and when somebody leaves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.actions.states import COMES_OR_WAITS, State, put
from forum.meetups.models import Attendance, Helper, Meetup, Session, Status
from forum.meetups.queries import MeetupQuerySet
from forum.meetups.rules.attending import still_belongs

KEPT = timedelta(days=30)  # that long after its end, nobody can say any more who was at a meetup
_AT_ONCE = 20  # meetups in one transaction


@transaction.atomic
def take_out_of(*, meetups: MeetupQuerySet, now: datetime, person_id: int | None = None) -> None:
    """Take those out of meetups to come who may not see them any more, and offer their places on.

    Part of the verb by which their sight ended. Locks the meetups, in their order, before it looks who is there: so
    nobody who was just coming in is missed.

    :param person_id: where only one person can be concerned.
    Source: README, E-6 and S-7.
    """
    for pk in meetups.to_come(now).order_by("pk").values_list("pk", flat=True):
        meetup = locked_meetup(pk)
        there = Attendance.objects.filter(meetup=pk, state__in=(*COMES_OR_WAITS, State.LAPSED)).select_related("person")
        gone = [
            attendance
            for attendance in (there.filter(person=person_id) if person_id else there)
            if not still_belongs(meetup, attendance.person, now)
        ]
        for attendance in gone:
            put(attendance, State.WITHDRAWN, now)
        if gone:
            settle_places(meetup, now)


@transaction.atomic
def take_out_everywhere(*, person_id: int, now: datetime) -> None:
    """Take somebody who leaves the forum out of every meetup to come, and offer their places on.

    Part of the verb by which they leave. Locks the meetups, in their order. Source: README, E-6 and C-7.
    """
    for pk in Meetup.objects.where_comes(person_id).to_come(now).order_by("pk").values_list("pk", flat=True):
        meetup = locked_meetup(pk)
        for attendance in Attendance.objects.filter(meetup=pk, person=person_id, state__in=COMES_OR_WAITS):
            put(attendance, State.WITHDRAWN, now)
        settle_places(meetup, now)


@transaction.atomic
def offer_places_on(*, now: datetime) -> int:
    """End the offers whose time is over, and offer their places on; return at how many meetups.

    Called until nothing is left, about once a minute. Nothing waits for it to be true: every deed about a meetup does
    the same first. Locks the meetups, in their order.

    :param now: aware UTC moment.
    Source: README, E-6.
    """
    over = Attendance.objects.filter(meetup=OuterRef("pk"), state=State.OFFERED, offer_ends_at__lte=now)
    return _settle(Meetup.objects.filter(Exists(over)), now)


@transaction.atomic
def offer_free_places(*, now: datetime) -> int:
    """Offer free places to those who were passed over while moderators had asked them to pause; return how many looked.

    Locks the meetups, in their order. Source: README, E-6.
    """
    room = Q(capacity=None) | Q(capacity__gt=F("seats_going") + F("seats_offered"))
    open_ones = Meetup.objects.filter(room, status=Status.SCHEDULED, is_announced=True, starts_at__gt=now)
    paused = Attendance.objects.filter(meetup=OuterRef("pk"), state=State.WAITING, person__has_sanctions=True)
    return _settle(open_ones.filter(Exists(paused), waiting_count__gt=0), now)


@transaction.atomic
def erase_attendance(*, now: datetime) -> int:
    """Erase who came to meetups that ended thirty days ago: rows, steps, needs, helpers; return how many meetups.

    Called until nothing is left. Locks the meetups, in their order.

    :param now: aware UTC moment.
    Source: README, E-7.
    """
    goes_on = Session.objects.filter(meetup=OuterRef("pk"), ends_at__gt=now - KEPT)
    kept = Exists(Attendance.objects.filter(meetup=OuterRef("pk"))) | Exists(
        Helper.objects.filter(meetup=OuterRef("pk"))
    )
    old = Meetup.objects.filter(kept, ~Exists(goes_on), ends_at__lte=now - KEPT)
    pks = list(old.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    for pk in pks:
        locked_meetup(pk)
    Attendance.objects.filter(meetup__in=pks).delete()
    Helper.objects.filter(meetup__in=pks).delete()
    Meetup.objects.filter(pk__in=pks).update(seats_going=0, seats_offered=0, waiting_count=0)
    return len(pks)


def _settle(meetups: MeetupQuerySet, now: datetime) -> int:
    pks = list(meetups.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    for pk in pks:
        settle_places(locked_meetup(pk), now)
    return len(pks)
