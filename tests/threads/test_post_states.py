"""What moderators do with words: hidden, declined, returned, approved; each put back exactly, and seen by whom it may."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from forum.kernel.events import listen
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import (
    edit_post,
    lock_thread,
    note_reading,
    react,
    reply,
    start_thread,
    unlock_thread,
    withdraw_post,
)
from forum.threads.events import PostHidden, PostShownAgain
from forum.threads.models import Post, Quote, Reaction, Thread
from moderation.actions import report
from moderation.models import Case, Decision, Finding, LogEntry, Revision, Statement
from moderation.policy import Policy
from tests.border.world import without_chance
from tests.factories import WHEN, a_person, a_reply, a_thread, joins, numbered
from tests.threads.conftest import edit_form, reply_form
from tests.threads.desk import a_moderator, decided, undone
from tests.threads.test_held import told  # noqa: F401

pytestmark = pytest.mark.django_db


def rows() -> list[list[dict[str, Any]]]:
    """Everything that readers' pages are made of."""
    models = (Thread, Post, Quote, Reaction)
    return [list(model.objects.order_by("pk").values()) for model in models]


def page(browser_of, person, room, address: str = "") -> str:
    answer = browser_of(person).get(address or room.address)
    assert answer.status_code == 200
    return without_chance(answer.content.decode())


def fresh(post: Post) -> Post:
    return Post.objects.select_related("thread", "revision").get(pk=post.pk)


def newest(post: Post) -> Revision:
    return Revision.objects.of(post).newest_first()[0]


@pytest.fixture
def second(room):
    return a_moderator(of=room.group, name="Sol Sycamore")


@pytest.fixture
def answered(room, now):
    """A reply by Bea that Cat quotes and answers, and that Ann is with."""
    post = a_reply(to=room.thread, by=room.bea, body="Bea’s own words")
    a_reply(to=room.thread, by=room.cat, body=f"> [post {post.pk}]\n> Bea’s own words\n\nSo true")
    react(post=post, kind="with_you", by=room.ann, now=now)
    return post


def held_reply(room, now, key, body="Words that wait"):
    return reply(thread=room.thread, body=body, is_unnamed=False, form_key=key(), by=room.bea, now=now)


# Hiding


def test_a_hidden_reply_is_an_empty_place_for_others_and_its_quotes_are_gone(room, browser_of, answered, now):
    decided(answered, "hide", by=room.moderator, now=now, words="It was unkind.")
    text = page(browser_of, room.cat, room)
    assert "Bea’s own words" not in text
    assert "Removed by a moderator." in text
    assert "removed by a moderator" in text  # in the quote
    assert "1 reply" in text
    assert fresh(answered).html == ""


def test_its_author_still_reads_what_was_hidden_and_why(room, browser_of, answered, now):
    decided(answered, "hide", by=room.moderator, now=now, words="It was unkind.")
    text = page(browser_of, room.bea, room)
    assert "Bea’s own words" in text
    assert "A moderator has removed this. Only you can see" in text
    assert f"/statements/{Statement.objects.get(recipient=room.bea).pk}/" in text
    assert f"/posts/{answered.pk}/edit/" not in text


def test_a_hidden_opening_post_takes_its_title_along_and_brings_it_back(room, browser_of, now, second):
    opening = room.thread.posts.get()
    decision = decided(opening, "hide", by=room.moderator, now=now)
    for address in (room.address, f"/groups/{room.group.slug}/"):
        assert "Thursday" not in page(browser_of, room.bea, room, address)
    assert undone(decision, by=second, now=now) == []
    assert Thread.objects.get().title == "Thursday"
    assert "Thursday" in page(browser_of, room.bea, room, f"/groups/{room.group.slug}/")


