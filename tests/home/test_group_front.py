"""A group's front, to each kind of viewer. Source: README, S-1 to S-3 and S-6."""

import re

import pytest
from django.test import Client

from forum.threads.actions import begin_reading, pin_thread
from tests.border.world import without_chance
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.home.people import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hosts_need_no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


def page(person, group, query=""):
    client = Client()
    if person:
        client.force_login(person)
    return client.get(f"/groups/{group.slug}/{query}")


def test_members_see_threads_with_what_is_new():
    ann, group = a_person(), a_group("Lounge", description="Anything at all.")
    joins(ann, group, line="bone, since spring")
    begin_reading(group_id=group.pk, person_id=ann.pk)
    host = group.memberships.get(role="host").person
    thread = a_thread(of=group, by=a_member(group, "Teasel"), title="Scan on Thursday")
    a_reply(to=thread, by=a_member(group, "Marigold"))
    text = page(ann, group).content.decode()
    for word in ("Anything at all.", "Scan on Thursday", "2 new", "1 reply", "Teasel", host.name, "bone, since spring"):
        assert word in text
    assert "Start a thread" in text


@pytest.mark.parametrize("joining", ["open", "request", "invitation"])
def test_whoever_may_only_know_of_it_reads_how_to_join_and_nothing_else(joining):
    """Faults 1, 3, 4 and 12: no titles, no names, no counts, by this door either."""
    parent = a_group("Network", reading="members", joining="open")
    group = a_group("Quartz room", under=parent, joining=joining, description="For quiet talk.")
    author = a_member(group, "Quillwort")
    inner = a_group("Opal room", under=group)
    for number in range(7):
        a_thread(of=group, by=author, title=f"Onyx {number}")
    text = page(a_person(), group).content.decode()
    main = text.partition("<main id")[2].partition(">")[2].partition("</main>")[0]
    assert "Quartz room" in text
    assert "For quiet talk." in text
    for word in ("Onyx", "Quillwort", "Opal", inner.slug, group.memberships.first().person.name):
        assert word not in text
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", main)), "no count of anything"


@pytest.mark.parametrize("who", ["a stranger", "a member elsewhere"])
def test_a_hidden_group_answers_as_one_that_never_was(who):
    """Fault 5."""
    person = a_person() if who == "a member elsewhere" else None
    group = a_group("Quartz room", discovery="hidden")
    there, never = page(person, group), Client()
    if person:
        never.force_login(person)
    absent = never.get("/groups/never-was/")
    assert there.status_code == absent.status_code == 404
    assert there.content.replace(group.slug.encode(), b"X") == absent.content.replace(b"never-was", b"X")
    assert sorted(there.headers) == sorted(absent.headers)


@pytest.mark.parametrize("who", ["a stranger", "a member of the parent"])
def test_a_public_parent_never_shows_a_thread_of_its_closed_child(who):
    """Fault 4: not as its newest thread, not by the moment of it, not by its author, on no page above."""
    parent = a_group("Network", reading="public", joining="open")
    child, reader = a_group("Quartz room", under=parent), a_person()
    joins(reader, parent)
    viewer = reader if who == "a member of the parent" else None
    pages = [Client(), "/", "/groups/", f"/groups/{parent.slug}/"]
    if viewer:
        pages[0].force_login(viewer)
    browser, *addresses = pages
    before = [without_chance(browser.get(address).content.decode()) for address in addresses]
    a_thread(of=child, by=a_member(child, "Quillwort"), title="Onyx title")
    assert [without_chance(browser.get(address).content.decode()) for address in addresses] == before


def test_a_parent_does_not_tell_of_its_hidden_child():
    """Faults 3 and 4: neither its name, nor its threads, nor a count."""
    ann = a_person()
    parent = a_group("Network", reading="public", joining="open")
    child = a_group("Quartz room", under=parent, discovery="hidden")
    joins(ann, parent)
    a_thread(of=child, by=child.memberships.first().person, title="Onyx title")
    for viewer in (ann, None):
        text = page(viewer, parent).content.decode()
        assert "Quartz" not in text
        assert "Onyx" not in text


