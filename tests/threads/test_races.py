"""Many at once: numbers, counters, keys and positions hold, with real connections on either database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import (
    merge_threads,
    note_reading,
    react,
    reply,
    save_draft,
    start_thread,
    take_back_reaction,
    withdraw_post,
)
from forum.threads.actions.publishing import publish_revision
from forum.threads.errors import DraftMovedOn
from forum.threads.models import Draft, Letter, Post, Reaction, ReadingPosition, Thread
from moderation.models import Moderator, Revision
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_remembered():
    ContentType.objects.clear_cache()


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of these at the same moment, each with its own connection; an exception is an outcome too."""
    ready = Barrier(len(deeds))

    def does(deed: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=30)
            return deed()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(does, deeds))


def a_room_of(how_many: int):
    group = a_group()
    people = [a_person() for _each in range(how_many)]
    for person in people:
        joins(person, group)
    return people, a_thread(of=group, by=people[0])


def test_twenty_replies_at_once_get_twenty_numbers_in_a_row(now):
    people, thread = a_room_of(20)
    outcomes = at_once(
        *(
            lambda person=person: reply(
                thread=thread, body="At once", is_unnamed=False, form_key=uuid4(), by=person, now=now
            )
            for person in people
        )
    )
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert sorted(post.number for post in outcomes) == list(range(2, 22))
    thread.refresh_from_db()
    assert (thread.last_number, thread.reply_count) == (21, 20)
    in_order = Post.objects.filter(thread=thread).order_by("publication")
    assert list(in_order.values_list("number", flat=True)) == list(range(1, 22))
    assert thread.last_publication == in_order.last().publication


def test_posts_published_at_once_in_several_threads_never_share_a_place_in_lists(now):
    people, thread = a_room_of(8)
    threads = [thread, *(a_thread(of=thread.group, by=person) for person in people[1:])]
    outcomes = at_once(
        *(
            lambda place=place, person=person: reply(
                thread=place, body="At once", is_unnamed=False, form_key=uuid4(), by=person, now=now
            )
            for place, person in zip(threads, people, strict=True)
        )
    )
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert len(set(Thread.objects.values_list("last_publication", flat=True))) == 8


def test_replies_approved_at_once_get_numbers_in_a_row(now, monkeypatch):
    people, thread = a_room_of(10)
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        waiting = [
            reply(thread=thread, body="Held", is_unnamed=False, form_key=uuid4(), by=person, now=now)
            for person in people
        ]

    def approves(post: Post) -> None:
        with transaction.atomic():
            publish_revision(Revision.objects.of(post).get(), now)

    outcomes = at_once(*(lambda post=post: approves(post) for post in waiting))
    assert outcomes == [None] * 10
    numbers = Post.objects.filter(pk__in=[post.pk for post in waiting]).values_list("number", flat=True)
    assert sorted(numbers) == list(range(2, 12))
    thread.refresh_from_db()
    assert (thread.last_number, thread.reply_count) == (11, 10)


def test_the_same_form_ten_times_at_once_makes_one_post(now):
    people, thread = a_room_of(1)
    key = uuid4()
    outcomes = at_once(
        *(
            lambda: reply(thread=thread, body="Once", is_unnamed=False, form_key=key, by=people[0], now=now)
            for _time in range(10)
        )
    )
    assert {getattr(each, "pk", each) for each in outcomes} == {Post.objects.get(form_key=key).pk}
    thread.refresh_from_db()
    assert (thread.last_number, thread.reply_count) == (2, 1)


def test_the_same_form_ten_times_at_once_starts_one_thread(now):
    people, thread = a_room_of(1)
    key = uuid4()
    outcomes = at_once(
        *(
            lambda: start_thread(
                group=thread.group, title="Once", body="B", is_unnamed=False, form_key=key, by=people[0], now=now
            )
            for _time in range(10)
        )
    )
    assert len({getattr(each, "pk", each) for each in outcomes}) == 1
    assert Thread.objects.filter(title="Once").count() == 1


def test_everybody_at_once_without_a_name_gets_their_own_letter(now):
    people, thread = a_room_of(8)
    at_once(
        *(
            lambda person=person: reply(
                thread=thread, body="Quietly", is_unnamed=True, form_key=uuid4(), by=person, now=now
            )
            for person in [*people, *people]
        )
    )
    assert Post.objects.filter(thread=thread, letter__gt="").count() == 16
    assert sorted(Letter.objects.filter(thread=thread).values_list("letter", flat=True)) == list("ABCDEFGH")


def test_a_reading_position_never_goes_back_whatever_arrives_last(now):
    people, thread = a_room_of(1)
    for _each in range(12):
        a_reply(to=thread, by=people[0])
    thread.refresh_from_db()
    at_once(
        *(
            lambda number=number: note_reading(thread=thread, number=number, by=people[0], now=WHEN)
            for number in range(1, 13)
        )
    )
    assert ReadingPosition.objects.get(person=people[0], thread=thread).number == 12


