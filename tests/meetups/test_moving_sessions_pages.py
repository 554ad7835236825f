"""The page on which one session of a course is moved. What must not happen: typed words lost, a deed done unseen or twice.

Source: README, E-1, E-3, E-10 and S-7.
"""

import re
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from forum.meetups.actions import cancel_session
from forum.meetups.models import Meetup, Session
from tests.factories import a_person, joins
from tests.meetups.rows import a_course, comes
from tests.test_pseudo_locale import in_brackets, naked

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MONDAY = NOW.date() + timedelta(days=21 - NOW.weekday())
NUL, LONG = "a\x00b", "x" * 10_000
PAST, FAR = "2020-01-01", "9999-12-31"


def last_sunday(month):
    """The day on which clocks change in London, a year or two ahead of now but within what may be planned."""
    days = [date(NOW.year + 1, month, day) for day in range(25, 32)]
    return next(day for day in days if day.weekday() == 6)


@pytest.fixture
def course(group, olive):
    return a_course(of=group, by=olive, on=MONDAY)


@pytest.fixture
def desk(olive, signed_in):
    return signed_in(olive)


def address(course, number=2):
    return f"/meetups/{course.pk}/sessions/{number}/move/"


def session(course, number=2):
    return course.sessions.get(number=number)


def said(course, number=2, **typed):
    as_now = session(course, number)
    known = {"on": str(as_now.on_date), "at": "18:30", "until": "20:00", "seen": as_now.version}
    return known | typed


