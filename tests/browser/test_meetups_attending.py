"""Coming to a meetup, in a real browser: with a guest, waiting, taking up an offer, and being checked in on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.meetups.models import Attendance
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_meetup, comes


@pytest.fixture
def circle():
    """An organiser, two who want to come, and a meetup in two weeks with room for two."""
    olive, ann, bea = a_person("Olive Oak"), a_person("Ann Ash"), a_person("Bea Birch")
    group = a_group("Living with it")
    joins(olive, group, role="organiser")
    for person in (ann, bea):
        joins(person, group)
    words = {"contact": "Olive, in the green coat,", "topic": "Hair care during chemo", "speaker": "Amara Osei"}
    meetup = a_meetup(
        of=group, by=olive, on=(timezone.now() + timedelta(days=14)).date(), capacity=2, guest_limit=1, words=words
    )
    return olive, ann, bea, meetup


@pytest.mark.parametrize("scripts", [True, False])
def test_one_comes_with_a_guest_another_waits_and_gets_the_place_that_comes_free(page_as, circle, scripts):
    olive, ann, bea, meetup = circle
    address = f"/meetups/{meetup.pk}/"
    page = page_as(ann, scripts=scripts, width=360)
    page.goto(address)
    page.get_by_text("2 places left").wait_for()
    assert page.get_by_text("7 Mushroom Lane").count() == 0
    page.get_by_role("link", name="I’ll come").click()
    page.get_by_label("1 guest").check()
    page.get_by_label("Is there anything you need there?").fill("A seat near the door")
    page.get_by_role("button", name="I’ll come").click()
    page.get_by_role("heading", name="You are coming, 2 of you").wait_for()
    page.get_by_text("7 Mushroom Lane").wait_for()

    other = page_as(bea, scripts=scripts)
    other.goto(address)
    other.get_by_role("link", name="Wait for a place").click()
    other.get_by_label("Nobody, I come alone").check()
    other.get_by_role("button", name="Wait for a place").click()
    other.get_by_role("heading", name="You are waiting for a place").wait_for()
    assert other.get_by_text("7 Mushroom Lane").count() == 0

    page.goto(address)
    page.get_by_role("link", name="I can’t come").click()
    page.get_by_text("Others wait: your place is offered to them at once.").wait_for()
    page.get_by_role("button", name="Take me off the list").click()
    page.get_by_text("You are off the list").wait_for()
    assert page.get_by_text("7 Mushroom Lane").count() == 0

    other.goto(address)
    other.get_by_role("heading", name="A place is kept for you").wait_for()
    other.get_by_role("button", name="Yes, I’ll come").click()
    other.get_by_role("heading", name="You are coming", exact=True).wait_for()
    other.get_by_text("7 Mushroom Lane").wait_for()

    phone = page_as(olive, scripts=scripts, width=360)
    phone.goto(address)
    phone.get_by_role("link", name="Who comes").first.click()
    phone.get_by_text("1 person comes, guests included. 0 are here.").wait_for()
    phone.get_by_role("button", name="Is here").click()
    phone.get_by_text("1 person comes, guests included. 1 is here.").wait_for()
    phone.get_by_role("button", name="Not here after all").wait_for()
    assert Attendance.objects.get(person=ann).access_needs == ""


def test_what_one_typed_stays_in_the_form_when_there_is_no_room_for_a_guest(page_as, circle):
    _olive, ann, bea, meetup = circle
    comes(ann, meetup)
    comes(bea, meetup)
    page = page_as(ann, width=360)
    page.goto(f"/meetups/{meetup.pk}/attend/")
    page.get_by_label("1 guest").check()
    page.get_by_label("Is there anything you need there?").fill("Quiet")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_role("alert").get_by_text("There is no room for more people at the moment.").wait_for()
    assert page.get_by_label("Is there anything you need there?").input_value() == "Quiet"


@pytest.mark.parametrize("state", ["", "going", "waiting", "offered", "lapsed"])
def test_the_page_of_a_meetup_is_good_on_every_screen(page_as, circle, good_on_every_screen, state):
    _olive, ann, bea, meetup = circle
    if state:
        comes(ann, meetup, state=state, now=timezone.now())
        comes(bea, meetup, state="waiting", party=2)
    page = page_as(ann)
    page.goto(f"/meetups/{meetup.pk}/")
    good_on_every_screen(page)


def test_the_forms_and_the_list_are_good_on_every_screen(page_as, circle, good_on_every_screen):
    olive, ann, bea, meetup = circle
    page = page_as(ann)
    page.goto(f"/meetups/{meetup.pk}/attend/")
    good_on_every_screen(page)
    there = comes(ann, meetup)
    Attendance.objects.filter(pk=there.pk).update(access_needs="A seat near the door,\nand something without milk.")
    comes(bea, meetup, state="waiting", party=2)
    page.goto(f"/meetups/{meetup.pk}/withdraw/")
    good_on_every_screen(page)
    page = page_as(olive)
    for query in ("", "?q=ann", "?q=x", "?q=xyz"):
        page.goto(f"/meetups/{meetup.pk}/attendance/{query}")
        good_on_every_screen(page)
