"""Posting: once, in order, and no word lost whatever happens."""

import json

import pytest
from django.test import Client

from forum.kernel.form_keys import new_form_key
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import edit_post, lock_thread, reply, start_thread, withdraw_post
from forum.threads.forms.writing import LONGEST_POST
from forum.threads.models import Draft, Post, Thread
from moderation.models import Revision
from tests.factories import a_reply, joins
from tests.threads.conftest import edit_form, reply_form, thread_form

pytestmark = pytest.mark.django_db


def test_a_reply_gets_the_next_number_and_the_counters_follow(room, browser_of):
    answer = browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, "Me too"))
    post = Post.objects.latest("pk")
    assert answer["Location"] == f"{room.address}#post-2"
    room.thread.refresh_from_db()
    assert (post.number, post.state) == (2, "published")
    assert (room.thread.last_number, room.thread.reply_count, room.thread.last_publication) == (2, 1, post.publication)
    assert room.thread.last_posted_at == post.published_at


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_form_sent_again_makes_no_second_post(room, browser_of, times):
    client, form = browser_of(room.bea), reply_form(room.thread, room.bea, "Slow link")
    led_to = {client.post(f"{room.address}reply/", form)["Location"] for _time in range(times)}
    assert len(led_to) == 1
    assert Post.objects.filter(author=room.bea).count() == 1


def test_the_same_form_sent_again_makes_no_second_thread(room, browser_of):
    client, form = browser_of(room.bea), thread_form(room.group, room.bea, "A title", "Some words")
    led_to = {client.post(f"/groups/{room.group.slug}/new/", form)["Location"] for _time in range(3)}
    assert len(led_to) == 1
    assert Thread.objects.filter(starter=room.bea).count() == 1


@pytest.mark.parametrize("place", ["reply", "new"])
def test_other_words_from_a_page_gone_back_to_are_never_dropped(room, browser_of, place):
    """The back button brings the form again, with its key; what is written in it then is not what was posted."""
    client = browser_of(room.bea)
    first, then = {"title": "One", "body": "The first"}, {"title": "Two", "body": "The second"}
    address = {"reply": f"{room.address}reply/", "new": f"/groups/{room.group.slug}/new/"}[place]
    key = new_form_key(room.bea, address)
    assert client.post(address, {**first, "form_key": key}).status_code == 302
    answer = client.post(address, {**then, "form_key": key})
    assert answer.status_code == 422
    assert "The second" in answer.content.decode()
    assert Post.objects.filter(author=room.bea).count() == 1
    fresh = answer.context["form"]["form_key"].value()
    assert client.post(address, {**then, "form_key": fresh}).status_code == 302
    assert Post.objects.filter(author=room.bea).count() == 2


@pytest.mark.parametrize("blank", ["\u200b\u2060 \n", "\u2800", "\u3164\u00ad", "\u202e\u202c", "\ufe0f"])
def test_nobody_posts_what_nobody_can_see(room, browser_of, blank):
    answer = browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, blank))
    assert answer.status_code == 422
    assert not Post.objects.filter(author=room.bea).exists()


@pytest.mark.parametrize("key", ["", "forged", "a:b:c", "\x00", "x" * 5000, "of another", "of another place"])
def test_a_form_key_that_is_not_ours_posts_nothing_and_keeps_the_words(room, browser_of, key):
    key = {
        "of another": new_form_key(room.ann, f"{room.address}reply/"),
        "of another place": new_form_key(room.bea, "/threads/999/reply/"),
    }.get(key, key)
    client = browser_of(room.bea)
    answer = client.post(f"{room.address}reply/", reply_form(room.thread, room.bea, "My words", form_key=key))
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert not Post.objects.filter(author=room.bea).exists()
    fresh = answer.context["form"]["form_key"].value()
    again = client.post(f"{room.address}reply/", {"body": "My words", "form_key": fresh})
    assert again.status_code == 302


