"""A person's page. Source: README, S-3, S-5 and S-6."""

import pytest
from django.test import Client

from accounts.models import Boundary
from forum.people.models import ProfileField
from forum.threads.actions import withdraw_post
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.home.people import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return a_person("Ann Wren")


@pytest.fixture
def teasel(ann):
    """Somebody with a group in common with Ann, and one that is not."""
    teasel = a_person("Teasel")
    shared, other = a_group("Shared room"), a_group("Quartz room")
    joins(ann, shared)
    joins(teasel, shared, line="bone, since spring")
    joins(teasel, other, line="onyx line")
    here = a_thread(of=shared, by=a_member(shared), title="Waiting rooms")
    there = a_thread(of=other, by=teasel, title="Opal title", body="Opal words")
    a_reply(to=here, by=teasel, body="Under my name")
    a_reply(to=here, by=teasel, body="Jasper words", is_unnamed=True)
    a_reply(to=there, by=teasel)
    ProfileField.objects.create(person=teasel, kind="about", html="<p>For all</p>", audience="members")
    ProfileField.objects.create(person=teasel, kind="place", html="<p>Garnet</p>", audience="me")
    chosen = ProfileField.objects.create(person=teasel, kind="likes", html="<p>For the room</p>", audience="groups")
    chosen.groups.add(shared)
    return teasel


def look(viewer, person):
    client = Client()
    client.force_login(viewer)
    return client.get(f"/people/{person.pk}/")


def test_it_shows_what_was_meant_for_the_viewer_and_no_more(ann, teasel):
    """Faults 1 and 12: closed groups, their threads and lines stay closed on a person's page."""
    text = look(ann, teasel).content.decode()
    for word in (
        "Teasel",
        "Shared room",
        "bone, since spring",
        "Under my name",
        "Waiting rooms",
        "For all",
        "For the room",
    ):
        assert word in text
    for word in ("Quartz", "onyx", "Opal", "Garnet"):
        assert word not in text


def test_words_without_a_name_never_stand_on_a_page_with_one(ann, teasel):
    """Fault 45: neither for others nor for the author, who may be looked at over the shoulder."""
    for viewer in (ann, teasel):
        assert "Jasper" not in look(viewer, teasel).content.decode()


def test_removed_and_waiting_words_are_not_listed(ann, teasel):
    from forum.threads.models import Post, Thread

    thread = Thread.objects.get(title="Waiting rooms")
    Post.objects.create(thread=thread, author=teasel, html="<p>Beryl</p>", written_at=WHEN)
    gone = a_reply(to=thread, by=teasel, body="Agate")
    withdraw_post(post=gone, by=teasel, now=WHEN)
    text = look(ann, teasel).content.decode()
    assert "Beryl" not in text
    assert "Agate" not in text


@pytest.mark.parametrize(
    ("setter", "kind", "status"),
    [("ann", "block", 404), ("teasel", "block", 404), ("teasel", "apart", 404), ("ann", "apart", 200)],
)
def test_whoever_is_kept_from_the_viewer_has_no_page(ann, teasel, setter, kind, status):
    pair = {"setter": ann, "other": teasel} if setter == "ann" else {"setter": teasel, "other": ann}
    Boundary.objects.create(**pair, kind=kind, set_at=WHEN)
    assert look(ann, teasel).status_code == status


def test_somebody_with_nothing_in_common_has_no_page(ann):
    assert look(ann, a_person()).status_code == 404


def test_strangers_are_asked_to_log_in(client, teasel):
    response = client.get(f"/people/{teasel.pk}/")
    assert response.status_code == 302
    assert "Teasel" not in response["Location"]


def test_ones_own_page_says_who_sees_what(teasel):
    text = look(teasel, teasel).content.decode()
    for word in ("Only me", "All members", "Garnet", "Quartz room", "Change what is here"):
        assert word in text
    assert "Keep apart" not in text


@pytest.mark.parametrize("size", [2, 20])
def test_it_costs_the_same_for_much_as_for_little(ann, size, django_assert_num_queries):
    other = a_person()
    for _ in range(size):
        group = a_group()
        joins(ann, group)
        joins(other, group)
        thread = a_thread(of=group, by=other)
        a_reply(to=thread, by=other)
    client = Client()
    client.force_login(ann)
    client.get("/")
    with django_assert_num_queries(6):
        response = client.get(f"/people/{other.pk}/")
    assert len(response.content) <= 30_000
