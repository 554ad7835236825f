"""No word typed is lost, nor overwritten by an older one, nor brought back after it was posted."""

import json
from uuid import uuid4

import pytest

from accounts.models import Boundary
from forum.groups.models import Group
from forum.threads.actions import edit_post, lock_thread, reply
from forum.threads.errors import PostMovedOn
from forum.threads.forms.writing import LONGEST_DRAFT
from forum.threads.models import Draft
from tests.factories import WHEN, a_reply, joins
from tests.threads.conftest import edit_form, reply_form, thread_form

pytestmark = pytest.mark.django_db

SCRIPT = {"Accept": "application/json"}


def saves(client, room, body, sequence=0, by=None, **rest):
    form = reply_form(room.thread, by or room.bea, body, sequence=str(sequence), **rest)
    return client.post(f"{room.address}draft/", form, headers=SCRIPT)


def box(client, address):
    """What stands in the box of a page."""
    page = client.get(address).content.decode()
    return page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>")[0].strip()


def test_a_draft_is_found_again_on_another_device(room, browser_of):
    answer = saves(browser_of(room.bea), room, "Half a thought")
    assert answer.status_code == 200
    assert json.loads(answer.content)["sequence"] == 1
    other_device = browser_of(room.bea)
    assert box(other_device, room.address) == "Half a thought"
    assert box(other_device, f"{room.address}reply/") == "Half a thought"
    assert "This is your draft from" in other_device.get(room.address).content.decode()


@pytest.mark.parametrize("is_ticked", [True, False])
def test_a_draft_meant_to_go_without_a_name_never_comes_back_under_one(room, browser_of, is_ticked):
    tick = {"is_unnamed": "on"} if is_ticked else {}
    client, other_device = browser_of(room.bea), browser_of(room.bea)
    saves(client, room, "Hard to say", **tick)
    client.post(f"/groups/{room.group.slug}/new/draft/", thread_form(room.group, room.bea, "One", "Hard too", **tick))
    for address in (room.address, f"{room.address}reply/", f"/groups/{room.group.slug}/new/"):
        box = other_device.get(address).content.decode().split('name="is_unnamed"', 1)[1].split(">", 1)[0]
        assert ("checked" in box) == is_ticked
    two = client.post(f"{room.address}draft/", reply_form(room.thread, room.bea, "Another", sequence="0", **tick))
    assert ('name="is_unnamed" value="on"' in two.content.decode()) == is_ticked


def test_who_meant_to_write_without_a_name_is_told_when_that_is_no_longer_possible(room, browser_of):
    saves(browser_of(room.bea), room, "Hard to say", is_unnamed="on")
    Group.objects.filter(pk=room.group.pk).update(allows_unnamed=False)
    for address in (room.address, f"{room.address}reply/"):
        assert "posts carry their author’s name now" in browser_of(room.bea).get(address).content.decode()


def test_a_draft_is_seen_by_nobody_else(room, browser_of):
    saves(browser_of(room.bea), room, "Half a thought")
    for viewer in (room.ann, room.moderator):
        assert "Half a thought" not in browser_of(viewer).get(room.address).content.decode()


def test_without_scripts_a_button_saves_it(room, browser_of):
    client = browser_of(room.bea)
    answer = client.post(f"{room.address}draft/", reply_form(room.thread, room.bea, "By hand"), follow=True)
    assert "Saved at" in answer.content.decode()
    assert box(client, room.address) == "By hand"


def test_an_older_save_never_overwrites_a_newer_one(room, browser_of):
    one, two = browser_of(room.bea), browser_of(room.bea)
    saves(one, room, "first", 0)
    saves(one, room, "first and more", 1)
    late = saves(two, room, "older, and late", 0)
    assert late.status_code == 409
    newer = {"sequence": 2, "title": "", "body": "first and more", "is_unnamed": False, "notes": []}
    assert json.loads(late.content) == newer
    assert box(one, room.address) == "first and more"
    assert saves(two, room, "chosen instead", 2).status_code == 200


