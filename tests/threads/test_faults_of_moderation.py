"""What went wrong with moderated posts elsewhere, and does not here: each test is named after what must not happen.

The numbers are those of a survey of public bug trackers; `tests/architecture/test_moderation_faults.py` has all of them.
"""

import re
from typing import Any

import pytest
from django.core import mail

from forum.kernel.events import listen
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import edit_post, react, reply, start_thread, withdraw_post
from forum.threads.events import PostPublished
from forum.threads.models import Post, Thread
from moderation.models import Case, Revision
from tests.border.walking import answers_to
from tests.border.world import addresses, bytes_of
from tests.factories import a_reply
from tests.threads.conftest import edit_form, reply_form
from tests.threads.desk import decided, undone
from tests.threads.test_held import told  # noqa: F401

pytestmark = pytest.mark.django_db


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Thread, Post, Revision, Case)]


def newest(post: Post) -> Revision:
    return Revision.objects.of(post).newest_first()[0]


@pytest.mark.parametrize("outcome", ["", "return", "decline"])
def test_nobody_writes_into_a_thread_that_waits_or_was_refused_nor_opens_it_by_that(
    room, browser_of, now, key, everything_is_held, outcome
):
    """Fault 7."""
    post = start_thread(
        group=room.group, title="zqtitle", body="zqopening", is_unnamed=False, form_key=key(), by=room.bea, now=now
    )
    if outcome:
        decided(post, outcome, by=room.moderator, now=now)
    before = rows()
    for by in (room.bea, room.cat, room.moderator):
        with pytest.raises(NotAllowed):
            reply(thread=post.thread, body="zqreply", is_unnamed=False, form_key=key(), by=by, now=now)
    for by, status in ((room.bea, 403), (room.cat, 404)):
        form = reply_form(post.thread, by, "zqreply")
        assert browser_of(by).post(f"/threads/{post.thread_id}/reply/", form).status_code == status
    assert rows() == before
    for address in ("/", f"/groups/{room.group.slug}/", f"/people/{room.bea.pk}/"):
        page = browser_of(room.cat).get(address).content.decode()
        assert not re.search("zqtitle|zqopening|zqreply", page), address


def test_what_was_hidden_shown_again_and_changed_can_be_hidden_again(room, browser_of, now):
    """Fault 8."""
    post = a_reply(to=room.thread, by=room.bea, body="zqfirst words")
    hidden = decided(post, "hide", by=room.moderator, now=now)
    assert undone(hidden, by=room.moderator, now=now) == []
    edit_post(post=post, title="", body="zqother words", seen_revision=newest(post).pk, by=room.bea, now=now)
    assert "zqother words" in browser_of(room.cat).get(room.address).content.decode()
    decided(post, "hide", by=room.moderator, now=now)
    page = browser_of(room.cat).get(room.address).content.decode()
    assert not re.search("zqfirst|zqother", page)  # the whole word: two letters stand by chance in any form key
    post.refresh_from_db()
    assert (post.state, post.html) == ("hidden", "")


def test_whoever_is_told_of_an_edited_approval_is_told_the_edited_words(room, now, key, everything_is_held, told):  # noqa: F811
    """Fault 9: what tells people of a post reads it when it is told; by then the first wording is nowhere in it."""
    read = []
    listen(PostPublished)(lambda event: read.append(Post.objects.select_related("revision").get(pk=event.post_id)))
    post = reply(
        thread=room.thread, body="Nurse Jane is lovely", is_unnamed=False, form_key=key(), by=room.bea, now=now
    )
    decided(post, "approve_edited", by=room.moderator, now=now, body="My nurse is lovely")
    (published,) = read
    assert "My nurse is lovely" in published.html
    assert published.revision.body == "My nurse is lovely"
    assert "Jane" not in f"{published.html} {told} {[letter.body for letter in mail.outbox]}"
    assert list(Revision.objects.of(post).filter(published=True).values_list("body", flat=True)) == [
        "My nurse is lovely"
    ]


@pytest.mark.parametrize("how", ["hide", "decline", "return", "withdraw"])
def test_what_was_taken_down_is_read_by_no_address_of_it(room, browser_of, now, key, everything_is_held, how):
    """Fault 10: every address that names the post, its thread, its group or its author, read and pressed."""
    post = reply(thread=room.thread, body="zqwords", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    if how in ("hide", "withdraw"):
        decided(post, "approve", by=room.moderator, now=now)
        react(post=post, kind="with_you", by=room.ann, now=now)
    if how == "withdraw":
        withdraw_post(post=post, by=room.bea, now=now)
    else:
        decided(post, how, by=room.moderator, now=now)
    cat, numbers = browser_of(room.cat), {"posts": post.pk, "threads": room.thread.pk, "people": room.bea.pk}
    opened = set()
    for address in addresses():
        path = re.sub(
            r"(\w+)/<number:\w+>", lambda found: f"{found[1]}/{numbers.get(found[1], 0)}", "/" + address.route
        )
        path = path.replace("<slug:slug>", room.group.slug)
        if "<" in path or not re.match(r"/(posts|threads|people|groups|$)", path):
            continue
        for method in ("GET", "POST"):
            for _path, answer in answers_to(cat, method, path):  # whatever it did is taken back
                assert "zqwords" not in bytes_of(answer), path
                opened |= {path} if answer.status_code == 200 else set()
    assert opened >= {"/", room.address, f"/groups/{room.group.slug}/", f"/people/{room.bea.pk}/"}


@pytest.mark.parametrize("state", ["published", "edited by a moderator", "held", "returned"])
def test_saving_without_a_change_holds_nothing_anew_and_approves_nothing(
    room, browser_of, now, key, everything_is_held, state
):
    """Fault 26."""
    post = reply(thread=room.thread, body="My words", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    if state == "published":
        decided(post, "approve", by=room.moderator, now=now)
    if state == "edited by a moderator":
        decided(post, "approve_edited", by=room.moderator, now=now, body="Words of mine")
    if state == "returned":
        decided(post, "return", by=room.moderator, now=now)
    before, words = rows(), newest(post)
    browser_of(room.bea).post(f"/posts/{post.pk}/edit/", edit_form(post, room.bea, words.body, words.pk))
    assert rows() == before
