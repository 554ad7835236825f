"""Changing a series. What must not happen: what was changed by itself is touched, or somebody who comes is not told.

Source: README, E-1, E-3, E-5 and E-10.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import (
    attend,
    cancel_meetup,
    change_date,
    change_from,
    change_pattern,
    derive_again,
    end_series,
    extend_series,
    postpone_meetup,
    reschedule_meetup,
)
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.actions.splitting import Days, foreseen
from forum.meetups.errors import MeetupMovedOn, NoSuchTime
from forum.meetups.models import Attendance, Meetup, Series
from forum.notices.models import Notice
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import MONDAY, a_meetup, a_series, a_venue, comes, dates_of

pytestmark = pytest.mark.django_db

SEVEN = time(19, 0)


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    group = a_group(host=a_person("Hetty"))
    joins(olive, group, role="organiser")
    return group


@pytest.fixture
def ann(group):
    ann = a_person("Ann")
    joins(ann, group)
    return ann


def changed(meetup, by, *, seen=None, now=WHEN, **wanted):
    return change_date(
        meetup=meetup, wanted=replace(Arrangement.of(meetup, meetup.on_date), **wanted), seen=seen or meetup.version,
        by=by, now=now,
    )  # fmt: skip


def split(meetup, by, *, keeps=True, days=None, seen=None, now=WHEN, **wanted):
    meetup.refresh_from_db()
    wanted = replace(Arrangement.of(meetup.series, meetup.original_date), **wanted)
    return change_from(
        meetup=meetup, wanted=wanted, days=days or Days.of(meetup.series), keeps=keeps, seen=seen or meetup.version,
        by=by, now=now,
    )  # fmt: skip


def cancelled(meetup, by, *, words="", now=WHEN):
    return cancel_meetup(meetup=meetup, reason="venue", words=words, form_key=None, by=by, now=now)


def told(kind):
    return list(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_moving_one_date_moves_no_other_and_tells_who_comes(group, olive, ann):
    series = a_series(of=group, by=olive)
    second, third = dates_of(series)[1:3]
    comes(ann, second)
    before = third.starts_at
    moved = changed(second, olive, at_time=SEVEN)
    assert (moved.starts_at, moved.sequence, moved.is_edited) == (datetime(2026, 11, 30, 19, tzinfo=UTC), 1, True)
    assert Meetup.objects.get(pk=third.pk).starts_at == before
    assert told("changed") == ["Ann"]


def test_how_many_can_come_is_no_news_for_calendars(group, olive):
    meetup = a_meetup(of=group, by=olive)
    assert changed(meetup, olive, capacity=5).sequence == 0
    assert Meetup.objects.get(pk=meetup.pk).capacity == 5


def test_a_raised_limit_offers_places_to_those_who_wait(group, olive, ann):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    comes(a_person(), meetup)
    attendance = comes(ann, meetup, state="waiting")
    meetup.refresh_from_db()
    changed(meetup, olive, capacity=2)
    assert Attendance.objects.get(pk=attendance.pk).state == "offered"


def test_a_lowered_limit_sends_nobody_away(group, olive, ann):
    meetup = a_meetup(of=group, by=olive, capacity=3)
    comes(ann, meetup, party=2)
    meetup.refresh_from_db()
    changed(meetup, olive, capacity=1)
    assert Attendance.objects.get().state == "going"


def test_a_form_that_was_sent_twice_changes_a_date_once(group, olive):
    meetup = a_meetup(of=group, by=olive)
    seen = meetup.version
    for _ in range(2):
        moved = changed(meetup, olive, at_time=SEVEN, seen=seen)
    assert moved.sequence == 1


def test_of_two_changes_at_once_the_second_is_not_written_over_the_first(group, olive):
    meetup = a_meetup(of=group, by=olive)
    seen = meetup.version
    changed(meetup, olive, at_time=SEVEN)
    with pytest.raises(MeetupMovedOn):
        changed(meetup, olive, at_time=time(20, 0), seen=seen, now=WHEN + timedelta(minutes=1))
    assert Meetup.objects.get(pk=meetup.pk).at_time == SEVEN


@pytest.mark.parametrize(("on", "at"), [(date(2027, 3, 28), time(1, 30)), (date(2027, 10, 31), time(1, 30))])
def test_a_time_that_is_skipped_or_unclear_is_never_kept(group, olive, on, at):
    meetup = a_meetup(of=group, by=olive)
    with pytest.raises(NoSuchTime):
        changed(meetup, olive, on_date=on, at_time=at, is_second=None)
    assert Meetup.objects.get(pk=meetup.pk).on_date == MONDAY
    if on.month == 10:
        assert changed(meetup, olive, on_date=on, at_time=at, is_second=True).starts_at.hour == 1


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2036, 1, 1), date(9999, 12, 31)])
def test_no_date_is_moved_to_the_past_or_far_away(group, olive, on):
    with pytest.raises(NotAllowed):
        changed(a_meetup(of=group, by=olive), olive, on_date=on)


def test_a_date_across_midnight_ends_on_the_next_day_and_through_a_change_of_clocks_lasts_as_long(group, olive):
    meetup = a_meetup(of=group, by=olive, on=date(2027, 3, 27), at=time(23, 30), minutes=120)
    assert meetup.ends_at - meetup.starts_at == timedelta(minutes=120)
    assert meetup.ends_at.astimezone(ZoneInfo("Europe/London")).time() == time(2, 30)


def test_only_its_organiser_changes_a_date_and_nothing_happens_otherwise(group, olive, ann):
    meetup = a_meetup(of=group, by=olive)
    with pytest.raises(NotAllowed):
        changed(meetup, ann, at_time=SEVEN)
    assert Meetup.objects.get(pk=meetup.pk).version == meetup.version


def test_a_venue_of_another_group_is_refused(group, olive):
    other = a_group()
    elsewhere = a_venue(of=other, by=olive)
    with pytest.raises(NotAllowed):
        changed(a_meetup(of=group, by=olive), olive, venue=elsewhere)


def test_a_pattern_that_changes_touches_no_date_that_was_changed_by_itself(group, olive, ann):
    series = a_series(of=group, by=olive)
    first, moved, gone, later, *_ = dates_of(series)
    moved = changed(moved, olive, on_date=moved.on_date + timedelta(days=2))
    gone = cancelled(gone, olive)
    later = postpone_meetup(meetup=later, reason="venue", words="", form_key=None, by=olive, now=WHEN)
    comes(ann, moved)
    change = split(first, olive, at_time=SEVEN)
    for before in (moved, gone, later):
        now = Meetup.objects.get(pk=before.pk)
        assert (now.starts_at, now.status, now.sequence, now.uid) == (
            before.starts_at, before.status, before.sequence, before.uid,
        )  # fmt: skip
    assert {each.pk for each in change.touched} == {moved.pk, gone.pk, later.pk}
    assert Meetup.objects.filter(series=change.series, original_date=gone.original_date).count() == 1
    assert extend_series(series=change.series, now=WHEN) == 0
    assert all(each.at_time == SEVEN for each in dates_of(change.series) if not each.is_edited)


def test_a_split_keeps_what_was_before_and_who_comes(group, olive, ann):
    series = a_series(of=group, by=olive)
    before, first, after, *_ = dates_of(series)
    comes(ann, after)
    change = split(first, olive, at_time=SEVEN)
    series.refresh_from_db()
    assert change.series.follows_id == series.pk
    assert series.ended_at == WHEN
    assert [each.pk for each in dates_of(series)] == [before.pk]
    kept = Meetup.objects.get(pk=after.pk)
    assert (kept.series, kept.at_time, kept.sequence, kept.is_edited) == (change.series, SEVEN, 1, False)
    assert change.people == 1
    assert told("changed") == ["Ann"]
    assert Attendance.objects.get(meetup=after).state == "going"


@pytest.mark.parametrize(("keeps", "status"), [(True, "scheduled"), (False, "cancelled")])
def test_a_date_to_which_people_come_is_never_silently_erased(group, olive, ann, keeps, status):
    series = a_series(of=group, by=olive)
    first, second, third, *_ = dates_of(series)
    comes(ann, second, state="waiting")
    change = split(first, olive, on_date=first.on_date + timedelta(days=1), keeps=keeps)
    assert Meetup.objects.get(pk=second.pk).status == status
    assert told("cancelled") == ([] if keeps else ["Ann"])
    assert change.people == (0 if keeps else 1)
    assert not Meetup.objects.filter(pk=third.pk).exists()
    assert Meetup.objects.get(pk=first.pk).on_date == first.on_date + timedelta(days=1)
    tuesdays = [each for each in dates_of(change.series) if each.pk != second.pk]
    assert {each.on_date.weekday() for each in tuesdays} == {1}


def test_looking_at_what_would_come_of_a_change_changes_nothing(group, olive, ann):
    series = a_series(of=group, by=olive)
    first, second, *_ = dates_of(series)
    comes(ann, second)
    before = list(Meetup.objects.order_by("pk").values()), list(Series.objects.order_by("pk").values())
    change = foreseen(lambda: split(first, olive, on_date=first.on_date + timedelta(days=1), keeps=False))
    assert (len(change.cancelled), change.people) == (1, 1)
    assert (list(Meetup.objects.order_by("pk").values()), list(Series.objects.order_by("pk").values())) == before
    assert not told("cancelled")


def test_a_split_that_is_sent_twice_is_one(group, olive):
    first = dates_of(a_series(of=group, by=olive))[1]
    seen = first.version
    for _ in range(2):
        split(first, olive, at_time=SEVEN, seen=seen)
    assert Series.objects.count() == 2


def test_a_whole_pattern_changes_from_the_next_date_on(group, olive):
    series = a_series(of=group, by=olive)
    past, coming, *_ = dates_of(series)
    now = past.starts_at + timedelta(minutes=1)
    wanted = replace(Arrangement.of(series, coming.original_date), at_time=SEVEN)
    change = change_pattern(
        series=series, wanted=wanted, days=Days.of(series), keeps=True, seen=coming.version, by=olive, now=now
    )
    assert Meetup.objects.get(pk=past.pk).at_time == time(18, 30)
    assert {each.at_time for each in dates_of(change.series)} == {SEVEN}


@pytest.mark.parametrize("change", [{"until_date": date(2026, 1, 1)}, {"pattern": "last", "every": 1}])
def test_a_pattern_that_could_not_begin_is_refused(group, olive, change):
    first = dates_of(a_series(of=group, by=olive))[0]
    with pytest.raises(NotAllowed):
        split(first, olive, days=replace(Days.of(first.series), **change))
    assert Series.objects.count() == 1


@pytest.mark.parametrize("keeps", [True, False])
def test_the_end_of_a_series_loses_nobody_who_comes(group, olive, ann, keeps):
    series = a_series(of=group, by=olive)
    first, second, third, *_ = dates_of(series)
    comes(ann, third)
    end_series(series=series, last=second.original_date, keeps=keeps, by=olive, now=WHEN)
    end_series(series=series, last=None, keeps=False, by=olive, now=WHEN)  # twice is once
    assert [each.pk for each in dates_of(series)] == [first.pk, second.pk, third.pk]
    assert Meetup.objects.get(pk=third.pk).status == ("scheduled" if keeps else "cancelled")
    assert told("cancelled") == ([] if keeps else ["Ann"])
    assert extend_series(series=series, now=WHEN + timedelta(weeks=9)) == 0


def test_a_postponed_date_keeps_its_people_and_gets_a_new_day(group, olive, ann):
    meetup = a_meetup(of=group, by=olive)
    comes(ann, meetup)
    for _ in range(2):
        postponed = postpone_meetup(meetup=meetup, reason="unwell", words="", form_key=None, by=olive, now=WHEN)
    assert (postponed.status, postponed.sequence) == ("postponed", 1)
    with pytest.raises(NotAllowed):
        attend(meetup=meetup, party=1, access_needs="", is_shown=False, form_key=None, by=a_person(), now=WHEN)
    wanted = replace(Arrangement.of(postponed, MONDAY), on_date=MONDAY + timedelta(days=7))
    again = reschedule_meetup(meetup=meetup, wanted=wanted, seen=postponed.version, by=olive, now=WHEN)
    assert (again.status, again.sequence, again.on_date, again.reason) == (
        "scheduled", 2, MONDAY + timedelta(days=7), "",
    )  # fmt: skip
    assert Attendance.objects.get().state == "going"
    assert (told("postponed"), told("changed")) == (["Ann"], ["Ann"])


def test_a_postponed_date_of_a_series_takes_place_on_the_same_day_after_all(group, olive):
    meetup = a_meetup(of=group, by=olive)
    postponed = postpone_meetup(meetup=meetup, reason="unwell", words="", form_key=None, by=olive, now=WHEN)
    wanted = Arrangement.of(postponed, MONDAY)
    again = reschedule_meetup(meetup=meetup, wanted=wanted, seen=postponed.version, by=olive, now=WHEN)
    assert (again.status, again.sequence) == ("scheduled", 2)


def test_when_the_rules_of_a_zone_change_the_time_on_the_wall_stays(group, olive):
    meetup = a_meetup(of=group, by=olive)
    Meetup.objects.filter(pk=meetup.pk).update(starts_at=meetup.starts_at - timedelta(hours=1))
    done = derive_again(now=WHEN)
    assert derive_again(now=WHEN, after=done) == 0
    again = Meetup.objects.get(pk=meetup.pk)
    assert (again.starts_at, again.at_time, again.sequence) == (meetup.starts_at, meetup.at_time, 1)
    derive_again(now=WHEN + timedelta(hours=1))
    assert Meetup.objects.get(pk=meetup.pk).changed_at == again.changed_at


steps = st.lists(
    st.tuples(
        st.sampled_from(["cancel", "move", "split day", "split time", "split rhythm", "extend"]), st.integers(0, 8)
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_row_of_deeds_moves_or_revives_what_was_changed_by_itself(group, olive, steps):
    """Whatever is done to the pattern, what was cancelled or moved by itself stays; no day has two dates."""
    series = a_series(of=group, by=olive, mode="online")
    by_itself = {}
    for step, which in steps:
        rows = [each for each in dates_of(series) if each.status == "scheduled" and not each.is_edited]
        each = rows[which % len(rows)]
        if step == "cancel":
            each = cancelled(each, olive)
        elif step == "move":
            each = changed(each, olive, on_date=each.on_date + timedelta(days=2))
        elif step == "extend":
            extend_series(series=series, now=WHEN)
        else:
            wanted = {"split day": {"on_date": each.on_date + timedelta(days=1)}, "split time": {"at_time": SEVEN}}
            days = replace(Days.of(series), every=2) if step == "split rhythm" else None
            series = split(each, olive, days=days, **wanted.get(step, {})).series
        if step in ("cancel", "move"):
            by_itself[each.pk] = (each.starts_at, each.status, each.original_date, each.sequence)
    kept = {
        each.pk: (each.starts_at, each.status, each.original_date, each.sequence)
        for each in Meetup.objects.filter(pk__in=by_itself)
    }
    assert kept == by_itself
    taking_place = sorted(Meetup.objects.filter(group=group, is_edited=False).values_list("on_date", flat=True))
    assert all(one < other for one, other in pairwise(taking_place))
    count = Meetup.objects.count()
    extend_series(series=series, now=WHEN)
    assert Meetup.objects.count() == count
    Meetup.objects.all().delete()
