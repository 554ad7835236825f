"""What members read of decisions about them, and what holds for them. Source: README, M-7 and M-8."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Person
from forum.groups.models import Membership
from forum.kernel.verdicts import NotAllowed
from forum.threads.models import Draft, Post
from moderation.actions import act_at_once, make_appeal, read_statement
from moderation.actions.decide import Choice
from moderation.models import LogEntry, Sanction, Statement
from tests.factories import a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ann(room, clock):
    client = Client()
    client.force_login(room.ann)
    return client


def form_of(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def replies(client, room, body="Thank you all.", page=None):
    page = page or client.get(f"/threads/{room.thread.pk}/").content.decode()
    return client.post(f"/threads/{room.thread.pk}/reply/", {**form_of(page), "body": body})


def test_a_statement_says_what_why_and_how_to_ask_again_and_gives_the_words_back(room, as_ann):
    statement = room.paused()
    page = as_ann.get(f"/statements/{statement.pk}/").content.decode()
    for words in (
        "Please take a pause", "Until Thursday 26 November 2026, 7.30pm", "Living with secondary", "The law asks this of us",
        "Numbers stay off the page.", "a person, not a machine", "Ask for somebody else to look again",
        "I rang 07700 900123, zqwords", f"/posts/{room.post.pk}/", "25 May 2027",
    ):  # fmt: skip
        assert words in page, words


def test_words_in_a_statement_are_text_and_never_markup(room, as_ann):
    Statement.objects.filter(pk=room.paused().pk).update(title="<b>x</b>", paragraphs=["<script>alert(1)</script>"])
    statement = Statement.objects.get()
    type(room.post.revision).objects.filter(pk=room.post.revision_id).update(body="</textarea><img src=x>")
    page = as_ann.get(f"/statements/{statement.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page
    assert "<img src=x" not in page


def test_no_statement_leads_to_a_page_that_its_reader_cannot_open(room, as_ann):
    statement = room.paused()
    Membership.objects.filter(person=room.ann).delete()
    page = as_ann.get(f"/statements/{statement.pk}/").content.decode()
    assert f"/posts/{room.post.pk}/" not in page
    assert "zqwords" in page, "the words are theirs wherever they are"


def test_quoted_words_of_others_are_not_given_along(room, as_ann, clock):
    other = a_reply(to=room.thread, by=room.host, body="zqtheirs")
    quoting = a_reply(to=room.thread, by=room.ann, body=f"> [post {other.pk}]\n> zqtheirs\n\nzqmine")
    Post.objects.filter(pk=other.pk).update(state="withdrawn", html="")
    choice = Choice(outcome="no_action", words="A friendly word.")
    decision = act_at_once(subject=quoting, about=room.ann, choice=choice, by=room.robin, now=room.now)
    page = as_ann.get(f"/statements/{decision.statement.pk}/").content.decode()
    assert "zqmine" in page
    assert "zqtheirs" not in page


@pytest.mark.parametrize("address", ["", "read/", "appeal/", "appeal/messages/", "appeal/withdraw/"])
def test_a_statement_is_read_by_its_recipient_and_by_nobody_else(room, clock, address):
    statement = room.paused()
    make_appeal(statement=statement, words="zq", by=room.ann, now=room.now)
    for person in (room.robin, room.lee, room.host, a_person(is_staff=True), None):
        client = Client()
        if person:
            client.force_login(person)
        path = f"/statements/{statement.pk}/{address}"
        answers = [client.get(path).status_code, client.post(path, {"words": "x"}).status_code]
        assert set(answers) <= ({404, 405} if person else {302, 403}), (person, answers)


def test_looking_changes_nothing_and_pressing_says_that_it_was_read(room, as_ann, queries):
    statement = room.paused()
    as_ann.get(f"/statements/{statement.pk}/")
    with queries() as asked:
        page = as_ann.get(f"/statements/{statement.pk}/").content.decode()
    assert not asked.writes
    assert "I have read this" in page
    assert as_ann.post(f"/statements/{statement.pk}/read/")["Location"] == "/me/statements/"
    statement.refresh_from_db()
    assert statement.read_at == room.now
    assert "I have read this" not in as_ann.get(f"/statements/{statement.pk}/").content.decode()


@pytest.mark.parametrize(
    ("towards", "leads"),
    [
        ("/threads/3/", "/threads/3/"),
        ("https://evil.example/", "/me/statements/"),
        ("//evil.example/", "/me/statements/"),
        ("/\\evil.example", "/me/statements/"),
        ("javascript:alert(1)", "/me/statements/"),
        ("", "/me/statements/"),
    ],
)
def test_having_read_it_leads_nowhere_but_on_this_site(room, as_ann, towards, leads):
    statement = room.paused()
    assert as_ann.post(f"/statements/{statement.pk}/read/", {"next": towards})["Location"] == leads


def test_the_list_is_newest_first_and_pages_without_loss(room, as_ann, queries):
    for _ in range(23):
        choice = Choice(outcome="no_action", words="A friendly word.")
        act_at_once(subject=room.post, about=room.ann, choice=choice, by=room.robin, now=room.now)
    as_ann.get("/me/statements/")
    with queries() as asked:
        first = as_ann.get("/me/statements/").content.decode()
    assert asked.count <= 5
    older = re.search(r'href="(/me/statements/\?before=\d+)"', first).group(1)
    shown = re.findall(r'href="/statements/(\d+)/"', first + as_ann.get(older).content.decode())
    assert shown == [str(pk) for pk in Statement.objects.order_by("-pk").values_list("pk", flat=True)]


# Fault: something happens to what somebody wrote, and nobody tells them.


def a_friendly_word(room) -> Statement:
    choice = Choice(outcome="no_action", words="Thank you for this. Perhaps a content note next time?")
    return act_at_once(subject=room.post, about=room.ann, choice=choice, by=room.robin, now=room.now).statement


def test_what_was_not_read_yet_stands_on_the_first_page_until_it_is(room, as_ann, queries):
    statement = a_friendly_word(room)
    as_ann.get("/")
    with queries() as asked:
        page = as_ann.get("/").content.decode()
    assert asked.count <= 10
    assert f'href="/statements/{statement.pk}/"' in page
    assert "A moderator wrote to you" in page
    Person.objects.filter(pk=room.ann.pk).update(has_news=True)
    assert "There is something new for you" not in as_ann.get("/").content.decode()  # it is said once
    read_statement(statement=statement, by=room.ann, now=room.now)
    assert "A moderator wrote to you" not in as_ann.get("/").content.decode()


def test_what_holds_stands_on_the_first_page_while_it_does_and_in_one_line(room, as_ann, queries, clock):
    statement = room.paused(days=3)
    as_ann.get("/")
    with queries() as asked:
        page = as_ann.get("/").content.decode()
    assert asked.count <= 10
    assert page.count(f"/statements/{statement.pk}/") == 1
    assert "Until Thursday 26 November 2026, 7.30pm, you are asked to pause in Living with secondary." in page
    read_statement(statement=statement, by=room.ann, now=room.now)
    assert "you are asked to pause" in as_ann.get("/").content.decode()
    clock.set(room.later(days=3))
    assert "you are asked to pause" not in as_ann.get("/").content.decode()


def test_two_that_were_not_read_are_said_in_one_line(room, as_ann):
    a_friendly_word(room)
    a_friendly_word(room)
    page = as_ann.get("/").content.decode()
    assert "Moderators wrote to you 2 times." in page
    assert 'href="/me/statements/"' in page


def test_nobody_else_is_told_of_it(room, clock):
    room.paused()
    client = Client()
    client.force_login(room.lee)
    assert "wrote to you" not in client.get("/").content.decode()


# Warnings are read before writing, not before reading.


def test_whoever_is_warned_reads_it_once_before_they_write_and_loses_no_word(room, as_ann):
    page = as_ann.get(f"/threads/{room.thread.pk}/").content.decode()
    statement = room.warned()
    refused = replies(as_ann, room, "zqkept words", page)
    shown = refused.content.decode()
    assert refused.status_code == 403
    assert "zqkept words" in shown
    way = re.search(rf'href="(/statements/{statement.pk}/\?next=[^"]+)"', shown).group(1)
    form = as_ann.get(way).content.decode()
    back = as_ann.post(f"/statements/{statement.pk}/read/", form_of(form))["Location"]
    assert back == f"/threads/{room.thread.pk}/"
    thread = as_ann.get(back).content.decode()
    assert "zqkept words" in thread, "they stand in the box again"
    assert replies(as_ann, room, "zqkept words").status_code == 302
    assert LogEntry.objects.filter(action="acknowledge", by=room.ann).count() == 1


@pytest.mark.parametrize("place", ["thread", "reply", "new", "edit"])
def test_reading_needs_no_acknowledgement_and_every_place_to_write_says_where_the_warning_is(room, as_ann, place):
    statement = room.warned()
    address = {
        "thread": f"/threads/{room.thread.pk}/",
        "reply": f"/threads/{room.thread.pk}/reply/",
        "new": f"/groups/{room.group.slug}/new/",
        "edit": f"/posts/{room.post.pk}/edit/",
    }[place]
    answer = as_ann.get(address)
    assert answer.status_code == (200 if place == "thread" else 403)
    page = answer.content.decode()
    assert f"/statements/{statement.pk}/?next=" in page
    assert "Please read that first" in page
    if place == "thread":
        assert "zqwords" in page
        assert 'name="body"' not in page


def test_a_warning_that_was_read_or_taken_back_asks_for_nothing_more(room, as_ann):
    first = room.warned()
    read_statement(statement=first, by=room.ann, now=room.now)
    read_statement(statement=first, by=room.ann, now=room.later(days=1))
    assert Sanction.objects.get().acknowledged_at == room.now
    assert replies(as_ann, room).status_code == 302
    assert "What holds for you now" not in as_ann.get("/me/statements/").content.decode()


def test_nobody_reads_a_warning_for_somebody_else(room, clock):
    statement = room.warned()
    read_statement(statement=statement, by=room.lee, now=room.now)
    assert Sanction.objects.get().acknowledged_at is None
    assert Statement.objects.get().read_at is None


# Fault: a friendly message counts as a strike.


@pytest.mark.parametrize("outcome", ["no_action", "warn"])
def test_a_friendly_word_is_no_step_towards_a_pause(room, outcome):
    if outcome == "warn":
        room.warned()
    else:
        a_friendly_word(room)
    with pytest.raises(NotAllowed, match="gentler step"):
        room.sentenced("pause", days=3, guideline="kindness")
    room.ann.refresh_from_db()
    assert room.ann.has_sanctions is (outcome == "warn")


# What holds, by the clock.


def test_what_holds_now_is_said_by_the_clock_and_leads_to_why(room, as_ann, clock):
    statement = room.paused(days=3)
    page = as_ann.get("/me/statements/").content.decode()
    assert "Until Thursday 26 November 2026, 7.30pm, you are asked to pause in Living with secondary." in page
    assert f'href="/statements/{statement.pk}/"' in page
    clock.set(room.later(days=3) - timedelta(seconds=1))
    assert "What holds for you now" in as_ann.get("/me/statements/").content.decode()
    clock.set(room.later(days=3))
    assert "What holds for you now" not in as_ann.get("/me/statements/").content.decode()
    assert "Please take a pause" in as_ann.get("/me/statements/").content.decode(), "the statement stays"


# Fault: a suspension outlives its end.


def test_a_pause_ends_by_the_clock_without_any_job_or_login(room, as_ann, clock):
    page = as_ann.get(f"/threads/{room.thread.pk}/").content.decode()
    room.paused(days=3)
    clock.set(room.later(days=3) - timedelta(seconds=1))
    refused = replies(as_ann, room, "zqtoo early", page)
    assert refused.status_code == 403
    assert "until Thursday 26 November 2026, 7.30pm" in refused.content.decode()
    assert "zqtoo early" in refused.content.decode()
    clock.set(room.later(days=3))
    thread = as_ann.get(f"/threads/{room.thread.pk}/").content.decode()
    assert 'name="body"' in thread
    assert "zqtoo early" in thread, "what was begun during the pause stands in the box"
    assert replies(as_ann, room).status_code == 302


def test_a_pause_that_begins_while_one_writes_keeps_the_words_in_every_tab(room, as_ann, clock):
    first = as_ann.get(f"/threads/{room.thread.pk}/").content.decode()
    second = as_ann.get(f"/groups/{room.group.slug}/new/").content.decode()
    room.paused(days=3)
    for address, page, body in (
        (f"/threads/{room.thread.pk}/reply/", first, "zqfirst tab"),
        (f"/groups/{room.group.slug}/new/", second, "zqsecond tab"),
    ):
        refused = as_ann.post(address, {**form_of(page), "title": "A title", "body": body})
        assert refused.status_code == 403
        assert body in refused.content.decode()
        assert Draft.objects.filter(person=room.ann, body=body).exists()
    assert Post.objects.filter(author=room.ann).count() == 1
    clock.set(room.later(days=4))
    assert replies(as_ann, room, "zqfirst tab").status_code == 302


def test_who_is_paused_reads_everything_and_sees_where_it_says_why(room, as_ann):
    statement = room.paused(days=3)
    page = as_ann.get(f"/threads/{room.thread.pk}/").content.decode()
    assert "zqwords" in page
    assert f"/statements/{statement.pk}/?next=/threads/{room.thread.pk}/" in page
    assert 'name="body"' not in page


def test_a_pause_in_one_group_leaves_the_others_alone(room, as_ann):
    other = a_group()
    joins(room.ann, other)
    thread = a_thread(of=other, by=room.ann)
    room.paused(days=3)
    page = as_ann.get(f"/threads/{thread.pk}/").content.decode()
    assert as_ann.post(f"/threads/{thread.pk}/reply/", {**form_of(page), "body": "Here too."}).status_code == 302
