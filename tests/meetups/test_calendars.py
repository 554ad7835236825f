"""Calendars: the same as the site says, to the byte; nothing of a door unless asked for; an address that ends, ends."""

import logging
import re
from datetime import date, time, timedelta

import pytest
import recurring_ical_events
import time_machine
from django.test import Client
from icalendar import Calendar

from accounts.actions import withdraw_consent
from accounts.actions.leaving import leave_forum
from accounts.events import WordsChoice
from forum.meetups.models import CalendarFeed, Session
from forum.meetups.pages.calendar import plain
from tests.factories import PASSWORD, WHEN, a_group, a_person, joins
from tests.meetups.rows import a_meetup, a_place, a_venue, comes
from tests.meetups.test_finding import TODAY, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    return a_group("Living with secondary", host=olive)


@pytest.fixture
def ann(group):
    ann = a_person("Ann")
    joins(ann, group)
    return ann


def subscribes(person, detail="discreet"):
    """The address that the page shows, without the site's own."""
    client = Client()
    client.force_login(person)
    page = client.post("/me/calendar/", {"detail": detail, "knows": "on"})
    return re.search(r'value="http://testserver(/calendar/[\w-]{43}\.ics)"', page.content.decode()).group(1)


def fetched(address, **headers):
    return Client().get(address, headers=headers)


def events(response):
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def door(group, olive, **rest):
    words = {
        "title": "Scan results evening",
        "contact": "zqcontact",
        "link": "https://zqlink.example/",
        **rest.pop("words", {}),
    }
    venue = a_venue(
        of=group, by=olive, place=a_place("Sheffield"), name="zqname", address="7 zqaddress", postcode="ZZ9 9ZZ",
        arrival="zqarrival",
    )  # fmt: skip
    return a_meetup(of=group, by=olive, venue=venue, words=words, **rest)


def test_a_calendar_says_an_appointment_and_the_part_of_town_and_nothing_more(group, olive, ann):
    comes(ann, door(group, olive))
    answer = fetched(subscribes(ann))
    (event,) = events(answer)
    assert event["summary"] == "Appointment"
    assert event["location"] == "Sheffield, city centre"
    assert event["class"] == "PRIVATE"
    assert event["url"].startswith("http://testserver/meetups/")
    words = answer.content.decode()
    assert not re.search("zq|ZZ9|Scan|Living with|Alongside(?!//)", words)


def test_the_address_is_in_it_only_if_asked_for_and_while_one_comes(group, olive, ann):
    meetup = door(group, olive)
    attendance = comes(ann, meetup)
    address = subscribes(ann, "all")
    (event,) = events(fetched(address))
    assert event["summary"] == "Scan results evening"
    assert event["location"] == "zqname, 7 zqaddress, ZZ9 9ZZ"
    assert not re.search("zqlink|zqarrival|zqcontact", fetched(address).content.decode())
    attendance.state, attendance.queue_number = "waiting", 1
    attendance.save()
    (event,) = events(fetched(address))
    assert event["location"] == "Sheffield, city centre"
    assert event["status"] == "TENTATIVE"
    assert "zq" not in fetched(subscribes(ann, "titles")).content.decode()


def test_the_address_is_not_to_be_had_without_having_read_what_comes_of_it(ann):
    client = Client()
    client.force_login(ann)
    page = client.post("/me/calendar/", {"detail": "all"})
    assert page.status_code == 422
    assert "may keep them" in page.content.decode()
    assert not CalendarFeed.objects.exists()