def everything(course):
    return Meetup.objects.values().get(pk=course.pk), list(course.sessions.order_by("number").values())


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def errors_beside(response):
    """By the name of each field, what stands beside it."""
    found = re.findall(r'id="id_(\w+)_error"[^>]*>(.*?)</', response.content.decode(), re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", words).strip() for name, words in found}


def test_the_page_says_how_it_is_and_who_is_told(desk, course, ann):
    comes(ann, course)
    page = desk.get(address(course))
    body = page.content.decode()
    assert page.status_code == 200
    assert "6.30pm to 8pm" in text_of(page)
    assert "1 person who comes or waits is told at once." in text_of(page)
    for kept in (str(MONDAY + timedelta(weeks=1)), "18:30", "20:00"):
        assert f'value="{kept}"' in body
    assert "Which of the two" not in body


def test_the_same_form_sent_twice_moves_it_once(desk, course):
    sent = said(course, at="12:00", until="12:45")
    for _ in range(2):
        answer = desk.post(address(course), sent)
        assert answer["Location"] == f"/meetups/{course.pk}/"
        assert "This session is moved." in str([*get_messages(answer.wsgi_request)][-1])
    after = session(course)
    assert (after.at_time.hour, after.minutes, after.sequence) == (12, 45, 1)
    assert Meetup.objects.get(pk=course.pk).sequence == 1
    assert "to 12.45pm" in text_of(desk.get(f"/meetups/{course.pk}/"))


def test_a_form_in_which_nothing_was_changed_says_so(desk, course):
    before = everything(course)
    answer = desk.post(address(course), said(course))
    assert "nobody is told" in str([*get_messages(answer.wsgi_request)][-1])
    assert everything(course) == before


def test_of_two_tabs_the_later_one_keeps_what_was_typed_and_can_press_again(desk, course):
    first, second = said(course, at="12:00", until="13:00"), said(course, at="14:00", until="15:30")
    assert desk.post(address(course), first).status_code == 302
    asked = desk.post(address(course), second)
    assert asked.status_code == 409
    for typed in ("14:00", "15:30"):
        assert f'value="{typed}"' in asked.content.decode()
    assert session(course).at_time.hour == 12
    seen = re.search(r'name="seen" value="([^"]+)"', asked.content.decode())[1]
    assert desk.post(address(course), second | {"seen": seen}).status_code == 302
    assert session(course).at_time.hour == 14


@pytest.mark.parametrize(
    ("field", "typed"),
    [("on", PAST), ("on", FAR), ("on", "0001-01-01"), ("on", ""), ("on", NUL), ("on", LONG), ("on", "30 February"),
     ("at", ""), ("at", NUL), ("at", LONG), ("at", "25:00"), ("until", ""), ("until", NUL), ("until", LONG),
     ("until", "18:30"), ("until", "17:00"), ("until", "02:31"), ("until", "24:00")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_written(desk, course, field, typed):
    before = everything(course)
    answer = desk.post(address(course), said(course, **{field: typed}))
    assert answer.status_code == 422
    assert set(errors_beside(answer)) == {field}
    others = {"on": str(session(course).on_date), "at": "18:30", "until": "20:00"}
    for name, kept in others.items():
        assert name == field or f'value="{kept}"' in answer.content.decode()
    assert everything(course) == before


@pytest.mark.parametrize("seen", [LONG, NUL, "", "1.1"])
def test_a_version_that_nobody_was_shown_moves_nothing(desk, course, seen):
    before = everything(course)
    assert desk.post(address(course), said(course, at="12:00", seen=seen)).status_code in (409, 422)
    assert everything(course) == before


def test_it_may_last_into_the_next_day(desk, course):
    assert desk.post(address(course), said(course, at="23:00", until="00:30")).status_code == 302
    assert session(course).minutes == 90


def test_of_an_hour_that_happens_twice_it_is_asked_which(desk, course):
    night = said(course, on=str(last_sunday(10)), at="01:30", until="02:30")
    asked = desk.post(address(course), night)
    assert asked.status_code == 422
    assert "happens twice" in errors_beside(asked)["is_second"]
    assert desk.post(address(course), night | {"is_second": "third"}).status_code == 422
    for which, hour, minutes in (("first", 0, 120), ("second", 1, 60)):
        sent = night | {"is_second": which, "seen": session(course).version}
        assert desk.post(address(course), sent).status_code == 302
        assert (session(course).starts_at.hour, session(course).minutes) == (hour, minutes)


def test_of_an_end_that_happens_twice_it_is_asked_which(desk, course):
    night = said(course, on=str(last_sunday(10)), at="00:30", until="01:30")
    asked = desk.post(address(course), night)
    assert asked.status_code == 422
    assert "happens twice" in errors_beside(asked)["is_second_until"]
    for which, minutes in (("first", 60), ("second", 120)):
        sent = night | {"is_second_until": which, "seen": session(course).version}
        assert desk.post(address(course), sent).status_code == 302
        assert session(course).minutes == minutes
    shown = desk.get(address(course)).content.decode()
    assert 'value="01:30"' in shown
    assert 'name="is_second_until"' in shown


@pytest.mark.parametrize(("at", "until", "field"), [("01:30", "02:30", "at"), ("00:30", "01:30", "until")])
def test_an_hour_that_clocks_skip_is_refused(desk, course, at, until, field):
    before = everything(course)
    answer = desk.post(address(course), said(course, on=str(last_sunday(3)), at=at, until=until))
    assert answer.status_code == 422
    assert "there is no 1.30am" in errors_beside(answer)[field]
    assert everything(course) == before


@pytest.mark.parametrize(
    ("who", "status"), [("olive", 200), ("ann", 403), ("host", 403), ("stranger", 404), ("nobody", 302)]
)
def test_only_the_organiser_gets_to_the_page(request, group, course, signed_in, who, status):
    by = None if who == "nobody" else a_person() if who in ("host", "stranger") else request.getfixturevalue(who)
    if who == "host":
        joins(by, group, role="host")
    client = signed_in(by) if by else Client()
    before = everything(course)
    assert client.get(address(course)).status_code == status
    sent = client.post(address(course), said(course, at="12:00"))
    assert sent.status_code == (302 if who == "olive" else status)
    assert (everything(course) == before) is (who != "olive")


@pytest.mark.parametrize("number", [0, 9, 999, 1_000, 10**17])
def test_a_session_that_is_not_there_is_not_found(desk, course, number):
    assert desk.get(address(course, number)).status_code == 404
    assert desk.post(address(course, number), said(course)).status_code == 404


def test_what_is_cancelled_or_over_says_so_and_is_led_to_by_no_link(desk, course, olive):
    cancel_session(session=session(course, 3), by=olive, now=NOW)
    past = NOW - timedelta(days=1)
    Session.objects.filter(meetup=course, number=1).update(starts_at=past, ends_at=past + timedelta(hours=1))
    Meetup.objects.filter(pk=course.pk).update(starts_at=past)
    for number, words in ((1, "This session has begun"), (3, "This session is cancelled")):
        for answer in (desk.get(address(course, number)), desk.post(address(course, number), said(course, number))):
            assert answer.status_code == 403
            assert words in text_of(answer)
    body = desk.get(f"/meetups/{course.pk}/").content.decode()
    assert [address(course, number) in body for number in (1, 2, 3)] == [False, True, False]


def test_nobody_but_the_organiser_is_led_there(course, ann, signed_in):
    assert "/move/" not in signed_in(ann).get(f"/meetups/{course.pk}/").content.decode()


def test_a_host_is_led_to_cancelling_a_session_and_not_to_moving_it(group, course, signed_in):
    hetty = a_person("Hetty")
    joins(hetty, group, role="host")
    host, cancelling = signed_in(hetty), f"/meetups/{course.pk}/sessions/2/cancel/"
    page = host.get(f"/meetups/{course.pk}/").content.decode()
    assert cancelling in page
    assert address(course) not in page
    assert "Cancel this session" in host.get(cancelling).content.decode()
    for _twice in range(2):
        assert host.post(cancelling).status_code == 302
    assert session(course).is_cancelled
    assert cancelling not in host.get(f"/meetups/{course.pk}/").content.decode()


def test_no_sentence_of_the_page_is_missed(desk, course, ann):
    comes(ann, course)
    data = re.compile("Monday evening|Olive|Alongside|Living with secondary")
    twice = said(course, on=str(last_sunday(10)), at="01:30", until="01:45")
    with in_brackets():
        for page in (
            desk.get(address(course)), desk.post(address(course), twice),
            desk.post(address(course), said(course, until="18:00")),
            desk.post(address(course), said(course, at="12:00", seen="1.1")),
        ):  # fmt: skip
            assert not naked(page.content.decode(), data)