@pytest.mark.parametrize("what", ["a reply", "the opening post"])
def test_undoing_restores_every_row_and_byte_exactly(room, browser_of, answered, now, second, what):
    post = answered if what == "a reply" else room.thread.posts.get(number=1)
    a_reply(
        to=room.thread,
        by=room.bea,
        body=f"> [post {numbered(room.thread, 1).pk}]\n> The first words\n\nHm",
        is_unnamed=True,
    )
    before = rows(), [page(browser_of, each, room) for each in (room.ann, room.bea, room.cat)]
    decision = decided(post, "hide", by=room.moderator, now=now)
    assert rows() != before[0]
    assert undone(decision, by=second, now=now) == []
    assert (rows(), [page(browser_of, each, room) for each in (room.ann, room.bea, room.cat)]) == before


def test_a_hidden_reply_counts_nowhere_as_new(room, answered, now):
    note_reading(thread=Thread.objects.get(), number=1, by=room.ann, now=WHEN)
    decided(answered, "hide", by=room.moderator, now=now)
    seen = Thread.objects.visible_to(room.ann).with_unread_for(room.ann).get()
    assert (seen.unread_count, seen.replies_seen, seen.reply_count, seen.last_number) == (1, 1, 1, 3)


def test_what_is_hidden_tells_those_above_to_forget_and_shown_again_is_no_news(room, answered, now, second, told):  # noqa: F811
    for kind in (PostHidden, PostShownAgain):
        listen(kind)(told.append)
    undone(decided(answered, "hide", by=room.moderator, now=now), by=second, now=now)
    assert [type(each) for each in told] == [PostHidden, PostShownAgain]


def test_only_what_others_see_can_be_hidden(room, now, key, everything_is_held):
    post = held_reply(room, now, key)
    with pytest.raises(NotAllowed):
        decided(post, "hide", by=room.moderator, now=now)
    assert fresh(post).state == "held"
    assert Case.objects.get().state == "open"


def test_the_database_keeps_words_out_of_rows_that_others_see_as_empty(room, answered):
    for state in ("hidden", "withdrawn"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=answered.pk).update(state=state)
    for state in ("held", "declined", "returned"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=answered.pk).update(state=state, html="")


# An author never undoes what a moderator did, and can always take their own words away


def test_an_author_cannot_bring_back_what_a_moderator_hid(room, browser_of, answered, now):
    decided(answered, "hide", by=room.moderator, now=now)
    client, before = browser_of(room.bea), rows()
    form = edit_form(answered, room.bea, "The same again, put differently", answered.revision_id)
    answer = client.post(f"/posts/{answered.pk}/edit/", form)
    assert answer.status_code == 403
    assert "how to ask for somebody else to look" in answer.content.decode()
    assert "The same again, put differently" in answer.content.decode()
    with pytest.raises(NotAllowed):
        edit_post(post=answered, title="", body="Once more", seen_revision=answered.revision_id, by=room.bea, now=now)
    assert rows() == before


@pytest.mark.parametrize("outcome", ["hide", "decline", "return"])
def test_words_that_their_author_removed_come_back_by_no_undoing(room, now, key, second, monkeypatch, outcome):
    if outcome == "hide":
        post = a_reply(to=room.thread, by=room.bea, body="Bea’s own words")
    else:
        with monkeypatch.context() as held:
            held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
            post = held_reply(room, now, key)
    decision = decided(post, outcome, by=room.moderator, now=now)
    withdraw_post(post=post, by=room.bea, now=now)
    before = rows()
    assert "state" in undone(decision, by=second, now=now)
    assert rows() == before
    assert (fresh(post).state, fresh(post).html) == ("withdrawn", "")


def test_an_approval_taken_back_does_not_bring_back_what_its_author_removed(room, now, key, second, everything_is_held):
    post = held_reply(room, now, key)
    decision = decided(post, "approve", by=room.moderator, now=now)
    withdraw_post(post=post, by=room.bea, now=now)
    assert undone(decision, by=second, now=now) == ["shown"]
    assert fresh(post).state == "withdrawn"


