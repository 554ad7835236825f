"""The rules of a zone changed: what follows from the clock on the wall is worked out again. Source: README, E-1."""

from datetime import datetime, timedelta

from django.db import transaction

from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.sessions import end_of_last
from forum.meetups.models import Meetup, Session
from forum.meetups.models.dates import derived

_AT_ONCE = 200


@transaction.atomic
def derive_again(*, now: datetime, after: int = 0) -> int:
    """Work out again, from the clock on the wall, when dates to come begin and end, after the rules of zones changed.

    Does a batch; called until it returns 0. The time on the wall stays, so nobody is told; calendars are, by the
    sequence. Locks the meetups, in their order.

    :param after: the key up to which it was done; returns the next one. :param now: aware UTC.
    Source: README, E-1 and E-9.
    """
    ahead = Meetup.objects.filter(pk__gt=after, ends_at__gt=now - timedelta(days=2)).order_by("pk")
    pks = list(ahead.values_list("pk", flat=True)[:_AT_ONCE])
    for pk in pks:
        meetup, sessions = locked_meetup(pk), list(Session.objects.filter(meetup=pk))
        for session in sessions:
            _derive(session, *derived(session.local, session.minutes), now)
        starts_at, ends_at = derived(meetup.local, meetup.minutes)
        _derive(meetup, starts_at, end_of_last(meetup, sessions) if sessions else ends_at, now)
    return pks[-1] if pks else 0


def _derive(each: Meetup | Session, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if (each.starts_at, each.ends_at) != (starts_at, ends_at):
        each.starts_at, each.ends_at = starts_at, ends_at
        each.sequence, each.changed_at = each.sequence + 1, now
        each.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at"])
