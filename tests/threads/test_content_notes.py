"""Content notes: put on by authors and moderators; each reader shows, folds or hides each kind, everywhere."""

import re

import pytest

from accounts.actions import choose_gently
from forum.kernel.content_notes import LONGEST, ContentNote, kept
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import begin_reading, edit_post, react, reply, save_draft, start_thread
from forum.threads.models import Draft, Post, ReadingPosition, Thread
from tests.factories import WHEN, a_reply, numbered
from tests.threads.conftest import edit_form, reply_form, thread_form
from tests.threads.desk import a_moderator, decided, undone

pytestmark = pytest.mark.django_db


def wants(person, **choices):
    choose_gently(choices=choices, by=person, now=WHEN)


def page(browser_of, person, address):
    answer = browser_of(person).get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def folded(text):
    """What stands in folds that are closed."""
    return "".join(re.findall(r'<details class="fold[^"]*">.*?</details>', text, re.DOTALL))


@pytest.fixture
def noted(room, now, key):
    """A thread of Bea's about scans, and in Ann's a reply of Bea's about dying that Cat quotes."""
    opening = start_thread(
        group=room.group, title="Tuesday’s results", body="They grew", is_unnamed=False, form_key=key(), by=room.bea,
        now=now, notes=["scans"],
    )  # fmt: skip
    about = reply(
        thread=room.thread, body="At the hospice", is_unnamed=False, form_key=key(), by=room.bea, now=now,
        notes=["dying"],
    )  # fmt: skip
    a_reply(to=room.thread, by=room.cat, body=f"> [post {about.pk}]\n> At the hospice\n\nThinking of you", now=now)
    return opening.thread


# Put on by authors


def test_an_author_puts_notes_on_and_readers_are_told_beforehand(room, browser_of):
    form = thread_form(room.group, room.bea, "Results", "They grew", notes=["progression", "scans"])
    browser_of(room.bea).post(f"/groups/{room.group.slug}/new/", form)
    browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, "Words", notes=["children"]))
    thread, post = Thread.objects.get(title="Results"), Post.objects.get(number=2)
    assert (thread.notes, thread.posts.get().notes, post.notes) == ("scans progression", "", "children")
    assert "Note: scan results, progression" in page(browser_of, room.cat, f"/threads/{thread.pk}/")
    assert "Note: scan results, progression" in page(browser_of, room.cat, f"/groups/{room.group.slug}/")
    assert "Note: children" in page(browser_of, room.cat, room.address)


def test_a_note_that_is_none_costs_nobody_their_words(room, browser_of):
    form = reply_form(room.thread, room.bea, "Words", notes=["nonsense", "children"])
    assert browser_of(room.bea).post(f"{room.address}reply/", form).status_code == 302
    assert Post.objects.get(number=2).notes == "children"


def test_an_author_changes_their_own_notes_and_no_words(room, browser_of, noted):
    post = noted.posts.get()
    assert 'value="scans" checked' in page(browser_of, room.bea, f"/posts/{post.pk}/edit/")
    form = edit_form(post, room.bea, "They grew", post.revision_id, title="Tuesday’s results", notes=["fertility"])
    browser_of(room.bea).post(f"/posts/{post.pk}/edit/", form)
    noted.refresh_from_db()
    post.refresh_from_db()
    assert (noted.notes, post.edited_at) == ("fertility", None)


def test_a_draft_keeps_its_notes_and_its_box_finds_them_again(room, browser_of):
    form = reply_form(room.thread, room.bea, "Begun", notes=["children", "dying"])
    browser_of(room.bea).post(f"{room.address}draft/", form)
    assert Draft.objects.get().notes == "dying children"
    for address in (room.address, f"{room.address}reply/"):
        assert 'value="dying" checked' in page(browser_of, room.bea, address)
    draft = Draft.objects.get()
    again = {"sequence": draft.sequence, "form_key": draft.form_key, "body": "Begun", "title": "", "by": room.bea}
    place = {"group": room.group, "thread": room.thread, "post": None, "now": WHEN}
    assert save_draft(**again, **place, notes=["dying", "children"]) == draft


def test_all_notes_together_fit_where_they_are_kept():
    assert len(kept(ContentNote.values)) <= LONGEST


# What readers choose


def test_nothing_is_folded_or_hidden_for_who_chose_nothing(room, browser_of, noted):
    text = page(browser_of, room.cat, room.address)
    assert "At the hospice" in text
    assert "At the hospice" not in folded(text)
    assert "Tuesday’s results" in page(browser_of, room.cat, f"/groups/{room.group.slug}/")


def test_a_folded_post_stands_behind_its_note_and_a_hidden_one_in_no_byte(room, browser_of, noted):
    wants(room.cat, dying="fold")
    text = page(browser_of, room.cat, room.address)
    assert "At the hospice" in folded(text)
    assert text.count("At the hospice") == 1  # and not in the quote
    wants(room.cat, dying="hide")
    text = page(browser_of, room.cat, room.address)
    assert "At the hospice" not in text
    assert "A post with a note, dying and end of life, is not shown, as you chose." in text
    assert "Thinking of you" in text
    opened = re.search(r'href="(/threads/\d+/\?open)#post-2"', text)[1]
    assert page(browser_of, room.cat, opened).count("At the hospice") == 2