BAD = {
    "nothing": "",
    "spaces": " \n\t ",
    "too long": "x" * (LONGEST_POST + 1),
    "a megabyte": "word " * 200_000,
    "NUL": "before\x00after",
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("where", ["reply", "new", "edit"])
def test_bad_input_is_answered_with_a_sentence_and_nothing_is_written(room, browser_of, what, where):
    opening = room.thread.posts.get()
    address, form = {
        "reply": (f"{room.address}reply/", reply_form(room.thread, room.ann, BAD[what])),
        "new": (f"/groups/{room.group.slug}/new/", thread_form(room.group, room.ann, "T", BAD[what])),
        "edit": (f"/posts/{opening.pk}/edit/", edit_form(opening, room.ann, BAD[what], opening.revision_id, title="T")),
    }[where]
    before = (Post.objects.count(), Revision.objects.count(), Thread.objects.count())
    answer = browser_of(room.ann).post(address, form)
    assert answer.status_code == 422
    assert (Post.objects.count(), Revision.objects.count(), Thread.objects.count()) == before
    page = answer.content.decode()
    assert "error-summary" in page
    if BAD[what].strip():
        assert BAD[what].replace("\x00", "")[:1000].split("after")[0] in page


def test_a_title_that_is_too_long_or_missing_posts_nothing(room, browser_of):
    for title in ("", "  ", "x" * 121):
        answer = browser_of(room.ann).post(
            f"/groups/{room.group.slug}/new/", thread_form(room.group, room.ann, title, "Words kept")
        )
        assert answer.status_code == 422
        assert "Words kept" in answer.content.decode()
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(
    "words", ["🫶🏽 thank you 👩🏾‍🦲", "שלום לכולם", "مرحبا بكم", "a" + "\u0301" * 50, "\u202eevil", "� x"]
)
def test_every_script_and_sign_is_kept_as_it_was_written(room, browser_of, words):
    answer = browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, words), follow=True)
    assert Post.objects.latest("pk").revision.body == words
    assert words in answer.content.decode()


