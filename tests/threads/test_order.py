"""What a moderator approves late is as new as if it were written then. Source: README, P-2 and P-11."""

import pytest
from django.db import IntegrityError, transaction

from forum.groups.actions import join_group
from forum.threads.actions import catch_up_group, note_reading, reply, start_thread, withdraw_post
from forum.threads.actions.publishing import publish_revision
from forum.threads.models import Post, Thread
from moderation.models import Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_reply(room, now, key, monkeypatch):
    """A reply that a moderator reads first; the others are published at once."""

    def hold(to=room.thread, by=room.bea, body="Held", **rest):
        with monkeypatch.context() as holding:
            holding.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
            return reply(thread=to, body=body, is_unnamed=False, form_key=key(), by=by, now=now, **rest)

    return hold


@pytest.fixture
def approve(now):
    def publish(post):
        with transaction.atomic():
            publish_revision(Revision.objects.of(post).newest_first()[0], now)

    return publish


def unread(thread, person):
    return Thread.objects.visible_to(person).with_unread_for(person).get(pk=thread.pk).unread_count


def marks_all_as_read(person, group, now):
    catch_up_group(group=group, by=person, now=now)


def test_a_reply_approved_after_catching_up_is_not_taken_as_read(room, now, held_reply, approve):
    post = held_reply()
    a_thread(of=room.group, by=room.ann)  # written after it, and read
    marks_all_as_read(room.cat, room.group, now)
    assert unread(room.thread, room.cat) == 0
    approve(post)
    assert unread(room.thread, room.cat) == 1


def test_a_reply_approved_before_catching_up_does_not_come_back_as_new(room, now, held_reply, approve):
    marks_all_as_read(room.cat, room.group, now)
    post = held_reply()
    a_reply(to=room.thread, by=room.ann)
    approve(post)
    assert unread(room.thread, room.cat) == 2
    marks_all_as_read(room.cat, room.group, now)
    assert unread(room.thread, room.cat) == 0
    a_reply(to=room.thread, by=room.ann)
    assert unread(room.thread, room.cat) == 1


def test_a_reply_approved_after_somebody_joined_is_not_taken_as_read(settings, now, held_reply, approve):
    settings.SECOND_FACTOR_REQUIRED = False
    writer, comer = a_person(), a_person()
    group = a_group(reading="members", joining="open", audience="everyone")
    joins(writer, group)
    thread = a_thread(of=group, by=writer)
    post = held_reply(to=thread, by=writer)
    a_thread(of=group, by=writer)
    join_group(group=group, answers=[], by=comer, now=now)
    approve(post)
    assert unread(thread, comer) == 1


def test_a_thread_approved_after_catching_up_is_not_taken_as_read(room, now, key, everything_is_held, approve):
    post = start_thread(group=room.group, title="T", body="B", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    marks_all_as_read(room.cat, room.group, now)
    approve(post)
    assert unread(post.thread, room.cat) == 1


def test_what_was_read_in_a_thread_does_not_take_a_late_reply_along(room, now, held_reply, approve):
    first, second = held_reply(), held_reply(by=room.ann)
    note_reading(thread=a_reply(to=room.thread, by=room.ann).thread, number=2, by=room.cat, now=WHEN)
    approve(second)
    marks_all_as_read(room.cat, room.group, now)
    approve(first)
    first.refresh_from_db()
    assert first.number == 4  # in the order of approval, not of writing
    assert unread(room.thread, room.cat) == 1


def test_other_threads_do_not_count_as_read_by_what_waits_in_one(room, now, held_reply, approve):
    other = a_thread(of=room.group, by=room.ann)
    marks_all_as_read(room.cat, room.group, now)
    waiting = [held_reply(), held_reply(to=other)]
    a_reply(to=other, by=room.ann)
    for post in reversed(waiting):
        approve(post)
    assert (unread(room.thread, room.cat), unread(other, room.cat)) == (1, 2)


def test_nothing_that_waits_or_was_taken_back_waiting_has_a_place(room, now, held_reply, approve):
    post = held_reply()
    assert Post.objects.get(pk=post.pk).publication is None
    withdraw_post(post=post, by=room.bea, now=now)
    approve(post)
    assert Post.objects.get(pk=post.pk).publication is None


def test_an_edit_that_is_approved_late_makes_nothing_new(room, now, monkeypatch, approve):
    from forum.threads.actions import edit_post

    post = room.thread.posts.get()
    place = post.publication
    marks_all_as_read(room.cat, room.group, now)
    with monkeypatch.context() as holding:
        holding.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        edit_post(post=post, title="New", body="New words", seen_revision=post.revision_id, by=room.ann, now=now)
    approve(post)
    post.refresh_from_db()
    assert "New words" in post.html
    assert post.publication == place
    assert unread(room.thread, room.cat) == 0


@pytest.mark.parametrize("wrong", [{"publication": None}, {"publication": 1, "number": None, "state": "held"}])
def test_the_database_refuses_a_place_without_a_number_and_a_number_without_a_place(room, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(thread=room.thread).update(**wrong)