@pytest.mark.parametrize("place", ["/", "group", "person"])
def test_a_thread_is_folded_or_hidden_in_every_list(room, browser_of, noted, place):
    begin_reading(group_id=room.group.pk, person_id=room.cat.pk)
    a_reply(to=noted, by=room.bea, body="And since then")
    address = {"/": "/", "group": f"/groups/{room.group.slug}/", "person": f"/people/{room.bea.pk}/"}[place]
    assert "Tuesday’s results" in page(browser_of, room.cat, address)
    wants(room.cat, scans="fold")
    text = page(browser_of, room.cat, address)
    assert ("Tuesday’s results" in folded(text)) is (place != "person")
    assert text.count("Tuesday’s results") == (0 if place == "person" else 1)
    assert "They grew" not in text
    wants(room.cat, scans="hide", dying="fold")
    text = page(browser_of, room.cat, address)
    assert "Tuesday’s results" not in text
    assert "scan results" in text
    assert "hospice" not in text


def test_a_thread_opened_in_a_list_is_not_folded_again_behind_its_link(room, browser_of, noted):
    wants(room.cat, scans="fold")
    for number in range(45):
        a_reply(to=noted, by=room.bea, body=f"Reply {number}")
    link = re.search(
        r'<a class="title" href="([^"]+)">Tuesday’s results', page(browser_of, room.cat, f"/groups/{room.group.slug}/")
    )
    text = page(browser_of, room.cat, link[1])
    assert "<h1>Tuesday’s results</h1>" in text
    assert folded(text) == "" or "Reply 3" not in folded(text)
    for address in re.findall(r'href="(/threads/\d+/\?(?:from|before)=[^"]+)"', text):
        assert "open" in address


def test_the_page_of_a_thread_is_folded_or_hidden_whole(room, browser_of, noted):
    wants(room.cat, scans="fold")
    text = page(browser_of, room.cat, f"/threads/{noted.pk}/")
    assert "They grew" in folded(text)
    assert "Tuesday’s results" in folded(text)
    assert "<h1>A thread with a note: scan results</h1>" in text
    assert text.count("Tuesday’s results") == 1
    wants(room.cat, scans="hide")
    text = page(browser_of, room.cat, f"/threads/{noted.pk}/")
    assert "Tuesday’s results" not in text
    assert "They grew" not in text
    assert "You chose not to be shown such threads." in text
    assert "They grew" in page(browser_of, room.cat, re.search(r'href="(/threads/\d+/\?open)"', text)[1])


def test_a_hidden_thread_is_not_taken_for_read(room, browser_of, noted):
    wants(room.cat, scans="hide")
    page(browser_of, room.cat, f"/threads/{noted.pk}/")
    assert not ReadingPosition.objects.filter(person=room.cat, thread=noted).exists()


def test_nobodys_own_words_are_folded_or_hidden_from_them(room, browser_of, noted):
    wants(room.bea, scans="hide", dying="fold")
    assert "Tuesday’s results" in page(browser_of, room.bea, f"/groups/{room.group.slug}/")
    assert "<h1>Tuesday’s results</h1>" in page(browser_of, room.bea, f"/threads/{noted.pk}/")
    text = page(browser_of, room.bea, room.address)
    assert "At the hospice" in text
    assert "At the hospice" not in folded(text)


def test_gentle_pages_cost_no_more_queries(room, browser_of, queries, noted, now):
    for number in range(12):
        a_reply(
            to=room.thread,
            by=room.bea,
            body=f"> [post {numbered(room.thread, 2).pk}]\n> At the hospice\n\n{number}",
            now=now,
        )
        react(post=Post.objects.latest("pk"), kind="with_you", by=room.cat, now=now)
    counts = {}
    for chosen in ("show", "fold", "hide"):
        wants(room.cat, dying=chosen, scans=chosen)
        for address in (room.address, f"/groups/{room.group.slug}/", "/"):
            browser_of(room.cat).get(address)
            client = browser_of(room.cat)
            with queries() as asked:
                client.get(address)
            counts.setdefault(address, set()).add(asked.count)
    assert all(len(each) == 1 for each in counts.values()), counts
    assert max(counts[room.address]) <= 8


# Put on by moderators


def test_a_moderator_puts_a_note_on_and_takes_it_off_again(room, browser_of, now):
    second = a_moderator(of=room.group)
    post = a_reply(to=room.thread, by=room.bea)
    for thing, bearer in ((post, post), (room.thread.posts.get(number=1), room.thread), (room.thread, room.thread)):
        decision = decided(thing, "add_content_note", by=room.moderator, now=now, options={"note": "death"})
        bearer.refresh_from_db()
        assert bearer.notes == "death"
        assert undone(decision, by=second, now=now) == []
        bearer.refresh_from_db()
        assert bearer.notes == ""


def test_an_author_does_not_take_off_what_a_moderator_put_on(room, browser_of, now):
    post = a_reply(to=room.thread, by=room.bea)
    decision = decided(post, "add_content_note", by=room.moderator, now=now, options={"note": "death"})
    assert "A moderator has put on: death of a member." in page(browser_of, room.bea, f"/posts/{post.pk}/edit/")
    edit_post(post=post, title="", body="x", seen_revision=post.revision_id, by=room.bea, now=now, notes=["scans"])
    assert Post.objects.get(pk=post.pk).notes == "death scans"
    assert undone(decision, by=a_moderator(of=room.group), now=now) == []
    assert Post.objects.get(pk=post.pk).notes == "scans"


@pytest.mark.parametrize("note", ["", "nonsense", "dying"])
def test_a_note_that_is_none_or_is_there_already_is_not_put_on(room, now, noted, note):
    post = Post.objects.get(notes="dying")
    with pytest.raises(NotAllowed):
        decided(post, "add_content_note", by=room.moderator, now=now, options={"note": note})
    assert Post.objects.get(pk=post.pk).notes == "dying"
