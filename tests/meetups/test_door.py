"""At the door: counts that are right, a list for the organiser alone, and a search by name for those who help."""

import re
from datetime import timedelta
from html import unescape

import pytest

from accounts.actions import set_boundary
from forum.meetups.actions import erase_attendance, name_helper, withdraw_attendance
from forum.meetups.models import Attendance, AttendanceStep, Helper, Meetup
from forum.meetups.pages.door import MOST_FOUND, ON_A_PAGE
from tests.factories import WHEN, a_person, joins
from tests.meetups.conftest import a_member
from tests.meetups.rows import a_meetup, comes

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(hours=1)


@pytest.fixture
def meetup(group, olive):
    return a_meetup(of=group, by=olive, capacity=200)


def door(client, meetup, query: str = ""):
    return client.get(f"/meetups/{meetup.pk}/attendance/{query}")


def said(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


def presses(client, attendance, do: str, **rest):
    return client.post(f"/meetups/{attendance.meetup_id}/attendance/{attendance.pk}/", {"do": do, **rest})


@pytest.mark.parametrize("do", ["arrived", "not_arrived", "name_helper", "end_helper"])
@pytest.mark.parametrize("who", ["member", "going", "host", "moderator"])
def test_nobody_but_the_organiser_and_helpers_finds_the_page_or_can_press(
    group, olive, ann, signed_in, meetup, who, do
):
    person = a_person("Somebody")
    joins(person, group, role=who if who in ("host", "moderator") else "member")
    if who == "going":
        comes(person, meetup)
    here = comes(ann, meetup)
    client = signed_in(person)
    assert door(client, meetup).status_code == 404
    assert door(client, meetup, "?q=ann").status_code == 404
    assert presses(client, here, do).status_code == 404
    assert Attendance.objects.get(pk=here.pk).arrived_at is None
    assert not Helper.objects.exists()


def test_counts_are_those_of_the_rows_guests_included(olive, group, signed_in, meetup):
    client = signed_in(olive)
    parties = [comes(a_member(group), meetup, party=party) for party in (1, 2, 3)]
    comes(a_member(group), meetup, party=4, state="waiting")
    assert "6 people come, guests included. 0 are here." in said(door(client, meetup))
    for attendance in parties[1:]:
        presses(client, attendance, "arrived")
        presses(client, attendance, "arrived")
    assert "6 people come, guests included. 5 are here." in said(door(client, meetup))
    presses(client, parties[2], "not_arrived")
    assert "2 are here." in said(door(client, meetup))
    withdraw_attendance(meetup=meetup, by=parties[1].person, now=LATER)
    assert "4 people come, guests included. 0 are here." in said(door(client, meetup))


def test_a_helper_has_no_list_and_reads_no_needs(olive, group, ann, bea, signed_in, meetup):
    for place in range(MOST_FOUND + 1):
        comes(a_member(group, f"Marigold {place}"), meetup)
    there = comes(ann, meetup)
    there.access_needs = "zqneeds"
    there.save()
    name_helper(attendance=comes(bea, meetup), by=olive, now=LATER)
    client = signed_in(bea)
    for query in ("", "?q=", "?q=m", "?q=%20%20", "?after=1", "?after=0&q=a", "?q=\x00nn"):
        words = said(door(client, meetup, query))
        assert "Marigold" not in words, query
        assert "people come" not in words, query
    found = said(door(client, meetup, "?q=mari"))
    assert found.count("Is here") == MOST_FOUND
    assert "There are more" in found
    assert "Ann" in said(door(client, meetup, "?q=an"))
    assert "zqneeds" not in said(door(client, meetup, "?q=an"))
    assert "Ann" not in said(door(client, meetup, "?q=nn")), "names are found by how they begin"
    assert presses(client, there, "arrived", q="an").status_code == 302
    assert Attendance.objects.get(pk=there.pk).arrived_at is not None
    assert presses(client, there, "name_helper").status_code == 403


def test_whoever_helped_and_withdrew_finds_nobody_any_more(olive, bea, signed_in, meetup):
    name_helper(attendance=comes(bea, meetup), by=olive, now=LATER)
    assert door(signed_in(bea), meetup).status_code == 200
    withdraw_attendance(meetup=meetup, by=bea, now=LATER)
    assert door(signed_in(bea), meetup).status_code == 404


def test_nobody_is_found_at_the_door_of_another_meetup(olive, group, ann, signed_in, meetup):
    other = a_meetup(of=group, by=a_member(group, "Another organiser"))
    there = comes(ann, other)
    client = signed_in(olive)
    assert "Ann" not in said(door(client, meetup, "?q=an"))
    assert client.post(f"/meetups/{meetup.pk}/attendance/{there.pk}/", {"do": "arrived"}).status_code == 404
    assert presses(client, there, "arrived").status_code == 404


def test_a_helper_does_not_meet_somebody_who_keeps_apart_from_them(olive, ann, bea, signed_in, meetup):
    there = comes(ann, meetup)
    name_helper(attendance=comes(bea, meetup), by=olive, now=LATER)
    set_boundary(other=bea, kind="apart", by=ann, now=LATER)
    assert "Ann" not in said(door(signed_in(bea), meetup, "?q=ann")).replace("Find", "")
    assert presses(signed_in(bea), there, "arrived").status_code == 404


def test_the_list_goes_on_by_name_and_names_nobody_twice(olive, group, signed_in, meetup):
    for place in range(ON_A_PAGE + 5):
        comes(a_member(group, f"Yarrow {place:03}"), meetup)
    client = signed_in(olive)
    first = door(client, meetup).content.decode()
    after = re.search(r"\?after=(\d+)", first)
    second = door(client, meetup, f"?after={after[1]}").content.decode()
    parties = [re.findall(r'id="party-(\d+)"', page) for page in (first, second)]
    assert [len(each) for each in parties] == [ON_A_PAGE, 5]
    assert len({*parties[0], *parties[1]}) == ON_A_PAGE + 5
    assert 'rel="next"' not in second
    assert door(client, meetup, "?after=999999999999999999").status_code == 200


def test_the_list_costs_the_same_for_two_and_for_twenty(olive, group, signed_in, meetup, queries):
    client, costs = signed_in(olive), []
    for how_many in (2, 18):
        for _each in range(how_many):
            comes(a_member(group), meetup)
            comes(a_member(group), meetup, state="waiting")
        door(client, meetup)
        with queries() as asked:
            door(client, meetup)
        costs.append(asked.count)
        assert not asked.writes
    assert costs[0] == costs[1] <= 10


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=" + "x" * 10_000, "?q=%ed%a0%80", "?after=-1", "?after=" + "9" * 40, "?q=%25%25"]
)
def test_nothing_in_an_address_breaks_the_page(olive, ann, signed_in, meetup, query):
    comes(ann, meetup)
    assert door(signed_in(olive), meetup, query).status_code in (200, 400)


def test_who_came_is_erased_thirty_days_after_and_not_a_day_before(olive, ann, bea, signed_in, meetup):
    there = comes(ann, meetup)
    AttendanceStep.objects.create(attendance=there, state="going", party=1, at=WHEN)
    name_helper(attendance=comes(bea, meetup), by=olive, now=LATER)
    gone_at = meetup.ends_at + timedelta(days=30)
    assert erase_attendance(now=gone_at - timedelta(seconds=1)) == 0
    assert Attendance.objects.count() == 2
    assert erase_attendance(now=gone_at) == 1
    assert (Attendance.objects.count(), AttendanceStep.objects.count(), Helper.objects.count()) == (0, 0, 0)
    assert erase_attendance(now=gone_at) == 0
    meetup.refresh_from_db()
    assert (meetup.seats_going, Meetup.objects.count()) == (0, 1)
