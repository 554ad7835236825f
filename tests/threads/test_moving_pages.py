"""The pages on which threads are moved, split and merged: warned before, told after, kept on a mistake, hidden from others."""

import re

import pytest

from forum.threads.models import Post, Thread
from moderation.models import Decision
from tests.factories import a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rooms import has_role
from tests.threads.desk import a_moderator

pytestmark = pytest.mark.django_db

WAYS = ("move", "split", "merge")


@pytest.fixture
def mo(room):
    return room.moderator


@pytest.fixture
def deeper(room, mo):
    group = a_group("Deeper", under=room.group)
    joins(mo, group, role="moderator")
    return group


def sent(client, room, way, step, **fields):
    return client.post(f"{room.address}{way}/", {"step": step, "words": "", **fields})


def test_only_those_who_read_and_moderate_there_find_the_pages(room, mo, browser_of):
    member, stranger, elsewhere = room.bea, a_person(), a_moderator(a_group())
    site = has_role(a_person(), "moderator", mo.joined_at)
    for way in WAYS:
        for person, status in ((member, 404), (stranger, 404), (elsewhere, 404), (site, 404), (mo, 200)):
            assert browser_of(person).get(f"{room.address}{way}/").status_code == status, (way, person)
            if status == 404:
                assert sent(browser_of(person), room, way, "confirm").status_code == 404
    joins(site, room.group)
    assert browser_of(site).get(f"{room.address}move/").status_code == 200


def test_before_a_move_it_is_said_who_reads_it_then_and_whose_words_they_lose(room, mo, deeper, browser_of):
    a_reply(to=room.thread, by=room.bea)
    client = browser_of(mo)
    page = sent(client, room, "move", "preview", group=deeper.pk, words="It fits better.").content.decode()
    assert "Now: Only Scans, " in page
    assert "Then: Only Deeper, " in page
    assert "2 people who wrote in it are not in that group" in page
    assert "Your thread has moved" in page
    assert "It fits better." in page
    assert not Decision.objects.exists(), "nothing is done yet"
    answer = client.post(f"{room.address}move/", {**hidden_of(page), "step": "confirm"}, follow=True)
    assert "The thread stands in Deeper now." in answer.content.decode()
    again = client.post(f"{room.address}move/", {**hidden_of(page), "step": "confirm"})
    assert again["Location"] == room.address
    assert Decision.objects.count() == 1


def hidden_of(page):
    """What the form of a preview sends."""
    form = re.search(r'<form method="post" action="/threads/.*?</form>', page, re.DOTALL)[0]
    tags = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r'<input type="hidden"[^>]*>', form)]
    found: dict[str, list[str]] = {}
    for tag in tags:
        found.setdefault(tag["name"], []).append(tag.get("value", ""))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def test_only_groups_that_it_may_go_to_are_offered(room, mo, deeper, browser_of):
    wider, unmoderated = a_group("Wider", reading="members"), a_group("Unmoderated", under=room.group)
    joins(mo, wider, role="moderator")
    joins(mo, unmoderated)
    page = browser_of(mo).get(f"{room.address}move/").content.decode()
    assert "Deeper" in page
    assert "Wider" not in page
    assert "Unmoderated" not in page
    for group in (wider, unmoderated):
        assert sent(browser_of(mo), room, "move", "confirm", group=group.pk).status_code == 422
    assert Thread.objects.get().group_id == room.group.pk


def test_replies_are_ticked_previewed_and_parted_and_a_line_says_where_they_went(room, mo, browser_of):
    posts = [a_reply(to=room.thread, by=room.bea, body=f"Driving {each}") for each in range(3)]
    client = browser_of(mo)
    assert "Driving 1" in client.get(f"{room.address}split/").content.decode()
    fields = {"title": "Driving again", "post": [posts[1].pk], "all_after": "on"}
    page = sent(client, room, "split", "preview", **fields).content.decode()
    assert "2 replies have a thread of their own then" in page
    answer = client.post(f"{room.address}split/", {**hidden_of(page), "step": "confirm"})
    fresh = Thread.objects.get(title="Driving again")
    assert answer["Location"] == f"/threads/{fresh.pk}/"
    assert (
        client.post(f"{room.address}split/", {**hidden_of(page), "step": "confirm"})["Location"] == answer["Location"]
    )
    old = browser_of(room.cat).get(room.address).content.decode()
    assert f'<a href="/threads/{fresh.pk}/">Read them there</a>' in old
    assert "Driving 2" not in old
    new = browser_of(room.cat).get(f"/threads/{fresh.pk}/").content.decode()
    assert "Driving 1" in new
    assert "Driving 2" in new
    assert browser_of(room.cat).get(f"/posts/{posts[2].pk}/")["Location"] == f"/threads/{fresh.pk}/#post-2"