def test_half_a_character_in_the_request_is_never_a_500(room, browser_of):
    key = new_form_key(room.bea, f"{room.address}reply/")
    raw = f"form_key={key}&sequence=0&body=%ED%A0%80+half".encode()
    answer = browser_of(room.bea).post(f"{room.address}reply/", raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("sequence", ["-1", "x", "9" * 40, "2147483647", "1e9"])
def test_a_strange_sequence_never_breaks_posting(room, browser_of, sequence):
    form = reply_form(room.thread, room.bea, "Words", sequence=sequence)
    answer = browser_of(room.bea).post(f"{room.address}reply/", form)
    assert answer.status_code in (302, 422)


def test_a_form_with_a_stale_token_is_refused_and_its_words_are_shown(room):
    client = Client(enforce_csrf_checks=True)
    client.force_login(room.bea)
    answer = client.post(f"{room.address}reply/", reply_form(room.thread, room.bea, "Typed for an hour"))
    assert answer.status_code == 403
    assert "Typed for an hour" in answer.content.decode()
    assert not Post.objects.filter(author=room.bea).exists()


@pytest.mark.parametrize(
    ("who", "status"), [("a member", 302), ("somebody who left", 404), ("somebody signed out meanwhile", 403)]
)
def test_only_members_reply(room, browser_of, who, status):
    form = reply_form(room.thread, room.bea, "Words of mine")
    if who == "somebody who left":
        joins(room.bea, room.group).delete()
    client = Client() if who == "somebody signed out meanwhile" else browser_of(room.bea)
    answer = client.post(f"{room.address}reply/", form)
    assert answer.status_code == status
    assert Post.objects.filter(author=room.bea).exists() is (who == "a member")
    if who != "a member":
        page = answer.content.decode()
        assert "Words of mine" in page
        assert "Thursday" not in page
    if who == "somebody who left":
        absent = browser_of(room.bea).post("/threads/987654321/reply/", form)
        assert absent.content == answer.content


def test_a_reply_to_a_thread_that_closed_meanwhile_is_kept_and_shown(room, browser_of, now):
    client, form = browser_of(room.bea), reply_form(room.thread, room.bea, "An hour of words")
    lock_thread(thread=room.thread, by=room.moderator, now=now)
    answer = client.post(f"{room.address}reply/", form)
    assert answer.status_code == 403
    assert "An hour of words" in answer.content.decode()
    assert Draft.objects.get(person=room.bea).body == "An hour of words"
    assert "An hour of words" in client.get(room.address).content.decode()
    assert not Post.objects.filter(author=room.bea).exists()


def test_a_change_to_a_post_whose_thread_closed_meanwhile_is_shown_again(room, browser_of, now):
    """Fault 26."""
    post = room.thread.posts.get()
    form = edit_form(post, room.ann, "An hour of words", post.revision_id, title="Thursday")
    lock_thread(thread=room.thread, by=room.moderator, now=now)
    answer = browser_of(room.ann).post(f"/posts/{post.pk}/edit/", form)
    assert answer.status_code == 403
    assert "An hour of words" in answer.content.decode()
    post.refresh_from_db()
    assert post.revision.body == "The first words"


def test_a_verb_refuses_whoever_may_not(room, now, key):
    stranger = room.bea
    joins(stranger, room.group).delete()
    for attempt in (
        lambda: reply(thread=room.thread, body="x", is_unnamed=False, form_key=key(), by=stranger, now=now),
        lambda: start_thread(
            group=room.group, title="t", body="x", is_unnamed=False, form_key=key(), by=stranger, now=now
        ),
        lambda: lock_thread(thread=room.thread, by=room.ann, now=now),
        lambda: edit_post(post=room.thread.posts.get(), title="t", body="x", seen_revision=1, by=room.cat, now=now),
        lambda: withdraw_post(post=room.thread.posts.get(), by=room.cat, now=now),
    ):
        before = (Post.objects.count(), Revision.objects.count(), Thread.objects.values().get())
        with pytest.raises(NotAllowed):
            attempt()
        assert (Post.objects.count(), Revision.objects.count(), Thread.objects.values().get()) == before


def test_a_closed_thread_can_still_lose_ones_own_words(room, now):
    lock_thread(thread=room.thread, by=room.moderator, now=now)
    post = room.thread.posts.get()
    with pytest.raises(NotAllowed):
        edit_post(post=post, title="x", body="y", seen_revision=post.revision_id, by=room.ann, now=now)
    assert withdraw_post(post=post, by=room.ann, now=now).state == "withdrawn"


def test_an_edit_without_a_change_changes_nothing(room, now):
    post = room.thread.posts.get()
    edit_post(post=post, title="Thursday", body="The first words", seen_revision=0, by=room.ann, now=now)
    post.refresh_from_db()
    assert post.edited_at is None
    assert Revision.objects.of(post).count() == 1


def test_editing_the_opening_post_may_change_the_title(room, browser_of):
    post = room.thread.posts.get()
    form = edit_form(post, room.ann, "New words", post.revision_id, title="Friday")
    answer = browser_of(room.ann).post(f"/posts/{post.pk}/edit/", form)
    assert answer.status_code == 302
    room.thread.refresh_from_db()
    assert room.thread.title == "Friday"
    page = browser_of(room.bea).get(room.address).content.decode()
    assert "New words" in page
    assert "The first words" not in page
    assert "edited" in page


def test_two_tabs_editing_never_overwrite_each_other_unseen(room, browser_of):
    post, client = room.thread.posts.get(), browser_of(room.ann)
    seen = post.revision_id
    client.post(f"/posts/{post.pk}/edit/", edit_form(post, room.ann, "From tab one", seen, title="Thursday"))
    answer = client.post(f"/posts/{post.pk}/edit/", edit_form(post, room.ann, "From tab two", seen, title="Thursday"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From tab one" in page
    assert "From tab two" in page
    post.refresh_from_db()
    assert "From tab one" in post.html
    newest = answer.context["form"]["seen_revision"].value()
    client.post(f"/posts/{post.pk}/edit/", edit_form(post, room.ann, "From tab two", newest, title="Thursday"))
    post.refresh_from_db()
    assert "From tab two" in post.html


@pytest.mark.parametrize(("who", "status"), [("ann", 200), ("moderator", 200), ("bea", 403)])
def test_only_the_author_and_moderators_see_earlier_versions(room, browser_of, now, who, status):
    post = room.thread.posts.get()
    edit_post(post=post, title="Thursday", body="Second", seen_revision=post.revision_id, by=room.ann, now=now)
    answer = browser_of(getattr(room, who)).get(f"/posts/{post.pk}/history/")
    assert answer.status_code == status
    assert ("The first words" in answer.content.decode()) is (status == 200)


def test_moderators_do_not_see_versions_of_what_was_removed(room, browser_of, now):
    post = room.thread.posts.get()
    withdraw_post(post=post, by=room.ann, now=now)
    assert browser_of(room.moderator).get(f"/posts/{post.pk}/history/").status_code == 403
    assert "The first words" in browser_of(room.ann).get(f"/posts/{post.pk}/history/").content.decode()


@pytest.mark.parametrize("kind", ["with_you", "same_here", "thank_you"])
def test_a_reaction_given_twice_counts_once_and_can_be_taken_back(room, browser_of, kind):
    post, client = room.thread.posts.get(), browser_of(room.bea)
    for field, count in (("give", 1), ("give", 1), ("take", 0), ("take", 0)):
        answer = client.post(f"/posts/{post.pk}/react/", {field: kind})
        assert answer["Location"] == f"{room.address}#post-1"
        post.refresh_from_db()
        assert getattr(post, f"{kind}_count") == count


def test_a_script_gets_the_counts(room, browser_of):
    post = room.thread.posts.get()
    answer = browser_of(room.bea).post(
        f"/posts/{post.pk}/react/", {"give": "with_you"}, headers={"Accept": "application/json"}
    )
    assert json.loads(answer.content)["reactions"][0] == {"kind": "with_you", "words": "With you · 1", "is_mine": True}


@pytest.mark.parametrize("sent", [{}, {"give": "love"}, {"give": ""}, {"take": "\x00"}, {"give": "x" * 9999}])
def test_a_strange_reaction_changes_nothing(room, browser_of, sent):
    post = room.thread.posts.get()
    assert browser_of(room.bea).post(f"/posts/{post.pk}/react/", sent).status_code == 302
    post.refresh_from_db()
    assert (post.with_you_count, post.same_here_count, post.thank_you_count) == (0, 0, 0)


def test_nobody_reacts_to_their_own_or_to_removed_words(room, browser_of, now):
    post = room.thread.posts.get()
    assert browser_of(room.ann).post(f"/posts/{post.pk}/react/", {"give": "with_you"}).status_code == 403
    withdraw_post(post=post, by=room.ann, now=now)
    assert browser_of(room.bea).post(f"/posts/{post.pk}/react/", {"give": "with_you"}).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("moderator", 302), ("ann", 403), ("bea", 403)])
@pytest.mark.parametrize("do", ["lock", "pin"])
def test_only_moderators_close_and_pin(room, browser_of, who, status, do):
    client = browser_of(getattr(room, who))
    assert client.post(f"{room.address}state/", {"do": do}).status_code == status
    room.thread.refresh_from_db()
    assert (room.thread.is_locked or room.thread.is_pinned) is (status == 302)
    client.post(f"{room.address}state/", {"do": f"un{do}"})
    room.thread.refresh_from_db()
    assert not room.thread.is_locked
    assert not room.thread.is_pinned


def test_how_to_be_told_is_kept_for_a_thread_and_for_a_group(room, browser_of):
    client = browser_of(room.bea)
    assert "once a day" in client.get(room.address).content.decode()
    client.post(f"/groups/{room.group.slug}/subscription/", {"level": "muted"})
    assert "not be told" in client.get(room.address).content.decode()
    client.post(f"{room.address}subscription/", {"level": "each"})
    client.post(f"{room.address}subscription/", {"level": "named"})
    assert "when you are named" in client.get(room.address).content.decode()
    assert client.post(f"{room.address}subscription/", {"level": "hourly"}).status_code == 422


def test_the_box_says_who_will_read(room, browser_of):
    for address in (room.address, f"{room.address}reply/", f"/groups/{room.group.slug}/new/"):
        assert "Only Scans, 5 people, can read this." in browser_of(room.ann).get(address).content.decode()


def test_numbers_never_shift_and_are_never_used_again(room, now):
    posts = [a_reply(to=room.thread, by=room.bea) for _each in range(3)]
    withdraw_post(post=posts[-1], by=room.bea, now=now)
    following = a_reply(to=room.thread, by=room.bea)
    assert following.number == 5
    assert list(room.thread.posts.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
