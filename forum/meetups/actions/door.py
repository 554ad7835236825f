"""At the door: who has arrived, and who helps there."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.models import Attendance, Helper
from forum.meetups.rules.attending import is_coming, may_name_helpers, may_note_arrivals


@transaction.atomic
def note_arrival(*, attendance: Attendance, by: Person, now: datetime) -> None:
    """Note that somebody has arrived, with their guests. Doing it twice is doing it once. Locks the meetup.

    :raises NotAllowed: its text is fit to show. Source: README, E-7.
    """
    attendance = _locked(attendance)
    may_note_arrivals(meetup=attendance.meetup, by=by).or_refuse()
    is_coming(attendance).or_refuse()
    if attendance.arrived_at is None:
        attendance.arrived_at = now
        attendance.save(update_fields=["arrived_at"])


@transaction.atomic
def take_back_arrival(*, attendance: Attendance, by: Person, now: datetime) -> None:
    """Take back that somebody has arrived: it was a slip of the thumb. Locks the meetup.

    :raises NotAllowed: its text is fit to show. Source: README, E-7.
    """
    attendance = _locked(attendance)
    may_note_arrivals(meetup=attendance.meetup, by=by).or_refuse()
    attendance.arrived_at = None
    attendance.save(update_fields=["arrived_at"])


@transaction.atomic
def name_helper(*, attendance: Attendance, by: Person, now: datetime) -> Helper:
    """Let somebody who comes help at the door: they can find people by name there. Locks the meetup.

    :raises NotAllowed: its text is fit to show. Source: README, E-7.
    """
    attendance = _locked(attendance)
    may_name_helpers(meetup=attendance.meetup, by=by).or_refuse()
    is_coming(attendance).or_refuse()
    helper, _is_new = Helper.objects.get_or_create(meetup=attendance.meetup, person_id=attendance.person_id)
    return helper


@transaction.atomic
def end_helper(*, attendance: Attendance, by: Person, now: datetime) -> None:
    """End that somebody helps at the door. Done twice it is done once. Locks the meetup.

    :raises NotAllowed: its text is fit to show. Source: README, E-7.
    """
    attendance = _locked(attendance)
    may_name_helpers(meetup=attendance.meetup, by=by).or_refuse()
    Helper.objects.filter(meetup=attendance.meetup_id, person=attendance.person_id).delete()


def _locked(attendance: Attendance) -> Attendance:
    """Return an attendance, fresh, under the lock of its meetup."""
    meetup = locked_meetup(attendance.meetup_id)
    fresh = Attendance.objects.get(pk=attendance.pk)
    fresh.meetup = meetup
    return fresh
