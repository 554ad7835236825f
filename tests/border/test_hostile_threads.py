"""Ways in which somebody might learn what they may not from what people write: each is tried here with real rows."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import set_boundary, take_back_boundary
from accounts.models import Boundary
from accounts.pages.export import export_of
from forum.threads.actions import edit_post, render_older_posts, reply, save_draft, start_thread, withdraw_post
from forum.threads.actions.publishing import publish_revision
from forum.threads.models import Post, Thread
from moderation.models import Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db

SECRET = "marmalade-on-thursday"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def room():
    """Ann started a thread in a closed group; Bea and Cat are in it too."""

    class Room:
        group = a_group("Scans")
        ann, bea, cat = (a_person(name) for name in ("Ann Ash", "Bea Birch", "Cat Cedar"))

    for person in (Room.ann, Room.bea, Room.cat):
        joins(person, Room.group)
    Room.thread = a_thread(of=Room.group, by=Room.ann, title="Thursday")
    return Room


def page(person, path, status=200):
    client = Client()
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def reading(person, room, query=""):
    return page(person, f"/threads/{room.thread.pk}/{query}")


def apart(setter, other, kind="block"):
    return set_boundary(other=other, kind=kind, by=setter, now=WHEN)


def quoting(post, words=SECRET):
    return f"> [post {post.pk}]\n> {words}\n\nI thought so too"


# Quotes, when somebody who was quoted hides from whoever quoted them.


@pytest.mark.parametrize("is_unnamed", [False, True])
@pytest.mark.parametrize("kind", ["block", "apart"])
def test_words_that_are_removed_go_from_the_quote_of_somebody_who_was_blocked_meanwhile(room, kind, is_unnamed):
    said = a_reply(to=room.thread, by=room.ann, body=SECRET)
    answer = a_reply(to=room.thread, by=room.bea, body=quoting(said), is_unnamed=is_unnamed)
    apart(room.ann, room.bea, kind)
    withdraw_post(post=said, by=room.ann, now=WHEN)
    answer.refresh_from_db()
    assert SECRET not in answer.html
    assert SECRET not in reading(room.cat, room)


@pytest.mark.parametrize("again", ["withdrawn", "rendered", "edited"])
def test_a_block_does_not_tell_who_wrote_without_a_name_by_what_becomes_of_a_quote(room, again):
    """Ann blocks people one by one, and looks whether a quote of hers in words without a name changes."""
    said = a_reply(to=room.thread, by=room.ann, body=SECRET)
    other = a_reply(to=room.thread, by=room.ann, body="Another thing")
    body = quoting(said) + "\n\n" + quoting(other, "Another thing")
    answer = a_reply(to=room.thread, by=room.bea, body=body, is_unnamed=True)
    apart(room.ann, room.bea)
    if again == "withdrawn":
        withdraw_post(post=other, by=room.ann, now=WHEN)
    elif again == "rendered":
        Post.objects.update(renderer_version=0)
        render_older_posts(at_most=100)
    else:
        edit_post(post=answer, title="", body=body + "!", seen_revision=answer.revision_id, by=room.bea, now=WHEN)
    shown = reading(room.ann, room)
    assert f'data-post="{said.pk}"' in shown
    assert "[post " not in shown


def test_a_quote_that_was_typed_before_a_block_still_belongs_to_whom_it_quotes(room):
    said = a_reply(to=room.thread, by=room.cat, body=SECRET)
    boundary = apart(room.cat, room.bea)
    answer = a_reply(to=room.thread, by=room.bea, body=quoting(said))  # the page stood open since before
    assert SECRET not in reading(room.bea, room), "hidden from whom it is hidden from, in their own post too"
    take_back_boundary(boundary=boundary, by=room.cat, now=WHEN)
    withdraw_post(post=said, by=room.cat, now=WHEN)
    answer.refresh_from_db()
    assert SECRET not in answer.html


# Letters.


def test_letters_tell_nobody_that_words_without_a_name_wait(room, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        waiting = reply(thread=room.thread, body="Later", is_unnamed=True, form_key=None, by=room.bea, now=WHEN)
        assert "without your name" in reading(room.bea, room)
    assert a_reply(to=room.thread, by=room.cat, is_unnamed=True).letter == "A"
    publish_revision(Revision.objects.of(waiting).newest_first()[0], WHEN)
    waiting.refresh_from_db()
    assert waiting.letter == "B"
    assert a_reply(to=room.thread, by=room.bea, is_unnamed=True).letter == "B"


def test_a_thread_that_waits_without_a_name_is_shown_without_one_and_gets_its_letter_when_published(room, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        waiting = start_thread(
            group=room.group, title="Late", body="Later", is_unnamed=True, form_key=None, by=room.bea, now=WHEN
        )
    assert "Bea Birch" not in page(room.cat, f"/groups/{room.group.slug}/").split("<h2>In this group")[0]
    publish_revision(Revision.objects.of(waiting).newest_first()[0], WHEN)
    thread = Thread.objects.get(pk=waiting.thread_id)
    waiting.refresh_from_db()
    assert (thread.letter, waiting.letter) == ("A", "A")
    for path in (f"/threads/{thread.pk}/", f"/groups/{room.group.slug}/"):
        assert "started without a name" in page(room.cat, path) or "A member of this group (A)" in page(room.cat, path)
        assert "Bea Birch" not in page(room.cat, path)


# The page of words without a name is the same whoever wrote them.


def without_ids(text):
    """A page without what differs between any two posts: their ids, numbers and one-time keys."""
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|form_key)") value="[^"]+"', r"\1", text)
    text = re.sub(r'nonce="[^"]+"', "", text)
    return re.sub(
        r"(/(?:threads|posts)/|post-|next=/threads/|quote=|seen=|data-post=\"|value=\"|held-)\d+", r"\1N", text
    )


def test_pages_are_the_same_whoever_wrote_without_a_name(room):
    """Cat gets the same whether Ann or Bea wrote: in length, order, classes and addresses."""
    seen = []
    for author in (room.ann, room.bea):
        thread = a_thread(of=room.group, by=author, title="A quiet one", is_unnamed=True)
        a_reply(to=thread, by=author, is_unnamed=True)
        seen.append(without_ids(page(room.cat, f"/threads/{thread.pk}/")))
    assert seen[0] == seen[1]


def test_nobody_is_known_for_what_they_wrote_without_a_name(room):
    open_group = a_group("Open", reading="members")
    joins(room.bea, open_group)
    thread = a_thread(of=open_group, by=room.bea, is_unnamed=True)
    a_reply(to=thread, by=room.bea, is_unnamed=True)
    stranger = a_person()
    page(stranger, f"/people/{room.bea.pk}/", 404)
    assert "Bea Birch" not in page(stranger, f"/threads/{thread.pk}/") + page(stranger, f"/groups/{open_group.slug}/")
    client = Client()
    client.force_login(stranger)
    answer = client.post("/me/apart/", {"name": "Bea Birch", "kind": "block"})
    assert "You meet nobody here by this name" in answer.content.decode()


@pytest.mark.parametrize("path", ["edit/", "withdraw/", "history/"])
def test_what_is_refused_is_refused_alike_whoever_wrote(room, path):
    posts = [a_reply(to=room.thread, by=author, is_unnamed=True) for author in (room.ann, room.bea)]
    seen = [without_ids(page(room.cat, f"/posts/{post.pk}/{path}", 403)) for post in posts]
    assert seen[0] == seen[1]


# What is hidden is hidden from counts too.


@pytest.mark.parametrize("kind", ["block", "apart"])
def test_replies_of_somebody_who_hides_are_not_counted(room, kind):
    a_reply(to=room.thread, by=room.bea)
    a_reply(to=room.thread, by=room.cat)
    a_reply(to=room.thread, by=room.cat, is_unnamed=True)
    apart(room.cat, room.bea, kind)
    assert "1 reply" in reading(room.bea, room)
    assert "1 reply" in page(room.bea, f"/groups/{room.group.slug}/")
    assert "3 replies" in reading(room.ann, room)


def test_ones_own_block_does_not_change_the_count_of_replies_without_a_name(room):
    a_reply(to=room.thread, by=room.cat)
    a_reply(to=room.thread, by=room.cat, is_unnamed=True)
    apart(room.bea, room.cat)
    assert "1 reply" in reading(room.bea, room)


def test_a_removed_reply_of_somebody_who_hides_is_not_taken_off_twice(room):
    gone = a_reply(to=room.thread, by=room.cat)
    a_reply(to=room.thread, by=room.ann)
    withdraw_post(post=gone, by=room.cat, now=WHEN)
    apart(room.cat, room.bea, "apart")
    assert "1 reply" in reading(room.bea, room)


# The export.


def exported(person):
    with ZipFile(BytesIO(export_of(person, now=timezone.now()))) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist()), json.loads(
            archive.read("alongside.json")
        )


@pytest.mark.parametrize("how", ["withdrawn", "apart", "left"])
def test_the_export_does_not_hold_the_words_of_others(room, how):
    said = a_reply(to=room.thread, by=room.ann, body=SECRET)
    a_reply(to=room.thread, by=room.bea, body=quoting(said, SECRET))
    save_draft(
        group=room.group, thread=room.thread, post=None, title="", body=quoting(said, SECRET) + " begun", sequence=1,
        form_key=None, by=room.bea, now=WHEN,
    )  # fmt: skip
    if how == "withdrawn":
        withdraw_post(post=said, by=room.ann, now=WHEN)
    elif how == "apart":
        apart(room.ann, room.bea, "apart")
    else:
        room.group.memberships.filter(person=room.bea).delete()
    text, _rows = exported(room.bea)
    assert SECRET not in text
    assert text.count("I thought so too") >= 2, "her own words are there"
    assert "begun" in text


# Sessions.


def test_a_suspended_account_reads_nothing_from_its_next_page_on(room):
    client = Client()
    client.force_login(room.bea)
    assert client.get(f"/threads/{room.thread.pk}/").status_code == 200
    room.bea.is_active = False
    room.bea.save()
    assert client.get(f"/threads/{room.thread.pk}/").status_code == 404
    assert client.get("/groups/").content.decode().count("Scans") == 0
    assert client.post(f"/threads/{room.thread.pk}/reply/", {"body": "x"}).status_code == 403
    page(room.ann, f"/people/{room.bea.pk}/", 404)


# Held words.


def test_a_held_reply_changes_nothing_for_others(room, monkeypatch):
    def seen():
        texts = reading(room.ann, room) + page(room.ann, f"/groups/{room.group.slug}/") + page(room.ann, "/")
        return re.sub(r'value="[^"]+"', "", texts)

    reading(room.ann, room)
    before = seen()
    monkeypatch.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
    held = reply(thread=room.thread, body=SECRET, is_unnamed=True, form_key=None, by=room.bea, now=timezone.now())
    assert seen() == before
    for path in ("", "edit/", "withdraw/", "history/"):
        page(room.ann, f"/posts/{held.pk}/{path}", 404)


def test_a_boundary_is_in_no_page_of_the_other(room):
    apart(room.ann, room.bea, "apart")
    assert not Boundary.objects.visible_to(room.bea).exists()
    text = page(room.bea, "/me/apart/")
    assert "Ann Ash" not in text
