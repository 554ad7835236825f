"""Words reach those they were written for, and nobody else: without a name, removed, quoted, kept apart."""

import random

import pytest

from accounts.models import Boundary
from forum.threads.actions import (
    begin_reading,
    catch_up_group,
    edit_post,
    note_reading,
    react,
    reply,
    withdraw_post,
)
from forum.threads.models import Draft, Post, Quote, Thread
from tests.border.world import without_chance
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins, numbered
from tests.threads.conftest import reply_form

pytestmark = pytest.mark.django_db


def keeps_from(setter, other, kind):
    return Boundary.objects.create(setter=setter, other=other, kind=kind, set_at=WHEN)


def test_nothing_shows_who_wrote_without_a_name(room, browser_of, now):
    named = a_reply(to=room.thread, by=room.cat, body="Under my name")
    post = a_reply(
        to=room.thread,
        by=room.bea,
        body=f"> [post {numbered(room.thread, 1).pk}]\n> The first words\n\nHard to say",
        is_unnamed=True,
    )
    react(post=post, kind="with_you", by=room.ann, now=now)
    edit_post(post=post, title="", body="Hard to say aloud", seen_revision=post.revision_id, by=room.bea, now=now)
    a_reply(to=room.thread, by=room.cat, body=f"> [post {post.pk}]\n> Hard to say\n\nyes")
    for viewer in (room.ann, room.cat, room.moderator):
        client = browser_of(viewer)
        addresses = [room.address, f"{room.address}reply/?quote={post.pk}", f"/groups/{room.group.slug}/", "/"]
        if viewer == room.moderator:
            addresses.append(f"/posts/{post.pk}/history/")
        for address in addresses:
            page = without_chance(client.get(address).content.decode())
            assert "Bea" not in page, address
            assert f"/people/{room.bea.pk}/" not in page, address
            assert "a line of Bea" not in page, address
    assert "Hard to say" not in browser_of(room.ann).get(f"/people/{room.bea.pk}/").content.decode()
    assert "You, without your name (A)" in browser_of(room.bea).get(room.address).content.decode()
    assert named.letter == ""


def test_a_thread_started_without_a_name_names_nobody(room, browser_of):
    thread = a_thread(of=room.group, by=room.bea, title="Unsaid", body="Words", is_unnamed=True)
    for address in (f"/threads/{thread.pk}/", f"/groups/{room.group.slug}/", "/"):
        assert "Bea" not in without_chance(browser_of(room.ann).get(address).content.decode())


def test_a_letter_stays_with_its_person_in_one_thread_and_not_in_the_next(room):
    first = a_reply(to=room.thread, by=room.bea, is_unnamed=True)
    other = a_reply(to=room.thread, by=room.cat, is_unnamed=True)
    again = a_reply(to=room.thread, by=room.bea, is_unnamed=True)
    assert (first.letter, other.letter, again.letter) == ("A", "B", "A")
    thread = a_thread(of=room.group, by=room.ann)
    assert a_reply(to=thread, by=room.cat, is_unnamed=True).letter == "A"


def test_the_twenty_seventh_person_without_a_name_gets_two_letters(room):
    room.thread.refresh_from_db()
    room.thread.letter_count = 26
    room.thread.save()
    assert a_reply(to=room.thread, by=room.bea, is_unnamed=True).letter == "AA"


def test_without_a_name_only_where_the_group_allows_it(room, browser_of):
    room.group.allows_unnamed = False
    room.group.save()
    form = reply_form(room.thread, room.bea, "Words kept", is_unnamed="on")
    answer = browser_of(room.bea).post(f"{room.address}reply/", form)
    assert answer.status_code == 403
    assert "Words kept" in answer.content.decode()
    assert not Post.objects.filter(author=room.bea).exists()


