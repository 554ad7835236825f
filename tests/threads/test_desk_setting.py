"""What a case page and the desk's list say around a post: where it stands, who wrote, what was said before and after."""

import pytest

from accounts.actions import set_boundary
from forum.threads.actions import reply, start_thread, withdraw_post
from forum.threads.models import Post
from moderation.kinds import kind_for
from moderation.models import Revision
from tests.factories import WHEN, a_group, a_reply, a_thread, joins
from tests.threads.desk import decided

pytestmark = pytest.mark.django_db


def setting(thing, by, now):
    thing = type(thing).objects.get(pk=thing.pk)
    return kind_for(thing).setting(thing, by, now)


def listed(thing, by):
    return kind_for(thing).settings([thing.pk], by)[thing.pk]


def bodies(found):
    return [each.html.replace("<p>", "").replace("</p>", "") for each in found.neighbours]


def test_a_reply_stands_among_the_opening_post_and_those_next_to_it(room, now):
    posts = [a_reply(to=room.thread, by=room.bea, body=f"Reply {number}") for number in range(2, 10)]
    found = setting(posts[4], room.moderator, now)  # number 6
    assert found.title == "Reply in “Thursday”"
    assert found.place == "Scans (closed, 5 people)"
    assert found.who == "Bea Birch"
    assert bodies(found) == ["The first words", "Reply 4", "Reply 5", "Reply 6", "Reply 7"]
    assert [each.is_subject for each in found.neighbours] == [False, False, False, True, False]
    assert listed(posts[4], room.moderator).title == found.title


def test_a_held_reply_stands_after_the_newest_and_a_held_thread_alone(room, now, key, everything_is_held):
    post = reply(thread=room.thread, body="**Waits**", is_unnamed=True, form_key=key(), by=room.bea, now=now)
    found = setting(post, room.moderator, now)
    assert bodies(found) == ["The first words", "<strong>Waits</strong>"]
    assert (found.is_unnamed, found.who) == (True, "A member of this group, without their name")
    assert "Bea" not in str(found)
    opening = start_thread(
        group=room.group, title="Held title", body="Held", is_unnamed=False, form_key=key(), by=room.bea, now=now
    )
    found = setting(opening, room.moderator, now)
    assert (found.title, bodies(found)) == ("New thread “Held title”", ["Held"])


def test_who_wrote_without_a_name_is_not_said(room, now):
    post = a_reply(to=room.thread, by=room.bea, is_unnamed=True)
    for found in (setting(post, room.moderator, now), listed(post, room.moderator)):
        assert (found.is_unnamed, found.who) == (True, "A member of this group (A)")
        assert "Bea" not in str(found)


def test_a_hidden_post_is_read_with_its_title_and_a_removed_one_is_not(room, now):
    opening = room.thread.posts.get()
    decided(opening, "hide", by=room.moderator, now=now)
    found = setting(opening, room.moderator, now)
    assert (found.title, bodies(found)) == ("New thread “Thursday”", ["The first words"])
    assert listed(room.thread, room.moderator).title == "Thread “Thursday”"
    withdraw_post(post=opening, by=room.ann, now=now)
    found = setting(opening, room.moderator, now)
    assert (found.is_removed, bodies(found)) == (True, [""])


def test_people_who_hide_from_a_moderator_stand_around_nothing_and_in_no_quote(room, now):
    hidden = a_reply(to=room.thread, by=room.cat, body="Cat’s words")
    post = a_reply(to=room.thread, by=room.bea, body=f"> [post {hidden.pk}]\n> Cat’s words\n\nYes")
    a_reply(to=room.thread, by=room.bea, body=f"> [post {hidden.pk}]\n> Cat’s words\n\nAgain")
    set_boundary(other=room.moderator, kind="apart", by=room.cat, now=WHEN)
    found = setting(post, room.moderator, now)
    assert "Cat’s words" not in str(bodies(found))
    assert len(found.neighbours) == 3
    revision = Revision.objects.of(post).get()
    assert "Cat’s words" not in kind_for(post).source_for(revision, room.moderator)
    assert "Cat’s words" not in kind_for(post).excerpt(revision)


@pytest.mark.parametrize("count", [1, 12])
def test_a_list_of_settings_costs_one_query_however_long_it_is(room, queries, count):
    posts = [a_reply(to=room.thread, by=room.bea) for _each in range(count)]
    threads = [a_thread(of=room.group, by=room.bea) for _each in range(count)]
    for things in (posts, threads):
        with queries() as asked:
            found = kind_for(things[0]).settings([each.pk for each in things], room.moderator)
        assert len(found) == count
        assert asked.count == 1


def test_a_thread_stands_with_its_first_and_newest_posts(room, now, queries):
    for number in range(2, 8):
        a_reply(to=room.thread, by=room.bea, body=f"Reply {number}")
    found = setting(room.thread, room.moderator, now)
    assert bodies(found) == ["The first words", "Reply 6", "Reply 7"]
    with queries() as asked:
        setting(Post.objects.get(number=4), room.moderator, now)
    assert asked.count <= 7


@pytest.mark.parametrize(
    ("reading", "said"), [("public", "anyone can read it"), ("members", "everyone with an account")]
)
def test_an_open_group_is_said_to_be_open(room, now, reading, said):
    group = a_group("Harbour", reading=reading)
    joins(room.ann, group)
    assert said in setting(a_thread(of=group, by=room.ann), room.moderator, now).place
