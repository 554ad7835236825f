"""What a moderator reads first: seen by its author alone, published later as new, edits waiting behind old words."""

import pytest

from forum.kernel.events import listen
from forum.threads.actions import edit_post, note_reading, react, reply, start_thread, withdraw_post
from forum.threads.actions.publishing import publish_revision
from forum.threads.events import PostEdited, PostHeld, PostPublished, PostWithdrawn, ThreadStarted
from forum.threads.models import Post, Reaction, Thread
from moderation.models import Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    from forum.kernel import events

    monkeypatch.setattr(events, "_listeners", {kind: list(heard) for kind, heard in events._listeners.items()})
    events._listeners = __import__("collections").defaultdict(list, events._listeners)
    heard = []
    for kind in (ThreadStarted, PostPublished, PostHeld, PostEdited, PostWithdrawn):
        listen(kind)(heard.append)
    return heard


def test_a_reply_published_later_gets_the_next_number_and_is_new_to_everybody(room, now, key, monkeypatch, told):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = reply(thread=room.thread, body="Later", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    a_reply(to=room.thread, by=room.cat)
    note_reading(thread=Thread.objects.get(pk=room.thread.pk), number=2, by=room.ann, now=WHEN)
    publish_revision(Revision.objects.of(post).newest_first()[0], now)
    post.refresh_from_db()
    assert (post.number, post.state) == (3, "published")
    unread = Thread.objects.visible_to(room.ann).with_unread_for(room.ann).get(pk=room.thread.pk)
    assert (unread.unread_count, unread.reply_count, unread.last_number) == (1, 2, 3)
    assert [type(each) for each in told] == [PostHeld, PostPublished, PostPublished]


def test_a_held_thread_is_its_starters_alone(room, browser_of, now, key, everything_is_held, told):
    post = start_thread(
        group=room.group, title="Held title", body="Held", is_unnamed=False, form_key=key(), by=room.bea, now=now
    )
    assert browser_of(room.bea).get(f"/threads/{post.thread_id}/").status_code == 200
    assert browser_of(room.ann).get(f"/threads/{post.thread_id}/").status_code == 404
    assert "Held title" not in browser_of(room.ann).get(f"/groups/{room.group.slug}/").content.decode()
    publish_revision(Revision.objects.of(post).newest_first()[0], now)
    assert browser_of(room.ann).get(f"/threads/{post.thread_id}/").status_code == 200
    assert [type(each) for each in told] == [PostHeld, ThreadStarted]


def test_old_words_stay_while_an_edit_waits(room, browser_of, now, everything_is_held):
    post = room.thread.posts.get()
    edit_post(post=post, title="New", body="New words", seen_revision=post.revision_id, by=room.ann, now=now)
    page = browser_of(room.bea).get(room.address).content.decode()
    assert "The first words" in page
    assert "New words" not in page
    assert "New words" in browser_of(room.ann).get(f"/posts/{post.pk}/edit/").content.decode()
    publish_revision(Revision.objects.of(post).newest_first()[0], now)
    assert "New words" in browser_of(room.bea).get(room.address).content.decode()
    room.thread.refresh_from_db()
    assert room.thread.title == "New"


def test_a_reaction_given_while_new_words_are_published_is_not_lost(room, now, monkeypatch):
    post = a_reply(to=room.thread, by=room.bea)

    def meanwhile(*_arguments):
        """A reader's press, which locks the post, not the thread."""
        react(post=post, kind="with_you", by=room.cat, now=now)
        return "published at once"

    monkeypatch.setattr(Policy, "is_auto_approve", meanwhile)
    edit_post(post=post, title="", body="New words", seen_revision=post.revision_id, by=room.bea, now=now)
    post.refresh_from_db()
    assert "New words" in post.html
    assert post.with_you_count == Reaction.objects.filter(post=post).count() == 1


def test_an_older_revision_published_late_never_replaces_newer_words(room, now, everything_is_held):
    post = room.thread.posts.get()
    edit_post(post=post, title="Thursday", body="Older", seen_revision=post.revision_id, by=room.ann, now=now)
    older = Revision.objects.of(post).newest_first()[0]
    edit_post(post=post, title="Thursday", body="Newer", seen_revision=older.pk, by=room.ann, now=now)
    publish_revision(Revision.objects.of(post).newest_first()[0], now)
    publish_revision(older, now)
    post.refresh_from_db()
    assert "Newer" in post.html


def test_words_removed_while_they_waited_are_never_published(room, browser_of, now, key, everything_is_held, told):
    post = reply(thread=room.thread, body="Taken back", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    withdraw_post(post=post, by=room.bea, now=now)
    publish_revision(Revision.objects.of(post).newest_first()[0], now)
    post = Post.objects.get(pk=post.pk)
    assert (post.state, post.number, post.html) == ("withdrawn", None, "")
    assert "Taken back" not in browser_of(room.bea).get(room.address).content.decode()
    room.thread.refresh_from_db()
    assert (room.thread.last_number, room.thread.reply_count) == (1, 0)


def test_a_held_thread_that_is_removed_leaves_its_starters_lists(room, now, key, everything_is_held):
    post = start_thread(group=room.group, title="T", body="B", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    withdraw_post(post=post, by=room.bea, now=now)
    assert not Thread.objects.visible_to(room.bea).filter(pk=post.thread_id).exists()


def test_events_carry_no_words(room, now, told):
    post = a_reply(to=room.thread, by=room.bea, body="secret", is_unnamed=True)
    withdraw_post(post=post, by=room.bea, now=now)
    assert [type(each) for each in told] == [PostPublished, PostWithdrawn]
    assert "secret" not in str(told)
    assert "author" not in str(told)