def test_calendar_and_page_never_disagree(group, olive, ann):
    """The same dates, at the same moments, whatever one has to do with them."""
    for number, state in enumerate(("going", "waiting", "offered", "withdrawn", "lapsed")):
        comes(ann, door(group, olive, on=date(2026, 11, 20) + timedelta(number)), state=state, now=TODAY)
    comes(ann, door(group, olive, on=date(2026, 10, 20)))
    comes(ann, door(group, olive, on=date(2026, 9, 1)))
    comes(ann, door(group, olive, status="cancelled", cancelled_at=TODAY - timedelta(days=89)))
    comes(ann, door(group, olive, status="cancelled", cancelled_at=TODAY - timedelta(days=91)))
    ended = door(group, olive, on=date(2026, 12, 20))
    comes(ann, ended, state="offered", now=TODAY - timedelta(days=2))
    door(group, ann, on=date(2027, 1, 5))  # she organises it
    address = subscribes(ann)
    calendar = Calendar.from_ical(fetched(address).content)
    found = recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2028, 1, 1))
    pages = set(re.findall(r"<h3>.*?href=\"(/meetups/\d+/)", seen_by(ann, "/meetups/mine/").content.decode()))
    assert {event["url"].removeprefix("http://testserver") for event in found} == pages
    assert len(found) == len(pages) == 6
    for event in found:
        page = seen_by(ann, event["url"].removeprefix("http://testserver")).content.decode()
        assert f'datetime="{event["dtstart"].dt.date().isoformat()}' in page
        assert event["dtstart"].dt.time() == time(18, 30)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kathmandu", "UTC", "Australia/Lord_Howe"])
def test_a_calendar_shows_the_hour_that_stands_on_the_wall_there(group, olive, ann, zone):
    for day in (date(2026, 12, 1), date(2027, 3, 27), date(2027, 3, 29), date(2027, 7, 1), date(2030, 11, 5)):
        comes(ann, a_meetup(of=group, by=olive, on=day, zone=zone))
    answer = fetched(subscribes(ann))
    calendar = Calendar.from_ical(answer.content)
    assert [str(each["tzid"]) for each in calendar.walk("VTIMEZONE")] == [zone]
    for event in calendar.walk("VEVENT"):
        assert event["dtstart"].dt.replace(tzinfo=None).time() == time(18, 30)
        assert event["dtstart"].params.get("TZID", "UTC") == zone
        stated = calendar.walk("VTIMEZONE")[0].to_tz()
        there = event["dtstart"].dt
        assert there.replace(tzinfo=None).replace(tzinfo=stated).utcoffset() == there.utcoffset()


def test_an_unchanged_calendar_is_the_same_to_the_byte_on_any_day(group, olive, ann, clock):
    for number in range(5):
        comes(ann, door(group, olive, on=date(2026, 12, 1) + timedelta(number)))
    address = subscribes(ann)
    first = fetched(address)
    clock.shift(timedelta(days=3))
    later = fetched(address)
    assert first.content == later.content
    assert first["ETag"] == later["ETag"]
    assert first["Last-Modified"] == later["Last-Modified"]
    assert first["Cache-Control"] == "private, no-cache"
    assert fetched(address, if_none_match=first["ETag"]).status_code == 304
    assert fetched(address, if_modified_since=first["Last-Modified"]).status_code == 304
    assert Client().head(address).content == b""


def test_a_date_that_only_went_is_no_unchanged_calendar(group, olive, ann):
    attendance = comes(ann, door(group, olive))
    address = subscribes(ann)
    before = fetched(address)
    attendance.delete()
    after = fetched(address, if_modified_since=before["Last-Modified"], if_none_match=before["ETag"])
    assert events(after) == []
    assert after["Last-Modified"] != before["Last-Modified"]


