"""Nothing of a thread is told or mailed to whoever may not hear of it any more, and why is kept.

Faults 7, 8, 9, 11, 35, 36 and 37 of a survey of public bug trackers; `tests/architecture/test_faults.py` has all of them.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.actions import choose_gently, leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.groups.actions import leave_group, remove_member
from forum.groups.models import Membership
from forum.notices.actions import choose_how_to_be_told, send_due, tell_due
from forum.notices.models import Delivery, Manner, Notice
from forum.threads.actions import merge_threads, move_thread, split_thread, subscribe, withdraw_post
from forum.threads.models import Post
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.meetups.sanctions import sentenced
from tests.threads.desk import a_moderator, decided

pytestmark = pytest.mark.django_db

SOON, LATER = WHEN + timedelta(minutes=5), WHEN + timedelta(minutes=10)
TITLE, WORDS = "zqtitle of a thread", "zqwords of a post"


@pytest.fixture
def room(settings):
    """Bea wrote a reply that quotes Ann and names Cat; Dot follows the thread. All three wish to have a mail at once."""
    settings.SECOND_FACTOR_REQUIRED = False
    return a_room()


def a_room(**group):
    group = a_group("Scans and results", **group)
    ann, bea, cat, dot = people = [a_person(name) for name in ("Ann", "Bea", "Cat", "Dot")]
    for person in people:
        joins(person, group)
        choose_how_to_be_told(
            ways=dict.fromkeys(("replies", "quoted", "named"), "mail"), quiet=None, by=person, now=WHEN
        )
    thread = a_thread(of=group, by=joins(a_person(), group).person, title=TITLE)
    quoted = a_reply(to=thread, by=ann)
    subscribe(group=group, thread=thread, level="each", by=dot, now=WHEN)
    post = a_reply(to=thread, by=bea, body=f"> [post {quoted.pk}]\n> x\n\n@Cat, {WORDS}")
    return SimpleNamespace(group=group, thread=thread, post=post, bea=bea, told=(ann, cat, dot), mo=a_moderator(group))


def leaves_the_group(room, person):
    leave_group(group=room.group, by=person, now=WHEN)


def is_removed(room, person):
    host = Membership.objects.get(group=room.group, role="host").person
    remove_member(membership=Membership.objects.get(group=room.group, person=person), by=host, now=WHEN)


def is_paused(room, person):
    sentenced(person, "pause", group=room.group, of=room.group)


def blocks(room, person):
    set_boundary(other=room.bea, kind="block", by=person, now=WHEN)


def is_blocked(room, person):
    set_boundary(other=person, kind="block", by=room.bea, now=WHEN)


def is_kept_apart(room, person):
    set_boundary(other=person, kind="apart", by=room.bea, now=WHEN)


def the_writer_is_paused(room):
    sentenced(room.bea, "pause", group=room.group, of=room.group)


def the_writer_is_banned(room):
    sentenced(room.bea, "ban", group=None, days=None, of=room.group)


def the_writer_leaves(room):
    leave_forum(choice=WordsChoice.KEEP, by=room.bea, now=WHEN)


def it_is_withdrawn(room):
    withdraw_post(post=Post.objects.get(pk=room.post.pk), by=room.bea, now=WHEN)


def it_is_hidden(room):
    decided(Post.objects.get(pk=room.post.pk), "hide", by=room.mo, now=WHEN)


def another_group(room):
    """Inside of theirs, and none of them is in it."""
    group = a_group("zqinside", under=room.group)
    joins(room.mo, group, role="moderator")
    return group


def the_thread_is_moved(room):
    move_thread(thread=room.thread, group=another_group(room), words="It fits better.", by=room.mo, now=WHEN)


def the_thread_is_merged(room):
    into = a_thread(of=room.group, by=room.mo, title="zqanother")
    merge_threads(thread=room.thread, into=into, words="It fits better.", by=room.mo, now=WHEN)


def it_is_split_off_and_moved(room):
    part = split_thread(thread=room.thread, posts=[room.post.pk], title="zqpart", words="", by=room.mo, now=WHEN)
    move_thread(thread=part, group=another_group(room), words="It fits better.", by=room.mo, now=WHEN)


OF_ONE = [
    (leaves_the_group, "not_seen"), (is_removed, "not_seen"), (is_paused, "stopped"), (blocks, "not_seen"),
    (is_blocked, "not_seen"), (is_kept_apart, "not_seen"),
]  # fmt: skip
OF_ALL = [
    (the_writer_is_paused, "stopped"), (the_writer_is_banned, "stopped"), (the_writer_leaves, "stopped"),
    (it_is_withdrawn, "not_seen"), (it_is_hidden, "not_seen"), (the_thread_is_moved, "not_seen"),
    (the_thread_is_merged, "not_seen"), (it_is_split_off_and_moved, "not_seen"),
]  # fmt: skip


def notices_of(room):
    about = Notice.objects.filter(recipient__in=room.told, kind__in=("replies", "quoted", "named"))
    return about.filter(thread=room.thread, sequence=3).order_by("recipient")


def goes_on(room, happens):
    if happens in dict(OF_ONE):
        for person in room.told:
            happens(room, person)
    else:
        happens(room)


@pytest.mark.parametrize(("happens", "why"), [*OF_ONE, *OF_ALL])
def test_what_ends_between_writing_and_telling_is_not_told_and_says_why(room, client, mailoutbox, happens, why):
    assert [each.kind for each in notices_of(room)] == ["quoted", "named", "replies"]
    goes_on(room, happens)
    mailoutbox.clear()
    tell_due(now=SOON)
    send_due(now=LATER)
    assert {each.skipped_because for each in notices_of(room)} == {why}
    assert not Delivery.objects.filter(notice__in=notices_of(room)).exists()
    for person in room.told:
        client.force_login(person)
        assert "zq" not in client.get("/notices/").content.decode()


@pytest.mark.parametrize(("happens", "why"), [*OF_ONE, *OF_ALL])
def test_what_ends_between_telling_and_mailing_is_not_mailed_and_says_why(room, client, mailoutbox, happens, why):
    tell_due(now=SOON)
    waiting = Delivery.objects.filter(notice__in=notices_of(room))
    assert waiting.count() == 3
    goes_on(room, happens)
    mailoutbox.clear()
    send_due(now=LATER)
    assert {(each.state, each.not_sent_because) for each in waiting.all()} == {("not_sent", why)}
    addresses = {person.email for person in room.told}
    assert not [mail for mail in mailoutbox if addresses & {*mail.to}]


def test_whoever_is_banned_from_the_forum_is_told_nothing_of_threads_that_anybody_reads():
    room = a_room(reading="public", joining="open")
    sentenced(room.told[2], "ban", group=None, days=None, of=room.group)
    tell_due(now=SOON)
    assert [each.skipped_because for each in notices_of(room)] == ["", "", "stopped"]


def test_a_pause_elsewhere_or_one_that_is_over_stops_nothing(room):
    elsewhere = a_group("Elsewhere")
    for person in (room.bea, *room.told):
        joins(person, elsewhere)
        sentenced(person, "pause", group=elsewhere, of=elsewhere)
    sentenced(room.bea, "pause", group=room.group, of=room.group, now=WHEN - timedelta(days=30))
    tell_due(now=SOON)
    assert [each.skipped_because for each in notices_of(room)] == ["", "", ""]


def test_replies_are_told_where_somebody_else_wrote_after_the_one_who_was_paused(room):
    the_writer_is_paused(room)
    a_reply(to=room.thread, by=room.told[1])
    tell_due(now=SOON)
    assert [each.skipped_because for each in notices_of(room)] == ["stopped", "stopped", ""]


@pytest.mark.parametrize("happens", [leaves_the_group, blocks, is_kept_apart])
def test_what_was_told_is_not_shown_to_whoever_may_not_see_it_any_more(room, client, happens):
    tell_due(now=SOON)
    ann = room.told[0]
    client.force_login(ann)
    assert TITLE in client.get("/notices/").content.decode()
    happens(room, ann)
    text = client.get("/notices/").content.decode()
    assert TITLE not in text
    assert "quoted you" not in text


@pytest.mark.parametrize("way", ["mail", "daily"])
def test_no_words_and_nothing_that_its_reader_hides_are_in_a_mail(room, mailoutbox, way):
    for person in room.told:
        choose_how_to_be_told(ways=dict.fromkeys(("quoted", "named"), way), quiet=None, by=person, now=WHEN)
        choose_gently(choices={"dying": "hide"}, by=person, now=WHEN)
        Manner.objects.update_or_create(person=person, defaults={"says_more": True})
    room.thread.notes = "dying"
    room.thread.save()
    tell_due(now=SOON)
    send_due(now=SOON + timedelta(days=1))
    addresses = {person.email for person in room.told}
    mails = [mail for mail in mailoutbox if addresses & {*mail.to}]
    assert len(mails) == 3
    for mail in mails:
        said = mail.message().as_string()
        assert TITLE not in said
        assert WORDS not in said
        assert "Bea" not in said