def test_a_hidden_thread_that_its_author_removes_keeps_its_counters(room, answered, now):
    for post in (answered, room.thread.posts.get(number=1)):
        decided(post, "hide", by=room.moderator, now=now)
        withdraw_post(post=post, by=post.author, now=now)
    thread = Thread.objects.get()
    assert (thread.reply_count, thread.last_number) == (1, 3)


# Declined and returned


def test_a_declined_reply_is_its_authors_alone_with_its_words(room, browser_of, now, key, everything_is_held):
    post = held_reply(room, now, key)
    before = page(browser_of, room.cat, room)
    decided(post, "decline", by=room.moderator, now=now, words="We cannot put this up.")
    assert (fresh(post).state, fresh(post).number, fresh(post).html) == ("declined", None, "")
    text = page(browser_of, room.bea, room)
    assert "Words that wait" in text
    assert "This was not put up, and only you can see it." in text
    assert f"/statements/{Statement.objects.get(recipient=room.bea).pk}/" in text
    assert page(browser_of, room.cat, room) == before
    assert browser_of(room.cat).get(f"/posts/{post.pk}/").status_code == 404


def test_a_declined_reply_cannot_be_sent_again(room, browser_of, now, key, everything_is_held):
    post = held_reply(room, now, key)
    decided(post, "decline", by=room.moderator, now=now)
    form = edit_form(post, room.bea, "With other words", newest(post).pk)
    assert browser_of(room.bea).post(f"/posts/{post.pk}/edit/", form).status_code == 403
    assert Revision.objects.of(post).count() == 1