def test_a_changed_or_cancelled_date_keeps_its_id_and_rises(group, olive, ann, clock):
    meetup = door(group, olive)
    comes(ann, meetup)
    address = subscribes(ann)
    (before,) = events(fetched(address))
    clock.shift(timedelta(hours=1))
    meetup.refresh_from_db()
    meetup.status, meetup.cancelled_at, meetup.changed_at = "cancelled", TODAY, TODAY
    meetup.sequence += 1
    meetup.save()
    (after,) = events(fetched(address))
    assert (before["uid"], before["status"], after["status"]) == (after["uid"], "CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt == after["dtstamp"].dt == TODAY > before["dtstamp"].dt
    clock.shift(timedelta(days=91))
    assert events(fetched(address)) == []


def test_each_session_of_a_course_stands_by_itself(group, olive, ann):
    course = a_meetup(of=group, by=olive, words={"title": "Breathing", "kind": "course"})
    for number in range(3):
        start = course.starts_at + timedelta(weeks=number)
        Session.objects.create(
            meetup=course, number=number + 1, on_date=start.date(), at_time=time(18, 30), minutes=90, starts_at=start,
            ends_at=start + timedelta(minutes=90), changed_at=WHEN, is_cancelled=number == 1,
        )  # fmt: skip
    comes(ann, course)
    for found in (events(fetched(subscribes(ann))), events(seen_by(ann, f"/meetups/{course.pk}.ics"))):
        assert [str(event["status"]) for event in found] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
        assert len({event["uid"] for event in found}) == 3


def test_one_meetup_as_a_file_is_for_those_who_see_it_and_says_no_more(group, olive, ann):
    meetup = door(group, olive)
    comes(ann, meetup)
    for person in (ann, olive):
        answer = seen_by(person, f"/meetups/{meetup.pk}.ics")
        (event,) = events(answer)
        assert event["summary"] == "Appointment"
        assert not re.search("zq|ZZ9|Scan", answer.content.decode())
    for person in (None, a_person(), a_person(is_staff=True)):
        assert seen_by(person, f"/meetups/{meetup.pk}.ics").status_code == 404
    unannounced = door(group, olive, is_announced=False)
    assert seen_by(olive, f"/meetups/{unannounced.pk}.ics").status_code == 404


def leave_the_group(ann):
    from forum.groups.models import Membership

    Membership.objects.filter(person=ann).delete()


def test_who_left_the_group_fetches_nothing_of_it(group, olive, ann):
    comes(ann, door(group, olive))
    address = subscribes(ann, "all")
    leave_the_group(ann)
    assert events(fetched(address)) == []


def lose_account(ann):
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=TODAY)


def lose_consent(ann):
    withdraw_consent(kind="health", by=ann, now=TODAY)


def change_password(ann):
    client = Client()
    client.login(email=ann.email, password=PASSWORD)
    new = "another-quiet-kettle"
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302


def be_inactive(ann):
    ann.is_active = False
    ann.save()


def make_another(ann):
    subscribes(ann)


def end_it(ann):
    client = Client()
    client.force_login(ann)
    client.post("/me/calendar/", {"end": "yes"})
    client.post("/me/calendar/", {"end": "yes"})


@pytest.mark.parametrize(
    "what_happens", [lose_account, lose_consent, change_password, be_inactive, make_another, end_it]
)
def test_an_address_ends_and_then_looks_like_one_that_never_was(group, olive, ann, what_happens, queries):
    comes(ann, door(group, olive))
    address = subscribes(ann)
    assert len(events(fetched(address))) == 1
    what_happens(ann)
    gone, never = fetched(address), fetched(f"/calendar/{'x' * 43}.ics")
    assert gone.status_code == never.status_code == 404
    assert gone.content == never.content
    assert dict(gone.headers) == dict(never.headers)


@pytest.mark.parametrize("kind", ["pause", "ban"])
def test_an_address_ends_with_a_pause_or_ban_from_the_forum(group, olive, ann, kind, clock):
    from moderation.actions import act_at_once
    from moderation.actions.decide import Choice, Sentence
    from moderation.models import DeskRole, Moderator
    from tests.factories import a_reply, a_thread

    comes(ann, door(group, olive))
    address = subscribes(ann)
    lead = a_person()
    Moderator.objects.create(person=lead, trained_at=WHEN)
    DeskRole.objects.create(person=lead, kind="lead", given_at=WHEN)
    joins(lead, group, role="moderator")
    post = a_reply(to=a_thread(of=group, by=olive), by=ann)
    sentence = Sentence(kind=kind, group_id=None, days=7 if kind == "pause" else None)
    choice = Choice(outcome=kind, guideline="law", words="Please rest.", sentence=sentence)
    act_at_once(subject=post, about=ann, choice=choice, by=lead, now=TODAY)
    assert fetched(address).status_code == 404
    assert CalendarFeed.objects.get().revoked_at == TODAY, "and it does not come back by itself"


