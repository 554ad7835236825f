"""What becomes of words when their author leaves, as they chose."""

import pytest

from accounts.events import PersonLeft, WordsChoice
from forum.kernel.events import publish
from forum.threads.actions import edit_post, react
from forum.threads.models import Draft, Letter, Post, Reaction
from moderation.library.models import ModeratedObject
from moderation.models import Revision
from tests.border.world import without_chance
from tests.factories import a_reply, a_thread, numbered

pytestmark = pytest.mark.django_db

SECRET = "words-of-bea"


@pytest.fixture
def written(room, now):
    post = a_reply(to=room.thread, by=room.bea, body=SECRET)
    unnamed = a_reply(to=room.thread, by=room.bea, body=f"{SECRET} unsigned", is_unnamed=True)
    quoting = a_reply(to=room.thread, by=room.cat, body=f"> [post {post.pk}]\n> {SECRET}\n\nStays")
    edit_post(post=quoting, title="", body="Stays, without it", seen_revision=quoting.revision_id, by=room.cat, now=now)
    again = a_reply(to=room.thread, by=room.ann, body=f"> [post {unnamed.pk}]\n> {SECRET}\n\nStays too")
    Draft.objects.create(
        person=room.ann, group=room.group, thread=room.thread, body=f"> [post {numbered(room.thread, 2).pk}]\n> {SECRET}\n\nd", sequence=1,
        saved_at=now,
    )  # fmt: skip
    own = a_thread(of=room.group, by=room.bea, title=f"Title {SECRET}", body=SECRET)
    react(post=room.thread.posts.get(number=1), kind="with_you", by=room.bea, now=now)
    return post, unnamed, quoting, again, own


def leave(room, choice, now):
    publish(PersonLeft(person_id=room.bea.pk, choice=choice, at=now))


def test_erased_words_are_in_no_row_of_any_table(room, written, now):
    leave(room, WordsChoice.ERASE, now)
    for rows in (
        Post.objects.values_list("html", flat=True),
        Revision.objects.values_list("body", flat=True),
        Revision.objects.values_list("title", flat=True),
        Draft.objects.values_list("body", flat=True),
        room.group.threads.values_list("title", flat=True),
        ModeratedObject.objects.values_list("changed_object", flat=True),
    ):
        assert not any(SECRET in str(getattr(row, "body", row)) for row in rows)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM moderation_moderatedobject WHERE changed_object LIKE %s", [f"%{SECRET}%"])
        assert cursor.fetchone() == (0,)
    assert any("Stays" in html for html in Post.objects.values_list("html", flat=True))


def test_erasing_keeps_numbers_and_what_others_wrote(room, written, now, browser_of):
    leave(room, WordsChoice.ERASE, now)
    assert list(room.thread.posts.order_by("number").values_list("number", "state")) == [
        (1, "published"), (2, "withdrawn"), (3, "withdrawn"), (4, "published"), (5, "published"),
    ]  # fmt: skip
    page = browser_of(room.ann).get(room.address).content.decode()
    assert "Stays too" in page
    assert "Bea" not in without_chance(page)


def test_words_without_the_name_are_not_joined_to_those_written_without_it_before(room, written, now, browser_of):
    leave(room, WordsChoice.UNNAMED, now)
    post, unnamed, _quoting, _again, own = written
    letters = dict(Post.objects.filter(author=room.bea).values_list("pk", "letter"))
    assert all(letters.values())
    assert letters[post.pk] != letters[unnamed.pk]
    own.refresh_from_db()
    assert own.letter
    assert not Letter.objects.filter(person=room.bea).exists()
    page = browser_of(room.ann).get(room.address).content.decode()
    assert SECRET in page
    assert "Bea" not in without_chance(page)


def test_words_that_are_kept_stay_as_they_are(room, written, now):
    before = list(Post.objects.order_by("pk").values_list("html", "letter", "state"))
    leave(room, WordsChoice.KEEP, now)
    assert list(Post.objects.order_by("pk").values_list("html", "letter", "state")) == before


@pytest.mark.parametrize("choice", WordsChoice)
def test_reactions_go_with_their_counts(room, written, now, choice):
    leave(room, choice, now)
    assert not Reaction.objects.filter(person=room.bea).exists()
    assert room.thread.posts.get(number=1).with_you_count == 0