@pytest.mark.parametrize("kind", ["block", "apart"])
@pytest.mark.parametrize("is_unnamed", [False, True])
@pytest.mark.parametrize("setter", ["the author", "the reader"])
def test_kept_apart_means_posts_quotes_and_counts(room, browser_of, kind, is_unnamed, setter):
    post = a_reply(to=room.thread, by=room.bea, body="Only for some", is_unnamed=is_unnamed)
    a_reply(to=room.thread, by=room.cat, body=f"> [post {post.pk}]\n> Only for some\n\nFor all")
    note_reading(thread=room.thread, number=1, by=room.ann, now=WHEN)
    if setter == "the author":
        keeps_from(room.bea, room.ann, kind)
    else:
        keeps_from(room.ann, room.bea, kind)
    is_hidden = setter == "the author" or (kind == "block" and not is_unnamed)
    thread = Thread.objects.visible_to(room.ann).with_unread_for(room.ann).get(pk=room.thread.pk)
    assert thread.unread_count == (1 if is_hidden else 2)
    client = browser_of(room.ann)
    page = client.get(room.address).content.decode()
    assert ("Only for some" in page) is not is_hidden
    assert "For all" in page
    assert (client.get(f"/posts/{post.pk}/").status_code == 404) is is_hidden
    quoting = client.get(f"{room.address}reply/?quote={post.pk}").content.decode()
    assert ("Only for some" in quoting) is not is_hidden
    if is_hidden and setter == "the author":
        assert client.post(f"/posts/{post.pk}/react/", {"give": "with_you"}).status_code == 404


def test_blocking_people_one_by_one_never_tells_who_wrote_without_a_name(room, browser_of):
    post = a_reply(to=room.thread, by=room.bea, body="Unsigned", is_unnamed=True)
    keeps_from(room.ann, room.bea, "block")
    keeps_from(room.ann, room.cat, "block")
    assert "Unsigned" in browser_of(room.ann).get(room.address).content.decode()
    assert browser_of(room.ann).get(f"/posts/{post.pk}/").status_code == 302


def test_a_thread_whose_starter_is_hidden_is_hidden_whole(room, browser_of):
    keeps_from(room.ann, room.bea, "block")
    client = browser_of(room.bea)
    missing = client.get("/threads/987654321/")
    answer = client.get(room.address)
    assert answer.status_code == missing.status_code == 404
    for address in ("reply/", "subscription/"):
        assert client.get(f"{room.address}{address}").status_code == 404
    assert "Thursday" not in client.get(f"/groups/{room.group.slug}/").content.decode()


def test_removed_words_leave_every_place_at_once(room, browser_of, now):
    secret = "words-taken-back"
    post = a_reply(to=room.thread, by=room.bea, body=secret)
    quoting = a_reply(
        to=room.thread, by=room.cat, body=f"> [post {numbered(room.thread, 2).pk}]\n> {secret}\n\nMine stays"
    )
    edit_post(
        post=quoting, title="", body=f"> [post {numbered(room.thread, 2).pk}]\n> {secret}\n\nMine stays!", seen_revision=quoting.revision_id,
        by=room.cat, now=now,
    )  # fmt: skip
    Draft.objects.create(
        person=room.ann,
        group=room.group,
        thread=room.thread,
        body=f"> [post {numbered(room.thread, 2).pk}]\n> {secret}",
        sequence=1,
        saved_at=now,
    )
    withdraw_post(post=post, by=room.bea, now=now)
    for viewer in (room.ann, room.cat, room.moderator):
        client = browser_of(viewer)
        addresses = [room.address, f"{room.address}reply/", f"{room.address}reply/?quote={post.pk}", "/"]
        addresses += [f"/groups/{room.group.slug}/", f"/people/{room.bea.pk}/"]
        if viewer != room.ann:
            addresses.append(f"/posts/{quoting.pk}/history/")
        if viewer == room.cat:
            addresses.append(f"/posts/{quoting.pk}/edit/")
        for address in addresses:
            assert secret not in client.get(address).content.decode(), address
    assert "Mine stays!" in browser_of(room.ann).get(room.address).content.decode()
    assert not Post.objects.filter(html__contains=secret).exists()


