"""The page of a meetup: what everybody who sees it reads, and what only those who come."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.actions import set_boundary
from forum.groups.actions import leave_group
from forum.kernel.form_keys import new_form_key
from forum.meetups.actions import attend, name_helper, withdraw_attendance, write_message
from forum.meetups.models import Attendance, Meetup, Message, Session, VenueFact
from tests.factories import WHEN, a_group, a_person, a_thread, joins
from tests.meetups.conftest import a_member
from tests.meetups.rows import a_meetup, comes
from tests.meetups.sanctions import sentenced

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(hours=1)
# In no byte for anybody who does not come.
DOOR = ("7 Mushroom Lane", "S10 2TN", "ring twice", "St Mark’s hall", "zqlink", "Zora at the door")
WORDS = {"link": "https://rooms.example/zqlink", "contact": "Zora at the door"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


def said(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


def page(client, meetup) -> str:
    response = client.get(f"/meetups/{meetup.pk}/")
    assert response.status_code == 200
    return said(response)


def knows_the_door(client, meetup) -> bool:
    """Whether every word of the door stands on the page; some of them never do."""
    raw = unescape(client.get(f"/meetups/{meetup.pk}/").content.decode())
    found = [word in raw for word in DOOR]
    assert all(found) or not any(found), "the door is known as a whole, or not at all"
    return all(found)


def posts(client, meetup, by, **form):
    """Send the form by which one comes."""
    key = new_form_key(by, f"/meetups/{meetup.pk}/attend/")
    return client.post(f"/meetups/{meetup.pk}/attend/", {"form_key": key, **form})


@pytest.mark.parametrize("state", ["going", "waiting", "offered", "lapsed", "withdrawn", None])
def test_only_those_who_come_know_the_door(group, olive, ann, signed_in, state):
    meetup = a_meetup(of=group, by=olive, words=WORDS, mode="both")
    if state:
        comes(ann, meetup, state=state)
    assert knows_the_door(signed_in(ann), meetup) is (state == "going")
    assert "Sheffield, city centre" in page(signed_in(ann), meetup)


def test_the_organiser_and_helpers_know_the_door_and_nobody_after_their_sight_ended(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive, words=WORDS, mode="both")
    assert knows_the_door(signed_in(olive), meetup)
    name_helper(attendance=comes(ann, meetup), by=olive, now=LATER)
    assert knows_the_door(signed_in(ann), meetup)
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    assert not knows_the_door(signed_in(ann), meetup)
    comes_again = Attendance.objects.get(person=ann)
    comes_again.state = "going"
    comes_again.save()
    leave_group(group=group, by=ann, now=LATER)
    assert signed_in(ann).get(f"/meetups/{meetup.pk}/").status_code == 404


def test_the_words_of_the_door_are_not_even_fetched_for_others(group, olive, ann, signed_in, queries):
    meetup = a_meetup(of=group, by=olive, words=WORDS)
    with queries() as asked:
        page(signed_in(ann), meetup)
    (door,) = [said for said in asked.statements if '"address"' in said or '"link"' in said]
    with connection.cursor() as cursor:
        cursor.execute(door)
        assert cursor.fetchall() == []


def test_a_page_that_anybody_reads_asks_to_log_in_and_names_no_door(client, olive, group):
    public = a_group(reading="public", host=olive)
    meetup = a_meetup(of=public, by=olive, words=WORDS)
    assert "Log in to come" in page(client, meetup)
    assert not knows_the_door(client, meetup)
    assert client.get(f"/meetups/{a_meetup(of=group, by=olive).pk}/").status_code == 404


def test_an_address_that_is_not_known_yet_is_said_to_come(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive)
    meetup.venue.address = meetup.venue.postcode = ""
    meetup.venue.save()
    comes(ann, meetup)
    assert "The address is not known yet" in page(signed_in(ann), meetup)


@pytest.mark.parametrize(
    ("capacity", "parties", "words"),
    [
        (4, [], "4 places left"),
        (3, [("going", 2)], "1 place left"),
        (2, [("going", 2)], "Full"),
        (2, [("going", 2), ("waiting", 1), ("waiting", 2)], "Full, 2 waiting"),
        (3, [("going", 1), ("offered", 2)], "Full"),
        (3, [("going", 2), ("waiting", 2)], "1 place left, 1 waiting"),
    ],
)
def test_places_are_said_in_words(group, olive, ann, signed_in, capacity, parties, words):
    meetup = a_meetup(of=group, by=olive, capacity=capacity)
    for state, party in parties:
        comes(a_member(group), meetup, state=state, party=party)
    assert f"Places {words} " in page(signed_in(ann), meetup)


def test_a_party_that_is_passed_over_reads_why(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive, capacity=1, guest_limit=1)
    comes(ann, meetup, state="waiting", party=2)
    assert "There is 1 free place, and you are 2. Smaller parties may come in before you; you keep your place" in page(
        signed_in(ann), meetup
    )


def test_each_reader_reads_when_it_is_there_and_where_they_are(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive)
    assert "Monday 23 November 2026 , 6.30pm to 8pm" in page(signed_in(ann), meetup)
    assert "In your time" not in page(signed_in(ann), meetup)
    ann.zone = "America/New_York"
    ann.save()
    abroad = page(signed_in(ann), meetup)
    assert "6.30pm to 8pm (the time in London)" in abroad
    assert "In your time: Monday 23 November, 1.30pm to 3pm" in abroad


def test_a_cancelled_meetup_says_so_and_takes_nobody_in(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive, status="cancelled", cancelled_at=WHEN)
    words = page(signed_in(ann), meetup)
    assert "This meetup is cancelled" in words
    assert "I’ll come" not in words
    assert posts(signed_in(ann), meetup, ann).status_code == 403
    assert not Attendance.objects.exists()


def test_nobody_reads_that_they_are_coming_to_what_does_not_take_place(group, olive, ann, signed_in):
    for status, said in (("cancelled", "There is nothing that you need to do."), ("postponed", "You keep your place")):
        meetup = a_meetup(of=group, by=olive, status=status, cancelled_at=WHEN if status == "cancelled" else None)
        comes(ann, meetup)
        words = page(signed_in(ann), meetup)
        assert "You are coming" not in words
        assert said in words


def test_what_waits_for_a_moderator_is_not_shown_among_messages(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive)
    from moderation.models import Revision

    for state in ("published", "held"):
        message = Message.objects.create(meetup=meetup, author=olive, about="note", written_at=WHEN)
        message.revision = Revision.objects.create(
            target=message, author=olive, body=state, created_at=WHEN, published=state == "published"
        )
        message.state, message.html, message.published_at = state, f"<p>zq{state}</p>", WHEN
        message.save()
    comes(ann, meetup)
    assert "zqpublished" in page(signed_in(ann), meetup)
    assert "zqheld" not in page(signed_in(ann), meetup)


@pytest.mark.parametrize(
    ("state", "reads"),
    [("going", True), ("waiting", True), ("offered", True), ("withdrawn", False), ("lapsed", False), ("", False)],
)
def test_what_is_written_to_those_who_come_is_read_by_nobody_else(group, olive, ann, signed_in, state, reads):
    meetup = a_meetup(of=group, by=olive)
    if state:
        comes(ann, meetup, state=state)
    write_message(meetup=meetup, words="My scan is that day: zqsecret.", form_key=None, by=olive, now=WHEN)
    assert ("zqsecret" in page(signed_in(ann), meetup)) is reads
    assert "zqsecret" in page(signed_in(olive), meetup)


def test_no_message_to_those_who_come_is_read_without_an_account(olive):
    anybody = a_group(discovery="listed", reading="public")
    joins(olive, anybody, role="organiser")
    meetup = a_meetup(of=anybody, by=olive)
    write_message(meetup=meetup, words="zqsecret", form_key=None, by=olive, now=WHEN)
    assert Message.objects.get().state == "published"
    assert "zqsecret" not in page(Client(), meetup)


def test_facts_say_when_they_were_checked_and_never_by_somebody_hidden(group, olive, ann, bea, signed_in):
    meetup = a_meetup(of=group, by=olive)
    for feature, answer, metres in (("step_free", "yes", None), ("lift", "no", None), ("parking", "yes", 40)):
        VenueFact.objects.create(
            venue=meetup.venue,
            feature=feature,
            answer=answer,
            metres=metres,
            checked_on=date(2026, 9, 3),
            checked_by=bea,
        )
    VenueFact.objects.create(venue=meetup.venue, feature="loop")
    words = page(signed_in(ann), meetup)
    assert "Step-free from the street: yes (checked on 3 September 2026 by Bea)" in words
    assert "Lift: no" in words
    assert "Parking: 40 metres from the door" in words
    assert "Hearing loop: not known" in words
    set_boundary(other=ann, kind="apart", by=bea, now=LATER)
    words = page(signed_in(ann), meetup)
    assert "Bea" not in words
    assert "checked on 3 September 2026" in words


def test_a_course_is_joined_once_for_all_its_sessions(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive, words={"kind": "course"})
    for number in (1, 2):
        Session.objects.create(
            meetup=meetup, number=number, on_date=meetup.on_date, at_time=meetup.at_time, minutes=90,
            starts_at=meetup.starts_at + timedelta(days=7 * number), ends_at=meetup.ends_at + timedelta(days=7 * number),
            changed_at=WHEN, is_cancelled=number == 2,
        )  # fmt: skip
    meetup.ends_at += timedelta(days=7)  # as a course has it: that of its last part
    meetup.save()
    words = page(signed_in(ann), meetup)
    assert "6.30pm to 8pm" in words
    assert "the next day" not in words
    assert "Monday 30 November 2026" in words
    assert "Monday 7 December 2026, 6.30pm to 8pm cancelled" in words
    posts(signed_in(ann), meetup, ann)
    assert Attendance.objects.count() == 1


def test_the_thread_and_the_organisers_page_are_linked_only_where_they_can_be_opened(group, olive, ann, signed_in):
    public = a_group(reading="members", host=olive)
    meetup = a_meetup(of=public, by=olive)
    meetup.announcement.thread = a_thread(of=group, by=olive)
    meetup.announcement.save()
    thread, organiser = f"/threads/{meetup.announcement.thread_id}/", f"/people/{olive.pk}/"
    for reader, sees in ((ann, True), (a_person("Stranger"), False)):
        raw = signed_in(reader).get(f"/meetups/{meetup.pk}/").content.decode()
        assert (f'href="{thread}"' in raw, f'href="{organiser}"' in raw) == (sees, sees)
        assert "Olive" in raw


def test_only_those_who_come_read_who_else_comes_and_only_who_wishes_it(group, olive, ann, bea, signed_in):
    meetup = a_meetup(of=group, by=olive)
    cleo, dora = a_member(group, "Cleo Shown"), a_member(group, "Dora Hidden")
    for person, is_shown in ((cleo, True), (dora, False)):
        attendance = comes(person, meetup)
        attendance.is_shown = is_shown
        attendance.save()
    assert "Cleo" not in page(signed_in(ann), meetup)
    comes(ann, meetup)
    words = page(signed_in(ann), meetup)
    assert "Cleo Shown" in words
    assert "Dora" not in words
    set_boundary(other=ann, kind="apart", by=cleo, now=LATER)
    assert "Cleo" not in page(signed_in(ann), meetup)


def test_needs_are_in_no_byte_for_anybody_but_the_organiser_and_who_wrote_them(group, olive, ann, bea, signed_in):
    meetup = a_meetup(of=group, by=olive, guest_limit=1)
    posts(signed_in(ann), meetup, ann, guests="0", access_needs="zqneeds, a seat")
    name_helper(attendance=comes(bea, meetup), by=olive, now=LATER)
    addresses = [f"/meetups/{meetup.pk}/{end}" for end in ("", "attend/", "attendance/", "attendance/?q=ann")]

    def reads(person) -> set[bool]:
        client = signed_in(person)
        return {b"zqneeds" in client.get(address).content for address in addresses}

    assert reads(bea) == {False}
    assert reads(a_member(group)) == {False}
    assert True in reads(olive)
    assert True in reads(ann)


def test_one_comes_with_a_guest_and_reads_how_to_get_there(group, olive, ann, signed_in):
    meetup, client = a_meetup(of=group, by=olive, guest_limit=2, words=WORDS, mode="both"), signed_in(ann)
    assert "I’ll come" in page(client, meetup)
    assert "2 guests" in said(client.get(f"/meetups/{meetup.pk}/attend/"))
    answer = posts(client, meetup, ann, guests="1", access_needs="A seat", is_shown="on")
    assert answer["Location"] == f"/meetups/{meetup.pk}/"
    assert "You are coming, 2 of you" in page(client, meetup)
    attendance = Attendance.objects.get()
    assert (attendance.party, attendance.access_needs, attendance.is_shown) == (2, "A seat", True)


@pytest.mark.parametrize(
    "form",
    [
        {"guests": "3"},
        {"guests": "-1"},
        {"guests": "9" * 40},
        {"guests": "two\x00"},
        {"guests": "1", "access_needs": "a\x00b"},
        {"guests": "1", "access_needs": "long " * 2_000},
        {"access_needs": "nobody said how many"},
        {"guests": "1", "form_key": "forged"},
        {"guests": "1", "form_key": "x" * 10_000},
        {"guests": "1", "form_key": "\x00"},
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field_and_nothing_typed_is_lost(group, olive, ann, signed_in, form):
    meetup = a_meetup(of=group, by=olive, guest_limit=2)
    answer = posts(signed_in(ann), meetup, ann, **{"access_needs": "zqtyped", **form})
    assert answer.status_code == 422
    assert "Please look at this again" in said(answer)
    if "access_needs" not in form:
        assert "zqtyped" in said(answer)
    assert not Attendance.objects.exists()


def test_a_form_of_somebody_else_brings_nobody_in(group, olive, ann, bea, signed_in):
    meetup = a_meetup(of=group, by=olive)
    key = new_form_key(bea, f"/meetups/{meetup.pk}/attend/")
    assert signed_in(ann).post(f"/meetups/{meetup.pk}/attend/", {"form_key": key}).status_code == 422
    assert not Attendance.objects.exists()


def test_a_double_click_and_a_form_that_comes_back_change_nothing(group, olive, ann, signed_in):
    meetup, client = a_meetup(of=group, by=olive, guest_limit=1), signed_in(ann)
    form = {"guests": "1", "form_key": new_form_key(ann, f"/meetups/{meetup.pk}/attend/")}
    for _again in range(2):
        assert client.post(f"/meetups/{meetup.pk}/attend/", form).status_code == 302
    client.post(f"/meetups/{meetup.pk}/withdraw/")
    client.post(f"/meetups/{meetup.pk}/attend/", form)
    assert Attendance.objects.get().state == "withdrawn"


def test_more_guests_than_there_is_room_for_are_refused_beside_the_question(group, olive, ann, bea, signed_in):
    meetup, client = a_meetup(of=group, by=olive, capacity=2, guest_limit=2), signed_in(ann)
    posts(client, meetup, ann, guests="0")
    comes(bea, meetup)
    answer = posts(client, meetup, ann, guests="1", access_needs="zqtyped")
    assert answer.status_code == 422
    assert "There is no room for more people at the moment. Your 1 place stays yours" in said(answer)
    assert "zqtyped" in said(answer)
    assert Attendance.objects.get(person=ann).party == 1


def test_whoever_is_paused_reads_why_with_what_they_typed_and_can_still_withdraw(group, olive, ann, bea, signed_in):
    meetup = a_meetup(of=group, by=olive)
    comes(ann, meetup)
    for person in (ann, bea):
        sentenced(person, "pause", group=group, of=group)
    assert "You are asked to pause here" in page(signed_in(bea), meetup)
    answer = posts(signed_in(bea), meetup, bea, access_needs="zqtyped")
    assert (answer.status_code, "zqtyped" in said(answer)) == (403, True)
    assert signed_in(bea).get(f"/meetups/{meetup.pk}/attend/").status_code == 403
    signed_in(ann).post(f"/meetups/{meetup.pk}/withdraw/")
    assert Attendance.objects.get(person=ann).state == "withdrawn"


def test_an_offer_is_answered_with_one_press_and_says_until_when(group, olive, ann, signed_in):
    meetup, client = a_meetup(of=group, by=olive, capacity=1), signed_in(ann)
    comes(ann, meetup, state="offered")
    assert "A place is kept for you Until tomorrow, 9am" in page(client, meetup)
    client.post(f"/meetups/{meetup.pk}/attend/", {"do": "accept"})
    assert "You are coming" in page(client, meetup)


def test_an_offer_that_is_over_by_the_clock_is_never_shown_as_one(group, olive, ann, signed_in, clock):
    meetup, client = a_meetup(of=group, by=olive, capacity=1), signed_in(ann)
    comes(ann, meetup, state="offered")
    clock.move_to(WHEN + timedelta(hours=24))
    client = signed_in(ann)
    words = page(client, meetup)
    assert "The offer to you has ended" in words
    assert client.post(f"/meetups/{meetup.pk}/attend/", {"do": "accept"}).status_code == 403
    key = new_form_key(ann, f"/meetups/{meetup.pk}/attend/")
    client.post(f"/meetups/{meetup.pk}/attend/", {"do": "again", "form_key": key})
    assert Attendance.objects.get().state == "going", "it is free, and nobody else waits"


def test_one_is_asked_before_a_place_goes_to_somebody_who_waits(group, olive, ann, bea, signed_in):
    meetup, client = a_meetup(of=group, by=olive, capacity=1), signed_in(ann)
    comes(ann, meetup)
    press = f'<form method="post" action="/meetups/{meetup.pk}/withdraw/"'
    assert press in client.get(f"/meetups/{meetup.pk}/").content.decode()
    comes(bea, meetup, state="waiting")
    raw = client.get(f"/meetups/{meetup.pk}/").content.decode()
    assert press not in raw
    assert f'href="/meetups/{meetup.pk}/withdraw/"' in raw
    assert "Others wait" in said(client.get(f"/meetups/{meetup.pk}/withdraw/"))
    assert Attendance.objects.get(person=ann).state == "going", "looking changes nothing"


def test_on_the_day_one_can_say_that_one_is_not_well_enough_and_is_asked_nothing(group, olive, ann, signed_in, clock):
    meetup = a_meetup(of=group, by=olive)
    comes(ann, meetup)
    assert "Not well enough today" not in page(signed_in(ann), meetup)
    clock.move_to(meetup.starts_at - timedelta(hours=3))
    client = signed_in(ann)
    assert "Not well enough today" in page(client, meetup)
    answer = client.post(f"/meetups/{meetup.pk}/withdraw/", {"why": "unwell"}, follow=True)
    assert "That is all right" in said(answer)


def test_when_it_is_over_nothing_can_be_done_and_it_says_what_is_erased(group, olive, ann, signed_in, clock):
    meetup = a_meetup(of=group, by=olive)
    comes(ann, meetup)
    clock.move_to(meetup.ends_at + timedelta(hours=1))
    words = page(signed_in(ann), meetup)
    assert "This meetup is over. That you were on its list is erased thirty days after" in words
    assert "I can’t come" not in words


def test_a_meetup_costs_the_same_for_two_and_for_twenty(group, olive, ann, signed_in, queries):
    meetup = a_meetup(of=group, by=olive, capacity=60, words=WORDS | {"kind": "course"})
    meetup.announcement.thread = a_thread(of=group, by=olive)
    meetup.announcement.save()
    comes(ann, meetup)
    client, costs = signed_in(ann), []
    for how_many in (2, 18):
        for number in range(how_many):
            shown = comes(a_member(group), meetup)
            shown.is_shown = True
            shown.save()
            place = Session.objects.count()
            Session.objects.create(
                meetup=meetup, number=place, on_date=meetup.on_date, at_time=meetup.at_time, minutes=90,
                starts_at=meetup.starts_at, ends_at=meetup.ends_at, changed_at=WHEN,
            )  # fmt: skip
            if number < len(VenueFact.Feature.values):
                VenueFact.objects.get_or_create(
                    venue=meetup.venue, feature=VenueFact.Feature.values[number],
                    defaults={"answer": "yes", "checked_on": WHEN.date(), "checked_by": olive},
                )  # fmt: skip
        page(client, meetup)
        with queries() as asked:
            page(client, meetup)
        costs.append(asked.count)
        assert not asked.writes
    assert costs[0] == costs[1] <= 10


def test_asking_whether_one_may_come_costs_no_more_than_showing_who_does(group, olive, bea, signed_in, queries):
    meetup, client = a_meetup(of=group, by=olive), signed_in(bea)
    page(client, meetup)
    with queries() as asked:
        page(client, meetup)
    assert asked.count <= 10


def test_a_guest_who_came_before_the_limit_was_lowered_can_still_be_kept(group, olive, ann, signed_in):
    meetup = a_meetup(of=group, by=olive, guest_limit=2)
    attend(meetup=meetup, party=3, access_needs="", is_shown=False, form_key=uuid4(), by=ann, now=LATER)
    Meetup.objects.update(guest_limit=0)
    assert posts(signed_in(ann), meetup, ann, guests="2", access_needs="A seat").status_code == 302
    assert Attendance.objects.get().party == 3
