"""What is told when something happens to meetups."""

from forum.kernel.events import listen
from forum.meetups.events import (
    AttendanceChanged,
    MeetupCancelled,
    MeetupChanged,
    MeetupHandedOver,
    MeetupPostponed,
    MessageShown,
    PlaceOffered,
)
from forum.meetups.models import Attendance, Meetup
from forum.notices.actions.writing import remind, write_to, write_to_those_who_come
from forum.notices.models import Kind, Notice
from forum.notices.rules.meetups import number_of_offer

# What somebody who comes needs to know at once; how many can come is not among it.
_MATTERS = {"on_date", "at_time", "minutes", "zone", "venue", "mode", "sessions"}


def _meetup(pk: int) -> Meetup:
    return Meetup.objects.get(pk=pk)


@listen(MeetupChanged)
def tell_of_change(event: MeetupChanged) -> None:
    """Those who come or wait are told of another time or place, and reminded of the new one; its organiser, where
    somebody else did it: a host who cancelled a session, or whoever keeps the venue.
    """
    if not _MATTERS & set(event.fields):
        return
    meetup = _meetup(event.meetup_id)
    if meetup.organiser_id != event.by_id:
        write_to([meetup.organiser_id], meetup=meetup, kind=Kind.CHANGED, sequence=event.sequence, now=event.at)
    write_to_those_who_come(meetup=meetup, kind=Kind.CHANGED, sequence=event.sequence, now=event.at)
    going = Attendance.objects.filter(meetup=meetup, state=Attendance.State.GOING)
    remind(going.values_list("person", flat=True), meetup=meetup, now=event.at)


@listen(MeetupPostponed)
def tell_that_it_is_postponed(event: MeetupPostponed) -> None:
    """Those who come or wait are told that it does not take place then."""
    meetup = _meetup(event.meetup_id)
    write_to_those_who_come(meetup=meetup, kind=Kind.POSTPONED, sequence=event.sequence, now=event.at)


@listen(MeetupCancelled)
def tell_that_it_is_cancelled(event: MeetupCancelled) -> None:
    """Those who come, wait, or were offered a place are told; and its organiser, where a host did it."""
    meetup = _meetup(event.meetup_id)
    if meetup.organiser_id != event.by_id:
        write_to(
            [meetup.organiser_id], meetup=meetup, kind=Kind.CANCELLED, sequence=event.sequence,
            now=event.at,
        )  # fmt: skip
    write_to_those_who_come(meetup=meetup, kind=Kind.CANCELLED, sequence=event.sequence, now=event.at)


@listen(MeetupHandedOver)
def tell_who_organises(event: MeetupHandedOver) -> None:
    """Whoever organises it from now on is told, of a series once: else nobody would be at the door."""
    meetup = _meetup(event.meetup_id)
    told = Notice.objects.filter(recipient=event.to_id, kind=Kind.HANDED, made_at=event.at)
    if meetup.series_id is None or not told.filter(meetup__series=meetup.series_id).exists():
        write_to(
            [event.to_id], meetup=meetup, kind=Kind.HANDED, sequence=int(event.at.timestamp()),
            now=event.at,
        )  # fmt: skip


@listen(MessageShown)
def tell_of_message(event: MessageShown) -> None:
    """Those who come or wait are told that the organiser wrote."""
    write_to_those_who_come(
        meetup=_meetup(event.meetup_id), kind=Kind.MESSAGE, sequence=event.message_id, now=event.at,
        message_id=event.message_id,
    )  # fmt: skip


@listen(PlaceOffered)
def tell_of_offer(event: PlaceOffered) -> None:
    """Whoever waited is told that a place is kept for them."""
    write_to(
        [event.person_id], meetup=_meetup(event.meetup_id), kind=Kind.OFFERED,
        sequence=number_of_offer(event.until), now=event.at,
    )  # fmt: skip


@listen(AttendanceChanged)
def tell_that_an_offer_ended(event: AttendanceChanged) -> None:
    """Whoever did not answer an offer is told that it has ended, and that they can wait again."""
    if event.state == Attendance.State.LAPSED:
        write_to(
            [event.person_id], meetup=_meetup(event.meetup_id), kind=Kind.LAPSED,
            sequence=number_of_offer(event.at), now=event.at,
        )  # fmt: skip


@listen(AttendanceChanged)
def remind_who_comes(event: AttendanceChanged) -> None:
    """Whoever comes is reminded the day before."""
    if event.state == Attendance.State.GOING:
        remind([event.person_id], meetup=_meetup(event.meetup_id), now=event.at)
