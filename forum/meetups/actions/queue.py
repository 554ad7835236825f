"""Who gets the places that are free. Every verb that changes who comes, or how many can, ends here."""

from datetime import datetime, timedelta

from django.db.models import Count, Sum

from forum.kernel.events import publish
from forum.meetups.actions.states import State, keep, put
from forum.meetups.events import PlaceOffered
from forum.meetups.models import Attendance, Meetup
from forum.meetups.rules.attending import is_stopped, still_belongs, takes_place
from moderation.models import Sanction


def settle_places(meetup: Meetup, now: datetime) -> None:
    """End offers whose time is over, and offer what is free, in order, to the first parties that fit whole.

    The caller holds the lock of `meetup`, as `locked_meetup` returned it, with whatever it changed already saved.
    While a meetup is not announced, postponed or cancelled nothing is offered, and offers go back to the queue where
    they were: nobody's time runs out over a date that is not known. Whoever may not see the meetup any more is taken
    out of the queue; whoever moderators asked to pause is passed over, and keeps their place in it.

    :param now: aware UTC moment.
    Source: README, E-6.
    """
    _end_offers(meetup, now)
    count_places(meetup)
    if takes_place(meetup, now):
        _offer_places(meetup, now)
    meetup.save(update_fields=["seats_going", "seats_offered", "waiting_count"])


def count_places(meetup: Meetup) -> None:
    """Take the figures of places from the rows, into `meetup`."""
    rows = Attendance.objects.filter(meetup=meetup.pk, state__in=(State.GOING, State.WAITING, State.OFFERED))
    counted = {
        row["state"]: row for row in rows.order_by().values("state").annotate(people=Sum("party"), parties=Count("pk"))
    }
    nobody = {"people": 0, "parties": 0}
    meetup.seats_going = counted.get(State.GOING, nobody)["people"]
    meetup.seats_offered = counted.get(State.OFFERED, nobody)["people"]
    meetup.waiting_count = counted.get(State.WAITING, nobody)["parties"]


def is_room_for(meetup: Meetup, people: int) -> bool:
    """Whether so many more fit beside those who come and those to whom places are offered."""
    return meetup.capacity is None or meetup.seats_going + meetup.seats_offered + people <= meetup.capacity


def _end_offers(meetup: Meetup, now: datetime) -> None:
    for attendance in Attendance.objects.filter(meetup=meetup.pk, state=State.OFFERED).order_by("queue_number"):
        ends_at = attendance.offer_ends_at
        assert ends_at is not None
        if ends_at <= now or meetup.has_begun(now):
            put(attendance, State.LAPSED, now)
        elif not takes_place(meetup, now):
            put(attendance, State.WAITING, now)
        elif ends_at > meetup.starts_at:  # it begins sooner than was said
            offer(attendance, meetup.starts_at, now)


def _offer_places(meetup: Meetup, now: datetime) -> None:
    """Go through the queue once: what did not fit before fits still less after others got places."""
    if not meetup.waiting_count or not is_room_for(meetup, 1):
        return
    until = min(now + timedelta(hours=meetup.offer_hours), meetup.starts_at)
    waiting = Attendance.objects.filter(meetup=meetup.pk, state=State.WAITING).select_related("person")
    for attendance in waiting.order_by("queue_number", "pk"):
        if not is_room_for(meetup, attendance.party):
            continue
        if not still_belongs(meetup, attendance.person, now):
            put(attendance, State.WITHDRAWN, now)
            meetup.waiting_count -= 1
        elif not is_stopped(meetup, attendance.person, now, Sanction.Kind.PAUSE):
            offer(attendance, until, now)
            meetup.seats_offered += attendance.party
            meetup.waiting_count -= 1


def offer(attendance: Attendance, until: datetime, now: datetime) -> None:
    """Keep places for a party until a moment, and tell it."""
    keep(attendance, State.OFFERED, now, until=until)
    publish(
        PlaceOffered(
            attendance_id=attendance.pk, meetup_id=attendance.meetup_id, person_id=attendance.person_id,
            until=until, at=now,
        )
    )  # fmt: skip


def wait(attendance: Attendance, meetup: Meetup, now: datetime) -> None:
    """Put a party at the end of the queue; its number is kept with the meetup and never given twice."""
    meetup.last_queue_number += 1
    meetup.save(update_fields=["last_queue_number"])
    attendance.queue_number = meetup.last_queue_number
    put(attendance, State.WAITING, now)
