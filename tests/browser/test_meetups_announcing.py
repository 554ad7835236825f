"""From an idea to an announced series, as an organiser takes it: with and without scripts, and on a small screen."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from forum.meetups.models import Meetup, Plan
from forum.notices.actions import tell_due
from moderation.models import Case, Moderator
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_meetup, a_venue


@pytest.fixture
def people(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    group = a_group("Living with secondary", host=a_person("Hazel"))
    olive, robin, moss = a_person("Olive"), a_person("Robinet"), a_person("Moss")
    joins(olive, group, role="organiser")
    joins(robin, group, role="moderator")
    joins(moss, group)
    Moderator.objects.create(person=robin, trained_at=timezone.now())
    return group, olive, robin, moss


def announce_a_monthly_series(page, fits, *, people="12"):
    """From the first question to the last button, with a new venue in Sheffield on the way."""

    def go_on(name="Continue"):
        fits(page)
        page.get_by_role("button", name=name).click()

    page.goto("/meetups/new/")
    go_on("Living with secondary")
    page.get_by_label("A get-together: people meet and talk").check()
    go_on()
    page.get_by_label("What is it called?").fill("Tea on Mondays")
    page.get_by_label("What is it about?").fill("Tea, cake and no agenda.")
    go_on()
    day = (timezone.now() + timedelta(days=40)).date()
    page.get_by_label("Which day?").fill(day.isoformat())
    page.get_by_label("At what time does it begin?").fill("18:30")
    go_on()
    page.get_by_role("radio", name="of each month").first.check()
    go_on()
    page.get_by_text("6.30pm").first.wait_for()
    go_on("These dates are right")
    page.get_by_label("A place that is not in this list").check()
    go_on()
    page.get_by_label("What is the place called?").fill("St Mark’s hall")
    page.get_by_label("In which town?").fill("Sheffield")
    page.get_by_label("Address").fill("7 Mushroom Lane")
    go_on("Save")
    page.get_by_label("St Mark’s hall").check()
    go_on()
    page.get_by_label("How many people can come?").fill(people)
    go_on()
    go_on()
    page.get_by_text("A moderator reads it first.").wait_for()
    page.get_by_role("link", name="Back", exact=True).click()
    assert page.get_by_label("What it is called in calendars and mail").input_value() == "Appointment"
    page.go_back()
    go_on("Announce it")
    page.get_by_role("heading", name="Tea on Mondays").first.wait_for()
    page.get_by_text("Only you can see this yet.").first.wait_for()
    assert not Plan.objects.exists()


def put_everything_up(desk, fits):
    """A moderator reads what waits, and puts it up."""
    for case in Case.objects.not_closed().order_by("pk"):
        desk.goto(f"/desk/cases/{case.pk}/")
        fits(desk)
        desk.get_by_role("button", name="Put it up as it is").click()
        desk.get_by_role("button", name="Do this").click()
        desk.get_by_text("Done:").wait_for()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_a_monthly_series_is_announced_found_attended_and_changed(page_as, fits, people, scripts, width):
    """The whole way, as eight people share it: nobody sees it before a moderator has, and nobody the door who does not come."""
    group, olive, robin, moss = people
    call_command("import_places")
    fern = a_person("Fern")
    joins(fern, group)

    def opened(person):
        return page_as(person, width=width, scripts=scripts)

    organiser, member, other = opened(olive), opened(moss), opened(fern)
    announce_a_monthly_series(organiser, fits, people="2")
    first, second, third = Meetup.objects.in_order()[:3]
    assert member.goto(f"/meetups/{first.pk}/").status == 404
    put_everything_up(opened(robin), fits)

    # Somebody who lives in Barnsley, a dozen miles away, finds it and comes with a guest.
    member.goto("/meetups/place/?q=barnsley")
    member.get_by_label("Barnsley", exact=True).check()
    member.get_by_label("within 25 miles").check()
    member.get_by_role("button", name="Look here").click()
    member.get_by_text("10 to 25 miles").first.wait_for()
    assert "Mushroom Lane" not in member.content()
    fits(member)
    member.get_by_role("link", name="Tea on Mondays", exact=True).first.click()
    member.get_by_role("link", name="I’ll come").click()
    member.get_by_label("1 guest").check()
    member.get_by_role("button", name="I’ll come").click()
    member.get_by_text("7 Mushroom Lane").wait_for()
    member.goto("/me/calendar/")
    member.get_by_role("button", name="Make the address").click()
    feed = "/" + member.get_by_label("The address").input_value().split("/", 3)[3]
    assert len(events_of(feed)) == 1

    # It is full: another waits, the first withdraws, and the offer is taken.
    other.goto(f"/meetups/{first.pk}/")
    other.get_by_role("link", name="Wait for a place").click()
    other.get_by_role("button", name="Wait for a place").click()
    member.goto(f"/meetups/{first.pk}/withdraw/")
    member.get_by_role("button", name="Take me off the list").click()
    member.get_by_text("You are off the list").wait_for()
    assert not events_of(feed)
    other.goto(f"/meetups/{first.pk}/")
    other.get_by_role("button", name="Yes, I’ll come").click()
    other.get_by_text("7 Mushroom Lane").wait_for()

    # One date is moved, another cancelled; whoever comes is told.
    organiser.goto(f"/meetups/{first.pk}/edit/?dates=this&ask=when")
    organiser.get_by_label("At what time does it begin?").fill("19:00")
    organiser.get_by_role("button", name="See what comes of it").click()
    organiser.get_by_role("button", name="Change it").click()
    organiser.get_by_text("This date is changed.").wait_for()
    organiser.goto(f"/meetups/{second.pk}/cancel/")
    organiser.get_by_label("The venue cannot be used then.").check()
    organiser.get_by_role("button", name="Cancel this date").click()
    organiser.get_by_text("This date is cancelled.").wait_for()
    tell_due(now=timezone.now())
    other.goto("/")
    other.get_by_role("link", name="There is something new for you.").click()
    other.get_by_text("has changed").wait_for()
    fits(other)
    member.goto("/meetups/?near=")
    member.get_by_text("Cancelled. We are sorry if you had counted on it.").wait_for()
    third.refresh_from_db()
    assert (third.status, third.sequence) == ("scheduled", 0)


def events_of(address):
    """What a calendar programme finds at an address, without being signed in."""
    return Calendar.from_ical(Client().get(address).content).walk("VEVENT")


@pytest.mark.sqlite  # what pages look like is the same on either database
def test_every_page_of_announcing_can_be_read_and_reached_by_everyone(page_as, good_on_every_screen, people):
    group, olive, robin, _moss = people
    ahead = (timezone.now() + timedelta(days=40)).date()
    venue = a_venue(of=group, by=olive)
    meetup = a_meetup(of=group, by=olive, on=ahead, venue=venue)
    answers = {
        "kind": {"kind": "session"},
        "what": {"title": "Hair care", "about": "Tea and **questions**.", "topic": "Wigs", "speaker": "Fern"},
        "when": {"on": ahead.isoformat(), "at": "18:30", "minutes": 90, "zone": "Europe/London", "is_second": False},
        "how-often": {"rhythm": "day:1", "until": ""},
        "dates": {"left_out": []},
        "where": {"venue": str(venue.pk), "is_online_too": True, "link": ""},
        "who": {"audience": "everyone", "capacity": 12, "guests": 1},
        "notes": {
            "infection": "Open window.", "energy": "", "contact": "Olive", "discreet_title": "Appointment",
            "wants_thread": True,
        },
    }  # fmt: skip
    plan = Plan.objects.create(
        person=olive, group=group, answers=answers, form_key="7d1f0ac2-0000-4000-8000-000000000001",
        changed_at=timezone.now(),
    )  # fmt: skip
    course = Plan.objects.create(
        person=olive, group=group, form_key="7d1f0ac2-0000-4000-8000-000000000002", changed_at=timezone.now(),
        answers={**answers, "kind": {"kind": "course"}, "how-often": {"rhythm": "weeks:1", "sessions": 6}},
    )  # fmt: skip
    page = page_as(olive)
    faults = []
    for path in [
        "/meetups/new/",
        *(f"/meetups/plans/{plan.pk}/{step}/" for step in [*answers, "check"]),
        *(f"/meetups/plans/{course.pk}/{step}/" for step in ("how-often", "dates", "check")),
        f"/meetups/venues/new/?plan={plan.pk}",
        f"/meetups/venues/{venue.pk}/",
        f"/meetups/venues/{venue.pk}/edit/",
        f"/meetups/venues/{venue.pk}/facts/parking/",
        f"/meetups/{meetup.pk}/words/",
        f"/meetups/{meetup.pk}/copy/",
        f"/meetups/{meetup.pk}/",
    ]:
        assert page.goto(path).status == 200, path
        try:
            good_on_every_screen(page)
        except AssertionError as found:
            faults.append(f"{path}: {found}")
    staff = page_as(a_person("Fern", is_staff=True))
    staff.goto("/meetups/organisers/")
    good_on_every_screen(staff)
    reporter = page_as(robin)
    reporter.goto(f"/meetups/{meetup.pk}/report/")
    good_on_every_screen(reporter)
    page.goto(f"/meetups/plans/{plan.pk}/when/")
    page.get_by_label("Which day?").fill("2020-01-01")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("That day is over").first.wait_for()
    good_on_every_screen(page)
    assert not faults, "\n\n".join(faults)
