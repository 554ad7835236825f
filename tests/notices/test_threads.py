"""What is told of threads: to whom, how often, and what is not told any more when its moment comes."""

from datetime import timedelta

import pytest

from accounts.actions import set_boundary
from forum.groups.actions import leave_group
from forum.notices.actions import forget_old_notices, read_notices, tell_due
from forum.notices.models import Delivery, Notice
from forum.threads.actions import note_reading, react, subscribe, take_back_reaction, withdraw_post
from forum.threads.models import Post, Thread
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins, numbered

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(minutes=5)
HALF_AN_HOUR_ON = WHEN + timedelta(minutes=30)


@pytest.fixture
def room():
    """A group with a thread that Ann began, in which Bea writes and which Cat reads."""
    group = a_group("Scans and results")
    people = [a_person(name) for name in ("Ann", "Bea", "Cat")]
    for person in people:
        joins(person, group)
    thread = a_thread(of=group, by=people[0])
    return group, thread, *people


def told(person):
    return [each.kind for each in Notice.objects.visible_to(person).order_by("pk")]


def why_not(person):
    return [each.skipped_because for each in Notice.objects.filter(recipient=person).order_by("pk")]


def test_whoever_began_a_thread_is_told_once_however_many_reply(room):
    _group, thread, ann, bea, _cat = room
    a_reply(to=thread, by=bea)
    a_reply(to=thread, by=bea)
    tell_due(now=LATER)
    assert told(ann) == ["replies"]


def test_whoever_only_reads_is_told_of_nothing(room):
    _group, thread, _ann, bea, cat = room
    note_reading(thread=thread, number=1, by=cat, now=WHEN)
    a_reply(to=thread, by=bea)
    tell_due(now=LATER)
    assert told(cat) == told(bea) == []


@pytest.mark.parametrize(("of_group", "of_thread", "is_told"), [
    ("each", None, True), ("daily", None, True), ("named", None, False), ("muted", None, False), ("each", "muted", False),
    ("muted", "each", True), (None, "named", False), (None, "daily", True), ("daily", "named", False),
])  # fmt: skip
def test_the_choice_for_a_thread_counts_more_than_that_for_its_group(room, of_group, of_thread, is_told):
    group, thread, _ann, bea, cat = room
    if of_group:
        subscribe(group=group, thread=None, level=of_group, by=cat, now=WHEN)
    if of_thread:
        subscribe(group=group, thread=thread, level=of_thread, by=cat, now=WHEN)
    a_reply(to=thread, by=bea)
    tell_due(now=LATER)
    assert told(cat) == (["replies"] if is_told else [])


def test_a_new_thread_is_told_to_whoever_follows_the_group(room):
    group, _thread, ann, bea, cat = room
    subscribe(group=group, thread=None, level="daily", by=cat, now=WHEN)
    a_thread(of=group, by=bea)
    tell_due(now=LATER)
    assert told(cat) == ["replies"]
    assert told(ann) == told(bea) == []


def test_reading_the_thread_is_having_read_and_the_next_reply_is_told_again(room):
    _group, thread, ann, bea, _cat = room
    first = a_reply(to=thread, by=bea)
    tell_due(now=LATER)
    ann.refresh_from_db()
    assert ann.has_news
    note_reading(thread=Thread.objects.get(pk=thread.pk), number=first.number, by=ann, now=LATER)
    ann.refresh_from_db()
    assert not ann.has_news
    a_reply(to=thread, by=bea)
    tell_due(now=LATER + timedelta(minutes=5))
    assert told(ann) == ["replies", "replies"]
    assert Notice.objects.visible_to(ann).unread().count() == 1


def test_what_was_read_before_it_was_told_is_not_told(room):
    _group, thread, ann, bea, _cat = room
    reply = a_reply(to=thread, by=bea)
    note_reading(thread=Thread.objects.get(pk=thread.pk), number=reply.number, by=ann, now=WHEN)
    tell_due(now=LATER)
    assert told(ann) == []


