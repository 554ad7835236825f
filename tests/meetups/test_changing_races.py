"""Two at once, on PostgreSQL. What must not happen: a change is lost, a date is made twice, somebody comes to nothing.

Source: README, E-3, E-5 and E-6.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from threading import Barrier

import pytest
from django.db import connections

from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import attend, cancel_meetup, change_date, change_from, extend_series, move_session
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.actions.splitting import Days
from forum.meetups.errors import MeetupMovedOn
from forum.meetups.models import Attendance, Meetup, Series
from forum.notices.models import Notice
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import a_course, a_meetup, a_series, dates_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    group = a_group(host=a_person("Hetty"))
    joins(olive, group, role="organiser")
    return group


def at_once(*deeds):
    """Do all of these at the same moment; return what each returned or raised."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait()
            return deed()
        except (NotAllowed, MeetupMovedOn) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_changes_at_once_one_holds_and_the_other_is_told(group, olive):
    meetup = a_meetup(of=group, by=olive)
    now = Arrangement.of(meetup, meetup.on_date)

    def changed(hour):
        wanted = replace(now, at_time=time(hour, 0))
        return lambda: change_date(meetup=meetup, wanted=wanted, seen=meetup.version, by=olive, now=WHEN)

    done = at_once(changed(19), changed(20))
    assert sum(isinstance(each, MeetupMovedOn) for each in done) == 1
    assert Meetup.objects.get(pk=meetup.pk).sequence == 1


def test_dates_that_are_made_by_many_at_once_are_made_once(group, olive):
    series = a_series(of=group, by=olive)
    Meetup.objects.filter(series=series).delete()
    made = at_once(*[lambda: extend_series(series=series, now=WHEN) for _ in range(6)])
    assert sorted(made) == [0, 0, 0, 0, 0, 24]
    assert len(dates_of(series)) == 24


def test_dates_made_while_a_series_is_split_are_made_once(group, olive):
    series = a_series(of=group, by=olive)
    first = dates_of(series)[1]
    wanted = replace(Arrangement.of(series, first.original_date), at_time=time(19, 0))
    later = WHEN + timedelta(weeks=4)
    at_once(
        lambda: extend_series(series=series, now=later),
        lambda: change_from(
            meetup=first, wanted=wanted, days=Days.of(series), keeps=True, seen=first.version, by=olive, now=WHEN
        ),
    )
    new = Series.objects.get(follows=series)
    days = list(Meetup.objects.filter(group=group).values_list("on_date", flat=True))
    assert len(days) == len(set(days))
    assert {each.at_time for each in dates_of(new)} == {time(19, 0)}


def test_nobody_comes_in_while_it_is_cancelled_without_being_told(group, olive):
    meetup = a_meetup(of=group, by=olive)
    people = [a_person() for _ in range(6)]
    for person in people:
        joins(person, group)
    at_once(
        lambda: cancel_meetup(meetup=meetup, reason="venue", words="", form_key=None, by=olive, now=WHEN),
        *[
            lambda person=person: attend(
                meetup=meetup, party=1, access_needs="", is_shown=False, form_key=None, by=person, now=WHEN
            )
            for person in people
        ],
    )
    coming = set(Attendance.objects.filter(state="going").values_list("person", flat=True))
    told = set(Notice.objects.filter(kind="cancelled").values_list("recipient", flat=True))
    assert Meetup.objects.get(pk=meetup.pk).status == "cancelled"
    assert coming == told


def moving(session, olive, hour):
    return lambda: move_session(
        session=session, on=session.on_date, at=time(hour, 0), is_second=None, minutes=60, seen=session.version,
        by=olive, now=WHEN,
    )  # fmt: skip


def test_of_two_moves_of_a_session_at_once_one_holds_and_the_other_is_told(group, olive):
    course = a_course(of=group, by=olive)
    second = course.sessions.get(number=2)
    done = at_once(moving(second, olive, 12), moving(second, olive, 14))
    assert sum(isinstance(each, MeetupMovedOn) for each in done) == 1
    assert (Meetup.objects.get().sequence, course.sessions.get(number=2).sequence) == (1, 1)


def test_the_same_move_twice_at_once_is_one(group, olive):
    course = a_course(of=group, by=olive)
    second = course.sessions.get(number=2)
    done = at_once(*[moving(second, olive, 12)] * 2)
    assert {each.at_time for each in done} == {time(12, 0)}
    assert (Meetup.objects.get().sequence, course.sessions.get(number=2).sequence) == (1, 1)


def test_no_move_of_a_session_forgets_another_that_moved_at_once(group, olive):
    course = a_course(of=group, by=olive)
    first, last = (course.sessions.get(number=number) for number in (1, 3))
    done = at_once(moving(first, olive, 12), moving(last, olive, 21))
    again = Meetup.objects.get()
    assert {each.number: (each.starts_at, each.ends_at) for each in done} == {
        1: (again.starts_at, again.starts_at + timedelta(hours=1)), 3: (again.ends_at - timedelta(hours=1), again.ends_at),
    }  # fmt: skip
    assert again.sequence == 2


def test_two_splits_at_once_leave_one_series_that_goes_on(group, olive):
    series = a_series(of=group, by=olive)
    first = dates_of(series)[1]

    def split(hour):
        wanted = replace(Arrangement.of(series, first.original_date), at_time=time(hour, 0))
        return lambda: change_from(
            meetup=first, wanted=wanted, days=Days.of(series), keeps=True, seen=first.version, by=olive, now=WHEN
        )

    done = at_once(split(19), split(20))
    assert sum(isinstance(each, MeetupMovedOn) for each in done) == 1
    assert Series.objects.filter(follows=series, ended_at=None).count() == 1
