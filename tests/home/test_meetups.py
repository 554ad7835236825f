"""Meetups on the pages that compose rooms: a group's front, and catch up."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from forum.groups.actions import leave_group
from forum.meetups.models import Meetup
from forum.notices.actions import tell_due
from forum.notices.models import Notice
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import a_meetup, comes

pytestmark = pytest.mark.django_db

FAR_AHEAD = date(2036, 5, 12)


@pytest.fixture
def group():
    return a_group("Scans and results", slug="scans")


@pytest.fixture
def olive(group):
    olive = a_person("Olive")
    joins(olive, group, role="organiser")
    return olive


@pytest.fixture
def ann(group):
    ann = a_person("Ann")
    joins(ann, group)
    return ann


def page(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode()


def titled(title, group, olive, **rest):
    return a_meetup(of=group, by=olive, words={"title": title}, **rest)


def test_a_groups_front_names_its_next_meetups_and_neither_old_nor_unannounced_ones(group, olive, ann):
    titled("Tea in May", group, olive, on=FAR_AHEAD)
    titled("Tea last year", group, olive, on=date(2020, 5, 12))
    titled("Tea that waits", group, olive, on=FAR_AHEAD, is_announced=False)
    shown = page(ann, "/groups/scans/")
    assert "Tea in May" in shown
    assert "Monday 12 May, 6.30pm · Sheffield" in shown
    assert "Tea last year" not in shown
    assert "Tea that waits" not in shown


@pytest.mark.parametrize(
    ("state", "said"),
    [("going", "Sheffield</span>"), ("waiting", "you are waiting for a place"), ("offered", "a place is kept for you")],
)
def test_catch_up_names_what_one_comes_to(group, olive, ann, state, said):
    comes(ann, titled("Tea in May", group, olive, on=FAR_AHEAD), state=state)
    shown = page(ann, "/")
    assert "Tea in May" in shown
    assert said in shown
    assert "Tea in May" not in page(olive, "/")


def test_catch_up_says_that_a_meetup_is_cancelled(group, olive, ann):
    meetup = titled("Tea in May", group, olive, on=FAR_AHEAD)
    comes(ann, meetup)
    Meetup.objects.update(status="cancelled", cancelled_at=WHEN)
    assert "cancelled" in page(ann, "/")


def test_catch_up_leads_to_what_was_told_until_it_was_looked_at(group, olive, ann):
    meetup = titled("Tea in May", group, olive, on=FAR_AHEAD)
    comes(ann, meetup)
    told = {
        "recipient": ann,
        "meetup": meetup,
        "kind": "changed",
        "sequence": meetup.sequence,
        "made_at": WHEN,
        "due_at": WHEN,
    }
    Notice.objects.create(**told)
    assert "something new" not in page(ann, "/")  # it was not told yet
    tell_due(now=WHEN)
    assert 'href="/notices/"' in page(ann, "/")
    page(ann, "/notices/")
    assert "something new" not in page(ann, "/")


def test_whoever_left_a_closed_group_finds_nothing_of_its_meetups(group, olive, ann):
    meetup = titled("Tea in May", group, olive, on=FAR_AHEAD)
    comes(ann, meetup)
    Notice.objects.create(
        recipient=ann, meetup=meetup, kind="changed", sequence=1, made_at=WHEN, due_at=WHEN, told_at=WHEN
    )
    leave_group(group=group, by=ann, now=WHEN + timedelta(days=1))
    shown = page(ann, "/")
    assert "Tea in May" not in shown
    assert "something new" not in shown


@pytest.mark.sqlite
def test_catch_up_never_walks_through_the_meetups_of_others(ann, queries):
    """A hundred thousand to come made it five hundred milliseconds slower: it is asked from one's own few."""
    with queries() as asked:
        page(ann, "/")
    (statement,) = [said for said in asked.statements if 'FROM "meetups_attendance"' in said.split(" WHERE ")[0]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}".replace("%", "%%"))
        plan = [row[-1] for row in cursor.fetchall()]
    assert plan[0].startswith("SEARCH meetups_attendance USING INDEX"), plan
    assert not [step for step in plan if step.startswith("SCAN meetups_meetup")]
