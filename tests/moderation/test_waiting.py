"""What the author of words that wait is told: why, and until when. Never what is thought about them."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from forum.threads.actions import edit_post, reply
from forum.threads.models import Post
from moderation.hours import forget_turns
from moderation.models import Case, Duty, Finding, Holiday, Severity
from moderation.pages.waiting import waiting_of
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.rules_in_use import in_use
from tests.threads.desk import a_moderator, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(now):
    group = a_group("Scans", host=a_person("Hazel"), first_posts_held=2)
    ann = a_person("Annis")
    joins(ann, group)
    thread = a_thread(of=group, by=group.memberships.get(role="host").person)

    class Room:
        robin = a_moderator(of=group, name="Robinet")

        @staticmethod
        def says(body, at=now):
            return reply(thread=thread, body=body, is_unnamed=False, form_key=uuid4(), by=ann, now=at)

        @staticmethod
        def changes(post, body):
            newest = post.revision or Finding.objects.latest("pk").revision
            return edit_post(post=post, title="", body=body, seen_revision=newest.pk, by=ann, now=now)

    Room.ann, Room.group, Room.thread = ann, group, thread
    return Room


def told(post, now):
    return waiting_of(Post, [post.pk], now=now)[post.pk]


def test_a_first_post_says_that_it_is_one_and_when_it_is_read(desk, now):
    """Monday evening; somebody is there until ten."""
    post = desk.says("Hello from Annis")
    assert told(post, now).reasons == (
        "It is one of your first posts here, and a moderator reads everybody’s first posts.",
    )
    assert told(post, now).until == "A moderator reads it by tomorrow evening."
    Duty.objects.create(person=desk.robin, weekday=0, starts=time(18), ends=time(22))
    forget_turns()
    assert told(post, now).until == "A moderator reads it, usually within 24 hours."
    assert told(post, now + timedelta(minutes=1)).until == "A moderator reads it, usually within 24 hours."
    assert told(post, now + timedelta(hours=1)).until == "A moderator reads it, usually within 23 hours."
    Case.objects.update(due_at=now + timedelta(minutes=40))
    assert told(post, now).until == "A moderator reads it, usually within 1 hour."
    assert told(post, now + timedelta(minutes=40)).until.startswith("A moderator reads it as soon as somebody can.")


@pytest.mark.parametrize("why", ["the hours are over", "another day", "a holiday"])
def test_nobody_is_promised_while_nobody_is_there(desk, now, why):
    post = desk.says("Hello")
    weekday, ends = (1 if why == "another day" else 0), (time(19, 30) if why == "the hours are over" else time(22))
    Duty.objects.create(person=desk.robin, weekday=weekday, starts=time(18), ends=ends)
    if why == "a holiday":
        Holiday.objects.create(day=date(2026, 11, 23), name="A holiday")
    assert told(post, now).until == "A moderator reads it by tomorrow evening."


def test_what_was_found_is_said_with_its_words_in_plain_ones(desk, now):
    in_use(action="hold", phrases=["miracle cure"], says="It promises a cure.")
    post = desk.says("A miracle cure, ring 07700 900123")
    assert told(post, now).reasons[1:] == (
        "It looks as if there are contact details or a link in it: “07700 900123”.",
        "A rule here asks for a moderator to look: It promises a cure: “miracle cure”.",
    )


def test_the_newest_words_count_and_what_is_over_is_not_said(desk, now):
    post = desk.says("Ring 07700 900123")
    desk.changes(post, "Hello instead")
    assert told(post, now).reasons == (
        "A moderator reads it before others do.",
        "It is one of your first posts here, and a moderator reads everybody’s first posts.",
    )
    decided(post, "return", by=desk.robin, now=now)
    assert waiting_of(Post, [post.pk], now=now) == {}
    desk.changes(Post.objects.get(pk=post.pk), "Hello again")
    assert told(post, now).reasons[0] == "You sent it again after a moderator had returned it."


def test_nobody_learns_that_others_worry_about_them(desk, now):
    in_use(action="flag", reason="concern", phrases=["end my life"], says="Wants to die.")
    in_use(action="flag", reason="other", phrases=["hello"], says="Only looked at.")
    post = desk.says("Hello. I want to end my life")
    assert Case.objects.filter(severity=Severity.CONCERN).exists()
    assert len(told(post, now).reasons) == 1
    assert "Wants to die" not in str(told(post, now))
    assert "Only looked at" not in str(told(post, now))


@pytest.mark.parametrize("count", [1, 6])
def test_it_costs_one_query_however_much_waits(desk, now, queries, count):
    posts = [desk.says(f"Hello {number}") for number in range(count)]
    waiting_of(Post, [posts[0].pk], now=now)
    with queries() as asked:
        found = waiting_of(Post, [each.pk for each in posts], now=now)
    assert (len(found), asked.count) == (count, 1)
