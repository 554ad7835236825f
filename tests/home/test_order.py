"""Lists go by publication: what waited for a moderator stands where it would if it were written when it was approved.

Source: README, P-2.
"""

import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from forum.threads.actions import note_reading, reply, start_thread
from forum.threads.actions.publishing import publish_revision
from forum.threads.models import Thread
from moderation.models import Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread
from tests.home.people import a_member, is_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return a_person("Ann Wren")


@pytest.fixture
def group(ann):
    group = a_group("Lounge")
    is_reading(ann, group)
    return group


@pytest.fixture
def held(monkeypatch):
    """What is written with this waits for a moderator."""

    def hold(verb, **words):
        with monkeypatch.context() as holding:
            holding.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
            return verb(is_unnamed=False, form_key=uuid4(), now=WHEN, **words)

    return hold


def approve(post):
    with transaction.atomic():
        publish_revision(Revision.objects.of(post).newest_first()[0], WHEN)


def look(person, address):
    client = Client()
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(text):
    """The threads of a page, from top to bottom."""
    return list(dict.fromkeys(re.findall(r"Thread \d\d", text)))


def walked(person, group):
    """Every thread on every page of a group's front, in order, as often as it stands there."""
    met, query = [], ""
    while query is not None:
        text = look(person, f"/groups/{group.slug}/{query}")
        met += titles(text)
        older = re.search(r'href="[^"]*(\?before=\d+)"', text)
        query = older.group(1) if older else None
    return met


@pytest.mark.parametrize("where", ["the group's front", "catch up"])
def test_a_reply_approved_late_does_not_stay_at_the_bottom_of_lists(ann, group, held, where):
    address = f"/groups/{group.slug}/" if where == "the group's front" else "/"
    teasel = a_member(group, "Teasel")
    quiet, busy = (a_thread(of=group, by=teasel, title=f"Thread {number:02}") for number in (1, 2))
    post = held(reply, thread=quiet, body="Later", by=teasel)
    a_reply(to=busy, by=teasel)
    assert titles(look(ann, address)) == ["Thread 02", "Thread 01"]
    approve(post)
    assert titles(look(ann, address)) == ["Thread 01", "Thread 02"]


def test_a_thread_approved_late_does_not_stay_where_it_was_written(ann, group, held):
    teasel = a_member(group, "Teasel")
    post = held(start_thread, group=group, title="Thread 01", body="Later", by=teasel)
    a_thread(of=group, by=teasel, title="Thread 02")
    assert titles(look(teasel, f"/groups/{group.slug}/")) == ["Thread 02", "Thread 01"]  # its starter sees it wait
    approve(post)
    assert titles(look(ann, f"/groups/{group.slug}/")) == ["Thread 01", "Thread 02"]


@pytest.mark.parametrize("place", [0, 19, 20, 21, 40])
def test_a_thread_that_waits_makes_its_starter_skip_no_other(group, held, place):
    teasel = a_member(group, "Teasel")
    for number in range(41):
        if number == place:
            held(start_thread, group=group, title="Thread 99", body="Waits", by=teasel)
        a_thread(of=group, by=teasel, title=f"Thread {number:02}")
    everything = [f"Thread {number:02}" for number in range(41)]
    met = walked(teasel, group)
    assert met == [*reversed(everything[place:]), "Thread 99", *reversed(everything[:place])]
    assert len(set(Thread.objects.values_list("last_publication", flat=True))) == 42


def test_pages_repeat_no_thread_when_what_waited_is_approved_meanwhile(ann, group, held):
    teasel = a_member(group, "Teasel")
    threads = [a_thread(of=group, by=teasel, title=f"Thread {number:02}") for number in range(30)]
    post = held(reply, thread=threads[25], body="Later", by=teasel)
    first = look(ann, f"/groups/{group.slug}/")
    approve(post)
    older = re.search(r'href="[^"]*(\?before=\d+)"', first).group(1)
    second = look(ann, f"/groups/{group.slug}/{older}")
    assert sorted(titles(first) + titles(second)) == [thread.title for thread in threads]


def test_who_wrote_what_was_approved_late_is_named_and_not_who_wrote_meanwhile(ann, group, held):
    thread = a_thread(of=group, by=ann, title="Scan on Thursday")
    post = held(reply, thread=thread, body="Later", by=a_member(group, "Teasel"))
    read = a_reply(to=thread, by=a_member(group, "Foxglove"))
    note_reading(thread=thread, number=read.number, by=ann, now=WHEN)
    approve(post)
    text = look(ann, "/")
    assert "1 new" in text
    assert "Teasel" in text
    assert "Foxglove" not in text


def test_a_persons_newest_post_is_the_one_that_was_approved_last(ann, group, held):
    teasel = a_member(group, "Teasel")
    early, late = (a_thread(of=group, by=teasel, title=f"Thread {number:02}") for number in (1, 2))
    post = held(reply, thread=early, body="Later", by=teasel)
    a_reply(to=late, by=teasel, body="At once")
    approve(post)
    text = look(ann, f"/people/{teasel.pk}/")
    assert text.index("Later") < text.index("At once")