def test_removing_the_opening_post_takes_its_title_and_leaves_the_replies(room, browser_of, now):
    a_reply(to=room.thread, by=room.bea, body="A reply that stays")
    withdraw_post(post=room.thread.posts.get(number=1), by=room.ann, now=now)
    page = browser_of(room.cat).get(room.address).content.decode()
    assert "Thursday" not in page
    assert "A reply that stays" in page
    assert "Removed by its author" in page
    assert "Thursday" not in browser_of(room.cat).get(f"/groups/{room.group.slug}/").content.decode()


def test_removing_twice_changes_the_counters_once(room, browser_of):
    post = a_reply(to=room.thread, by=room.bea)
    client = browser_of(room.bea)
    for _time in range(2):
        client.post(f"/posts/{post.pk}/withdraw/")
    room.thread.refresh_from_db()
    assert (room.thread.reply_count, room.thread.last_number) == (0, 2)


def test_no_post_of_another_thread_can_be_quoted(room):
    elsewhere = a_group("Elsewhere")
    joins(room.bea, elsewhere)
    a_thread(of=elsewhere, by=room.bea, title="Other", body="Closed words")
    post = a_reply(to=room.thread, by=room.bea, body="> [post 7]\n> x")
    assert "data-post" not in post.html
    assert not Quote.objects.filter(post=post).exists()


def test_a_quote_names_nobody(room, browser_of):
    post = a_reply(to=room.thread, by=room.bea, body="Quotable words")
    page = browser_of(room.cat).get(f"{room.address}reply/?quote={post.pk}").content.decode()
    assert f"&gt; [post {post.pk}]\n&gt; Quotable words" in page
    assert "Bea" not in without_chance(page)


@pytest.mark.parametrize("quote", ["0", "x", "-1", "9" * 30, "٣", ""])
def test_quoting_what_is_not_there_quotes_nothing(room, browser_of, quote):
    answer = browser_of(room.bea).get(f"{room.address}reply/", {"quote": quote})
    assert answer.status_code == 200
    assert "[post" not in answer.content.decode()


def counted_one_by_one(viewer, thread, mark):
    posts = Post.objects.visible_to(viewer).filter(thread=thread, state="published", number__gt=mark)
    return posts.exclude(author=viewer).count()


@pytest.mark.parametrize("seed", range(6))
def test_unread_counts_are_what_counting_one_by_one_gives(settings, now, seed):
    chance = random.Random(seed)
    people = [a_person() for _each in range(6)]
    group = a_group()
    for person in people:
        joins(person, group)
    threads = [a_thread(of=group, by=chance.choice(people)) for _each in range(3)]
    for _step in range(60):
        thread, person = chance.choice(threads), chance.choice(people)
        thread.refresh_from_db()
        step = chance.random()
        if step < 0.5:
            a_reply(to=thread, by=person, is_unnamed=chance.random() < 0.4)
        elif step < 0.65:
            standing = Post.objects.filter(author=person, state="published").exclude(number=1).first()
            if standing:
                withdraw_post(post=standing, by=person, now=now)
        elif step < 0.8:
            note_reading(thread=thread, number=chance.randint(0, thread.last_number), by=person, now=WHEN)
        elif step < 0.85:
            catch_up_group(group=group, by=person, now=now)
        elif step < 0.95:
            other = chance.choice([each for each in people if each != person])
            if not Boundary.objects.filter(setter=person, other=other).exists():
                keeps_from(person, other, chance.choice(["block", "apart"]))
    from forum.threads.queries import ReadMark

    for viewer in people:
        for thread in Thread.objects.visible_to(viewer).with_unread_for(viewer).annotate(mark=ReadMark(viewer)):
            expected = counted_one_by_one(viewer, thread, thread.mark) if thread.mark is not None else 0
            assert thread.unread_count == expected