def test_strangers_read_a_public_group_and_see_nobody_who_is_in_it():
    group = a_group("Open heath", reading="public")
    host = group.memberships.get(role="host").person
    a_thread(of=group, by=a_member(group, "Teasel"), title="Scan on Thursday")
    text = page(None, group).content.decode()
    assert "Scan on Thursday" in text
    assert host.name not in text
    assert "/members/" not in text


def test_whoever_started_without_a_name_has_none_here():
    """Fault 45."""
    ann, group = a_person(), a_group()
    joins(ann, group)
    a_thread(of=group, by=a_member(group, "Zinnia"), title="A hard question", is_unnamed=True)
    text = page(ann, group).content.decode()
    assert "started without a name" in text
    assert "Zinnia" not in text


def test_pages_neither_skip_nor_repeat_a_thread_while_others_write():
    """Faults 30, 31 and 33: by key, not by counting."""
    ann, group = a_person(), a_group()
    joins(ann, group)
    author = a_member(group)
    titles = [f"Thread {number:02}" for number in range(45)]
    threads = [a_thread(of=group, by=author, title=title) for title in titles]
    pin_thread(thread=threads[5], by=group.memberships.get(role="host").person, now=WHEN)
    seen, query = [], ""
    for _page in range(5):
        text = page(ann, group, query).content.decode()
        seen += re.findall(r"Thread \d\d", text)
        a_reply(to=threads[40], by=author)  # a thread that was read already moves to the top
        older = re.search(r'href="[^"]*(\?before=\d+)"', text)
        if not older:
            break
        query = older.group(1)
    assert sorted(seen) == titles
    assert _page == 2


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 40, "%00", "1e3", "²", ""])
def test_any_place_to_go_on_from_gets_a_page(before):
    ann, group = a_person(), a_group()
    joins(ann, group)
    assert page(ann, group, f"?before={before}").status_code in (200, 400)


@pytest.mark.parametrize(("who", "most"), [("a member", 8), ("a host", 8), ("somebody outside", 8), ("a stranger", 4)])
@pytest.mark.parametrize("size", [2, 20])
def test_it_costs_the_same_for_much_as_for_little(who, most, size, queries):
    top = a_group(reading="public", joining="open")
    group = a_group(under=top, reading="public", description="Words")
    author, host = a_member(group), group.memberships.get(role="host").person
    for number in range(size):
        a_group(under=group, reading="public")
        joins(a_person(), group, role="host" if number % 2 else "member")
        thread = a_thread(of=group, by=author)
        a_reply(to=thread, by=author)
        if number % 4 == 0:
            pin_thread(thread=thread, by=host, now=WHEN)
    person = None if who == "a stranger" else a_person()
    if who in ("a member", "a host"):
        joins(person, group, role=who.split()[-1])
        begin_reading(group_id=group.pk, person_id=person.pk)
    client = Client()
    if person:
        client.force_login(person)
    client.get("/")
    with queries() as asked:
        response = client.get(f"/groups/{group.slug}/")
    assert len(response.content) <= 30_000
    assert asked.count <= most
    assert not asked.writes


@pytest.mark.parametrize("reading", ["public", "members"])
def test_who_only_reads_is_never_offered_to_start_a_thread(reading):
    """They met a page that said no; what they can do is join."""
    ann, group = a_person(), a_group(reading=reading, joining="open")
    before = page(ann, group).content.decode()
    assert f"/groups/{group.slug}/new/" not in before
    assert f"/groups/{group.slug}/join/" in before
    joins(ann, group)
    after = page(ann, group).content.decode()
    assert f"/groups/{group.slug}/new/" in after
    assert f"/groups/{group.slug}/join/" not in after


@pytest.mark.parametrize(("joining", "is_led_there"), [("request", True), ("open", False)])
def test_nobody_is_told_which_group_comes_first_without_a_way_there(joining, is_led_there):
    parent = a_group("Long meadow", joining=joining)
    text = page(a_person(), a_group("Small pond", under=parent, joining="request")).content.decode()
    assert (f'class="button" href="/groups/{parent.slug}/"' in text) == is_led_there
