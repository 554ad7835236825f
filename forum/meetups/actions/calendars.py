"""The address at which somebody's own calendar programme fetches their meetups."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from accounts.models import Person
from forum.meetups.models import CalendarFeed


def hash_of(token: str) -> str:
    """Return what is kept of the address of a feed. It is drawn by lot, so it needs no salt."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def make_feed(*, detail: str, by: Person, now: datetime) -> str:
    """Make an address from which the meetups of `by` are fetched, in place of an older one, and return its secret part.

    It is shown this once; only its hash is kept. Made twice, the newer one counts. Locks: the person.
    Source: README, E-9.
    """
    _end(by, now)
    token = token_urlsafe(32)
    CalendarFeed.objects.create(person=by, token_hash=hash_of(token), detail=CalendarFeed.Detail(detail), made_at=now)
    return token


@transaction.atomic
def change_feed_detail(*, detail: str, by: Person) -> None:
    """Change how much the calendar of `by` says, at the same address. Without one, nothing happens.

    Source: README, E-9.
    """
    CalendarFeed.objects.open().filter(person=by.pk).update(detail=CalendarFeed.Detail(detail))


@transaction.atomic
def revoke_feed(*, by: Person, now: datetime) -> None:
    """End the address at once; whoever has it finds nothing there. Done twice it is done once. Locks: the person.

    Source: README, E-9.
    """
    _end(by, now)


@transaction.atomic
def note_fetch(*, feed: CalendarFeed, content_hash: str, by: Person, now: datetime) -> CalendarFeed:
    """Remember the day on which a feed was fetched, and since when it says what it says. Locks the feed.

    A calendar programme that asks whether anything is new since then is told the truth, also where something only went.
    Source: README, E-9.
    """
    if feed.content_hash == content_hash and feed.fetched_on == now.date():
        return feed
    feed = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    if feed.content_hash != content_hash:
        # Programmes compare whole seconds: what changed within one is said to have changed in the next.
        after = feed.content_at + timedelta(seconds=1) if feed.content_at else now
        feed.content_hash, feed.content_at = content_hash, max(now, after)
    feed.fetched_on = now.date()
    feed.save(update_fields=["content_hash", "content_at", "fetched_on"])
    return feed


def _end(person: Person, now: datetime) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    CalendarFeed.objects.open().filter(person=person.pk).update(revoked_at=now)
