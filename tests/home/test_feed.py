"""What programmes that follow a group are given, and what search engines may list: of what anybody reads, and no more."""

import pytest
from django.test import Client

from accounts.models import Person
from tests.factories import a_group, a_person, a_thread, joins

pytestmark = pytest.mark.django_db


def browser_of(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


@pytest.mark.parametrize(("reading", "status"), [("public", 200), ("members", 404), ("group", 404)])
def test_only_a_group_that_anybody_reads_has_a_feed(reading, status):
    ann = a_person("Ann Ash")
    group = a_group(reading=reading)
    joins(ann, group)
    thread = a_thread(of=group, by=ann, title="Zqtitle", body="Zqbody", is_unnamed=True)
    for person in (None, ann):
        answer = browser_of(person).get(f"/groups/{group.slug}/feed/")
        assert answer.status_code == status
        assert ("Zqtitle" in answer.content.decode()) == (status == 200)
        said = answer.content.decode() if status == 200 else ""  # the page of a 404 has one's own name on it
        assert "Zqbody" not in said
        assert "Ann Ash" not in said
    front, page = (browser_of(None).get(path) for path in (f"/groups/{group.slug}/", f"/threads/{thread.pk}/"))
    for answer in (front, page):
        assert ("noindex" in answer["X-Robots-Tag"]) == (status == 404)
    assert "noindex" in browser_of(ann).get(f"/threads/{thread.pk}/")["X-Robots-Tag"]


def test_a_public_group_inside_a_closed_one_has_no_feed():
    closed = a_group()
    inside = a_group(under=closed, reading="public")
    assert browser_of(None).get(f"/groups/{inside.slug}/feed/").status_code == 404


def test_a_thread_with_a_note_has_the_note_instead_of_its_title():
    ann, group = a_person(), a_group(reading="public")
    joins(ann, group)
    thread = a_thread(of=group, by=ann, title="Zqtitle")
    thread.notes = "dying"
    thread.save()
    told = browser_of(None).get(f"/groups/{group.slug}/feed/").content.decode()
    assert "Zqtitle" not in told
    assert "dying and end of life" in told


@pytest.mark.parametrize("count", [2, 20])
def test_a_feed_costs_two_queries(queries, count):
    ann, group = a_person(), a_group(reading="public")
    joins(ann, group)
    for _each in range(count):
        a_thread(of=group, by=ann)
    with queries() as asked:
        browser_of(None).get(f"/groups/{group.slug}/feed/")
    assert asked.count == 2
