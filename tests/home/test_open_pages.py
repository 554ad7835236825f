"""Pages for anybody, and what they must not do. Source: README, S-1, and the address list."""

import pytest
from django.test import Client

from tests.factories import a_group, a_person

pytestmark = pytest.mark.django_db

OPEN = (
    "/", "/help/now/", "/about/guidelines/", "/about/terms/", "/about/privacy/", "/about/accessibility/",
    "/health/live", "/health/ready", "/robots.txt", "/site.webmanifest", "/worker.js",
)  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
def test_a_stranger_reads_it_without_a_session(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies


def test_the_numbers_ask_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/help/now/")
    text = response.content.decode()
    for number in ("tel:999", "tel:111", "tel:116123", "sms:85258", "tel:08088080000"):
        assert number in text
    assert "public" in response["Cache-Control"]
    assert "last checked on" in text


def test_the_numbers_are_the_same_for_everybody():
    """They may be kept by any browser, so no name and no token may be in them."""
    person = a_person("Marigold")
    signed_in = Client()
    signed_in.force_login(person)
    answer = signed_in.get("/help/now/")
    assert answer.content == Client().get("/help/now/").content


def test_the_worker_keeps_the_numbers_and_no_thread(client):
    text = client.get("/worker.js").content.decode()
    assert 'const PAGE = "/help/now/"' in text
    assert "/threads/" not in text
    assert 'credentials: "omit"' in text


def test_search_engines_are_kept_out_of_all_but_what_anybody_reads(client):
    """They may ask for groups and threads; each answer says whether it may be listed: see `test_feed.py`."""
    text = client.get("/robots.txt").content.decode()
    assert text.endswith("Disallow: /\n")
    assert not {"/posts/", "/people/", "/meetups/", "/search/"} & set(text.split())
    assert client.get("/groups/some-group/")["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("discovery", "reading", "is_listed"),
    [("listed", "public", True), ("listed", "members", False), ("listed", "group", False), ("hidden", "group", False)],
)
def test_the_front_page_lists_only_groups_that_anyone_can_read(client, discovery, reading, is_listed):
    a_group("Zeltingen", reading=reading, discovery=discovery, description="Quartz words")
    text = client.get("/").content.decode()
    assert ("Zeltingen" in text) is is_listed
    assert ("Quartz words" in text) is is_listed


def test_a_public_group_inside_a_closed_one_is_not_listed(client):
    closed = a_group("Onyx", reading="group")
    a_group("Opal", under=closed, reading="public")
    assert "Opal" not in client.get("/").content.decode()


def test_the_operator_hears_when_the_database_does_not_answer(client, monkeypatch):
    from django.db import DatabaseError

    from forum.home.views import machines

    class Broken:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(machines, "connection", Broken())
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize("path", ["/nowhere/", "/groups/nowhere/", "/people/99999999999999999999/", "/threads/9/"])
def test_what_is_not_there_has_a_kind_page(client, path):
    response = client.get(path, follow=True)
    if response.redirect_chain:  # it asks to log in first
        return
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_our_own_mistake_has_a_page_that_asks_nothing(client, monkeypatch, django_assert_num_queries):
    from forum.home.views import opened

    def fails(*arguments, **named):
        raise RuntimeError

    monkeypatch.setattr(opened, "render", fails)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/help/now/")
    assert response.status_code == 500
    assert "It was our mistake" in response.content.decode()


def test_a_broken_address_is_said_to_be_broken(client):
    response = client.get("/?q=%00")
    assert response.status_code == 400
    assert "did not arrive as it should" in response.content.decode()