def test_a_save_whose_answer_was_lost_may_be_sent_again(room, browser_of):
    client = browser_of(room.bea)
    assert saves(client, room, "the same words", 0).status_code == 200
    again = saves(client, room, "the same words", 0)
    assert (again.status_code, json.loads(again.content)["sequence"]) == (200, 1)


def test_without_scripts_both_drafts_are_shown_and_neither_is_lost(room, browser_of):
    client = browser_of(room.bea)
    saves(client, room, "from the telephone", 0)
    answer = client.post(f"{room.address}draft/", reply_form(room.thread, room.bea, "from the kitchen"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "from the telephone" in page
    assert "from the kitchen" in page
    assert box(client, room.address) == "from the telephone"
    form = {"body": "from the kitchen", "sequence": "1", "form_key": reply_form(room.thread, room.bea, "")["form_key"]}
    client.post(f"{room.address}draft/", form)
    assert box(client, room.address) == "from the kitchen"


def test_posting_clears_the_draft_and_a_late_save_does_not_bring_it_back(room, browser_of):
    client, form = browser_of(room.bea), reply_form(room.thread, room.bea, "Posted words")
    client.post(f"{room.address}draft/", form, headers=SCRIPT)
    client.post(f"{room.address}reply/", form)
    assert box(client, room.address) == ""
    late = client.post(f"{room.address}draft/", {**form, "sequence": "1"}, headers=SCRIPT)
    assert late.status_code == 410
    assert box(client, room.address) == ""
    assert "Posted words" not in client.get("/").content.decode().split("<aside>")[0].split("“")[0]


def test_a_draft_that_slipped_in_while_posting_is_known_as_posted(room, browser_of, now):
    key = uuid4()
    reply(thread=room.thread, body="Posted", is_unnamed=False, form_key=key, by=room.bea, now=now)
    Draft.objects.create(
        person=room.bea, group=room.group, thread=room.thread, body="Posted", sequence=9, form_key=key, saved_at=now
    )
    assert box(browser_of(room.bea), room.address) == ""
    assert not Draft.objects.visible_to(room.bea).exists()


def test_a_late_save_of_a_sent_edit_does_not_come_back(room, browser_of, now):
    post, client = room.thread.posts.get(), browser_of(room.ann)
    form = edit_form(post, room.ann, "Changed", post.revision_id, title="Thursday")
    client.post(f"/posts/{post.pk}/edit/", form)
    late = client.post(f"/posts/{post.pk}/edit/draft/", form, headers=SCRIPT)
    assert late.status_code == 409
    assert not Draft.objects.filter(person=room.ann).exists()


def test_a_draft_of_a_change_comes_back_and_nobody_else_can_write_one(room, browser_of):
    post = room.thread.posts.get()
    form = edit_form(post, room.ann, "Changing", post.revision_id, title="Thursday")
    assert browser_of(room.ann).post(f"/posts/{post.pk}/edit/draft/", form, headers=SCRIPT).status_code == 200
    assert "Changing" in browser_of(room.ann).get(f"/posts/{post.pk}/edit/").content.decode()
    assert browser_of(room.bea).post(f"/posts/{post.pk}/edit/draft/", form, headers=SCRIPT).status_code == 404
    assert not Draft.objects.filter(person=room.bea).exists()


def test_a_new_threads_draft_keeps_title_and_words(room, browser_of):
    client = browser_of(room.bea)
    form = thread_form(room.group, room.bea, "Half a title", "Half a thought")
    client.post(f"/groups/{room.group.slug}/new/draft/", form, headers=SCRIPT)
    page = client.get(f"/groups/{room.group.slug}/new/").content.decode()
    assert "Half a title" in page
    assert "Half a thought" in page
    client.post(f"/groups/{room.group.slug}/new/", form)
    assert not Draft.objects.filter(person=room.bea).exists()


def test_opening_another_place_keeps_each_draft(room, browser_of):
    client = browser_of(room.bea)
    saves(client, room, "in the thread")
    client.post(
        f"/groups/{room.group.slug}/new/draft/", thread_form(room.group, room.bea, "t", "in a new one"), headers=SCRIPT
    )
    assert box(client, room.address) == "in the thread"
    assert Draft.objects.filter(person=room.bea).count() == 2


def test_a_quote_is_put_behind_a_draft_and_never_over_it(room, browser_of):
    client = browser_of(room.bea)
    saves(client, room, "My own beginning")
    quoted = box(client, f"{room.address}reply/?quote={room.thread.posts.get().pk}")
    assert quoted.startswith("My own beginning")
    assert "The first words" in quoted


def test_reading_a_thread_never_changes_a_draft(room, browser_of):
    client = browser_of(room.bea)
    saves(client, room, "Untouched")
    before = Draft.objects.values().get(person=room.bea)
    for address in (room.address, f"{room.address}reply/", f"{room.address}?unread"):
        client.get(address)
    assert Draft.objects.values().get(person=room.bea) == before


def test_a_draft_in_a_closed_thread_can_still_be_read_and_saved(room, browser_of, now):
    client = browser_of(room.bea)
    saves(client, room, "Before it closed")
    lock_thread(thread=room.thread, by=room.moderator, now=now)
    assert "Before it closed" in client.get(room.address).content.decode()
    assert saves(client, room, "Before it closed, and after", 1).status_code == 200


def test_a_draft_shows_nothing_after_access_has_ended_and_comes_back_with_it(room, browser_of):
    client = browser_of(room.bea)
    saves(client, room, "Waiting for me")
    joins(room.bea, room.group).delete()
    assert saves(client, room, "more", 1).status_code == 404
    assert "Waiting for me" not in client.get("/").content.decode()
    joins(room.bea, room.group)
    assert box(client, room.address) == "Waiting for me"


def test_a_draft_keeps_no_words_of_somebody_who_is_hidden_since(room, browser_of):
    post = a_reply(to=room.thread, by=room.cat, body="Words of Cat")
    client = browser_of(room.bea)
    saves(client, room, f"> [post {post.pk}]\n> Words of Cat\n\nMine")
    Boundary.objects.create(setter=room.cat, other=room.bea, kind="apart", set_at=WHEN)
    for address in (room.address, f"{room.address}reply/", "/"):
        page = client.get(address).content.decode()
        assert "Words of Cat" not in page
        assert "Mine" in page


@pytest.mark.parametrize("body", ["x" * (LONGEST_DRAFT + 1), "before\x00after"])
def test_a_draft_that_cannot_be_kept_says_so(room, browser_of, body):
    answer = saves(browser_of(room.bea), room, body)
    assert answer.status_code == 422
    assert json.loads(answer.content)["words"]
    by_hand = browser_of(room.bea).post(f"{room.address}draft/", reply_form(room.thread, room.bea, body))
    assert by_hand.status_code == 422
    assert body[:6] in by_hand.content.decode()


def test_words_too_long_to_post_are_still_kept_as_a_draft(room, browser_of):
    assert saves(browser_of(room.bea), room, "long " * 10_000).status_code == 200


def test_an_edit_elsewhere_leaves_the_draft_of_a_change_alone(room, browser_of, now):
    post, client = room.thread.posts.get(), browser_of(room.ann)
    client.post(
        f"/posts/{post.pk}/edit/draft/",
        edit_form(post, room.ann, "On the telephone", post.revision_id, title="Thursday"),
        headers=SCRIPT,
    )
    with pytest.raises(PostMovedOn):
        edit_post(post=post, title="Thursday", body="x", seen_revision=-1, by=room.ann, now=now)
    assert Draft.objects.get(person=room.ann).body == "On the telephone"