def test_reactions_at_once_are_counted_right(now):
    people, thread = a_room_of(8)
    post = thread.posts.get()
    for verb, count in ((react, 7), (react, 7), (take_back_reaction, 0)):
        outcomes = at_once(
            *(
                lambda person=person, verb=verb: verb(post=post, kind="with_you", by=person, now=now)
                for person in people[1:] * 2
            )
        )
        assert [each for each in outcomes if each is not None] == []
        post.refresh_from_db()
        assert post.with_you_count == count == Reaction.objects.filter(post=post).count()


def test_a_first_draft_saved_from_several_devices_at_once_is_one_draft(now):
    people, thread = a_room_of(1)

    def saved(words):
        return save_draft(
            group=thread.group, thread=thread, post=None, title="", body=words, sequence=1, form_key=None,
            by=people[0], now=now,
        )  # fmt: skip

    outcomes = at_once(*(lambda number=number: saved(f"words {number}") for number in range(6)))
    kept = [each for each in outcomes if isinstance(each, Draft)]
    assert len(kept) == 1
    assert all(isinstance(each, DraftMovedOn) for each in outcomes if each is not kept[0])
    assert Draft.objects.get(person=people[0]).body == kept[0].body


def test_a_quote_posted_while_its_words_are_taken_back_does_not_keep_them(now):
    people, thread = a_room_of(3)
    for _round in range(4):
        post = a_reply(to=thread, by=people[1], body="taken-back")
        at_once(
            lambda post=post: withdraw_post(post=post, by=people[1], now=now),
            lambda post=post: reply(
                thread=thread, body=f"> [post {post.pk}]\n> taken-back\n\nMine", is_unnamed=False,
                form_key=uuid4(), by=people[2], now=now,
            ),
        )  # fmt: skip
    assert not Post.objects.filter(thread=thread, html__contains="taken-back").exists()


def test_replies_and_removals_at_once_leave_the_counters_right(now):
    people, thread = a_room_of(6)
    posts = [a_reply(to=thread, by=person) for person in people]
    at_once(
        *(lambda post=post: withdraw_post(post=post, by=post.author, now=now) for post in posts),
        *(
            lambda person=person: reply(
                thread=thread, body="More", is_unnamed=False, form_key=uuid4(), by=person, now=now
            )
            for person in people
        ),
    )
    thread.refresh_from_db()
    assert thread.last_number == 13
    assert thread.reply_count == Post.objects.filter(thread=thread, state="published").exclude(number=1).count() == 6


def test_a_reply_on_its_way_does_not_outlive_the_wish_to_have_everything_erased(now):
    (_starter, writer), thread = a_room_of(2)  # in a thread where nothing of theirs stands yet
    written, may_commit = Event(), Event()

    def replies() -> None:
        with transaction.atomic():
            reply(thread=thread, body="On its way", is_unnamed=False, form_key=uuid4(), by=writer, now=now)
            written.set()
            may_commit.wait(timeout=2)  # longer than leaving takes, if nothing makes it wait

    def leaves() -> None:
        written.wait(timeout=30)
        leave_forum(choice=WordsChoice.ERASE, by=writer, now=now)
        may_commit.set()

    assert at_once(replies, leaves) == [None, None]
    assert not Post.objects.filter(author=writer).exclude(html="").exists()
    assert not Revision.objects.filter(author=writer).exclude(body="").exists()


def moderated_by_two():
    group, ann = a_group(), a_person()
    joins(ann, group)
    moderators = [a_person(), a_person()]
    for moderator in moderators:
        joins(moderator, group, role="moderator")
        Moderator.objects.create(person=moderator, trained_at=WHEN)
    return group, ann, *moderators


def test_two_moderators_who_merge_two_threads_into_each_other_wait_for_nobody_and_lose_no_post():
    group, ann, mo, lee = moderated_by_two()
    first, second = (a_thread(of=group, by=ann) for _each in range(2))

    def merges(thread, into, by):
        return lambda: merge_threads(thread=thread, into=into, words="", by=by, now=WHEN)

    done = at_once(merges(first, second, mo), merges(second, first, lee))
    assert sum(isinstance(each, NotAllowed) for each in done) == 1, done
    (left,) = Thread.objects.filter(is_published=True)
    assert sorted(Post.objects.filter(thread=left).values_list("number", flat=True)) == [1, 2]


def test_a_post_that_is_withdrawn_while_its_thread_is_merged_is_gone_from_both():
    group, ann, mo, _lee = moderated_by_two()
    thread, into = (a_thread(of=group, by=ann) for _each in range(2))
    posts = [a_reply(to=thread, by=ann) for _each in range(6)]
    done = at_once(
        lambda: merge_threads(thread=thread, into=into, words="", by=mo, now=WHEN),
        *[lambda post=post: withdraw_post(post=post, by=ann, now=WHEN) for post in posts],
    )
    assert not [each for each in done if isinstance(each, Exception)], done
    left = Post.objects.filter(thread=into)
    assert sorted(left.filter(state="published").values_list("number", flat=True)) == [1, 2]
    into.refresh_from_db()
    assert into.reply_count == 1, "one opening post of each thread is left"
