"""Real rows of meetups for tests, said as sentences: `a_meetup(of=group, by=olive)`.

A meetup is announced, and takes place three weeks after `WHEN`, on a Monday at half past six in London, unless a test
says otherwise.
"""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Person
from forum.groups.models import Group
from forum.meetups.actions import extend_series
from forum.meetups.local_time import LocalTime
from forum.meetups.models import Announcement, Attendance, Meetup, Place, PlaceName, Series, Session, Venue
from forum.meetups.models.dates import derived
from forum.meetups.text import compose
from moderation.models import Revision
from tests.factories import WHEN

MONDAY = date(2026, 11, 23)
HALF_PAST_SIX = time(18, 30)

_numbers = count(1)


def a_place(name: str = "Sheffield", *, latitude: float = 53.383, longitude: float = -1.465, **rest: Any) -> Place:
    """A town; the same one when it is asked for twice."""
    place, is_new = Place.objects.get_or_create(
        source_id=rest.pop("source_id", f"test-{name}"),
        defaults={"name": name, "latitude": latitude, "longitude": longitude, "country": "ENG", **rest},
    )
    if is_new:
        PlaceName.objects.create(place=place, name=name, key=name.casefold())
    return place


def a_venue(*, of: Group, by: Person, place: Place | None = None, **words: Any) -> Venue:
    """A published venue with an address."""
    words = {"name": "St Mark’s hall", "area": "city centre", "address": "7 Mushroom Lane", "postcode": "S10 2TN",
             "arrival": "The blue door, ring twice.", **words}  # fmt: skip
    venue = Venue.objects.create(group=of, author=by, place=place or a_place(), written_at=WHEN, state="held", **words)
    return _published(venue, "", words)


def an_announcement(*, of: Group, by: Person, title: str = "Monday evening", **words: Any) -> Announcement:
    """A published announcement."""
    words = {"about": "Tea, cake and no agenda.", "discreet_title": "Appointment", **words}
    kind, audience = words.pop("kind", "together"), words.pop("audience", "everyone")
    announcement = Announcement.objects.create(
        group=of, author=by, kind=kind, audience=audience, title=title, html=f"<p>{words['about']}</p>", written_at=WHEN,
        **{name: said for name, said in words.items() if name != "about"},
    )  # fmt: skip
    return _published(announcement, title, words)


def a_meetup(
    *,
    of: Group,
    by: Person,
    on: date = MONDAY,
    at: time = HALF_PAST_SIX,
    zone: str = "Europe/London",
    minutes: int = 90,
    now: datetime = WHEN,
    announcement: Announcement | None = None,
    venue: Venue | None = None,
    **rest: Any,
) -> Meetup:
    """An announced meetup in person, at a venue, organised by `by`."""
    announcement = announcement or an_announcement(of=of, by=by, **rest.pop("words", {}))
    mode = rest.pop("mode", "in_person")
    if venue is None and mode != "online":
        venue = a_venue(of=of, by=by)
    starts_at, ends_at = derived(LocalTime(on=on, at=at, zone=ZoneInfo(zone)), minutes)
    return Meetup.objects.create(
        announcement=announcement, group=of, organiser=by, on_date=on, at_time=at, zone=zone, minutes=minutes,
        starts_at=starts_at, ends_at=ends_at, mode=mode, venue=venue, place=venue.place if venue else None,
        kind=announcement.kind, audience=announcement.audience, is_announced=rest.pop("is_announced", True),
        changed_at=now, **rest,
    )  # fmt: skip


def a_course(*, of: Group, by: Person, on: date = MONDAY, sessions: int = 3, **rest: Any) -> Meetup:
    """A meetup with sessions a week apart."""
    course = a_meetup(of=of, by=by, on=on, words={"kind": "course"}, **rest)
    for number in range(sessions):
        local = LocalTime(on=on + timedelta(weeks=number), at=course.at_time, zone=course.zone_info)
        starts_at, course.ends_at = derived(local, course.minutes)
        Session.objects.create(
            meetup=course, number=number + 1, on_date=local.on, at_time=local.at, minutes=course.minutes,
            starts_at=starts_at, ends_at=course.ends_at, changed_at=WHEN,
        )  # fmt: skip
    course.save()
    return course


def a_series(
    *,
    of: Group,
    by: Person,
    on: date = MONDAY,
    at: time = HALF_PAST_SIX,
    pattern: str = "weeks",
    now: datetime = WHEN,
    announcement: Announcement | None = None,
    venue: Venue | None = None,
    **rest: Any,
) -> Series:
    """A series that goes on, each Monday unless said otherwise, with its dates."""
    mode = rest.pop("mode", "in_person")
    series = Series.objects.create(
        announcement=announcement or an_announcement(of=of, by=by), group=of, organiser=by, pattern=pattern,
        first_date=on, at_time=at, minutes=rest.pop("minutes", 90), mode=mode,
        venue=venue or (a_venue(of=of, by=by) if mode != "online" else None), **rest,
    )  # fmt: skip
    extend_series(series=series, now=now)
    return series


def dates_of(series: Series) -> list[Meetup]:
    """The dates of a series, by the day that its pattern gave each."""
    return list(Meetup.objects.filter(series=series).order_by("original_date"))


def _published(worded: Any, title: str, words: dict[str, str]) -> Any:
    worded.revision = Revision.objects.create(
        target=worded, author=worded.author, title=title, body=compose(words), published=True, created_at=WHEN
    )
    worded.state, worded.published_at = "published", WHEN
    worded.save()
    return worded


def comes(person: Person, meetup: Meetup, *, party: int = 1, state: str = "going", now: datetime = WHEN) -> Attendance:
    """A row for somebody who comes or waits, with the figures of the meetup: for tests that are not about how."""
    waits = state in ("waiting", "offered")
    meetup.refresh_from_db()
    if waits:
        meetup.last_queue_number += 1
    meetup.seats_going += party if state == "going" else 0
    meetup.seats_offered += party if state == "offered" else 0
    meetup.waiting_count += state == "waiting"
    meetup.save()
    return Attendance.objects.create(
        meetup=meetup, person=person, party=party, state=state, changed_at=now,
        queue_number=meetup.last_queue_number if waits else None,
        offer_ends_at=now + timedelta(hours=24) if state == "offered" else None,
    )  # fmt: skip
