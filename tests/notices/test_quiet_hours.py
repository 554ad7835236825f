"""No mail in the night, but for what would let somebody set out in vain; and reminders at the right hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.kernel.events import publish
from forum.meetups.events import AttendanceChanged
from forum.notices.actions import choose_how_to_be_told, send_due, tell_due
from forum.notices.models import Delivery, Notice, QuietHours
from tests.factories import WHEN, a_person, joins
from tests.meetups.rows import a_meetup, comes
from tests.notices.rows import cancelled, moved

NIGHT = (time(22), time(8))
TEN_AT_NIGHT = datetime(2026, 11, 2, 22, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def is_quiet(ann, hours=NIGHT):
    choose_how_to_be_told(ways={}, quiet=hours, by=ann, now=WHEN)


def sent_at(moment):
    tell_due(now=moment)
    send_due(now=moment)


@pytest.mark.django_db
def test_nothing_is_mailed_in_quiet_hours_and_all_of_it_after_them(meetup, ann, mailoutbox):
    is_quiet(ann)
    cancelled(meetup, at=TEN_AT_NIGHT)
    for moment in (TEN_AT_NIGHT, TEN_AT_NIGHT + timedelta(hours=4), MORNING - timedelta(seconds=1)):
        sent_at(moment)
        assert not mailoutbox
    assert Delivery.objects.get().tries == 0
    sent_at(MORNING)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_a_mail_that_waited_until_the_night_waits_for_the_morning(meetup, ann, mailoutbox):
    """The worker did not run in the evening."""
    is_quiet(ann)
    cancelled(meetup, at=TEN_AT_NIGHT - timedelta(hours=2))
    sent_at(TEN_AT_NIGHT)
    assert not mailoutbox
    assert Delivery.objects.get().due_at == MORNING


@pytest.mark.django_db
@pytest.mark.parametrize(("begins", "comes_at_once"), [(time(7), True), (time(8), True), (time(9), False)])
def test_a_cancellation_of_what_begins_before_they_end_does_not_wait(group, ann, mailoutbox, begins, comes_at_once):
    olive = a_person("Olive B")
    joins(olive, group, role="organiser")
    walk = a_meetup(of=group, by=olive, on=date(2026, 11, 3), at=begins)
    comes(ann, walk)
    is_quiet(ann)
    cancelled(walk, at=TEN_AT_NIGHT)
    sent_at(TEN_AT_NIGHT)
    assert bool(mailoutbox) is comes_at_once


@pytest.mark.django_db
def test_what_was_near_and_is_moved_away_in_the_night_does_not_wait(group, ann, mailoutbox):
    """They were reminded of the morning, and would stand there."""
    olive = a_person("Olive B")
    joins(olive, group, role="organiser")
    walk = a_meetup(of=group, by=olive, on=date(2026, 11, 3), at=time(9, 30))
    comes(ann, walk)
    publish(AttendanceChanged(meetup_id=walk.pk, person_id=ann.pk, state="going", at=WHEN))
    sent_at(WHEN + timedelta(hours=1))
    is_quiet(ann)
    mailoutbox.clear()
    moved(walk, days=14, at=TEN_AT_NIGHT)
    sent_at(TEN_AT_NIGHT)
    assert [mail.subject.rpartition(": ")[2] for mail in mailoutbox] == ["it has changed"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "is_night"), [("Europe/London", True), ("America/New_York", False), ("Australia/Sydney", False)]
)
def test_the_hours_are_those_of_the_recipients_own_clock(meetup, ann, mailoutbox, zone, is_night):
    ann.zone = zone
    ann.save()
    is_quiet(ann)
    cancelled(meetup, at=TEN_AT_NIGHT)
    sent_at(TEN_AT_NIGHT)
    assert bool(mailoutbox) is not is_night


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "zone", "reminded_at"),
    [
        # London's clocks go forward on 28 March 2027, back on 31 October; New York's on 14 March and 7 November.
        (date(2027, 3, 28), "Europe/London", "2027-03-27T18:30:00+00:00"),
        (date(2027, 3, 27), "Europe/London", "2027-03-26T18:30:00+00:00"),
        (date(2027, 10, 31), "Europe/London", "2027-10-30T17:30:00+00:00"),
        (date(2027, 3, 14), "America/New_York", "2027-03-13T23:30:00+00:00"),
        (date(2027, 11, 7), "America/New_York", "2027-11-06T22:30:00+00:00"),
    ],
)
@pytest.mark.parametrize("own_zone", ["Europe/London", "America/New_York", "Pacific/Auckland"])
def test_a_reminder_comes_the_day_before_at_the_same_time_of_day(group, mailoutbox, on, zone, reminded_at, own_zone):
    olive, beth = a_person("Olive B"), a_person("Beth", zone=own_zone)
    joins(olive, group, role="organiser")
    joins(beth, group)
    meetup = a_meetup(of=group, by=olive, on=on, zone=zone)
    comes(beth, meetup)
    publish(AttendanceChanged(meetup_id=meetup.pk, person_id=beth.pk, state="going", at=WHEN))
    moment = datetime.fromisoformat(reminded_at)
    sent_at(moment - timedelta(seconds=1))
    assert not mailoutbox
    sent_at(moment)
    assert len(mailoutbox) == 1
    assert "6.30pm" in mailoutbox[0].body  # as on the wall there
    assert Notice.objects.get(recipient=beth).told_at == moment


AS_ONE_SAYS = [
    # In the night in which clocks go forward, one o'clock to two does not happen; going back, it happens twice.
    ("2027-03-28T00:30", time(22), time(8), "2027-03-28T07:00"),
    ("2027-03-28T00:45", time(22), time(1, 30), "2027-03-28T01:30"),
    ("2026-10-25T00:15", time(22), time(8), "2026-10-25T08:00"),
    ("2026-10-25T00:15", time(22), time(1, 30), "2026-10-25T01:30"),
    ("2026-10-25T01:10", time(22), time(1, 30), "2026-10-25T01:30"),
    ("2026-11-02T13:30", time(13), time(15), "2026-11-02T15:00"),
    ("2026-11-02T12:59", time(13), time(15), None),
    ("2026-11-02T15:00", time(13), time(15), None),
    ("2026-11-02T08:00", time(22), time(8), None),
    ("2026-11-02T22:00", time(22), time(8), "2026-11-03T08:00"),
]


@pytest.mark.parametrize(("moment", "first", "last", "end"), AS_ONE_SAYS)
def test_quiet_hours_end_when_the_clock_on_the_wall_says_so(moment, first, last, end):
    hours = QuietHours(from_time=first, until_time=last)
    found = hours.end_after(datetime.fromisoformat(f"{moment}+00:00"), ZoneInfo("Europe/London"))
    assert found == (datetime.fromisoformat(f"{end}+00:00") if end else None)


@given(
    minutes=st.integers(0, 2 * 366 * 24 * 60),
    first=st.times(),
    last=st.times(),
    zone=st.sampled_from(
        ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
    ),
)
def test_quiet_hours_never_end_before_the_moment_and_always_within_a_day_or_so(minutes, first, last, zone):
    if first == last:
        return
    moment = WHEN + timedelta(minutes=minutes)
    end = QuietHours(from_time=first, until_time=last).end_after(moment, ZoneInfo(zone))
    assert end is None or moment < end <= moment + timedelta(hours=25)
