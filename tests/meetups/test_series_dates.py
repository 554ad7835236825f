"""The rows of a series. What must not happen: one made twice, one revived, one at another hour. Source: README, E-5."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from forum.home.management.commands.work import sweep
from forum.meetups.actions import extend_series
from forum.meetups.models import Meetup, Series, VenueFact
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import MONDAY, a_series, a_venue, an_announcement, dates_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    group = a_group(host=a_person("Hetty"))
    joins(olive, group, role="organiser")
    return group


def test_dates_are_made_for_half_a_year_at_the_same_time_on_the_wall(group, olive):
    dates = dates_of(a_series(of=group, by=olive))
    assert [each.on_date for each in dates] == [MONDAY + timedelta(weeks=week) for week in range(24)]
    assert {each.local.utc.astimezone(each.zone_info).time() for each in dates} == {time(18, 30)}
    assert {each.starts_at.hour for each in dates} == {17, 18}  # the clocks change in March; the wall does not
    assert all(each.starts_at == each.local.utc for each in dates)


def test_making_dates_again_makes_none_twice_and_changes_none(group, olive):
    series = a_series(of=group, by=olive)
    before = list(Meetup.objects.filter(series=series).order_by("pk").values())
    assert extend_series(series=series, now=WHEN + timedelta(hours=1)) == 0
    assert list(Meetup.objects.filter(series=series).order_by("pk").values()) == before


def test_the_window_rolls_on_a_week_at_a_time(group, olive):
    series = a_series(of=group, by=olive)
    last = dates_of(series)[-1].on_date
    assert extend_series(series=series, now=WHEN + timedelta(weeks=1)) == 1
    assert dates_of(series)[-1].on_date == last + timedelta(weeks=1)


@pytest.mark.parametrize("what", ["cancelled", "moved to another day"])
def test_a_date_that_was_changed_by_itself_is_never_made_again(group, olive, what):
    series = a_series(of=group, by=olive)
    touched = dates_of(series)[3]
    if what == "cancelled":
        touched.status, touched.cancelled_at = "cancelled", WHEN
    else:
        touched.on_date += timedelta(days=2)
    touched.is_edited = True
    touched.save()
    count = Meetup.objects.filter(series=series).count()
    assert extend_series(series=series, now=WHEN) == 0
    assert Meetup.objects.filter(series=series).count() == count
    kept = Meetup.objects.get(pk=touched.pk)
    assert (kept.on_date, kept.status) == (touched.on_date, touched.status)


def test_no_date_is_made_for_what_has_begun_or_of_a_series_that_ended(group, olive):
    series = a_series(of=group, by=olive, now=datetime(2026, 11, 23, 18, 30, tzinfo=UTC))
    assert dates_of(series)[0].on_date == MONDAY + timedelta(weeks=1)
    Series.objects.filter(pk=series.pk).update(ended_at=WHEN)
    assert extend_series(series=series, now=WHEN + timedelta(weeks=30)) == 0


def test_a_pattern_with_long_steps_has_its_next_date_made(group, olive):
    series = a_series(of=group, by=olive, on=date(2028, 2, 29), pattern="day", every=12)
    assert [each.on_date for each in dates_of(series)] == [date(2028, 2, 29)]


def test_dates_know_what_their_words_and_their_venue_say(group, olive):
    venue = a_venue(of=group, by=olive)
    VenueFact.objects.create(venue=venue, feature="step_free", answer="yes", checked_on=MONDAY)
    words = an_announcement(of=group, by=olive, kind="activity", audience="secondary")
    shown = dates_of(a_series(of=group, by=olive, announcement=words, venue=venue, capacity=8, guest_limit=1))[0]
    kept = (shown.is_announced, shown.kind, shown.audience, shown.place, shown.is_step_free, shown.capacity)
    assert kept == (True, "activity", "secondary", venue.place, True, 8)
    words.state = "held"
    words.save()
    waiting = dates_of(a_series(of=group, by=olive, announcement=words, mode="online"))[0]
    assert (waiting.is_announced, waiting.place, waiting.is_step_free) == (False, None, False)


def test_the_database_itself_refuses_a_second_row_for_a_day(group, olive):
    first = dates_of(a_series(of=group, by=olive))[0]
    first.pk, first.uid = None, "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize("weeks", [1, 4])
def test_extending_asks_the_database_no_more_for_more_dates(group, olive, queries, weeks):
    series = a_series(of=group, by=olive)
    with queries() as asked:
        extend_series(series=series, now=WHEN + timedelta(weeks=weeks))
    assert asked.count <= 6


def test_the_worker_makes_the_dates_of_a_series_once_a_day_and_no_more_of_one_that_ended(group, olive, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    series, ended = a_series(of=group, by=olive), a_series(of=group, by=olive, ended_at=WHEN)
    counts = [Meetup.objects.filter(series=each).count() for each in (series, ended)]
    with time_machine.travel(WHEN + timedelta(weeks=2), tick=False):
        assert list(Series.objects.due_for_dates(WHEN + timedelta(weeks=2))) == [series]
        sweep()
        assert not Series.objects.due_for_dates(WHEN + timedelta(weeks=2)).exists()
    assert [Meetup.objects.filter(series=each).count() for each in (series, ended)] == [counts[0] + 2, counts[1]]
