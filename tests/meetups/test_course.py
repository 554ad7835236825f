"""A course is one meetup with several sessions: what happens to it happens to them. Source: README, E-1, E-3 and E-9."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from forum.meetups.actions import change_date, derive_again
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.errors import NoSuchTime
from forum.meetups.models import Meetup, Session
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import a_course

pytestmark = pytest.mark.django_db

FIRST = date(2027, 3, 16)  # a Tuesday; clocks go forward between the second session and the third


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def course(olive):
    group = a_group()
    joins(olive, group, role="organiser")
    return a_course(of=group, by=olive, on=FIRST)


def moved(course, olive, **wanted):
    wanted = replace(Arrangement.of(course, course.on_date), **wanted)
    return change_date(meetup=course, wanted=wanted, seen=course.version, by=olive, now=WHEN)


def on_the_wall(course):
    return [
        (each.on_date, each.starts_at.astimezone(each.zone_info).time()) for each in course.sessions.order_by("number")
    ]


def test_no_session_stays_behind_when_a_course_moves(course, olive):
    moved(course, olive, on_date=FIRST + timedelta(days=1), at_time=time(19, 0), minutes=60)
    days = [FIRST + timedelta(days=1, weeks=number) for number in range(3)]
    assert on_the_wall(course) == [(day, time(19, 0)) for day in days]
    assert set(course.sessions.values_list("sequence", "minutes")) == {(1, 60)}
    again = Meetup.objects.get(pk=course.pk)
    assert again.ends_at == course.sessions.get(number=3).ends_at
    assert again.on_date == days[0]


def test_how_many_can_come_moves_no_session(course, olive):
    before = on_the_wall(course)
    moved(course, olive, capacity=5)
    assert on_the_wall(course) == before
    assert set(course.sessions.values_list("sequence", flat=True)) == {0}
    assert Meetup.objects.get(pk=course.pk).ends_at == course.sessions.get(number=3).ends_at


def test_a_course_is_not_moved_to_where_one_of_its_sessions_would_be_skipped(course, olive):
    before = on_the_wall(course)
    with pytest.raises(NoSuchTime):
        moved(course, olive, on_date=date(2027, 3, 14), at_time=time(1, 30))  # the third would be on 28 March
    assert on_the_wall(course) == before
    assert Meetup.objects.get(pk=course.pk).on_date == FIRST


def test_a_course_does_not_end_with_its_first_session_after_the_rules_of_a_zone_changed(course):
    Session.objects.update(starts_at=WHEN, ends_at=WHEN + timedelta(hours=1))
    derive_again(now=WHEN)
    again = Meetup.objects.get(pk=course.pk)
    assert again.ends_at == course.ends_at == course.sessions.get(number=3).ends_at
