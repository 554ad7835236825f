"""From one state of an attendance to the next. The caller holds the lock of the meetup."""

from datetime import datetime

from forum.kernel.events import publish
from forum.meetups.events import AttendanceChanged
from forum.meetups.models import Attendance, AttendanceStep, Helper

State = Attendance.State
IN_QUEUE = (State.WAITING, State.OFFERED)
COMES_OR_WAITS = (State.GOING, *IN_QUEUE)


def put(attendance: Attendance, state: str, now: datetime, *, until: datetime | None = None) -> None:
    """Write an attendance in a state, with its step, and tell it. :param until: for an offer, when it ends."""
    keep(attendance, state, now, until=until)
    publish(
        AttendanceChanged(meetup_id=attendance.meetup_id, person_id=attendance.person_id, state=state, at=now)
    )  # fmt: skip


def keep(attendance: Attendance, state: str, now: datetime, *, until: datetime | None = None) -> None:
    """Write an attendance in a state, with its step.

    With the wish to come goes at once what was said about access needs, and helping at the door.
    """
    attendance.state, attendance.offer_ends_at, attendance.changed_at = state, until, now
    if state not in IN_QUEUE:
        attendance.queue_number = None
    if state == State.WITHDRAWN:
        attendance.access_needs, attendance.is_shown, attendance.arrived_at = "", False, None
        Helper.objects.filter(meetup=attendance.meetup_id, person=attendance.person_id).delete()
    attendance.save()
    AttendanceStep.objects.create(attendance=attendance, state=state, party=attendance.party, at=now)
