"""Hours of duty, days without it, and how soon cases are due."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from moderation.actions.people import locked
from moderation.hours import forget_turns
from moderation.log import Action, write
from moderation.models import DueTime, Duty, Holiday, Severity
from moderation.rules import DUE_WITHIN
from moderation.team import acts_as, may_set_calendar, may_set_hours

MOST_HOURS = 28  # rows for one person: four a day
SHORTEST_DUE, LONGEST_DUE = 15, 7 * 24 * 60  # minutes


@transaction.atomic
def add_duty(*, person: Person, weekday: int, starts: time, ends: time, by: Person, now: datetime) -> Duty:
    """Say that somebody is on duty each week at these hours, as local time at the forum. Twice is once.

    Locks the person.

    :param weekday: 0 is Monday. :param ends: on the same day; a minute to midnight is midnight.
    :raises NotAllowed: its text is fit to show.
    Source: README, M-17.
    """
    person = locked(person)
    may_set_hours(person=person, by=by).or_refuse()
    if ends <= starts:
        raise NotAllowed(_("Hours end after they start, on the same day. Past midnight, give the next day hours too."))
    hours: dict[str, Any] = {"person": person, "weekday": weekday, "starts": starts, "ends": ends}
    if Duty.objects.filter(person=person).exclude(**hours).count() >= MOST_HOURS:
        raise NotAllowed(_("That is a lot of hours already. Please take some out first."))
    duty, is_new = Duty.objects.get_or_create(**hours)
    if is_new:
        transaction.on_commit(forget_turns)
        write(action=Action.SET_HOURS, by=by, now=now, subject=person, role=acts_as(by), detail={"weekday": weekday})
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, by: Person, now: datetime) -> None:
    """Take weekly hours out. Done twice it is done once. Locks the person.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-17.
    """
    person = locked(duty.person)
    may_set_hours(person=person, by=by).or_refuse()
    gone, _rows = Duty.objects.filter(pk=duty.pk).delete()
    if gone:
        transaction.on_commit(forget_turns)
        facts = {"weekday": duty.weekday, "ended": True}
        write(action=Action.SET_HOURS, by=by, now=now, subject=person, role=acts_as(by), detail=facts)


@transaction.atomic
def set_holiday(*, day: date, name: str, by: Person, now: datetime) -> Holiday:
    """Say that nobody is on duty on a day, and what day that is. Said again, it has the new name.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-17.
    """
    may_set_calendar(by).or_refuse()
    holiday, _is_new = Holiday.objects.update_or_create(day=day, defaults={"name": name})
    transaction.on_commit(forget_turns)
    write(action=Action.SET_HOLIDAY, by=by, now=now, subject=holiday, role=acts_as(by))
    return holiday


@transaction.atomic
def take_back_holiday(*, holiday: Holiday, by: Person, now: datetime) -> None:
    """Say that the usual hours hold on a day after all. Done twice it is done once.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-17.
    """
    may_set_calendar(by).or_refuse()
    gone, _rows = Holiday.objects.filter(pk=holiday.pk).delete()
    if gone:
        transaction.on_commit(forget_turns)
        write(action=Action.SET_HOLIDAY, by=by, now=now, subject=holiday, role=acts_as(by), detail={"ended": True})


@transaction.atomic
def set_due_time(*, severity: int, minutes: int, by: Person, now: datetime) -> None:
    """Set within how long a case of a severity is to be decided: holds for what comes from now on.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-3.
    """
    may_set_calendar(by).or_refuse()
    if not SHORTEST_DUE <= minutes <= LONGEST_DUE:
        raise NotAllowed(_("Please give a time from a quarter of an hour to a week."))
    if minutes == due_minutes()[Severity(severity)]:
        return
    due, _is_new = DueTime.objects.update_or_create(severity=Severity(severity), defaults={"minutes": minutes})
    facts = {"severity": severity, "minutes": minutes}
    write(action=Action.SET_DUE_TIME, by=by, now=now, subject=due, role=acts_as(by), detail=facts)


def due_minutes() -> dict[Severity, int]:
    """Within how many minutes a case of each severity is to be decided. One query."""
    usual = {severity: int(within.total_seconds() // 60) for severity, within in DUE_WITHIN.items()}
    chosen = DueTime.objects.values_list("severity", "minutes")
    return usual | {Severity(severity): minutes for severity, minutes in chosen}
