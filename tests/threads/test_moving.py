"""Threads are moved, split and merged: nobody reads more, follows less, or loses a word; and it can be taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.forms.models import model_to_dict

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from forum.groups.models import Group
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import (
    edit_post,
    merge_threads,
    move_thread,
    note_reading,
    reply,
    save_draft,
    split_thread,
    subscribe,
    withdraw_post,
)
from forum.threads.models import Draft, FormerPlace, Letter, Post, ReadingPosition, Subscription, Thread
from forum.threads.pages.thread import thread_for
from moderation.models import Decision, Statement
from tests.factories import WHEN, a_group, a_reply, a_thread, joins, numbered
from tests.threads.desk import a_moderator, decided, undone

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(days=1)


@pytest.fixture
def mo(room):
    """Moderates the group, and another one inside it."""
    return room.moderator


def inside(room, mo, **rest):
    group = a_group("Inside", under=room.group, **rest)
    joins(mo, group, role="moderator")
    return group


def moved(room, mo, group):
    return move_thread(thread=room.thread, group=group, words="It fits better.", by=mo, now=LATER)


def part(room, mo, *posts, title="Of its own"):
    return split_thread(
        thread=room.thread, posts=[each.pk for each in posts], title=title, words="", by=mo, now=LATER
    )  # fmt: skip


def merged(thread, into, mo):
    return merge_threads(thread=thread, into=into, words="", by=mo, now=LATER)


def unread(person, thread):
    return thread_for(person, thread.pk).unread_count


def as_it_stands():
    """Every thread and post as its row is, but for what only grows."""
    grows = ("last_number", "letter_count")
    threads = [
        {k: v for k, v in model_to_dict(each).items() if k not in grows} for each in Thread.objects.order_by("pk")
    ]
    kept = ("last_publication", "last_posted_at", "reply_count", "is_published", "merged_into_id")
    figures = list(Thread.objects.order_by("pk").values_list("pk", *kept))
    posts = list(
        Post.objects.order_by("pk").values("pk", "thread", "number", "publication", "letter", "html", "state", "notes")
    )
    return threads, figures, posts


# Who reads.


@pytest.mark.parametrize(
    ("stands_in", "goes_to", "may_go"),
    [
        ("public", "public", True), ("public", "members", True), ("public", "group", True),
        ("members", "public", False), ("members", "members", True), ("members", "group", True),
        ("group", "public", False), ("group", "members", False), ("group", "group", False),
    ],
)  # fmt: skip
def test_a_move_never_lets_anybody_read_who_could_not_before(room, mo, stands_in, goes_to, may_go):
    here, there = a_group(reading=stands_in), a_group(reading=goes_to)
    for group in (here, there):
        joins(mo, group, role="moderator")
    joins(room.ann, here)
    thread = a_thread(of=here, by=room.ann)
    if may_go:
        move_thread(thread=thread, group=there, words="It fits better.", by=mo, now=LATER)
    else:
        with pytest.raises(NotAllowed, match="not shown to more"):
            move_thread(thread=thread, group=there, words="It fits better.", by=mo, now=LATER)
    thread.refresh_from_db()
    assert thread.group_id == (there.pk if may_go else here.pk)


def test_a_closed_thread_goes_deeper_into_its_own_group_and_never_up_or_beside(room, mo):
    deeper, beside, above = (
        inside(room, mo),
        a_group(under=room.group.parent),
        Group.objects.get(pk=room.group.parent_id),
    )
    joins(mo, beside, role="moderator")
    above.memberships.filter(person=mo).update(role="moderator")
    with pytest.raises(NotAllowed):
        moved(room, mo, beside)
    with pytest.raises(NotAllowed):
        moved(room, mo, above)
    assert moved(room, mo, deeper).group_id == deeper.pk


def test_nobody_merges_a_closed_thread_into_one_that_more_people_read(room, mo):
    open_group = a_group(reading="members")
    joins(mo, open_group, role="moderator")
    joins(room.bea, open_group)
    other = a_thread(of=open_group, by=room.bea)
    with pytest.raises(NotAllowed, match="not shown to more"):
        merged(room.thread, other, mo)
    assert merged(other, room.thread, mo) == room.thread, "the other way round it is fewer who read it"


def test_nobody_moves_a_thread_to_or_from_a_group_that_they_do_not_moderate(room, mo):
    elsewhere = a_group(under=room.group)
    joins(mo, elsewhere)
    with pytest.raises(NotAllowed):
        moved(room, mo, elsewhere)
    theirs = a_moderator(elsewhere)
    with pytest.raises(NotAllowed):
        move_thread(thread=room.thread, group=elsewhere, words="", by=theirs, now=LATER)
    assert not Decision.objects.exists()


def test_a_move_back_never_shows_more_people_what_was_written_for_fewer(room, mo):
    group = inside(room, mo)
    joins(room.bea, group)
    moved(room, mo, group)
    reply(thread=room.thread, body="For these few", is_unnamed=False, form_key=uuid4(), by=room.bea, now=LATER)
    decision = Decision.objects.get(outcome="move")
    assert undone(decision, by=mo, now=LATER + timedelta(hours=1)) == ["group"]
    room.thread.refresh_from_db()
    assert room.thread.group_id == group.pk


def test_nobody_loses_sight_of_the_thread_that_they_started_without_a_word(room, mo):
    group = inside(room, mo)
    with pytest.raises(NotAllowed, match="how they can be let in"):
        move_thread(thread=room.thread, group=group, words=" ", by=mo, now=LATER)
    assert not Decision.objects.exists()
    move_thread(thread=room.thread, group=group, words="Ask Mo to let you in.", by=mo, now=LATER)
    assert "Ask Mo to let you in." in Statement.objects.get(recipient=room.ann).paragraphs


# Whoever follows, goes on following: fault 25.


def test_whoever_is_told_of_replies_is_told_of_them_after_a_move_a_split_and_a_merge(room, mo):
    post = a_reply(to=room.thread, by=room.bea)
    other = a_thread(of=room.group, by=room.cat)
    for person, level in ((room.bea, "each"), (room.cat, "muted")):
        subscribe(group=room.group, thread=room.thread, level=level, by=person, now=WHEN)
    fresh = part(room, mo, post)
    merged(room.thread, other, mo)
    group = inside(room, mo)
    move_thread(thread=fresh, group=group, words="It fits better.", by=mo, now=LATER)
    told = set(Subscription.objects.filter(thread__in=(fresh, other)).values_list("thread", "group", "person", "level"))
    assert told == {
        (fresh.pk, group.pk, room.bea.pk, "each"), (other.pk, room.group.pk, room.bea.pk, "each"),
    }, "nobody is silenced in a thread of which they did not say so"  # fmt: skip


def test_what_somebody_chose_for_the_other_thread_stays(room, mo):
    other = a_thread(of=room.group, by=room.cat)
    subscribe(group=room.group, thread=room.thread, level="each", by=room.bea, now=WHEN)
    subscribe(group=room.group, thread=other, level="muted", by=room.bea, now=WHEN)
    merged(room.thread, other, mo)
    assert Subscription.objects.get(thread=other, person=room.bea).level == "muted"


def test_what_somebody_began_to_write_goes_along_and_is_never_lost(room, mo):
    other = a_thread(of=room.group, by=room.cat)
    for thread, body in ((room.thread, "To the one"), (other, "To the other")):
        save_draft(
            group=room.group, thread=thread, post=None, title="", body=body, sequence=1, form_key=None, by=room.bea,
            now=WHEN,
        )  # fmt: skip
    merged(room.thread, other, mo)
    (draft,) = Draft.objects.visible_to(room.bea)
    assert (draft.thread_id, draft.body) == (other.pk, "To the other\n\nTo the one")


def test_a_reply_sent_from_a_page_that_was_open_before_a_merge_is_posted_and_not_lost(room, mo, browser_of):
    from tests.threads.conftest import reply_form

    other, form = a_thread(of=room.group, by=room.cat), reply_form(room.thread, room.bea, "Typed before")
    merged(room.thread, other, mo)
    answer = browser_of(room.bea).post(f"{room.address}reply/", form)
    assert answer["Location"].startswith(f"/threads/{other.pk}/")
    assert Post.objects.get(author=room.bea, thread=other).number == 3


# What is read, and what is new.


def test_what_was_read_stays_read_and_nothing_stays_unread_for_ever(room, mo):
    posts = [a_reply(to=room.thread, by=room.bea) for _each in range(4)]
    note_reading(thread=room.thread, number=4, by=room.cat, now=WHEN)  # all but the last
    assert unread(room.cat, room.thread) == 1
    fresh = part(room, mo, posts[0], posts[3])
    assert (unread(room.cat, room.thread), unread(room.cat, fresh)) == (0, 1)
    note_reading(thread=fresh, number=2, by=room.cat, now=WHEN)
    assert unread(room.cat, fresh) == 0
    assert (room.thread.last_number, Thread.objects.get(pk=room.thread.pk).reply_count, fresh.reply_count) == (5, 2, 1)


def test_merging_two_threads_that_somebody_has_read_makes_nothing_new_to_them(room, mo):
    other = a_thread(of=room.group, by=room.bea)
    a_reply(to=room.thread, by=room.bea)
    for thread, number in ((room.thread, 2), (other, 1)):
        note_reading(thread=thread, number=number, by=room.cat, now=WHEN)
    note_reading(thread=other, number=1, by=room.ann, now=WHEN)
    merged(room.thread, other, mo)
    assert unread(room.cat, other) == 0
    assert unread(room.ann, other) == 1, "what Bea wrote in the thread that Ann had not read"


def test_numbers_never_shift_and_are_never_given_twice(room, mo):
    posts = [a_reply(to=room.thread, by=room.bea) for _each in range(3)]
    part(room, mo, posts[1])
    after = a_reply(to=room.thread, by=room.cat)
    assert list(Post.objects.filter(thread=room.thread).order_by("number").values_list("pk", "number")) == [
        (numbered(room.thread, 1).pk, 1), (posts[0].pk, 2), (posts[2].pk, 4), (after.pk, 5),
    ]  # fmt: skip


# Names.


def test_two_people_never_share_a_letter_and_nobody_gets_their_name_back(room, mo):
    other = a_thread(of=room.group, by=room.cat, is_unnamed=True)
    mine = a_reply(to=room.thread, by=room.bea, is_unnamed=True)
    named = a_reply(to=room.thread, by=room.cat)
    merged(room.thread, other, mo)
    letters = {post.author_id: post.letter for post in Post.objects.filter(thread=other).exclude(letter="")}
    assert letters == {room.cat.pk: "A", room.bea.pk: "B"}
    assert Letter.objects.get(thread=other, person=room.bea).letter == "B"
    leave_forum(choice=WordsChoice.UNNAMED, by=room.cat, now=LATER)
    undone(Decision.objects.get(outcome="merge"), by=mo, now=LATER)
    for post in (mine, named):
        post.refresh_from_db()
    assert (mine.letter, mine.thread_id) == ("A", room.thread.pk)
    assert named.letter not in ("", "A")


def test_the_one_who_began_without_a_name_has_none_in_the_new_thread(room, mo):
    mine = a_reply(to=room.thread, by=room.bea, is_unnamed=True)
    fresh = part(room, mo, mine)
    assert fresh.letter == mine.letter
    assert a_reply(to=fresh, by=room.bea, is_unnamed=True).letter == mine.letter
    assert a_reply(to=fresh, by=room.cat, is_unnamed=True).letter != mine.letter


# Words.


def test_words_quoted_across_threads_go_when_they_go_and_stay_until_then(room, mo):
    first = a_reply(to=room.thread, by=room.bea, body="Words of Bea")
    body = f"> [post {first.pk}]\n> Words of Bea\n\nYes"
    second = a_reply(to=room.thread, by=room.cat, body=body)
    part(room, mo, second)
    edit_post(
        post=second, title="", body=f"{body}!", seen_revision=second.revision_id, by=room.cat, now=LATER
    )  # fmt: skip
    second.refresh_from_db()
    assert f'data-post="{first.pk}"' in second.html
    withdraw_post(post=first, by=room.bea, now=LATER)
    second.refresh_from_db()
    assert "Words of Bea" not in second.html
    assert "Yes!" in second.html


def test_a_reader_who_is_kept_apart_reads_no_words_through_a_quote_in_the_new_thread(room, mo, browser_of):
    from accounts.models import Boundary

    first = a_reply(to=room.thread, by=room.bea, body="Words of Bea")
    second = a_reply(to=room.thread, by=room.cat, body=f"> [post {first.pk}]\n> Words of Bea\n\nYes")
    fresh = part(room, mo, second)
    Boundary.objects.create(setter=room.bea, other=room.ann, kind="apart", set_at=WHEN)
    page = browser_of(room.ann).get(f"/threads/{fresh.pk}/").content.decode()
    assert "Yes" in page
    assert "Words of Bea" not in page


def test_the_title_that_a_moderator_gave_stays_when_the_first_post_goes_and_when_it_is_changed(room, mo):
    post = a_reply(to=room.thread, by=room.bea)
    fresh = part(room, mo, post, title="Driving again")
    edit_post(post=post, title="", body="Changed", seen_revision=post.revision_id, by=room.bea, now=LATER)
    hiding = decided(post, "hide", by=mo, now=LATER)
    assert Thread.objects.get(pk=fresh.pk).title == "Driving again"
    undone(hiding, by=mo, now=LATER)
    withdraw_post(post=post, by=room.bea, now=LATER)
    assert Thread.objects.get(pk=fresh.pk).title == "Driving again"


def test_a_note_goes_with_its_words(room, mo):
    noted = a_reply(to=room.thread, by=room.bea)
    Post.objects.filter(pk=noted.pk).update(notes="dying")
    fresh = part(room, mo, noted)
    assert fresh.notes == "dying"
    other = a_thread(of=room.group, by=room.cat)
    merged(fresh, other, mo)
    noted.refresh_from_db()
    assert noted.notes == "dying"


def test_what_waits_goes_along_and_appears_where_its_thread_went(room, mo, everything_is_held):
    waiting = reply(thread=room.thread, body="Waits", is_unnamed=False, form_key=uuid4(), by=room.bea, now=WHEN)
    other = a_thread_published(room)
    merged(room.thread, other, mo)
    decided(waiting, "approve", by=mo, now=LATER)
    waiting.refresh_from_db()
    assert (waiting.thread_id, waiting.number) == (other.pk, 3)


def a_thread_published(room):
    """A second thread, although everything is held: it was there before."""
    thread = Thread.objects.create(
        group=room.group, title="Before", starter=room.cat, is_published=True, started_at=WHEN
    )
    post = Post.objects.filter(thread=room.thread, number=1).get()
    Post.objects.create(
        thread=thread, author=room.cat, number=1, publication=10_000, state="published", html="<p>x</p>",
        revision=post.revision, written_at=WHEN, published_at=WHEN,
    )  # fmt: skip
    Thread.objects.filter(pk=thread.pk).update(last_number=1, last_publication=10_000)
    return thread


# Taking it back.


def test_a_move_taken_back_leaves_everything_as_it_was(room, mo):
    Thread.objects.filter(pk=room.thread.pk).update(is_pinned=True)
    before = as_it_stands()
    moved(room, mo, inside(room, mo))
    assert as_it_stands() != before
    assert undone(Decision.objects.get(outcome="move"), by=mo, now=LATER) == []
    assert as_it_stands() == before


def test_a_split_taken_back_leaves_everything_as_it_was(room, mo):
    posts = [
        a_reply(to=room.thread, by=person, is_unnamed=person == room.bea) for person in (room.bea, room.cat, room.bea)
    ]
    before = as_it_stands()
    fresh = part(room, mo, posts[0], posts[2])
    assert undone(Decision.objects.get(outcome="split"), by=mo, now=LATER) == []
    _threads, figures, rows = as_it_stands()
    assert ([figures[0]], rows) == ([before[1][0]], before[2])
    assert not FormerPlace.objects.exists()
    assert thread_for(room.bea, fresh.pk) is None


def test_a_merge_taken_back_leaves_everything_as_it_was(room, mo):
    a_reply(to=room.thread, by=room.bea, is_unnamed=True)
    other = a_thread(of=room.group, by=room.cat, is_unnamed=True)
    before = as_it_stands()
    merged(room.thread, other, mo)
    after = a_reply(to=other, by=room.cat)
    note_reading(thread=other, number=after.number, by=room.ann, now=WHEN)
    Post.objects.filter(pk=after.pk).delete()
    assert undone(Decision.objects.get(outcome="merge"), by=mo, now=LATER) == []
    threads, _figures, rows = as_it_stands()
    assert (threads, rows) == (before[0], before[2])
    assert ReadingPosition.objects.get(thread=other, person=room.ann).number == 4


def test_a_split_is_not_taken_back_over_what_was_written_since(room, mo):
    post = a_reply(to=room.thread, by=room.bea)
    fresh = part(room, mo, post)
    a_reply(to=fresh, by=room.cat)
    assert undone(Decision.objects.get(outcome="split"), by=mo, now=LATER) == ["split"]
    assert Post.objects.filter(thread=fresh).count() == 2


def test_the_same_asked_twice_is_done_once(room, mo):
    post, other = a_reply(to=room.thread, by=room.bea), a_thread(of=room.group, by=room.cat)
    assert part(room, mo, post) == part(room, mo, post)
    assert merged(room.thread, other, mo) == merged(room.thread, other, mo)
    assert sorted(Decision.objects.values_list("outcome", flat=True)) == ["merge", "split"]


# Who is told.


def test_its_starter_is_told_and_no_statement_names_a_group_that_they_may_not_know_of(room, mo):
    group = inside(room, mo, discovery="hidden")
    moved(room, mo, group)
    told = Statement.objects.get(recipient=room.ann)
    assert told.title == "Your thread has moved"
    assert "Inside" not in "".join(told.paragraphs)
