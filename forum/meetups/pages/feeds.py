"""Whose calendar an address is. Source: README, E-9."""

from datetime import datetime

from forum.meetups.actions.calendars import hash_of
from forum.meetups.models import CalendarFeed
from forum.meetups.rules.calendars import may_be_fetched_for


def feed_at(token: str, *, now: datetime) -> CalendarFeed | None:
    """Return the open feed whose secret this is; None for one that ended, or never was, alike. One query.

    The secret is looked for by its hash, so that how long it takes says nothing of how much of a guess was right.
    """
    feed = CalendarFeed.objects.open().filter(token_hash=hash_of(token)).select_related("person").first()
    return feed if feed and may_be_fetched_for(feed.person, now) else None