def test_a_group_that_was_left_meanwhile_tells_nothing_and_says_why(room):
    group, thread, ann, bea, _cat = room
    a_reply(to=thread, by=bea)
    leave_group(group=group, by=ann, now=WHEN)
    tell_due(now=LATER)
    assert told(ann) == []
    assert why_not(ann) == ["not_seen"]


def test_a_reply_that_was_withdrawn_meanwhile_is_not_told(room):
    _group, thread, ann, bea, _cat = room
    reply = a_reply(to=thread, by=bea)
    withdraw_post(post=Post.objects.get(pk=reply.pk), by=bea, now=WHEN)
    tell_due(now=LATER)
    assert why_not(ann) == ["not_seen"]


def test_somebody_who_wrote_long_ago_is_told_no_more(room):
    _group, thread, _ann, bea, cat = room
    a_reply(to=thread, by=cat)
    for _each in range(51):
        a_reply(to=thread, by=bea)
    Notice.objects.all().delete()
    a_reply(to=thread, by=bea)
    tell_due(now=LATER)
    assert told(cat) == []


def test_what_is_older_than_ninety_days_is_erased(room):
    _group, thread, ann, bea, _cat = room
    a_reply(to=thread, by=bea)
    tell_due(now=LATER)
    mailed_at = Delivery.objects.get().due_at  # the next morning
    forget_old_notices(now=LATER + timedelta(days=89))
    assert told(ann) == ["replies"]
    forget_old_notices(now=LATER + timedelta(days=90, minutes=1))
    assert not Notice.objects.exists()
    assert Delivery.objects.exists()
    forget_old_notices(now=mailed_at + timedelta(days=91))
    assert not Delivery.objects.exists()


def reacts(person, post, kind="with_you", *, now=WHEN):
    react(post=post, kind=kind, by=person, now=now)


def test_kind_words_are_told_once_half_an_hour_later_and_never_who_gave_them(room, client):
    _group, thread, ann, bea, cat = room
    post = numbered(thread, 1)
    reacts(bea, post)
    reacts(cat, post, now=WHEN + timedelta(minutes=20))
    reacts(cat, post, "thank_you", now=WHEN + timedelta(minutes=20))
    tell_due(now=WHEN + timedelta(minutes=29))
    assert told(ann) == []
    tell_due(now=HALF_AN_HOUR_ON)
    assert told(ann) == ["reacted"]
    assert told(bea) == told(cat) == []
    client.force_login(ann)
    page = client.get("/notices/").content.decode()
    assert "Somebody answered what you wrote with a kind word." in page
    assert f'href="/posts/{post.pk}/"' in page
    assert "Bea" not in page
    assert "Cat" not in page


def test_after_somebody_looked_the_next_kind_word_is_told_again(room):
    _group, thread, ann, bea, cat = room
    post = numbered(thread, 1)
    reacts(bea, post)
    tell_due(now=HALF_AN_HOUR_ON)
    read_notices(up_to=HALF_AN_HOUR_ON, by=ann, now=HALF_AN_HOUR_ON)
    reacts(cat, post, now=HALF_AN_HOUR_ON)
    tell_due(now=HALF_AN_HOUR_ON + timedelta(minutes=30))
    assert told(ann) == ["reacted", "reacted"]


def test_a_kind_word_that_was_taken_back_is_not_told(room):
    _group, thread, ann, bea, _cat = room
    post = numbered(thread, 1)
    reacts(bea, post)
    take_back_reaction(post=post, kind="with_you", by=bea, now=WHEN)
    tell_due(now=HALF_AN_HOUR_ON)
    assert why_not(ann) == ["not_seen"]


@pytest.mark.parametrize("kind", ["block", "apart"])
def test_a_kind_word_of_somebody_hidden_is_not_told_and_that_of_others_is(room, kind):
    _group, thread, ann, bea, cat = room
    post = numbered(thread, 1)
    reacts(bea, post)
    set_boundary(other=ann, kind=kind, by=bea, now=WHEN)
    tell_due(now=HALF_AN_HOUR_ON)
    assert why_not(ann) == ["not_seen"]
    reacts(cat, post, now=HALF_AN_HOUR_ON)
    tell_due(now=HALF_AN_HOUR_ON + timedelta(minutes=30))
    assert told(ann) == ["reacted"]
