"""Finding a meetup and taking it into one's own calendar, as people do: with and without scripts."""

import os
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from forum.meetups.models import Meetup, OwnPlace, Place, VenueFact
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_meetup, a_venue, comes


@pytest.fixture
def ann():
    """A member of a group that meets in Sheffield, in Chesterfield and far away, and in another by video."""
    call_command("import_places")
    olive = a_person("Olive")
    group = a_group("Living with secondary", host=olive)
    family = a_group("Friends and family", host=olive)
    ann = a_person("Ann")
    joins(ann, group)
    joins(ann, family)
    here, there, far = (Place.objects.get(name=name) for name in ("Sheffield", "Chesterfield", "Crianlarich"))
    first = (timezone.localdate() + timedelta(days=40)).replace(day=3)
    hall = a_venue(of=group, by=olive, place=here, area="city centre")
    for feature, metres in (("step_free", None), ("quiet", None), ("parking", 40)):
        VenueFact.objects.create(venue=hall, feature=feature, answer="yes", metres=metres, checked_on=date(2026, 9, 3))
    words = {
        "title": "Hair care during chemo",
        "kind": "session",
        "topic": "Wigs, scarves and brows",
        "speaker": "Amara Osei",
    }
    talk = a_meetup(of=group, by=olive, venue=hall, on=first, capacity=12, is_step_free=True, words=words)
    comes(ann, talk)
    a_meetup(of=family, by=olive, venue=a_venue(of=family, by=olive, place=there, area=""), on=first + timedelta(days=5),
             words={"title": "An evening for partners", "about": "No agenda, somebody brings cake."}, capacity=3, seats_going=3,
             waiting_count=2)  # fmt: skip
    a_meetup(of=group, by=olive, venue=a_venue(of=group, by=olive, place=there, area="the market"), on=first + timedelta(days=9),
             words={"title": "Saturday walk", "kind": "activity"}, status="cancelled", cancelled_at=talk.changed_at)  # fmt: skip
    a_meetup(of=group, by=olive, venue=a_venue(of=group, by=olive, place=far, area=""), on=first + timedelta(days=10),
             words={"title": "Hills and tea"})  # fmt: skip
    a_meetup(of=group, by=olive, mode="online", on=first + timedelta(days=40),
             words={"title": "Breathing and letting go", "kind": "course"})  # fmt: skip
    return ann


def shows(page, titles):
    """Wait for a page that lists these: a click answers before the page that it asked for has come."""
    expect(page.locator("main h3")).to_have_text(titles)


def keep_picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_somebody_picks_a_town_finds_what_is_near_and_subscribes(
    page_as, good_on_every_screen, fits, ann, scripts, width
):
    page = page_as(ann, width=width, scripts=scripts)
    look = good_on_every_screen if scripts else fits

    def at(name):
        look(page)
        page.set_viewport_size({"width": width, "height": 800})
        keep_picture(page, f"{name}-{width}")

    page.goto("/")
    page.get_by_role("link", name="Meetups", exact=True).click()
    expect(page.locator("main h3")).to_have_count(5)
    at("list")
    page.get_by_role("link", name="Pick a town", exact=True).click()
    page.get_by_label("Name of a town or village").fill("S10 2TN")
    page.get_by_role("button", name="Find it").click()
    page.get_by_text("S10 is a postcode").wait_for()
    at("postcode")
    page.get_by_label("Name of a town or village").fill("sheff")
    page.get_by_role("button", name="Find it").click()
    page.get_by_label("Sheffield", exact=True).check()
    page.get_by_label("within 25 miles").check()
    at("place")
    page.get_by_role("button", name="Look here").click()
    page.get_by_text("Only you can see this.").wait_for()
    shows(page, ["Hair care during chemo", "An evening for partners", "Saturday walk"])
    expect(page.get_by_text("under 5 miles")).to_have_count(1)
    at("near")
    page.get_by_role("link", name="Step-free").click()
    shows(page, ["Hair care during chemo"])
    page.get_by_role("link", name="Step-free").click()
    page.get_by_text("Of one kind, of one group").click()
    page.get_by_label("Group").select_option("Friends and family")
    page.get_by_role("button", name="Show these").click()
    shows(page, ["An evening for partners"])
    at("narrow")
    page.goto("/meetups/")
    page.get_by_role("link", name="Anywhere").click()
    expect(page.locator("main h3")).to_have_count(5)

    page.get_by_role("link", name="Month", exact=True).click()
    talk = Meetup.objects.get(announcement__title="Hair care during chemo")
    month = page.get_by_role("heading", level=1)
    while f"{talk.on_date:%B %Y}" not in month.inner_text():
        before = month.inner_text()
        page.get_by_role("link", name="Month after").click()
        expect(month).not_to_have_text(before)
    expect(page.get_by_role("link", name=re.compile("Hair care"))).not_to_have_count(0)
    at("month")
    page.get_by_role("link", name="Mine", exact=True).click()
    shows(page, ["Hair care during chemo"])
    at("mine")
    page.get_by_role("link", name="Fetch them into your own calendar").click()
    at("calendar")
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("The address").input_value()
    at("made")
    (event,) = Calendar.from_ical(Client().get("/" + address.split("/", 3)[3]).content).walk("VEVENT")
    assert event["summary"] == "Appointment"
    page.goto("/me/calendar/")
    page.get_by_role("button", name="End it").click()
    page.get_by_text("Nothing can be fetched there any more.").wait_for()
    assert Client().get("/" + address.split("/", 3)[3]).status_code == 404

    page.goto("/meetups/place/")
    page.get_by_role("button", name="Forget my town").click()
    page.get_by_text("Your town is forgotten.").wait_for()
    assert not OwnPlace.objects.exists()
