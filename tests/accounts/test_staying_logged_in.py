"""Sessions last, say when they end, and can be ended."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return a_person("Marigold", email="ann@people.example")


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=True)


def log_in(client):
    client.post("/accounts/login/", {"login": "ann@people.example", "password": PASSWORD})


@pytest.mark.parametrize(
    ("days", "is_in", "warns"), [(1, True, False), (52, True, False), (54, True, True), (61, False, False)]
)
def test_a_session_lasts_two_months_and_warns_in_its_last_week(client, ann, days, is_in, warns):
    log_in(client)
    with in_days(days):
        response = client.get("/me/")
        assert (response.status_code == 200) == is_in
        assert ("Stay logged in" in response.content.decode()) == warns


def test_using_the_site_does_not_move_the_end_by_writing(client, ann, queries):
    log_in(client)
    client.get("/me/")
    with queries() as asked:
        client.get("/me/")
        client.get("/me/consents/")
    assert asked.writes == []


def test_one_press_gives_the_whole_time_again(client, ann):
    log_in(client)
    with in_days(55):
        response = client.post("/me/session/", {"next": "/me/consents/"})
        assert response["Location"] == "/me/consents/"
        assert "Stay logged in" not in client.get("/me/").content.decode()
    with in_days(110):
        assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "towards", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\x00", ""]
)
def test_the_press_leads_nowhere_else(client, ann, towards):
    log_in(client)
    assert client.post("/me/session/", {"next": towards})["Location"] == "/me/"


def test_each_device_is_listed_and_can_be_logged_out(client, ann):
    log_in(client)
    other = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"})
    log_in(other)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Safari on iPhone" in page
    number = page.split('name="end" value="')[1].split('"')[0]
    assert client.post("/accounts/sessions/", {"end": number}).status_code == 302
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_all_other_devices_can_be_logged_out_at_once(client, ann):
    others = [Client(), Client()]
    for each in [client, *others]:
        log_in(each)
    client.post("/accounts/sessions/")
    assert [each.get("/me/").status_code for each in [client, *others]] == [200, 302, 302]


@pytest.mark.parametrize("number", ["9" * 18, "9" * 30, "-1", "٣", "\x00", "x"])
def test_a_device_of_somebody_else_cannot_be_logged_out(client, ann, number):
    ben = a_person("Teasel")
    other = Client()
    other.force_login(ben)
    log_in(client)
    assert client.post("/accounts/sessions/", {"end": number}).status_code in (302, 404)
    assert other.get("/me/").status_code == 200


def test_the_list_costs_the_same_for_two_devices_as_for_ten(client, ann, queries):
    log_in(client)
    client.get("/accounts/sessions/")
    with queries() as few:
        client.get("/accounts/sessions/")
    for _ in range(9):
        log_in(Client())
    with queries() as many:
        client.get("/accounts/sessions/")
    assert few.count == many.count
