"""What happens to a meetup, as its verbs do it."""

from datetime import timedelta

from forum.kernel.events import publish
from forum.meetups.events import MeetupCancelled, MeetupChanged
from forum.meetups.models import Meetup
from tests.factories import WHEN

SOON = WHEN + timedelta(minutes=1)


def cancelled(meetup, at=SOON):
    """As its verb does it."""
    Meetup.objects.filter(pk=meetup.pk).update(status="cancelled", cancelled_at=at, sequence=meetup.sequence + 1)
    meetup.refresh_from_db()
    publish(MeetupCancelled(meetup_id=meetup.pk, sequence=meetup.sequence, by_id=meetup.organiser_id, at=at))


def moved(meetup, days, at=SOON):
    """As its verb does it."""
    by = timedelta(days=days)
    meetup.on_date, meetup.starts_at, meetup.ends_at = meetup.on_date + by, meetup.starts_at + by, meetup.ends_at + by
    meetup.sequence += 1
    meetup.save()
    publish(
        MeetupChanged(
            meetup_id=meetup.pk, sequence=meetup.sequence, fields=("on_date",), by_id=meetup.organiser_id, at=at
        )
    )


def day_before(meetup):
    return meetup.starts_at - timedelta(hours=24)
