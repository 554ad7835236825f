"""What must hold about the places of a meetup after anything that anybody did."""

from collections import Counter
from datetime import datetime

from forum.meetups.models import Attendance, AttendanceStep, Meetup
from forum.meetups.rules.attending import takes_place


def taken(meetup: Meetup) -> int:
    """People who come, and for whom places are kept, by the rows."""
    rows = Attendance.objects.filter(meetup=meetup, state__in=("going", "offered"))
    return sum(rows.values_list("party", flat=True))


def faults_in_places(meetup: Meetup, now: datetime, *, taken_before: int = 0) -> list[str]:
    """Say each thing that is wrong; nothing where all is well.

    :param taken_before: a limit that was lowered sends nobody away, but lets nobody in either.
    """
    meetup.refresh_from_db()
    rows = list(Attendance.objects.filter(meetup=meetup).order_by("queue_number"))
    found, sums, parties = [], Counter(), Counter(row.state for row in rows)
    for row in rows:
        sums[row.state] += row.party
    figures = (meetup.seats_going, meetup.seats_offered, meetup.waiting_count)
    if figures != (sums["going"], sums["offered"], parties["waiting"]):
        found.append(f"the figures say {figures}, the rows {dict(sums)} and {dict(parties)}")
    free = 1_000 if meetup.capacity is None else meetup.capacity - sums["going"] - sums["offered"]
    if free < 0 and sums["going"] + sums["offered"] > taken_before:
        found.append(f"{-free} more than there are places")
    waiting = [row for row in rows if row.state == "waiting"]
    if takes_place(meetup, now) and (fits := [row.party for row in waiting if row.party <= free]):
        found.append(f"parties of {fits} wait beside {free} free places")
    numbers = [row.queue_number for row in rows if row.state in ("waiting", "offered")]
    if len(set(numbers)) < len(numbers) or None in numbers:
        found.append(f"places in the queue: {numbers}")
    last = dict(
        AttendanceStep.objects.filter(attendance__meetup=meetup).order_by("pk").values_list("attendance", "state")
    )
    if wrong := [row.pk for row in rows if last.get(row.pk, row.state) != row.state]:
        found.append(f"steps do not lead to the states of {wrong}")
    return found
