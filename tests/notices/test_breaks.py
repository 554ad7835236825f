"""Breaks: nothing is told and nothing counts up until a day, but what somebody would set out for in vain."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from forum.groups.actions import join_group
from forum.kernel.verdicts import NotAllowed
from forum.meetups.models import Attendance
from forum.notices.actions import end_break, end_breaks, send_due, take_break, tell_due
from forum.notices.models import Break, Delivery, Notice
from forum.notices.rules.breaks import begins_at
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.notices.rows import cancelled

pytestmark = pytest.mark.django_db

UNTIL = datetime(2026, 11, 9, tzinfo=UTC)  # a week after everything happens
SOON = WHEN + timedelta(minutes=5)
BREAK = "/me/break/"


@pytest.fixture
def room():
    """A group with a thread that Ann began; she is on a break, and Bea writes."""
    group = a_group("Scans and results")
    ann, bea = a_person("Ann"), a_person("Bea")
    for person in (ann, bea):
        joins(person, group)
    thread = a_thread(of=group, by=ann)
    take_break(until=UNTIL, by=ann, now=WHEN)
    a_reply(to=thread, by=bea)
    tell_due(now=SOON)
    return group, thread, ann, bea


def new_for(client, person):
    """What the first page says of unread posts."""
    client.force_login(person)
    page = client.get("/").content.decode()
    return "1 new" in page


def the_dot(person):
    person.refresh_from_db()
    return person.has_news


def test_nothing_is_told_mailed_or_counted_meanwhile_and_it_says_why(client, room, mailoutbox):
    _group, _thread, ann, _bea = room
    send_due(now=UNTIL - timedelta(hours=1))
    assert not mailoutbox
    assert [each.skipped_because for each in Notice.objects.filter(recipient=ann)] == ["away"]
    assert not the_dot(ann)
    assert not new_for(client, ann)


def test_afterwards_what_came_meanwhile_is_read_and_what_comes_then_is_new(client, room):
    _group, thread, ann, bea = room
    end_breaks(now=UNTIL - timedelta(seconds=1))
    assert Break.objects.exists()
    end_breaks(now=UNTIL)
    assert not Break.objects.exists()
    assert not new_for(client, ann)
    a_reply(to=thread, by=bea, now=UNTIL)
    assert new_for(client, ann)
    tell_due(now=UNTIL)
    assert the_dot(ann)


def test_it_is_over_at_once_with_one_press_and_twice_is_once(client, room):
    _group, thread, ann, bea = room
    client.force_login(ann)
    with time_machine.travel(SOON, tick=False):
        for _again in range(2):
            assert client.post(BREAK + "end/").status_code == 302
        assert "You are on a break" not in client.get(BREAK).content.decode()
    a_reply(to=thread, by=bea)
    assert new_for(client, ann)


def test_joining_a_group_during_a_break_lets_nothing_count_up_there_either(client, room):
    _group, _thread, ann, bea = room
    other = a_group("Open door", reading="members", joining="open")
    joins(bea, other)
    join_group(group=other, by=ann, now=SOON)
    a_thread(of=other, by=bea, now=SOON)
    assert "1 new" not in client.get("/").content.decode()
    assert not new_for(client, ann)


@pytest.mark.parametrize("is_early", [True, False])
def test_what_matters_waits_for_its_end(room, mailoutbox, is_early):
    group, _thread, ann, _bea = room
    Notice.objects.create(recipient=ann, kind="role", group=group, sequence=1, made_at=SOON, due_at=SOON)
    tell_due(now=SOON)
    assert not Notice.objects.visible_to(ann).exists()
    back = SOON + timedelta(hours=1) if is_early else UNTIL
    if is_early:
        end_break(by=ann, now=back)
    else:
        end_breaks(now=back)
    tell_due(now=back)
    assert Notice.objects.visible_to(ann).get().kind == "role"
    assert the_dot(ann)


def test_another_end_moves_what_waits(room):
    group, _thread, ann, _bea = room
    Notice.objects.create(recipient=ann, kind="role", group=group, sequence=1, made_at=SOON, due_at=SOON)
    tell_due(now=SOON)
    take_break(until=UNTIL + timedelta(days=7), by=ann, now=SOON)
    tell_due(now=UNTIL)
    assert not Notice.objects.visible_to(ann).exists()
    assert Break.objects.get().until == UNTIL + timedelta(days=7)


def test_that_a_meetup_does_not_take_place_is_told_all_the_same(meetup, ann, mailoutbox):
    take_break(until=UNTIL, by=ann, now=WHEN)
    cancelled(meetup)
    tell_due(now=SOON)
    send_due(now=SOON)
    assert len(mailoutbox) == 1
    assert the_dot(ann)


def test_a_reminder_that_falls_into_a_break_is_not_sent_and_one_after_it_is(meetup, ann):
    reminder = Notice.objects.get(recipient=ann, kind="reminder")
    take_break(until=reminder.due_at, by=ann, now=WHEN)
    end_break(by=ann, now=SOON)
    reminder.refresh_from_db()
    assert reminder.due_at > SOON
    take_break(until=reminder.due_at + timedelta(hours=1), by=ann, now=SOON)
    tell_due(now=reminder.due_at)
    reminder.refresh_from_db()
    assert reminder.skipped_because == "away"
    assert Attendance.objects.get(person=ann).state == "going"


def test_a_daily_mail_that_waited_comes_after_the_break(meetup, ann, mailoutbox):
    group = meetup.group
    Notice.objects.create(recipient=ann, kind="role", group=group, sequence=1, made_at=WHEN, due_at=WHEN)
    tell_due(now=WHEN)
    take_break(until=UNTIL, by=ann, now=WHEN)
    send_due(now=WHEN + timedelta(days=1))
    assert not mailoutbox
    assert Delivery.objects.filter(not_sent_because="away").count() == 1
    end_breaks(now=UNTIL)
    send_due(now=UNTIL + timedelta(hours=9))
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("zone", "on", "midnight"),
    [
        ("Europe/London", "2026-03-29", "2026-03-29 00:00"),
        ("Europe/London", "2026-03-30", "2026-03-29 23:00"),
        ("Europe/London", "2026-10-25", "2026-10-24 23:00"),
        ("Europe/London", "2026-10-26", "2026-10-26 00:00"),
        ("America/New_York", "2026-11-02", "2026-11-02 05:00"),
        ("Australia/Lord_Howe", "2026-10-05", "2026-10-04 13:00"),
        ("Asia/Kathmandu", "2026-11-09", "2026-11-08 18:15"),
    ],
)
def test_it_ends_at_midnight_where_they_live_also_across_a_change_of_the_clock(zone, on, midnight):
    person = a_person(zone=zone)
    assert begins_at(datetime.fromisoformat(on).date(), person) == datetime.fromisoformat(f"{midnight}+00:00")


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ({"length": "week"}, "2026-03-30 23:00"),
        ({"length": "month"}, "2026-04-23 23:00"),
        ({"until": "2026-03-25"}, "2026-03-25 00:00"),
        ({"until": "2026-04-01", "length": "week"}, "2026-03-30 23:00"),
    ],
)
def test_a_week_and_a_month_are_one_press_and_a_day_can_be_given(client, said, until):
    ann = a_person("Ann")
    with time_machine.travel("2026-03-24 12:00+00:00", tick=False):
        client.force_login(ann)
        assert client.post(BREAK, said).status_code == 302
        assert Break.objects.get(person=ann).until == datetime.fromisoformat(f"{until}+00:00")
        for path in ("/me/", "/notices/", "/notices/settings/", BREAK):
            assert "You are on a break until" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "Please give a day, or press one"),
        ({"length": "year"}, "Please give a day, or press one"),
        ({"until": "2026-03-24"}, "has begun already"),
        ({"until": "1999-01-01"}, "has begun already"),
        ({"until": "2028-01-01"}, "more than a year"),
        ({"until": "9999-12-31"}, "more than a year"),
        ({"until": "0001-01-01"}, ""),
        ({"until": "soon"}, "Please give a day like"),
        ({"until": "\x00"}, "Please give a day like"),
    ],
)
def test_a_day_that_makes_no_sense_is_said_and_nothing_changes(client, said, says):
    ann = a_person("Ann")
    with time_machine.travel("2026-03-24 12:00+00:00", tick=False):
        client.force_login(ann)
        answer = client.post(BREAK, said)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Break.objects.exists()


def test_no_break_reaches_back_or_lasts_for_ever():
    ann = a_person("Ann")
    for until in (WHEN, WHEN + timedelta(days=400)):
        with pytest.raises(NotAllowed):
            take_break(until=until, by=ann, now=WHEN)


def test_taking_and_ending_a_break_costs_the_same_however_many_groups_and_threads(queries):
    def asked(groups):
        ann = a_person()
        for _each in range(groups):
            group = a_group()
            joins(ann, group)
            for _thread in range(groups):
                a_thread(of=group, by=ann)
        with queries() as asked:
            take_break(until=UNTIL, by=ann, now=WHEN)
            end_break(by=ann, now=SOON)
        return asked.count

    assert asked(1) == asked(4)
