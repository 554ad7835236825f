"""Breaks: until when, and whether."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forum.kernel.moments import zone_named
from forum.kernel.verdicts import YES, Verdict, no

LONGEST = timedelta(days=366)


def begins_at(on: date, person: Person) -> datetime:
    """Return when a day begins where a person lives: midnight on the wall, however clocks change before. Aware UTC.

    Of a midnight that happens twice the first counts.
    """
    return datetime.combine(on, time(0), tzinfo=zone_named(person.zone)).astimezone(UTC)


def may_take_break(until: datetime, now: datetime) -> Verdict:
    """Whether a break may last until then. Both aware UTC. Source: README, N-9."""
    if until <= now:
        return no(_("That day has begun already. Please give a later one."))
    return YES if until <= now + LONGEST else no(_("That is more than a year from now. Please give an earlier day."))
