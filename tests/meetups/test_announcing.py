"""From an idea to an announced meetup, one question a page: nothing is asked twice, lost, or announced twice."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from forum.meetups.models import Announcement, CharityOrganiser, Meetup, Plan, Series, Session
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import a_place, a_venue

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def _early_in_november(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(WHEN, tick=False):
        yield


@pytest.fixture
def group():
    return a_group("Living with secondary")


@pytest.fixture
def olive(group):
    person = a_person("Olive")
    joins(person, group, role="organiser")
    return person


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def begin(client, group):
    """Press the button of a group on the first page; return the plan."""
    page = client.get("/meetups/new/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    answer = client.post("/meetups/new/", {"form_key": key, "group": group.pk})
    assert answer.status_code == 302, answer.content.decode()
    return Plan.objects.get(pk=re.search(r"/plans/(\d+)/kind/", answer["Location"]).group(1))


ANSWERS = {
    "kind": {"kind": "together"},
    "what": {"title": "zqtitle", "about": "zqabout"},
    "when": {"on": "2026-11-23", "at": "18:30", "minutes": "90", "zone": "Europe/London"},
    "how-often": {"rhythm": "once"},
    "where": {"venue": "online", "link": "https://meet.example/zqlink"},
    "who": {"audience": "everyone", "capacity": "12", "guests": "1"},
    "notes": {"infection": "zqinfection", "discreet_title": "Appointment"},
}


def answered(client, plan, **instead):
    """Answer each question as it is asked, and return the page to which the last one leads."""
    at = f"/meetups/plans/{plan.pk}/kind/"
    given = {**ANSWERS, **{name.replace("_", "-"): said for name, said in instead.items()}}
    for _turn in range(12):
        step = at.rstrip("/").split("/")[-1]
        if step == "check":
            return at
        answer = client.post(at, given.get(step, {}))
        assert answer.status_code == 302, (step, re.findall(r'class="error"[^>]*>([^<]+)', answer.content.decode()))
        at = answer["Location"]
    raise AssertionError(f"it goes round in circles at {at}")


def press(client, plan):
    return client.post(f"/meetups/plans/{plan.pk}/check/", {"plan": str(plan.form_key)})


def test_a_meetup_is_announced_question_by_question_and_waits(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    at = answered(client, plan)
    page = client.get(at).content.decode()
    assert "Monday 23 November 2026, 6.30pm, 1 hour 30 minutes" in page
    assert "A moderator reads it first" in page
    assert "Only Living with secondary, 2 people, can read this." in page
    answer = press(client, plan)
    meetup = Meetup.objects.get()
    assert answer["Location"] == f"/meetups/{meetup.pk}/"
    assert meetup.starts_at == datetime(2026, 11, 23, 18, 30, tzinfo=LONDON)
    assert (meetup.capacity, meetup.guest_limit, meetup.is_announced, meetup.mode) == (12, 1, False, "online")
    announcement = Announcement.objects.get()
    assert announcement.state == "held"
    assert not Plan.objects.exists()
    assert not Meetup.objects.visible_to(a_person()).exists()


def test_the_last_button_pressed_twice_announces_once(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan)
    first, second = press(client, plan), press(client, plan)
    assert first["Location"] == second["Location"]
    assert Announcement.objects.count() == Meetup.objects.count() == 1
    assert client.post(f"/meetups/plans/{plan.pk}/check/", {"plan": "nonsense\x00"}).status_code == 404
    assert browser(a_person()).post(f"/meetups/plans/{plan.pk}/check/", {"plan": str(plan.form_key)}).status_code == 404


def test_the_first_button_pressed_twice_makes_one_plan_and_a_forged_key_none(group, olive):
    client = browser(olive)
    page = client.get("/meetups/new/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    for _press in range(2):
        client.post("/meetups/new/", {"form_key": key, "group": group.pk})
    assert Plan.objects.count() == 1
    assert client.post("/meetups/new/", {"form_key": "forged", "group": group.pk}).status_code == 422
    assert Plan.objects.count() == 1


def test_a_monthly_series_is_shown_before_it_is_saved_with_months_that_lack_the_day(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan, when={**ANSWERS["when"], "on": "2027-01-31"}, how_often={"rhythm": "day:1"})
    page = client.get(f"/meetups/plans/{plan.pk}/dates/").content.decode()
    assert "Sunday 31 January 2027, 6.30pm" in page
    assert "February 2027 has no 31st" in page
    assert "Clocks have changed" in page
    press(client, plan)
    series = Series.objects.get()
    assert (series.pattern, series.every, series.first_date) == ("day", 1, date(2027, 1, 31))
    days = list(Meetup.objects.in_order().values_list("on_date", flat=True))
    assert days[:2] == [date(2027, 1, 31), date(2027, 3, 31)]
    assert {each.local.at.hour for each in Meetup.objects.all()} == {18}, "the wall says half past six all year"


def test_a_course_is_one_meetup_with_its_sessions_without_the_days_left_out(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    answered(
        client, plan, kind={"kind": "course"}, how_often={"rhythm": "weeks:1", "sessions": "3"},
        dates={"left_out": ["2026-11-30"]},
    )  # fmt: skip
    press(client, plan)
    meetup = Meetup.objects.get()
    days = list(Session.objects.order_by("number").values_list("on_date", flat=True))
    assert days == [date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 14)]
    assert meetup.starts_at == Session.objects.get(number=1).starts_at
    assert meetup.ends_at == Session.objects.get(number=3).ends_at
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("step", "sent", "says"),
    [
        ("kind", {"kind": "party"}, "Please choose one."),
        ("what", {"title": "", "about": "x"}, "Please give it a name."),
        ("what", {"title": "a\x00b", "about": "x"}, "There is a character"),
        ("what", {"title": "x" * 10_000, "about": "x"}, "at most 120"),
        ("when", {**ANSWERS["when"], "on": "2027-03-28", "at": "01:30"}, "Clocks go forward that night"),
        ("when", {**ANSWERS["when"], "on": "2027-10-31", "at": "01:30"}, "this time comes twice"),
        ("when", {**ANSWERS["when"], "on": "2026-11-01"}, "That day is over"),
        ("when", {**ANSWERS["when"], "on": "9999-12-31"}, "within two years"),
        ("when", {**ANSWERS["when"], "zone": "Mars/Base"}, "Please choose one."),
        ("when", {**ANSWERS["when"], "minutes": "-1"}, "Please choose one."),
        ("how-often", {"rhythm": "weeks:0"}, "Please choose one."),
        ("how-often", {"rhythm": "weeks:1", "until": "2026-11-01"}, "Please choose a later day"),
        ("where", {"venue": "999999999999999999999"}, "Please choose one."),
        ("where", {"venue": "online", "link": "javascript:alert(1)"}, "not a whole address"),
        ("who", {"audience": "everyone", "capacity": "0", "guests": "1"}, "At least one person"),
        ("who", {"audience": "everyone", "capacity": "9" * 40, "guests": "1"}, "smaller number"),
        ("who", {"audience": "everyone", "guests": "6"}, "Please choose one."),
        ("notes", {"discreet_title": ""}, "such as “Appointment”"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_what_was_typed_is_kept(group, olive, step, sent, says):
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan)
    before = Plan.objects.get().answers
    answer = client.post(f"/meetups/plans/{plan.pk}/{step}/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert Plan.objects.get().answers == before
    if "\x00" not in str(sent) and step in ("what", "where"):
        assert sent.get("title", sent.get("link", "")) in page


def test_a_time_that_happens_twice_is_asked_about_and_the_second_is_the_later_one(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    twice = {**ANSWERS["when"], "on": "2027-10-31", "at": "01:30"}
    answered(client, plan)
    assert 'name="is_second"' in client.post(f"/meetups/plans/{plan.pk}/when/", twice).content.decode()
    assert client.post(f"/meetups/plans/{plan.pk}/when/", {**twice, "is_second": "second"}).status_code == 302
    press(client, plan)
    assert Meetup.objects.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_plan_can_be_left_and_gone_on_with_elsewhere_and_nobody_else_sees_it(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    client.post(f"/meetups/plans/{plan.pk}/kind/", ANSWERS["kind"])
    client.post(f"/meetups/plans/{plan.pk}/what/", ANSWERS["what"])
    elsewhere = browser(olive)
    assert "zqtitle" in elsewhere.get("/meetups/new/").content.decode()
    assert elsewhere.get(f"/meetups/plans/{plan.pk}/check/")["Location"] == f"/meetups/plans/{plan.pk}/when/"
    assert "zqabout" in elsewhere.get(f"/meetups/plans/{plan.pk}/what/").content.decode()
    for other in (a_person(), a_person(is_staff=True)):
        assert browser(other).get(f"/meetups/plans/{plan.pk}/what/").status_code == 404
        assert "zqtitle" not in browser(other).get("/meetups/new/").content.decode()
    elsewhere.post(f"/meetups/plans/{plan.pk}/discard/")
    assert not Plan.objects.exists()


def test_another_day_asks_for_its_dates_again_and_for_nothing_else(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan, how_often={"rhythm": "weeks:1"})
    answer = client.post(f"/meetups/plans/{plan.pk}/when/", {**ANSWERS["when"], "on": "2026-11-24"})
    assert answer["Location"] == f"/meetups/plans/{plan.pk}/dates/"
    assert client.post(answer["Location"])["Location"] == f"/meetups/plans/{plan.pk}/check/"


@pytest.mark.parametrize("role", ["member", "none"])
def test_who_does_not_organise_begins_nothing(group, role):
    person = a_person()
    if role == "member":
        joins(person, group)
    client = browser(person)
    page = client.get("/meetups/new/").content.decode()
    assert "You are not an organiser" in page
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key is None
    assert client.post("/meetups/new/", {"group": group.pk}).status_code == 422
    assert not Plan.objects.exists()


def test_who_organises_no_more_announces_nothing_and_their_plan_is_kept(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan)
    joins(olive, group, role="member")
    answer = press(client, plan)
    assert answer.status_code == 422
    assert "Organisers announce meetups" in answer.content.decode()
    assert Plan.objects.exists()
    assert not Announcement.objects.exists()


def test_a_plan_that_lay_too_long_is_asked_for_another_day_and_nothing_is_written(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan)
    with time_machine.travel(datetime(2026, 12, 1, 12, 0, tzinfo=LONDON), tick=False):
        answer = press(browser(olive), plan)
    assert answer.status_code == 422
    assert f"/meetups/plans/{plan.pk}/when/" in answer.content.decode()
    assert not Announcement.objects.exists()
    assert not Meetup.objects.exists()


def test_a_charitys_meetup_is_marked_stands_at_once_and_has_its_thread(group, olive):
    CharityOrganiser.objects.create(person=olive, charity="Harbour Trust", given_at=WHEN)
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan, notes={**ANSWERS["notes"], "wants_thread": "on"})
    assert "You are recognised for a charity" in client.get(f"/meetups/plans/{plan.pk}/check/").content.decode()
    press(client, plan)
    announcement = Announcement.objects.get()
    assert (announcement.state, announcement.charity) == ("published", "Harbour Trust")
    assert "Run by Harbour Trust" in client.get(f"/meetups/{Meetup.objects.get().pk}/").content.decode()
    assert announcement.thread.title == "zqtitle"
    assert f"/meetups/{Meetup.objects.get().pk}/" in announcement.thread.posts.get().html


def test_a_new_venue_is_written_on_the_way_and_chosen_with_its_town_asked_where_several_have_the_name(group, olive):
    for county in ("Gwent", "Isle of Wight"):
        a_place("Newport", source_id=county, county=county, is_name_repeated=True)
    client = browser(olive)
    plan = begin(client, group)
    answered(client, plan)
    answer = client.post(f"/meetups/plans/{plan.pk}/where/", {"venue": "new"})
    page = client.get(answer["Location"]).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    words = {"form_key": key, "name": "zqhall", "address": "zqaddress", "town": "Newport"}
    asked = client.post(answer["Location"], words)
    assert asked.status_code == 422
    towns = re.findall(r'name="which" value="(\d+)"', asked.content.decode())
    assert len(towns) > 1
    saved = client.post(answer["Location"], {**words, "which": towns[1]})
    assert saved["Location"] == f"/meetups/plans/{plan.pk}/where/"
    assert "zqhall, Newport" in client.get(saved["Location"]).content.decode()
    press(client, plan)
    meetup = Meetup.objects.get()
    assert meetup.venue.place_id == int(towns[1]) == meetup.place_id
    assert meetup.venue.name == "", "its words wait, too"


def test_another_one_like_it_keeps_everything_but_the_day(group, olive):
    client = browser(olive)
    plan = begin(client, group)
    venue = a_venue(of=group, by=olive)
    answered(client, plan, where={"venue": str(venue.pk)})
    press(client, plan)
    meetup = Meetup.objects.get()
    page = client.get(f"/meetups/{meetup.pk}/copy/").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    for _press in range(2):
        answer = client.post(f"/meetups/{meetup.pk}/copy/", {"form_key": key})
    plan = Plan.objects.get()
    assert answer["Location"] == f"/meetups/plans/{plan.pk}/when/"
    assert "18:30" in client.get(answer["Location"]).content.decode()
    answer = client.post(answer["Location"], {**ANSWERS["when"], "on": "2026-12-23"})
    assert answer["Location"].endswith("/check/")
    press(client, plan)
    copied = Meetup.objects.latest("pk")
    assert (copied.on_date, copied.capacity, copied.venue) == (date(2026, 12, 23), 12, venue)


def test_the_list_of_plans_asks_as_much_for_many_as_for_two(group, olive, queries):
    client = browser(olive)
    asked = []
    for many in (2, 18):
        for _each in range(many):
            plan = begin(client, group)
            client.post(f"/meetups/plans/{plan.pk}/kind/", ANSWERS["kind"])
        with queries() as counted:
            client.get("/meetups/new/")
        asked.append(counted.count)
    assert asked[0] == asked[1]
