"""One session of a course moves. What must not happen: somebody stands before a locked door, or the other sessions move too.

Source: README, E-1, E-3, E-9, E-10 and E-11.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import (
    cancel_meetup,
    cancel_session,
    change_date,
    derive_again,
    move_session,
    postpone_meetup,
)
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.errors import MeetupMovedOn, NoSuchTime
from forum.meetups.models import Attendance, Meetup, Session
from forum.meetups.pages.calendar import entries_of
from forum.notices.actions import send_due, tell_due
from forum.notices.models import Notice
from forum.notices.pages import notices_page
from tests.factories import WHEN, a_person, joins
from tests.meetups.conftest import a_member
from tests.meetups.rows import MONDAY, a_course, comes
from tests.meetups.sanctions import sentenced

pytestmark = pytest.mark.django_db

SECOND = MONDAY + timedelta(weeks=1)
EVENING, NOON = time(18, 30), time(12, 0)


@pytest.fixture
def course(group, olive):
    return a_course(of=group, by=olive, on=MONDAY)


def session_of(course, number):
    return course.sessions.get(number=number)


def moved(course, number, by, *, on=SECOND, at=NOON, minutes=90, is_second=None, seen=None, now=WHEN):
    session = session_of(course, number)
    return move_session(
        session=session,
        on=on,
        at=at,
        is_second=is_second,
        minutes=minutes,
        seen=seen or session.version,
        by=by,
        now=now,
    )


def on_the_wall(course):
    rows = course.sessions.order_by("number")
    return [(each.on_date, each.starts_at.astimezone(each.zone_info).time(), each.minutes) for each in rows]


def everything(course):
    rows = course.sessions.order_by("number").values()
    return Meetup.objects.values().get(pk=course.pk), list(rows), Notice.objects.count()


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_one_session_moves_and_the_others_stay(course, olive):
    before, uids = on_the_wall(course), list(course.sessions.order_by("number").values_list("uid", flat=True))
    moved(course, 2, olive, on=SECOND + timedelta(days=2), minutes=60)
    assert on_the_wall(course) == [before[0], (SECOND + timedelta(days=2), NOON, 60), before[2]]
    assert list(course.sessions.order_by("number").values_list("uid", flat=True)) == uids
    assert list(course.sessions.order_by("number").values_list("sequence", flat=True)) == [0, 1, 0]
    again = Meetup.objects.get(pk=course.pk)
    assert (again.sequence, again.starts_at, again.ends_at) == (1, course.starts_at, course.ends_at)


def test_twice_is_once(course, olive, ann):
    comes(ann, course)
    seen = session_of(course, 2).version
    for _ in range(2):
        moved(course, 2, olive, seen=seen)
    assert (Meetup.objects.get(pk=course.pk).sequence, session_of(course, 2).sequence) == (1, 1)
    assert told("changed") == ["Ann"]


@pytest.mark.parametrize(("number", "days"), [(1, 3), (1, 9), (3, 5), (2, -10), (2, 30)])
def test_a_course_begins_and_ends_with_its_sessions(course, olive, number, days):
    moved(course, number, olive, on=session_of(course, number).on_date + timedelta(days=days), minutes=45)
    again = Meetup.objects.get(pk=course.pk)
    first, last = course.sessions.order_by("starts_at").first(), course.sessions.order_by("ends_at").last()
    assert (again.starts_at, again.ends_at) == (first.starts_at, last.ends_at)
    assert (again.local, again.minutes) == (first.local, first.minutes)
    assert derive_again(now=WHEN) == course.pk
    assert Meetup.objects.get(pk=course.pk).version == again.version, "what follows from the clock is so already"


def test_whoever_comes_waits_or_was_offered_a_place_is_told_and_keeps_it(group, course, olive):
    for name, state in (("Gail", "going"), ("Will", "waiting"), ("Ola", "offered"), ("Gone", "withdrawn")):
        comes(a_member(group, name), course, state=state)
    Meetup.objects.filter(pk=course.pk).update(capacity=2)
    moved(course, 2, olive)
    assert told("changed") == ["Gail", "Ola", "Will"]
    states = Attendance.objects.order_by("person__name").values_list("person__name", "state")
    assert dict(states) == {"Gail": "going", "Gone": "withdrawn", "Ola": "offered", "Will": "waiting"}


def test_whoever_left_before_it_is_told_is_not_told(course, ann, bea, olive):
    for person in (ann, bea):
        comes(person, course)
    moved(course, 2, olive)
    Attendance.objects.filter(person=bea).update(state="withdrawn")
    tell_due(now=WHEN)
    assert Notice.objects.visible_to(ann).get().kind == "changed"
    assert not Notice.objects.visible_to(bea).exists()


def test_nobody_is_told_that_the_course_is_on_one_day(course, ann, olive, mailoutbox):
    comes(ann, course)
    moved(course, 3, olive, on=SECOND + timedelta(days=9))
    tell_due(now=WHEN)
    words = notices_page(ann, before=None).days[0].things[0].notices[0].words
    assert "one of its sessions, or all" in words
    assert "It is on" not in words
    send_due(now=WHEN)
    assert "One of the sessions of this course has changed" in mailoutbox[0].body
    assert "This is how it is now" not in mailoutbox[0].body


def entries(course, olive):
    return entries_of(olive, course.pk, absolute=str)


def test_calendars_move_the_same_entry(course, olive):
    before = entries(course, olive)
    moved(course, 2, olive)
    after = entries(course, olive)
    assert [each.uid for each in after] == [each.uid for each in before]
    assert after[1].starts_at == session_of(course, 2).starts_at != before[1].starts_at
    assert after[1].sequence > before[1].sequence
    assert [each.starts_at for each in after[::2]] == [each.starts_at for each in before[::2]]


def test_a_reminder_follows_the_first_session(course, ann, olive):
    comes(ann, course)
    moved(course, 1, olive, on=MONDAY + timedelta(days=2), at=EVENING)
    reminder = Notice.objects.get(kind="reminder")
    assert reminder.due_at == session_of(course, 1).starts_at - timedelta(hours=24)
    tell_due(now=reminder.due_at)
    assert Notice.objects.visible_to(ann).filter(kind="reminder").count() == 1


def test_an_offer_ends_no_later_than_a_course_begins_that_begins_sooner(course, ann, olive):
    offered = comes(ann, course, state="offered")
    Attendance.objects.update(offer_ends_at=course.starts_at)
    moved(course, 1, olive, on=MONDAY - timedelta(days=7))
    offered.refresh_from_db()
    assert (offered.state, offered.offer_ends_at) == ("offered", session_of(course, 1).starts_at)


def test_a_session_to_come_moves_after_its_course_has_begun_and_the_one_that_has_begun_does_not(course, ann, olive):
    comes(ann, course)
    now = session_of(course, 1).starts_at
    moved(course, 2, olive, now=now)
    tell_due(now=now)
    assert [each.kind for each in Notice.objects.visible_to(ann)] == ["changed"]
    before = everything(course)
    with pytest.raises(NotAllowed, match="This session has begun"):
        moved(course, 1, olive, now=now)
    assert everything(course) == before


def sentences(course, olive, group, what):
    if what == "session cancelled":
        cancel_session(session=session_of(course, 2), by=olive, now=WHEN)
    elif what == "course cancelled":
        cancel_meetup(meetup=course, reason="few", words="", form_key=None, by=olive, now=WHEN)
    elif what == "course postponed":
        postpone_meetup(meetup=course, reason="few", words="", form_key=None, by=olive, now=WHEN)
    elif what == "paused":
        sentenced(olive, "pause", group=group, of=group)


@pytest.mark.parametrize("what", ["session cancelled", "course cancelled", "course postponed", "paused", None])
def test_what_does_not_take_place_moves_nowhere_and_whoever_is_paused_moves_nothing(group, course, olive, what):
    sentences(course, olive, group, what)
    before = everything(course)
    if what is None:
        moved(course, 2, olive)
        assert everything(course) != before
        return
    with pytest.raises(NotAllowed):
        moved(course, 2, olive)
    assert everything(course) == before


@pytest.mark.parametrize("who", ["olive", "ann", "host", "stranger"])
def test_only_who_organises_it_moves_a_session(request, group, course, who):
    by = request.getfixturevalue(who) if who in ("olive", "ann") else a_person()
    if who == "host":
        joins(by, group, role="host")
    before = everything(course)
    if who == "olive":
        moved(course, 2, by)
        assert everything(course) != before
        return
    with pytest.raises(NotAllowed):
        moved(course, 2, by)
    assert everything(course) == before


def test_what_was_changed_meanwhile_is_not_written_over(course, olive):
    seen = session_of(course, 2).version
    moved(course, 2, olive, at=time(10, 0))
    before = everything(course)
    with pytest.raises(MeetupMovedOn):
        moved(course, 2, olive, at=time(11, 0), seen=seen)
    assert everything(course) == before


def test_another_session_that_moved_meanwhile_is_in_nobodys_way(course, olive):
    seen = session_of(course, 3).version
    moved(course, 2, olive)
    moved(course, 3, olive, on=SECOND + timedelta(days=8), seen=seen)
    assert Meetup.objects.get(pk=course.pk).sequence == 2


@pytest.mark.parametrize("on", [date(2026, 1, 5), WHEN.date() + timedelta(days=800)])
def test_no_session_moves_into_the_past_or_too_far_ahead(course, olive, on):
    before = everything(course)
    with pytest.raises(NotAllowed):
        moved(course, 2, olive, on=on)
    assert everything(course) == before


def test_a_time_that_clocks_skip_is_refused_and_one_that_happens_twice_is_asked_about(course, olive):
    before = everything(course)
    with pytest.raises(NoSuchTime):
        moved(course, 2, olive, on=date(2027, 3, 28), at=time(1, 30))
    back = date(2027, 10, 31)
    with pytest.raises(NoSuchTime, match="happens twice"):
        moved(course, 2, olive, on=back, at=time(1, 30))
    assert everything(course) == before
    for is_second, hour in ((False, 0), (True, 1)):
        moved(course, 2, olive, on=back, at=time(1, 30), is_second=is_second)
        assert session_of(course, 2).starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


def change(course, olive, **wanted):
    course = Meetup.objects.get(pk=course.pk)
    wanted = replace(Arrangement.of(course, course.on_date), **wanted)
    return change_date(meetup=course, wanted=wanted, seen=course.version, by=olive, now=WHEN)


def test_a_session_keeps_the_time_of_its_own_when_the_course_changes(course, olive):
    moved(course, 2, olive, on=SECOND + timedelta(days=2), minutes=60)
    change(course, olive, on_date=MONDAY + timedelta(days=1), at_time=time(19, 0), minutes=120)
    later = [MONDAY + timedelta(days=1, weeks=number) for number in range(3)]
    assert on_the_wall(course) == [
        (later[0], time(19, 0), 120), (later[1] + timedelta(days=2), NOON, 60), (later[2], time(19, 0), 120),
    ]  # fmt: skip


def test_a_session_keeps_the_time_of_its_own_when_the_course_meets_elsewhere(course, olive):
    moved(course, 2, olive)
    before = on_the_wall(course)
    change(course, olive, mode="online", venue=None)
    assert on_the_wall(course) == before
    assert Session.objects.get(meetup=course, number=2).sequence == 2