def test_a_newcomer_is_not_greeted_by_years_of_unread_posts(room):
    newcomer = a_person("New Nettle")
    joins(newcomer, room.group)
    begin_reading(group_id=room.group.pk, person_id=newcomer.pk)
    a_reply(to=room.thread, by=room.bea)
    fresh = a_thread(of=room.group, by=room.bea)
    unread = {each.pk: each.unread_count for each in Thread.objects.visible_to(newcomer).with_unread_for(newcomer)}
    assert unread == {room.thread.pk: 1, fresh.pk: 1}


def test_nothing_is_unread_forever_and_nothing_stays_read_by_mistake(room, now):
    note_reading(thread=room.thread, number=1, by=room.ann, now=WHEN)

    def unread():
        return Thread.objects.visible_to(room.ann).with_unread_for(room.ann).get(pk=room.thread.pk).unread_count

    last = a_reply(to=room.thread, by=room.bea)
    assert unread() == 1
    withdraw_post(post=last, by=room.bea, now=now)
    assert unread() == 0
    a_reply(to=room.thread, by=room.bea)
    assert unread() == 1
    a_reply(to=room.thread, by=room.ann)
    assert unread() == 1


def test_marking_everything_as_read_leaves_nothing_new(room, browser_of):
    note_reading(thread=room.thread, number=1, by=room.ann, now=WHEN)
    a_reply(to=room.thread, by=room.bea)
    a_thread(of=room.group, by=room.bea)
    assert browser_of(room.ann).post(f"/groups/{room.group.slug}/read/").status_code == 302
    assert not any(each.unread_count for each in Thread.objects.visible_to(room.ann).with_unread_for(room.ann))


def test_access_that_ends_ends_at_once(room, browser_of, now):
    note_reading(thread=room.thread, number=1, by=room.bea, now=WHEN)
    post = a_reply(to=room.thread, by=room.bea)
    Draft.objects.create(person=room.bea, group=room.group, thread=room.thread, body="kept", sequence=1, saved_at=now)
    joins(room.bea, room.group).delete()
    client = browser_of(room.bea)
    for address in (room.address, f"{room.address}?unread", f"/posts/{post.pk}/", f"/posts/{post.pk}/edit/"):
        assert client.get(address).status_code == 404
    assert not Draft.objects.visible_to(room.bea).exists()
    assert Draft.objects.filter(person=room.bea, body="kept").exists()
    assert not Thread.objects.visible_to(room.bea).with_unread_for(room.bea).exists()


def test_strangers_read_public_threads_without_peoples_pages_or_lines(browser_of, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    ann = a_person("Ann Public")
    group = a_group("Open", reading="public")
    joins(ann, group, line="a line for members")
    thread = a_thread(of=group, by=ann, body="Open words")
    page = client.get(f"/threads/{thread.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Open words" in text
    assert "/people/" not in text
    assert "a line for members" not in text
    other = browser_of(a_person("Passing"))
    assert "a line for members" not in other.get(f"/threads/{thread.pk}/").content.decode()
    assert "Join the group" in other.get(f"/threads/{thread.pk}/").content.decode()


def test_a_held_reply_is_its_authors_alone_until_it_is_published(room, browser_of, now, key, everything_is_held):
    post = reply(thread=room.thread, body="Waiting words", is_unnamed=False, form_key=key(), by=room.bea, now=now)
    assert (post.state, post.number) == ("held", None)
    room.thread.refresh_from_db()
    assert (room.thread.last_number, room.thread.reply_count) == (1, 0)
    assert "Waiting words" in browser_of(room.bea).get(room.address).content.decode()
    assert "Only you can see this yet" in browser_of(room.bea).get(room.address).content.decode()
    for viewer in (room.ann, room.moderator):
        assert "Waiting words" not in browser_of(viewer).get(room.address).content.decode()
        assert browser_of(viewer).get(f"/posts/{post.pk}/").status_code == 404
