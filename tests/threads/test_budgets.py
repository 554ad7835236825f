"""What a page may cost, the same for few rows and for many."""

import pytest
from django.core.management import call_command

from accounts.models import Boundary
from forum.kernel.compiled import AnyPerson, Compiled
from forum.threads import rendering
from forum.threads.actions import react
from forum.threads.models import Post, Thread
from forum.threads.pages import lookups
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins, numbered
from tests.threads.conftest import reply_form

pytestmark = pytest.mark.django_db

LONG = "\n\n".join(["Some words about a long week and what helped a little. " * 4] * 3)[:600]


def filled(room, *, replies, now):
    writers = [room.bea, room.cat, *(a_person() for _each in range(min(replies, 10)))]
    for person in writers[2:]:
        joins(person, room.group, line="a line about oneself, as long as people write them")
    for number in range(replies):
        post = a_reply(
            to=room.thread,
            by=writers[number % len(writers)],
            body=f"> [post {numbered(room.thread, 1).pk}]\n> The first words\n\n{LONG}",
        )
        for reader in (room.ann, room.moderator):
            react(post=post, kind="with_you", by=reader, now=now)
    Boundary.objects.create(setter=room.ann, other=a_person(), kind="block", set_at=WHEN)


@pytest.mark.parametrize("replies", [2, 19, 45])
def test_a_thread_page_costs_eight_queries_at_most(room, browser_of, queries, now, replies):
    filled(room, replies=replies, now=now)
    client = browser_of(room.ann)
    for address in (room.address, f"{room.address}?before={replies + 2}"):
        with queries() as first:
            client.get(address)
        with queries() as asked:
            answer = client.get(address)
        assert answer.status_code == 200
        assert first.count <= 8, "\n".join(first.statements)  # the first time, what was read is noted too
        assert len(first.writes) <= 1
        assert asked.count <= 8, "\n".join(asked.statements)
        assert asked.writes == []
        assert len(answer.content) <= 45_000


def test_the_cost_does_not_grow_with_the_thread(room, browser_of, queries, now):
    counts = []
    client = browser_of(room.ann)
    for replies in (2, 20):
        filled(room, replies=replies, now=now)
        client.get(f"{room.address}?before=9999")
        with queries() as asked:
            client.get(f"{room.address}?before=9999")
        counts.append(asked.count)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("replies", [1, 30])
def test_a_reply_that_quotes_and_names_somebody_costs_thirty_queries_at_most(room, browser_of, queries, now, replies):
    filled(room, replies=replies, now=now)
    client = browser_of(room.bea)
    form = reply_form(
        room.thread,
        room.bea,
        f"> [post {numbered(room.thread, 1).pk}]\n> The first words\n\n@{room.cat.name}, {LONG}",
        is_unnamed="on",
    )
    with queries() as asked:
        answer = client.post(f"{room.address}reply/", form)
    assert answer.status_code == 302
    assert asked.count <= 30, "\n".join(asked.statements)


def test_a_stranger_costs_four_queries_and_leaves_no_trace(client, queries):
    ann = a_person()
    group = a_group(reading="public")
    joins(ann, group)
    thread = a_thread(of=group, by=ann)
    for _each in range(25):
        a_reply(to=thread, by=ann, body=f"> [post {numbered(thread, 1).pk}]\n> x\n\n{LONG}")
    with queries() as asked:
        answer = client.get(f"/threads/{thread.pk}/")
    assert answer.status_code == 200
    assert asked.count <= 4
    assert asked.writes == []
    assert "sessionid" not in answer.cookies
    assert len(answer.content) <= 45_000


def test_a_list_with_unread_counts_costs_one_query(room, queries, now):
    filled(room, replies=12, now=now)
    with queries() as asked:
        list(Thread.objects.visible_to(room.ann).with_unread_for(room.ann).latest_first()[:20])
    assert asked.count == 1


def test_compiled_queries_answer_as_the_querysets_do(room, now):
    filled(room, replies=25, now=now)
    for viewer in (room.ann, room.bea, room.moderator, a_person(), a_person(is_staff=True)):
        values = {"viewer": viewer, "pk": room.thread.pk}
        expected = list(lookups._thread(viewer, room.thread.pk))
        found = lookups.thread_seen.rows(**values)
        assert [vars(each)["unread_count"] for each in found] == [each.unread_count for each in expected]
        assert [(each.pk, each.role, each.mark, each.group.parent.name) for each in found] == [
            (each.pk, each.role, each.mark, each.group.parent.name) for each in expected
        ]
        straight = lookups._posts(viewer, room.thread.pk, lookups._line(room.group.pk)).filter(number__gte=3)
        assert lookups.posts_from(viewer, room.thread, 3, is_member=True) == list(straight.order_by("number")[:21])


def test_a_compiled_query_that_asks_more_of_its_viewer_fails_loudly(room):
    nosy = Compiled(lambda viewer: Thread.objects.filter(title=viewer.name))
    with pytest.raises(AttributeError):
        nosy.rows(viewer=room.ann)
    with pytest.raises(AttributeError):
        AnyPerson(1).email  # noqa: B018


def test_posts_of_an_older_renderer_are_rendered_again(room, monkeypatch, capsys):
    post = a_reply(to=room.thread, by=room.bea, body="words **again**")
    Post.objects.update(renderer_version=rendering.RENDERER_VERSION - 1, html="<p>old</p>")
    call_command("render_posts", batch=1)
    post.refresh_from_db()
    assert "<strong>again</strong>" in post.html
    assert "2 posts rendered." in capsys.readouterr().out
    call_command("render_posts")
    assert "0 posts rendered." in capsys.readouterr().out
