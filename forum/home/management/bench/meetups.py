"""Meetups to come all over the country, for measuring: every date from today on for two years, in every town.

They follow `rows.py`: straight into the tables, kept figures included, from one seed.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.contrib.contenttypes.models import ContentType

from forum.meetups.models import Announcement, Meetup, Place, Venue
from moderation.models import Revision

AT_ONCE = 5_000
DAYS = 700  # over which they are spread
WORDS = 200  # announcements; each has many dates


def build_meetups(count: int, *, groups: Sequence[int], organisers: Sequence[int], first: date, at: datetime) -> None:
    """Write `count` announced meetups at venues all over the country, by day from `first` on.

    :param groups, organisers: numbers of rows that are there. :param at: when everything was announced.
    """
    chance = random.Random(20261126)
    places = list(Place.objects.order_by("pk").values_list("pk", flat=True))
    words = _announcements(groups, organisers, at)
    venues = _venues(places, groups[0], organisers[0], at)
    made = _each_meetup(count, words, venues, chance, first, at)
    while batch := list(islice(made, AT_ONCE)):
        Meetup.objects.bulk_create(batch)


def _announcements(groups: Sequence[int], organisers: Sequence[int], at: datetime) -> list[Announcement]:
    target = ContentType.objects.get_for_model(Announcement)
    made = Announcement.objects.bulk_create([
        Announcement(
            group_id=groups[n % len(groups)], author_id=organisers[n % len(organisers)], title=f"Tea and talk {n}",
            html="<p>No agenda, and somebody brings cake. Come late, leave early.</p>", written_at=at, state="held",
            kind=("session", "together", "course", "activity")[n % 4], audience=("secondary", "friends", "everyone")[n % 3],
        )
        for n in range(WORDS)
    ])  # fmt: skip
    revisions = Revision._base_manager.bulk_create([
        Revision(target_type=target, target_id=each.pk, author_id=each.author_id, body=each.html, published=True, created_at=at)
        for each in made
    ])  # fmt: skip
    for each, revision in zip(made, revisions, strict=True):
        each.revision, each.state, each.published_at = revision, "published", at
    Announcement.objects.bulk_update(made, ["revision", "state", "published_at"])
    return made


def _venues(places: Sequence[int], group: int, organiser: int, at: datetime) -> list[Venue]:
    revision = Revision.objects.order_by("-pk")[0]
    return Venue.objects.bulk_create([
        Venue(group_id=group, author_id=organiser, place_id=place, name="A hall", area="town centre", address="1 High Street",
              written_at=at, published_at=at, state="published", revision=revision)
        for place in places
    ])  # fmt: skip


def _each_meetup(
    count: int, words: Sequence[Announcement], venues: Sequence[Venue], chance: random.Random, first: date, at: datetime
) -> Iterator[Meetup]:
    for n in range(count):
        announcement, venue = chance.choice(words), chance.choice(venues)
        on = first + timedelta(days=n * DAYS // count)
        start = datetime.combine(on, time(9 + n % 10), tzinfo=UTC)
        yield Meetup(
            announcement=announcement, group_id=announcement.group_id, organiser_id=announcement.author_id, on_date=on,
            at_time=start.time(), minutes=90, zone="UTC", starts_at=start, ends_at=start + timedelta(minutes=90),
            uid=UUID(int=n + 1), changed_at=at, mode="in_person", venue=venue, place_id=venue.place_id, is_announced=True,
            kind=announcement.kind, audience=announcement.audience, is_step_free=n % 3 == 0, capacity=12, seats_going=n % 13,
        )  # fmt: skip
