"""Nobody finds, counts or guesses by the search what they may not see. Source: README, F-1 to F-5 and S-1 to S-7."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts.actions import change_name, choose_gently, leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.groups.actions import change_group, leave_group
from forum.groups.models import Group
from forum.kernel.content_notes import Gently
from forum.meetups.actions.words import hand_in, take_words_away
from forum.meetups.models import Announcement
from forum.people.actions import tell_about_oneself
from forum.search.actions import reindexing
from forum.search.models import Entry
from forum.threads.actions import edit_post, merge_threads, move_thread, split_thread, start_thread, withdraw_post
from forum.threads.models import Post
from moderation.actions import act_at_once
from moderation.actions.decide import Choice
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.meetups.rows import a_meetup
from tests.search.conftest import index
from tests.threads.desk import decided, undone

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(days=1)


@pytest.fixture
def post(library):
    """Bea's, in Ann's thread in the closed group: it has a word that stands nowhere else."""
    return a_reply(to=library.thread, by=library.bea, body="A lighthouse")


@pytest.fixture
def finds(found):
    return lambda person, words="lighthouse", **asked: found(words, by=person, **asked)


def test_a_closed_group_is_found_by_its_members_only(library, post, finds):
    assert finds(library.ann) == [f"/posts/{post.pk}/"]
    assert finds(library.stranger) == []
    assert finds(None) == []
    assert finds(a_person(is_staff=True)) == []


def test_signed_out_one_finds_what_is_open_to_everybody_and_no_person(library, finds):
    thread = a_thread(of=library.public, by=library.ann, title="Lighthouse", body="Look up.")
    assert finds(None) == [f"/threads/{thread.pk}/"]
    assert finds(None, "Ann") == []


def test_somebody_who_left_a_group_finds_nothing_of_it(library, post, finds):
    leave_group(group=library.closed, by=library.ann, now=LATER)
    assert finds(library.ann) == []
    assert finds(library.ann, "Waiting for Thursday") == []


def test_closing_a_group_hides_it_from_the_search_at_once(library, finds):
    a_thread(of=library.public, by=library.ann, title="Lighthouse", body="Look up.")
    assert len(finds(library.stranger)) == 1
    host = library.public.memberships.get(role="host").person
    change_group(group=library.public, by=host, now=LATER, reading="group", discovery="hidden")
    assert finds(library.stranger) == []
    assert finds(library.stranger, "harbour") == []
    assert finds(None, "harbour") == []


def test_a_removed_post_is_not_found_nor_quotes_of_it(library, post, finds):
    quote = a_reply(to=library.thread, by=library.ann, body=f"> [post {post.pk}]\n> A lighthouse\n\nI saw it too.")
    assert finds(library.ann) == [f"/posts/{post.pk}/"]  # quoted words are found where they were written
    withdraw_post(post=post, by=library.bea, now=LATER)
    for person in (library.ann, library.bea, library.moderator):
        assert finds(person) == []
    assert finds(library.ann, "saw") == [f"/posts/{quote.pk}/"]
    assert not Entry.objects.filter(words__contains="lighthouse").exists()


def test_a_hidden_post_is_not_found_until_it_is_shown_again(library, post, finds):
    decision = decided(post, "hide", by=library.moderator, now=LATER)
    assert finds(library.ann) == finds(library.bea) == finds(library.moderator) == []
    assert not Entry.objects.filter(words__contains="lighthouse").exists()
    undone(decision, by=library.moderator, now=LATER)
    assert finds(library.ann) == [f"/posts/{post.pk}/"]


def test_what_waits_is_found_by_nobody_and_at_once_when_it_is_approved(library, finds):
    Group.objects.filter(pk=library.closed.pk).update(holds_first=True)
    group = Group.objects.get(pk=library.closed.pk)
    held = start_thread(
        group=group, title="Lighthouse", body="Look up.", is_unnamed=False, form_key=uuid4(), by=library.ann, now=LATER
    )
    assert finds(library.ann) == finds(library.bea) == finds(library.moderator) == []
    decided(held, "approve", by=library.moderator, now=LATER)
    assert finds(library.bea) == [f"/threads/{held.thread_id}/"]


def test_changed_words_are_found_and_the_old_ones_are_not(library, post, finds):
    edit_post(post=post, title="", body="A windmill", seen_revision=post.revision_id, by=library.bea, now=LATER)
    assert finds(library.ann) == []
    assert finds(library.ann, "windmill") == [f"/posts/{post.pk}/"]


def test_while_a_change_waits_the_words_that_stand_are_found(library, post, finds):
    Group.objects.filter(pk=library.closed.pk).update(holds_first=True)
    post = Post.objects.get(pk=post.pk)
    edit_post(post=post, title="", body="A windmill", seen_revision=post.revision_id, by=library.bea, now=LATER)
    assert finds(library.ann) == [f"/posts/{post.pk}/"]
    assert finds(library.ann, "windmill") == finds(library.bea, "windmill") == []
    decision = decided(post, "approve", by=library.moderator, now=LATER)
    assert finds(library.ann, "windmill") == [f"/posts/{post.pk}/"]
    undone(decision, by=library.moderator, now=LATER)
    assert finds(library.ann, "windmill") == []
    assert finds(library.ann) == [f"/posts/{post.pk}/"]


def test_a_moved_thread_is_found_by_those_who_read_where_it_stands(library, post, finds):
    inside = a_group("Inside", under=library.closed)
    joins(library.moderator, inside, role="moderator")
    index()
    assert finds(library.ann) == [f"/posts/{post.pk}/"]
    move_thread(thread=library.thread, group=inside, words="It fits better.", by=library.moderator, now=LATER)
    assert finds(library.ann) == []
    assert finds(library.moderator) == [f"/posts/{post.pk}/"]
    assert finds(library.moderator, group=library.closed.pk) == []
    assert finds(library.moderator, group=inside.pk) == [f"/posts/{post.pk}/"]


def test_split_and_merged_threads_are_found_with_the_title_under_which_they_stand(library, post, finds):
    fresh = split_thread(
        thread=library.thread, posts=[post.pk], title="Windmills", words="", by=library.moderator, now=LATER
    )
    assert finds(library.ann) == finds(library.ann, "windmill") == [f"/threads/{fresh.pk}/"]
    merge_threads(thread=fresh, into=library.thread, words="", by=library.moderator, now=LATER)
    assert finds(library.ann) == [f"/posts/{post.pk}/"]
    assert finds(library.ann, "windmill") == []


@pytest.mark.parametrize(("kind", "setter"), [("apart", "bea"), ("block", "bea"), ("block", "ann")])
def test_somebody_hidden_from_the_reader_is_not_found(library, post, finds, kind, setter):
    other = {"ann": "bea", "bea": "ann"}[setter]
    set_boundary(other=getattr(library, other), kind=kind, by=getattr(library, setter), now=LATER)
    assert finds(library.ann) == []
    assert finds(library.ann, "Bea") == []
    assert finds(library.ann, author="Bea Birch") == []


def test_a_thread_begun_by_somebody_hidden_is_not_found_nor_what_others_wrote_in_it(library, post, finds):
    set_boundary(other=library.moderator, kind="apart", by=library.ann, now=LATER)
    assert finds(library.moderator) == []
    assert finds(library.moderator, "Thursday") == []


def test_words_without_a_name_are_found_by_nobodys_name(library, finds):
    shy = a_reply(to=library.thread, by=library.bea, body="A lighthouse", is_unnamed=True)
    assert finds(library.ann) == [f"/posts/{shy.pk}/"]
    for person in (library.ann, library.bea, library.moderator):
        assert finds(person, author="Bea Birch") == []


def test_blocking_people_one_by_one_never_tells_by_the_search_who_wrote(library, finds):
    shy = a_reply(to=library.thread, by=library.bea, body="A lighthouse", is_unnamed=True)
    set_boundary(other=library.bea, kind="block", by=library.ann, now=LATER)
    assert finds(library.ann) == [f"/posts/{shy.pk}/"]


def test_threads_that_one_was_in_never_tell_what_one_wrote_without_a_name(library, finds):
    a_reply(to=library.thread, by=library.bea, body="A lighthouse", is_unnamed=True)
    assert finds(library.bea, mine="on") == []


@pytest.mark.parametrize("choice", [WordsChoice.KEEP, WordsChoice.UNNAMED, WordsChoice.ERASE])
def test_somebody_who_left_the_forum_is_found_as_they_chose(library, post, finds, choice):
    leave_forum(choice=choice, by=library.bea, now=LATER)
    assert finds(library.ann) == ([] if choice == WordsChoice.ERASE else [f"/posts/{post.pk}/"])
    assert finds(library.ann, "Bea Birch") == []
    assert finds(library.ann, author="Bea Birch") == []
    if choice != WordsChoice.KEEP:
        assert not Entry.objects.filter(author=library.bea).exists()


def test_a_new_name_is_found_and_the_old_one_is_not(library, finds):
    change_name(name="Clover Fields", by=library.bea, now=LATER, is_name_meant=True)
    assert finds(library.ann, "clover") == [f"/people/{library.bea.pk}/"]
    assert finds(library.ann, "birch") == []


def test_people_are_found_by_those_who_may_know_them_only(library, finds):
    assert finds(library.ann, "bea") == [f"/people/{library.bea.pk}/"]
    assert finds(library.stranger, "bea") == []


@pytest.mark.parametrize(("audience", "is_found"), [("me", False), ("members", True)])
def test_what_people_tell_about_themselves_is_found_by_those_to_whom_they_show_it(library, finds, audience, is_found):
    tell_about_oneself(kind="likes", words="Lighthouses", audience="members", by=library.bea, now=LATER)
    tell_about_oneself(kind="likes", words="Lighthouses", audience=audience, by=library.bea, now=LATER)
    assert finds(library.ann) == ([f"/people/{library.bea.pk}/"] if is_found else [])
    assert finds(library.stranger) == []
    tell_about_oneself(kind="likes", words="", audience=audience, by=library.bea, now=LATER)
    assert finds(library.ann) == finds(library.bea) == []


def test_what_is_for_one_group_is_not_found_by_another(library, finds):
    tell_about_oneself(
        kind="likes", words="Lighthouses", audience="groups", groups=[library.closed], by=library.bea, now=LATER
    )
    outside = a_person()
    joins(outside, library.public)
    assert finds(library.ann) == [f"/people/{library.bea.pk}/"]
    assert finds(outside) == []


@pytest.fixture
def meetup(library):
    announcement = Announcement.objects.create(
        group=library.closed, author=library.bea, kind="together", written_at=WHEN
    )
    parts = {"about": "We walk to the lighthouse", "contact": "Buttercup", "link": "https://meet.example/windmill"}
    hand_in(announcement, title="A long walk", parts=parts, by=library.bea, now=WHEN)
    return a_meetup(of=library.closed, by=library.bea, announcement=announcement, is_announced=False)


def test_a_meetup_is_found_once_it_is_announced_and_its_door_never(library, meetup, finds):
    assert finds(library.ann) == finds(library.bea) == []
    decided(meetup.announcement, "approve", by=library.moderator, now=LATER)
    assert finds(library.ann) == finds(library.ann, "walk") == [f"/meetups/{meetup.pk}/"]
    assert finds(library.stranger) == []
    for door in ("buttercup", "windmill", "mushroom", "S10"):
        assert finds(library.ann, door) == finds(library.bea, door) == []


def test_a_meetup_whose_words_are_taken_away_is_not_found(library, meetup, finds):
    decided(meetup.announcement, "approve", by=library.moderator, now=LATER)
    announcement = Announcement.objects.get(pk=meetup.announcement_id)
    choice = Choice(outcome="hide", guideline="kindness")
    decision = act_at_once(subject=announcement, about=library.bea, choice=choice, by=library.moderator, now=LATER)
    assert finds(library.ann) == finds(library.bea) == []
    undone(decision, by=library.moderator, now=LATER)
    assert len(finds(library.ann)) == 1
    take_words_away(Announcement.objects.get(pk=announcement.pk), LATER)
    assert finds(library.ann) == []


def page(browser_of, person, words, **asked):
    return browser_of(person).get("/search/", {"q": words, **asked}).content.decode()


@pytest.mark.parametrize("want", [Gently.FOLD, Gently.HIDE])
def test_what_a_reader_would_rather_not_meet_is_not_before_their_eyes(library, browser_of, want):
    thread = a_thread(of=library.closed, by=library.bea, title="Lighthouse", body="The keeper died.")
    thread.notes = "dying"
    thread.save()
    assert "keeper" in page(browser_of, library.ann, "lighthouse")
    choose_gently(choices={"dying": want}, by=library.ann, now=LATER)
    shown = page(browser_of, library.ann, "lighthouse")
    assert "dying and end of life" in shown
    if want == Gently.HIDE:
        assert "keeper" not in shown
        assert f"/threads/{thread.pk}/" not in shown
    else:
        assert re.search(r"<details[^>]*><summary>.*</summary>.*keeper.*</details>", shown)


def test_a_suggestion_never_has_a_word_that_only_closed_places_hold(library, browser_of):
    a_thread(of=library.closed, by=library.ann, title="Periwinkle", body="Some words.")
    assert "periwinkle" in page(browser_of, library.ann, "periwinkel")
    for person in (library.stranger, None):
        assert "periwinkle" not in page(browser_of, person, "periwinkel").replace("periwinkel", "")
    assert "letrozole" in page(browser_of, None, "letrozol")


def test_a_mistyped_word_is_suggested_and_leads_to_what_was_meant(library, browser_of):
    shown = page(browser_of, library.ann, "the palbocilib waiting")
    assert re.search(r'href="/search/\?q=the%20palbociclib%20waiting"', shown)
    assert "Did you mean" not in page(browser_of, library.ann, "kettle")
    assert "Did you mean" not in page(browser_of, library.ann, "xylophone")


def test_a_word_that_only_a_closed_group_has_answers_like_one_that_nobody_wrote(library, browser_of):
    a_thread(of=library.closed, by=library.ann, title="Qzjwvx", body="Qzjwvx")
    for person in (library.stranger, None):
        there, never = (page(browser_of, person, word).replace(word, "WORD") for word in ("qzjwvx", "vxwqzj"))
        assert there == never


def test_a_group_that_one_may_not_know_of_is_no_choice_and_answers_like_one_that_never_was(library, browser_of):
    hidden = a_group("Quiet corner", discovery="hidden", joining="invitation")
    index()
    client = browser_of(library.stranger)
    there, never = (client.get("/search/", {"q": "quiet", "group": group}) for group in (hidden.pk, 987654))
    assert there.status_code == never.status_code == 422
    assert there.content.replace(str(hidden.pk).encode(), b"0") == never.content.replace(b"987654", b"0")
    assert b"Quiet corner" not in client.get("/search/", {"q": "quiet corner"}).content


def test_every_mark_that_people_write_is_shown_as_they_wrote_it(library, browser_of):
    a_reply(to=library.thread, by=library.bea, body='<script>alert(1)</script> a `lighthouse` & <b>more</b> "quoted"')
    shown = page(browser_of, library.ann, 'lighthouse <script>alert("x")</script>')
    assert "<script>alert" not in shown
    shown = page(browser_of, library.ann, "lighthouse alert")
    assert (
        "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt; a <mark>lighthouse</mark> &amp; &lt;b&gt;more&lt;/b&gt;"
        in shown
    )


def test_an_entry_that_was_left_behind_shows_nothing(library, post, finds):
    """Whatever the index keeps, sight is asked of the thing."""
    Post.objects.filter(pk=post.pk).update(state="hidden", html="")
    assert finds(library.ann) == []


def test_looking_for_something_writes_nothing(library, post, browser_of, queries):
    client = browser_of(library.ann)
    client.get("/search/", {"q": "lighthouse"})
    with queries() as asked:
        client.get("/search/", {"q": "lighthouse"})
    assert asked.writes == []


def test_reindexing_anew_finds_the_same_and_takes_out_what_is_shown_no_more(library, post, finds):
    gone = a_reply(to=library.thread, by=library.bea, body="A lighthouse")
    Post.objects.filter(pk=gone.pk).update(state="hidden", html="")
    before = set(Entry.objects.exclude(object_id=gone.pk, kind="post").values_list("kind", "object_id", "terms"))
    call_command("reindex", "--anew")
    assert set(Entry.objects.values_list("kind", "object_id", "terms")) == before
    assert finds(library.ann) == [f"/posts/{post.pk}/"]


def test_reindexing_walks_along_the_keys_and_writes_only_what_is_missing(library, queries, capsys, monkeypatch):
    for _each in range(5):
        a_reply(to=library.thread, by=library.bea, body="A lighthouse")
    missing = list(Entry.objects.filter(kind="post").order_by("object_id").values_list("pk", flat=True))[1::2]
    before = set(Entry.objects.values_list("kind", "object_id", "terms"))
    monkeypatch.setattr(reindexing, "AT_ONCE", 2)
    Entry.objects.filter(pk__in=missing).delete()
    capsys.readouterr()
    call_command("reindex")
    assert capsys.readouterr().out == f"{len(missing)} entries written.\n"
    assert set(Entry.objects.values_list("kind", "object_id", "terms")) == before
    with queries() as asked:
        assert reindexing.reindex_some(kind="post", after=0).written == 0
    assert not asked.writes
    # Things and entries are compared for one batch at a time, never all with all.
    assert not [
        statement for statement in asked.statements if "threads_post" in statement and "search_entry" in statement
    ]
