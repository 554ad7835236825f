"""Two at once, on PostgreSQL. What must not happen: something is announced twice, or a date is not announced at all.

Source: README, E-2, E-5 and E-10.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from uuid import uuid4

import pytest
from django.db import connection, transaction

from forum.meetups.actions import announce, extend_series, write_venue
from forum.meetups.actions.dates import copies_of
from forum.meetups.actions.words import hand_in, publish_revision
from forum.meetups.models import Announcement, Meetup, Plan, Series, Venue
from moderation.models import Revision
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import HALF_PAST_SIX, MONDAY, a_place
from tests.meetups.test_changing_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ANSWERS = {
    "kind": {"kind": "together"},
    "what": {"title": "Tea", "about": "Tea and cake."},
    "when": {"on": MONDAY.isoformat(), "at": "18:30", "minutes": 90, "zone": "Europe/London", "is_second": False},
    "how-often": {"rhythm": "weeks:1", "until": ""},
    "dates": {"left_out": []},
    "where": {"venue": "online", "is_online_too": False, "link": ""},
    "who": {"audience": "everyone", "capacity": None, "guests": 0},
    "notes": {"infection": "", "energy": "", "contact": "", "discreet_title": "Appointment", "wants_thread": False},
}


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    group = a_group(host=a_person("Hetty"))
    joins(olive, group, role="organiser")
    return group


def test_the_last_button_pressed_five_times_at_once_announces_once(group, olive):
    plan = Plan.objects.create(person=olive, group=group, answers=ANSWERS, form_key=uuid4(), changed_at=WHEN)
    made = at_once(*[lambda: announce(plan=Plan.objects.get(pk=plan.pk), by=olive, now=WHEN)] * 5)
    there = {each.pk for each in made if isinstance(each, Announcement)}
    assert there == {Announcement.objects.get().pk}
    assert Series.objects.count() == 1
    assert Meetup.objects.values("on_date").distinct().count() == Meetup.objects.count()


def test_a_venue_sent_twice_at_once_is_one_venue(group, olive):
    place, key = a_place(), uuid4()
    sent = {"group": group, "venue": None, "place": place, "parts": {"name": "Hall"}, "form_key": key}
    at_once(*[lambda: write_venue(**sent, by=olive, now=WHEN)] * 4)
    assert Venue.objects.count() == 1


def test_dates_that_are_made_while_a_series_is_approved_are_announced_too(group, olive, monkeypatch):
    words = Announcement.objects.create(group=group, author=olive, kind="together", written_at=WHEN)
    series = Series.objects.create(
        announcement=words, group=group, organiser=olive, pattern="weeks", first_date=MONDAY, at_time=HALF_PAST_SIX,
        minutes=90, mode="online",
    )  # fmt: skip
    hand_in(words, title="Tea", parts={"about": "Tea."}, by=olive, now=WHEN)
    Revision.objects.of(words).update(published=True)

    def approve():
        with transaction.atomic():
            publish_revision(Revision.objects.of(words).get(), WHEN)
        connection.close()

    with ThreadPoolExecutor(1) as pool:

        def copied(*arguments):
            """Just after the words were found to wait, they are approved: as far as that gets by now."""
            copies = copies_of(*arguments)
            wait([pool.submit(approve)], timeout=1)
            return copies

        monkeypatch.setattr("forum.meetups.actions.dates.copies_of", copied)
        extend_series(series=series, now=WHEN)
    dates = Meetup.objects.filter(series=series)
    assert dates.exists()
    assert not dates.filter(is_announced=False).exists()