def test_a_merged_thread_leads_to_the_other_and_tells_outsiders_nothing(room, mo, browser_of):
    other = a_thread(of=room.group, by=room.bea, title="The other")
    client = browser_of(mo)
    page = sent(
        client, room, "merge", "preview", address=f"https://forum.example/threads/{other.pk}/?from=21"
    ).content.decode()
    assert "All posts of “Thursday” stand at the end of “The other” then" in page
    answer = client.post(f"{room.address}merge/", {**hidden_of(page), "step": "confirm"})
    assert answer["Location"] == f"/threads/{other.pk}/"
    assert (
        client.post(f"{room.address}merge/", {**hidden_of(page), "step": "confirm"})["Location"] == answer["Location"]
    )
    assert browser_of(room.cat).get(room.address)["Location"] == f"/threads/{other.pk}/"
    assert browser_of(a_person()).get(room.address).status_code == 404
    assert "Thursday" not in browser_of(room.cat).get(f"/groups/{room.group.slug}/").content.decode()


def test_nobody_hears_where_closed_replies_went_who_may_not_read_them(room, mo, deeper, browser_of):
    post = a_reply(to=room.thread, by=room.bea)
    sent(browser_of(mo), room, "split", "confirm", title="Part", post=[post.pk])
    fresh = Thread.objects.get(title="Part")
    browser_of(mo).post(f"/threads/{fresh.pk}/move/", {"step": "confirm", "group": deeper.pk, "words": "It fits."})
    page = browser_of(room.cat).get(room.address).content.decode()
    assert f"/threads/{fresh.pk}/" not in page
    assert browser_of(room.cat).get(f"/threads/{fresh.pk}/").status_code == 404
    assert browser_of(room.cat).get(f"/posts/{post.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("way", "fields", "sentence"),
    [
        ("move", {}, "Please choose a group."),
        ("move", {"group": "7 OR 1"}, "The thread cannot be moved there."),
        ("move", {"group": "9" * 40}, "The thread cannot be moved there."),
        ("split", {"title": "Kept"}, "Please tick at least one reply."),
        ("split", {"title": "Kept", "post": ["1", "x", "9" * 18, "-1"]}, "do not stand in this thread any more"),
        ("split", {"title": "\x00"}, "cannot be kept"),
        ("split", {"title": "x" * 10_000}, "120 characters"),
        ("merge", {}, "Please choose the other thread, or give its address."),
        ("merge", {"address": "the one about scans"}, "This is not the address of a thread."),
        ("merge", {"address": "/threads/99999999999999999/"}, "There is no thread at this address"),
        ("merge", {"into": "x"}, "Select a valid choice"),
        ("merge", {"address": "https://x.example/\x00"}, "cannot be kept"),
    ],
)
def test_a_mistake_is_said_keeps_what_was_typed_and_writes_nothing(room, mo, deeper, browser_of, way, fields, sentence):
    a_thread(of=room.group, by=room.bea)
    a_reply(to=room.thread, by=room.bea)
    for step in ("preview", "confirm", "", "nonsense"):
        answer = sent(browser_of(mo), room, way, step, **{"words": "Kind words 💜 مرحبا", **fields})
        page = answer.content.decode()
        assert answer.status_code == 422, step
        assert sentence in page
        assert "Kind words 💜 مرحبا" in page
        assert "Kept" in page or "title" not in fields or fields["title"] != "Kept"
    assert not Decision.objects.exists()


def test_a_thread_cannot_be_merged_into_itself_nor_into_one_that_its_moderator_does_not_read(room, mo, browser_of):
    host = a_person()
    secret = a_thread(of=a_group(discovery="hidden", host=host), by=host, title="Secret zq")
    for address in (room.address, f"/threads/{secret.pk}/"):
        page = sent(browser_of(mo), room, "merge", "preview", address=address).content.decode()
        assert "There is no thread at this address into which you could merge this one." in page
        assert "Secret zq" not in page


def test_a_moderator_who_is_not_trained_yet_is_told_so(room, browser_of):
    new = a_person()
    joins(new, room.group, role="moderator")
    answer = browser_of(new).get(f"{room.address}move/")
    assert answer.status_code == 403
    assert "confirmed your training" in answer.content.decode()


def test_the_pages_cost_the_same_for_many_posts_groups_and_threads(room, mo, browser_of, django_assert_max_num_queries):
    for _each in range(12):
        joins(mo, a_group(under=room.group), role="moderator")
        a_reply(to=room.thread, by=room.bea)
        a_thread(of=room.group, by=room.bea)
    ids = list(Post.objects.filter(thread=room.thread, number__gt=1).values_list("pk", flat=True))
    client = browser_of(mo)
    for way in WAYS:
        with django_assert_max_num_queries(14):
            client.get(f"{room.address}{way}/")
    with django_assert_max_num_queries(74):
        assert sent(client, room, "split", "confirm", title="Part", post=ids).status_code == 302