def test_a_returned_reply_is_changed_and_sent_again_and_waits_whatever_it_says(room, browser_of, now, key, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = held_reply(room, now, key)
    decided(post, "return", by=room.moderator, now=now, words="Please take the name out.")
    text = page(browser_of, room.bea, room)
    assert "Change and send again" in text
    assert "Words that wait" in text
    form = edit_form(post, room.bea, "Words without a name", newest(post).pk)
    assert browser_of(room.bea).post(f"/posts/{post.pk}/edit/", form).status_code == 302
    assert (fresh(post).state, fresh(post).number) == ("held", None)
    assert Finding.objects.get(case__state="open", revision=newest(post)).check_code == "resubmitted"
    assert "Words without a name" not in page(browser_of, room.cat, room)
    decided(post, "approve", by=room.moderator, now=now)
    assert "Words without a name" in page(browser_of, room.cat, room)


def test_sending_the_same_words_again_is_asked_to_be_a_change(room, browser_of, now, key, everything_is_held):
    post = held_reply(room, now, key)
    decided(post, "return", by=room.moderator, now=now)
    form = edit_form(post, room.bea, "Words that wait", newest(post).pk)
    answer = browser_of(room.bea).post(f"/posts/{post.pk}/edit/", form)
    assert answer.status_code == 422
    assert "These are the words that came back to you" in answer.content.decode()
    assert fresh(post).state == "returned"


@pytest.mark.parametrize("outcome", ["decline", "return"])
def test_undoing_lets_words_wait_again_and_be_approved(room, now, key, second, everything_is_held, outcome):
    post = held_reply(room, now, key, body=f"> [post {numbered(room.thread, 1).pk}]\n> The first words\n\nYes")
    before = rows()
    decision = decided(post, outcome, by=room.moderator, now=now)
    assert undone(decision, by=second, now=now) == []
    assert rows() == before
    decided(post, "approve", by=second, now=now)
    assert (fresh(post).state, fresh(post).number) == ("published", 2)


def test_undoing_a_return_leaves_what_was_sent_again_meanwhile(room, now, key, second, everything_is_held):
    post = held_reply(room, now, key)
    decision = decided(post, "return", by=room.moderator, now=now)
    edit_post(post=post, title="", body="Sent again", seen_revision=newest(post).pk, by=room.bea, now=now)
    before = rows()
    assert "state" in undone(decision, by=second, now=now)
    assert rows() == before


@pytest.mark.parametrize("outcome", ["decline", "return"])
def test_a_thread_that_was_not_put_up_is_its_starters_alone(room, browser_of, now, key, everything_is_held, outcome):
    post = start_thread(
        group=room.group, title="Held title", body="Held", is_unnamed=False, form_key=key(), by=room.bea, now=now
    )
    decided(post, outcome, by=room.moderator, now=now)
    assert "Held" in page(browser_of, room.bea, room, f"/threads/{post.thread_id}/")
    assert browser_of(room.cat).get(f"/threads/{post.thread_id}/").status_code == 404
    assert "Held title" not in page(browser_of, room.cat, room, f"/groups/{room.group.slug}/")
    withdraw_post(post=post, by=room.bea, now=now)
    assert browser_of(room.bea).get(f"/threads/{post.thread_id}/").status_code == 404


# Changes of what stands


def change(post, now, body="New words", title="Thursday"):
    return edit_post(post=post, title=title, body=body, seen_revision=newest(post).pk, by=post.author, now=now)


def test_editing_what_waits_never_publishes_it(room, now, key, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = held_reply(room, now, key)
        opening = change(room.thread.posts.get(number=1), now)
    edit_post(post=post, title="", body="Harmless", seen_revision=newest(post).pk, by=room.bea, now=now)
    change(opening, now, body="Harmless too")
    assert fresh(post).state == "held"
    assert "The first words" in fresh(opening).html
    assert set(Case.objects.not_closed().values_list("subject_id", flat=True)) == {post.pk, opening.pk}


@pytest.mark.parametrize("outcome", ["decline", "return"])
def test_a_change_that_was_turned_down_leaves_the_words_as_they_were(
    room, browser_of, now, second, monkeypatch, outcome
):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = change(room.thread.posts.get(), now)
    assert "You changed this. Until your change has been read" in page(browser_of, room.ann, room)
    before = rows(), page(browser_of, room.bea, room)
    decision = decided(post, outcome, by=room.moderator, now=now)
    text = page(browser_of, room.ann, room)
    assert ("Change and send again" in text) is (outcome == "return")
    assert f"/statements/{Statement.objects.get(recipient=room.ann).pk}/" in text
    assert page(browser_of, room.bea, room) == before[1]
    assert undone(decision, by=second, now=now) == []
    assert rows() == before[0]
    decided(post, outcome, by=second, now=now)
    change(post, now, body="Another try")
    assert "The first words" in fresh(post).html
    assert Finding.objects.filter(revision=newest(post), check_code="resubmitted").exists()


def test_a_change_of_a_hidden_post_is_not_approved_past_the_hiding(room, now, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = change(room.thread.posts.get(), now)
    decided(post, "hide", by=room.moderator, now=now)
    report(subject=post, revision=None, reason="selling", words="", by=room.cat, now=now)
    with pytest.raises(NotAllowed):
        decided(post, "approve", by=room.moderator, now=now)
    assert (fresh(post).state, fresh(post).html) == ("hidden", "")


# Approvals taken back


def test_an_approval_taken_back_empties_the_place_and_a_new_one_fills_it(
    room, browser_of, now, key, second, monkeypatch
):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = held_reply(room, now, key)
    decision = decided(post, "approve", by=room.moderator, now=now)
    quoting = a_reply(
        to=room.thread, by=room.cat, body=f"> [post {numbered(room.thread, 2).pk}]\n> Words that wait\n\nYes"
    )
    before = rows(), page(browser_of, room.cat, room)
    assert undone(decision, by=second, now=now) == []
    text = page(browser_of, room.cat, room)
    assert "Words that wait" not in text
    assert Thread.objects.get().reply_count == 1
    own = page(browser_of, room.bea, room)
    assert "This is being read again." in own
    assert "Words that wait" in own
    assert Statement.objects.filter(recipient=room.bea, decision__outcome="undo").exists()
    decided(post, "approve", by=second, now=now)
    assert fresh(quoting).html == next(row["html"] for row in before[0][1] if row["id"] == quoting.pk)
    assert (rows(), page(browser_of, room.cat, room)) == before


@pytest.mark.parametrize("outcome", ["decline", "return"])
def test_what_was_approved_and_taken_back_can_be_turned_down(
    room, browser_of, now, key, second, everything_is_held, outcome
):
    post = held_reply(room, now, key)
    undone(decided(post, "approve", by=room.moderator, now=now), by=second, now=now)
    decided(post, outcome, by=second, now=now)
    assert fresh(post).state == "hidden"
    text = page(browser_of, room.bea, room)
    assert ("Change and send again" in text) is (outcome == "return")
    form = edit_form(post, room.bea, "Changed", newest(post).pk)
    answer = browser_of(room.bea).post(f"/posts/{post.pk}/edit/", form)
    assert answer.status_code == (302 if outcome == "return" else 403)
    if outcome == "return":
        decided(post, "approve", by=room.moderator, now=now)
        assert "Changed" in page(browser_of, room.cat, room)


def test_an_approved_change_taken_back_shows_the_words_before_it(room, browser_of, now, second, everything_is_held):
    post = change(room.thread.posts.get(), now, title="Friday")
    before = rows(), page(browser_of, room.bea, room)
    decision = decided(post, "approve", by=room.moderator, now=now)
    assert Thread.objects.get().title == "Friday"
    assert undone(decision, by=second, now=now) == []
    assert (rows(), page(browser_of, room.bea, room)) == before


def test_an_edit_by_a_moderator_is_said_and_its_undoing_lets_the_authors_words_wait(
    room, browser_of, now, key, second, everything_is_held
):
    post = held_reply(room, now, key, body="Nurse Jane is lovely")
    before = rows()
    decision = decided(post, "approve_edited", by=room.moderator, now=now, body="My nurse is lovely")
    text = page(browser_of, room.cat, room)
    assert "My nurse is lovely" in text
    assert "edited by a moderator" in text
    assert "Jane" not in text
    history = page(browser_of, room.bea, room, f"/posts/{post.pk}/history/")
    assert "Nurse Jane is lovely" in history
    assert "changed by a moderator" in history
    assert undone(decision, by=second, now=now) == []
    assert fresh(post).state == "hidden"
    assert Case.objects.not_closed().get().subject == post
    assert "My nurse" not in page(browser_of, room.bea, room, f"/posts/{post.pk}/history/")
    decided(post, "approve", by=second, now=now)
    assert "Nurse Jane is lovely" in page(browser_of, room.cat, room)
    assert rows() != before


def test_an_author_does_not_put_back_what_a_moderator_took_out(room, browser_of, now, key, monkeypatch):
    with monkeypatch.context() as held:
        held.setattr(Policy, "is_auto_approve", lambda *_arguments: False)
        post = held_reply(room, now, key, body="Nurse Jane is lovely")
    decided(post, "approve_edited", by=room.moderator, now=now, body="My nurse is lovely")
    edit_post(post=post, title="", body="Nurse Jane again", seen_revision=newest(post).pk, by=room.bea, now=now)
    assert "Jane" not in page(browser_of, room.cat, room)
    assert Case.objects.not_closed().get().subject == post


# Removed while they waited


def test_a_case_does_not_stay_open_for_words_that_their_author_took_back(room, now, key, everything_is_held):
    post = held_reply(room, now, key)
    withdraw_post(post=post, by=room.bea, now=now)
    assert Case.objects.get().state == "closed"


# Closed and slow threads


def test_closing_and_opening_a_thread_is_decided_told_and_undone(room, now, second):
    lock_thread(thread=room.thread, by=room.moderator, now=now)
    lock_thread(thread=room.thread, by=room.moderator, now=now)
    assert Thread.objects.get().is_locked
    decision = Decision.objects.get()
    assert LogEntry.objects.filter(action="lock", by=room.moderator).count() == 1
    assert "no new replies" in " ".join(Statement.objects.get(recipient=room.ann).paragraphs)
    assert undone(decision, by=second, now=now) == []
    assert not Thread.objects.get().is_locked
    unlock_thread(thread=room.thread, by=room.moderator, now=now)
    assert Decision.objects.count() == 2


def test_whoever_starts_a_thread_and_moderates_can_close_it(room, now):
    thread = a_thread(of=room.group, by=room.moderator)
    assert lock_thread(thread=thread, by=room.moderator, now=now).is_locked
    assert not Statement.objects.exists()


def test_nobody_moderates_before_their_training_is_confirmed(room, now):
    untrained = a_person()
    joins(untrained, room.group, role="moderator")
    with pytest.raises(NotAllowed, match="training"):
        lock_thread(thread=room.thread, by=untrained, now=now)
    assert not Thread.objects.get().is_locked
    assert not Case.objects.exists()


SLOWLY = {"options": {"pace": "60-1"}}


def test_a_slow_thread_takes_one_reply_of_each_member_in_an_hour_and_keeps_the_words(
    room, browser_of, now, key, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=21))
    reply(thread=room.thread, body="First", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    decided(room.thread, "slow", by=room.moderator, now=now, **SLOWLY)
    form = reply_form(room.thread, room.bea, "Second, an hour of words")
    answer = browser_of(room.bea).post(f"{room.address}reply/", form)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "one reply from each person in 60 minutes" in text
    assert "You can write again at 8.30pm" in text
    assert "Second, an hour of words" in text
    text = page(browser_of, room.bea, room)
    assert "You can write again at 8.30pm" in text
    assert "Second, an hour of words" in text
    assert (
        browser_of(room.cat).post(f"{room.address}reply/", reply_form(room.thread, room.cat, "Mine")).status_code == 302
    )


def test_slowness_ends_by_the_clock_and_never_holds_moderators(room, now, key):
    def write(by, at):
        return reply(thread=room.thread, body="x", is_unnamed=False, form_key=key(), by=by, now=at)

    decided(room.thread, "slow", by=room.moderator, now=now, **SLOWLY)
    for by in (room.ann, room.bea, room.moderator, room.moderator):  # having opened the thread is no reply
        write(by, now)
    for late in (timedelta(minutes=59), timedelta(minutes=59, seconds=59)):
        with pytest.raises(NotAllowed):
            write(room.bea, now + late)
    write(room.bea, now + timedelta(hours=1))
    for late in (timedelta(days=1), timedelta(days=1, seconds=1)):
        write(room.bea, now + late)


def test_slowness_is_put_back_to_what_it_was(room, now, second):
    first = decided(room.thread, "slow", by=room.moderator, now=now, **SLOWLY)
    before = rows()
    other = decided(room.thread, "slow", by=room.moderator, now=now, options={"pace": "360-7"})
    assert undone(first, by=second, now=now) == ["slow"]
    assert undone(other, by=second, now=now) == []
    assert rows() == before


def test_a_pace_that_is_none_is_refused(room, now):
    before = rows()
    with pytest.raises(NotAllowed):
        decided(room.thread, "slow", by=room.moderator, now=now, options={"pace": "1-1000"})
    assert rows() == before


def test_from_a_post_its_thread_is_closed_or_slowed(room, now, second):
    post = room.thread.posts.get()
    for outcome, options in (("lock", {}), ("slow", {"pace": "15-1"})):
        decision = decided(post, outcome, by=room.moderator, now=now, options=options)
        assert undone(decision, by=second, now=now) == []
    assert (Thread.objects.get().is_locked, Thread.objects.get().slow_until) == (False, None)