def test_the_secret_is_nowhere_but_on_the_page_that_shows_it_once(ann, caplog, queries):
    with queries() as asked:
        address = subscribes(ann)
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert not [said for said in asked.statements if secret in said]
    assert secret not in seen_by(ann, "/me/calendar/").content.decode()
    feed = CalendarFeed.objects.get()
    assert secret not in repr(feed.__dict__)
    from forum.kernel.logs import HideSecretAddresses

    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (address,), None)
    assert HideSecretAddresses().filter(record)
    assert secret not in record.getMessage()


def test_each_address_is_another_and_long_enough(ann):
    made = {subscribes(ann) for _ in range(5)}
    assert len(made) == 5
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


HOSTILE = [
    "a, b; c\\ d", "one\r\nBEGIN:VALARM\r\nTRIGGER:PT0S", "one\nATTENDEE:mailto:x@y.example", "one\rSTATUS:CANCELLED",
    "🙂" * 60, "שלום עולם", "\u202egnirts", "x" * 10_000, "é" * 5_000, "\x07bell\x0bvt", "\u2028line\u2029par", "",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_break_out_of_their_line(group, olive, ann, words):
    meetup = door(group, olive)
    comes(ann, meetup)
    meetup.announcement.title = words[:120]
    meetup.announcement.discreet_title = words[:60]
    meetup.announcement.save(update_fields=["title", "discreet_title"])
    meetup.venue.area = words[:80]
    meetup.venue.save(update_fields=["area"])
    answer = fetched(subscribes(ann, "titles"))
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    for line in lines:
        line.decode()  # no letter is cut in two
    (event,) = events(answer)
    assert event["status"] == "CONFIRMED"
    assert not event.subcomponents
    assert "attendee" not in event
    assert str(event["summary"]) == (plain(words[:120]) or "Appointment")


def test_a_fetch_asks_as_much_for_twenty_dates_as_for_two(group, olive, ann, queries):
    address = subscribes(ann, "all")

    def more(count):
        for number in range(count):
            comes(ann, door(group, olive, on=date(2026, 12, 1) + timedelta(number)))

    more(2)
    fetched(address)
    with queries() as two:
        fetched(address)
    more(18)
    fetched(address)
    with queries() as twenty:
        fetched(address)
    assert two.count == twenty.count <= 5
    assert not twenty.writes


@pytest.mark.parametrize("token", ["x", "x" * 5_000, "%00", "%ED%A0%80", "..%2F", "'--", "🙂"])
def test_a_guess_is_answered_and_breaks_nothing(token):
    assert fetched(f"/calendar/{token}.ics").status_code in (400, 404)


@pytest.mark.parametrize("sent", [{}, {"detail": "x"}, {"detail": "\x00"}, {"detail": "x" * 10_000, "keep": "yes"}])
def test_a_choice_that_is_none_makes_no_address(ann, sent):
    client = Client()
    client.force_login(ann)
    assert client.post("/me/calendar/", sent).status_code == 422
    assert not CalendarFeed.objects.exists()


def test_what_a_calendar_says_changes_at_the_same_address(group, olive, ann):
    comes(ann, door(group, olive))
    address = subscribes(ann)
    client = Client()
    client.force_login(ann)
    client.post("/me/calendar/", {"detail": "titles", "keep": "yes"})
    (event,) = events(fetched(address))
    assert event["summary"] == "Scan results evening"


def test_a_browser_that_is_signed_in_as_somebody_else_makes_no_difference(group, olive, ann):
    comes(ann, door(group, olive))
    address = subscribes(ann)
    client = Client()
    client.force_login(olive)
    assert client.get(address).content == fetched(address).content
