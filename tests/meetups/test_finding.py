"""Finding meetups: by date, near a town in bands, of a kind; never what one may not see, never how far away anybody is."""

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from accounts.models import Boundary
from forum.meetups.distances import Point, band_of, box_around, miles_between
from forum.meetups.models import OwnPlace, VenueFact
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import a_meetup, a_place, a_venue, an_announcement, comes

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 10, 12, tzinfo=UTC)
SHEFFIELD, ROTHERHAM, CHESTERFIELD, LEEDS = (
    ("Sheffield", 53.383, -1.466), ("Rotherham", 53.4301, -1.3568), ("Chesterfield", 53.235, -1.4216),
    ("Leeds", 53.7965, -1.5478),
)  # fmt: skip


@pytest.fixture(autouse=True)
def the_clock_stands(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    return a_group("Living with secondary", reading="group", host=olive)


@pytest.fixture
def ann(group):
    ann = a_person("Ann")
    joins(ann, group)
    return ann


def town(which):
    name, latitude, longitude = which
    return a_place(name, latitude=latitude, longitude=longitude)


def near(group, by, which, title, **rest):
    venue = a_venue(of=group, by=by, place=town(which), **rest.pop("venue", {}))
    return a_meetup(of=group, by=by, venue=venue, words={"title": title}, **rest)


def seen_by(person, address="/meetups/"):
    client = Client()
    if person:
        client.force_login(person)
    return client.get(address)


def titles(response):
    return re.findall(r"<h3>(?:<s>)?<a href=\"/meetups/\d+/\">([^<]*)", response.content.decode())


def looks_from(person, which, within):
    OwnPlace.objects.create(person=person, place=town(which), within_miles=within)


def test_a_meetup_of_a_group_that_one_cannot_read_is_in_no_list(group, olive, ann):
    a_meetup(of=group, by=olive, words={"title": "Hair care during chemo"})
    for address in ("/meetups/", "/meetups/month/?month=2026-11"):
        assert "Hair care during chemo" in seen_by(ann, address).content.decode()
        for other in (None, a_person(), a_person(is_staff=True)):
            assert "Hair care during chemo" not in seen_by(other, address).content.decode()


def test_signed_out_one_sees_meetups_of_groups_that_anybody_reads(olive):
    a_meetup(of=a_group(reading="public", host=olive), by=olive, words={"title": "A walk for everybody"})
    a_meetup(of=a_group(reading="members", host=olive), by=olive, words={"title": "A walk for members"})
    assert titles(seen_by(None)) == ["A walk for everybody"]


def test_nobody_finds_a_meetup_of_an_organiser_from_whom_they_are_kept_apart(group, olive, ann):
    a_meetup(of=group, by=olive, words={"title": "Monday evening"})
    Boundary.objects.create(setter=olive, other=ann, kind="apart", set_at=WHEN)
    for address in ("/meetups/", "/meetups/month/?month=2026-11", "/meetups/mine/"):
        assert "Monday evening" not in seen_by(ann, address).content.decode()


def test_what_is_not_announced_yet_is_in_no_list_of_its_organiser_either(group, olive):
    a_meetup(of=group, by=olive, is_announced=False, words={"title": "Not yet"})
    for address in ("/meetups/", "/meetups/month/?month=2026-11", "/meetups/mine/"):
        assert "Not yet" not in seen_by(olive, address).content.decode()


def test_what_is_over_is_not_listed_and_what_goes_on_is(group, olive, ann):
    a_meetup(of=group, by=olive, on=date(2026, 11, 9), words={"title": "Yesterday"})
    a_meetup(of=group, by=olive, on=date(2026, 11, 10), at=time(11, 30), words={"title": "Now"})
    assert titles(seen_by(ann)) == ["Now"]


def test_near_a_town_only_what_is_within_reach_is_listed_by_date_and_said_in_bands(group, olive, ann):
    near(group, olive, LEEDS, "Leeds walk", on=date(2026, 12, 1))
    near(group, olive, CHESTERFIELD, "Breathing", on=date(2026, 12, 2))
    near(group, olive, ROTHERHAM, "Partners", on=date(2026, 12, 3))
    near(group, olive, SHEFFIELD, "Hair care", on=date(2026, 12, 4))
    looks_from(ann, SHEFFIELD, 25)
    page = seen_by(ann)
    assert titles(page) == ["Breathing", "Partners", "Hair care"]  # by date, whatever is nearer
    words = page.content.decode()
    assert "Within 25 miles of Sheffield" in words
    for band in ("under 5 miles", "5 to 10 miles", "10 to 25 miles"):
        assert band in words
    assert not re.search(r"\d+\.\d+ miles|\d+ km", words)
    assert titles(seen_by(ann, "/meetups/?within=10")) == ["Partners", "Hair care"]
    assert titles(seen_by(ann, "/meetups/?within=50")) == ["Leeds walk", "Breathing", "Partners", "Hair care"]
    assert titles(seen_by(ann, "/meetups/?near=any")) == ["Leeds walk", "Breathing", "Partners", "Hair care"]


def test_no_coordinate_stands_in_any_byte(group, olive, ann):
    near(group, olive, ROTHERHAM, "Partners")
    looks_from(ann, SHEFFIELD, 25)
    for address in ("/meetups/", "/meetups/month/?month=2026-11", "/meetups/place/", "/meetups/place/?q=rother"):
        words = seen_by(ann, address).content.decode()
        assert "53.4" not in words
        assert "-1.3" not in words


def test_looking_from_any_town_of_an_address(group, olive, ann):
    near(group, olive, ROTHERHAM, "Partners")
    leeds = town(LEEDS)
    assert titles(seen_by(ann, f"/meetups/?near={leeds.pk}&within=10")) == []
    assert titles(seen_by(ann, f"/meetups/?near={leeds.pk}&within=50")) == ["Partners"]


def test_meetups_are_found_by_kind_audience_group_and_access(group, olive, ann):
    course = an_announcement(of=group, by=olive, title="Breathing", kind="course", audience="secondary")
    a_meetup(of=group, by=olive, announcement=course, is_step_free=True)
    other = a_group("Friends", host=olive)
    joins(ann, other)
    a_meetup(of=other, by=olive, words={"title": "By video", "audience": "friends"}, mode="online")
    assert titles(seen_by(ann, "/meetups/?kind=course")) == ["Breathing"]
    assert titles(seen_by(ann, "/meetups/?audience=friends")) == ["By video"]
    assert titles(seen_by(ann, "/meetups/?online=1")) == ["By video"]
    assert titles(seen_by(ann, "/meetups/?step_free=1")) == ["Breathing"]
    assert titles(seen_by(ann, f"/meetups/?group={other.pk}")) == ["By video"]
    assert titles(seen_by(ann, "/meetups/?kind=activity")) == []


@pytest.mark.parametrize(
    "asked",
    ["near=abc", "near=-1", "near=999999999999999999", "within=7", "kind=zzz", "audience=%F0%9F%99%82", "group=99999999999999999999",
     "after=x.y", "after=99999999999.1", "after=1.999999999999999999", "after=²³.1", "near=" + "9" * 400, "month=2026-13", "month=9999-12",
     "month=0000-01", "month=%E2%80%AE", "month=" + "x" * 10_000],
)  # fmt: skip
def test_an_address_that_asks_wrongly_is_answered_all_the_same(ann, asked):
    assert seen_by(ann, f"/meetups/?{asked}").status_code == 200
    assert seen_by(ann, f"/meetups/month/?{asked}").status_code == 200


def test_a_cancelled_meetup_stays_listed_struck_through(group, olive, ann):
    a_meetup(of=group, by=olive, status="cancelled", cancelled_at=WHEN, words={"title": "Saturday walk"})
    words = seen_by(ann).content.decode()
    assert "<s><a" in words
    assert "Cancelled." in words


def test_a_row_says_what_decides_whether_one_can_come(group, olive, ann):
    venue = a_venue(of=group, by=olive)
    for feature, metres in (("step_free", None), ("quiet", None), ("parking", 40)):
        VenueFact.objects.create(venue=venue, feature=feature, answer="yes", metres=metres, checked_on=date(2026, 9, 3))
    VenueFact.objects.create(venue=venue, feature="lift", answer="no", checked_on=date(2026, 9, 3))
    meetup = a_meetup(of=group, by=olive, venue=venue, capacity=3)
    words = seen_by(ann).content.decode()
    for said in ("step-free, checked 3 Sep 2026", "quiet room", "parking 40 m", "3 places left", "6.30pm to 8pm"):
        assert said in words
    assert f'href="/meetups/{meetup.pk}/attend/">I’ll come' in words
    comes(a_person(), meetup, party=3)
    comes(a_person(), meetup, state="waiting")
    words = seen_by(ann).content.decode()
    assert "full, 1 waiting" in words
    assert f'href="/meetups/{meetup.pk}/attend/">Wait for a place' in words
    comes(ann, meetup, state="waiting")
    assert "attend/" not in seen_by(ann).content.decode()


def test_the_door_is_in_no_list_whoever_comes(group, olive, ann):
    venue = a_venue(of=group, by=olive, name="zqname", address="zqaddress", postcode="ZZ9 9ZZ", arrival="zqarrival")
    words = {"title": "Monday", "contact": "zqcontact", "link": "https://zqlink.example/"}
    meetup = a_meetup(of=group, by=olive, venue=venue, words=words)
    comes(ann, meetup)
    for person in (ann, olive):
        for address in ("/meetups/", "/meetups/month/?month=2026-11", "/meetups/mine/"):
            said = seen_by(person, address).content.decode()
            assert "Monday" in said
            assert not re.search("zq(name|address|arrival|contact|link)|ZZ9 9ZZ", said)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(group, olive, ann):
    announcement = an_announcement(of=group, by=olive)
    venue = a_venue(of=group, by=olive, place=town(SHEFFIELD))
    for number in range(45):  # three on each day, all at the same moment
        a_meetup(
            of=group, by=olive, announcement=announcement, venue=venue, on=date(2026, 12, 1) + timedelta(number // 3)
        )
    looks_from(ann, SHEFFIELD, 25)
    for start in ("/meetups/?near=any", "/meetups/"):
        seen, address = [], start
        while address:
            words = seen_by(ann, address).content.decode()
            seen += re.findall(r"<h3><a href=\"/meetups/(\d+)/\">", words)
            following = re.search(r'rel="next" href="([^"]*)"', words)
            address = following and following.group(1).replace("&amp;", "&")
        assert len(seen) == len(set(seen)) == 45


@pytest.mark.parametrize("address", ["/meetups/", "/meetups/month/?month=2026-12", "/meetups/mine/"])
def test_a_list_asks_no_more_for_twenty_rows_than_for_two_and_stays_light(group, olive, ann, queries, address):
    client = Client()
    client.force_login(ann)
    looks_from(ann, SHEFFIELD, 25)

    def rows(count):
        for number in range(count):
            venue = a_venue(of=group, by=olive, place=town((SHEFFIELD, ROTHERHAM, CHESTERFIELD)[number % 3]))
            VenueFact.objects.create(venue=venue, feature="step_free", answer="yes", checked_on=date(2026, 9, 3))
            meetup = a_meetup(of=group, by=olive, venue=venue, on=date(2026, 12, 1) + timedelta(number), capacity=9)
            comes(ann, meetup)

    rows(2)
    client.get(address)
    with queries() as two:
        client.get(address)
    rows(18)
    with queries() as twenty:
        page = client.get(address)
    assert two.count == twenty.count <= 8
    assert not twenty.writes
    assert len(page.content) <= 30_000


def test_one_finds_ones_own_by_what_one_has_to_do_with_each(group, olive, ann):
    made = {
        title: a_meetup(of=group, by=olive, words={"title": title}) for title in ("Going", "Waiting", "Offered", "Not")
    }
    comes(ann, made["Going"], party=2)
    comes(ann, made["Waiting"], state="waiting")
    comes(ann, made["Offered"], state="offered", now=TODAY)
    comes(ann, made["Not"], state="withdrawn")
    over = a_meetup(of=group, by=olive, on=date(2026, 10, 20), words={"title": "Over"})
    comes(ann, over)
    comes(ann, a_meetup(of=group, by=olive, on=date(2026, 9, 20), words={"title": "Long over"}))
    words = seen_by(ann, "/meetups/mine/").content.decode()
    assert titles(seen_by(ann, "/meetups/mine/")) == ["Offered", "Going", "Waiting", "Over"]
    assert "You are coming, 2 people" in words
    assert re.search(r"until <time[^>]*>tomorrow, 12pm", words)
    assert titles(seen_by(olive, "/meetups/mine/"))[0] in made


def test_an_offer_that_ended_by_the_clock_is_none(group, olive, ann):
    meetup = a_meetup(of=group, by=olive, words={"title": "Offered"})
    comes(ann, meetup, state="offered", now=TODAY - timedelta(hours=25))
    assert titles(seen_by(ann, "/meetups/mine/")) == []
    assert "kept for you" not in seen_by(ann).content.decode()


def test_who_left_the_group_finds_nothing_of_it_among_their_own(group, olive, ann):
    comes(ann, a_meetup(of=group, by=olive, words={"title": "Going"}))
    assert titles(seen_by(ann, "/meetups/mine/")) == ["Going"]
    group.memberships.filter(person=ann).delete()
    assert titles(seen_by(ann, "/meetups/mine/")) == []


def test_picking_a_town_is_remembered_for_oneself_and_forgotten_when_one_says(ann):
    rotherham = town(ROTHERHAM)
    client = Client()
    client.force_login(ann)
    page = client.get("/meetups/place/", {"q": "rotherham"})
    assert f'value="{rotherham.pk}"' in page.content.decode()
    answer = client.post("/meetups/place/", {"q": "rotherham", "place": rotherham.pk, "within": "10"}, follow=True)
    assert "Only you can see this" in answer.content.decode()
    assert OwnPlace.objects.get(person=ann).within_miles == 10
    client.post("/meetups/place/", {"forget": "yes"})
    client.post("/meetups/place/", {"forget": "yes"})
    assert not OwnPlace.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"place": "", "within": "10"}, {"place": "x", "within": "10"}, {"place": "9" * 30, "within": "10"}, {"within": "7"},
     {"place": "\x00", "within": "10"}, {"q": "\ud800", "place": "987654321"}, {"q": "x" * 10_000}],
)  # fmt: skip
def test_a_choice_that_is_none_is_asked_again_and_nothing_is_kept(ann, sent):
    sent = {"q": "rotherham", **sent}
    town(ROTHERHAM)
    client = Client()
    client.force_login(ann)
    body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()})
    answer = client.post("/meetups/place/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "Please choose" in answer.content.decode()
    assert not OwnPlace.objects.exists()


def test_of_a_postcode_nothing_is_kept(ann):
    client = Client()
    client.force_login(ann)
    answer = client.get("/meetups/place/", {"q": "s10 2tn"})
    assert answer["Location"] == "/meetups/place/?q=S10"
    words = client.get(answer["Location"]).content.decode()
    assert "Nothing of the postcode is kept" in words
    assert "2tn" not in words.lower()


def test_bands_and_boxes_agree_with_the_map():
    sheffield, leeds = (Point(latitude=each[1], longitude=each[2]) for each in (SHEFFIELD, LEEDS))
    assert 28 < miles_between(sheffield, leeds) < 30
    assert [band_of(miles) for miles in (0, 4.9, 5, 24.9, 49.9, 50)] == [5, 5, 10, 25, 50, None]
    box = box_around(sheffield, 29.5)
    assert box.south < leeds.latitude < box.north
