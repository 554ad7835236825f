"""What changed since one was last here. Source: README, S-1 to S-6, P-3 and P-11."""

import pytest
from django.test import Client

from accounts.models import Boundary
from forum.groups.actions import leave_group
from forum.groups.models import Invitation, JoinRequest
from forum.threads.actions import begin_reading, withdraw_post
from forum.threads.models import Draft
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.home.people import a_member, is_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return a_person("Ann Wren", situation="secondary")


@pytest.fixture
def seen(ann):
    """What Ann sees on her front page, as text."""

    def text() -> str:
        client = Client()
        client.force_login(ann)
        response = client.get("/")
        assert response.status_code == 200
        return response.content.decode()

    return text


def test_a_newcomer_is_shown_where_to_begin(seen):
    a_group("Open Heath", joining="open", audience="everyone")
    a_group("For partners", joining="open", audience="friends")
    a_group("Only invited", joining="invitation", audience="everyone")
    a_group("Unheard of", discovery="hidden", audience="everyone")
    text = seen()
    assert "It is good that you are here" in text
    assert "Open Heath" in text
    for other in ("For partners", "Only invited", "Unheard of"):
        assert other not in text


def test_what_is_new_is_listed_with_who_wrote(ann, seen):
    group = a_group("Lounge")
    is_reading(ann, group)
    teasel = a_member(group, "Teasel")
    thread = a_thread(of=group, by=teasel, title="Scan on Thursday")
    a_reply(to=thread, by=a_member(group, "Foxglove"))
    a_reply(to=thread, by=a_member(group, "Zinnia"), is_unnamed=True)
    text = seen()
    assert "Scan on Thursday" in text
    assert "3 new" in text
    assert "Foxglove, Teasel and somebody without their name" in text
    assert "Zinnia" not in text
    assert "That is everything." in text


def test_a_group_with_nothing_new_is_said_kindly(ann, seen):
    for name in ("Bone", "Lounge", "Yorkshire"):
        is_reading(ann, a_group(name))
    text = seen()
    assert "Nothing new in Bone, Lounge and Yorkshire." in text
    assert "That is everything." in text


def test_removed_words_are_not_counted_and_leave_no_author(ann, seen):
    """Fault 28 and 29: unread must be honest after withdrawals."""
    group = a_group("Lounge")
    is_reading(ann, group)
    thread = a_thread(of=group, by=a_member(group, "Teasel"), title="Scan on Thursday")
    gone = a_reply(to=thread, by=a_member(group, "Foxglove"))
    withdraw_post(post=gone, by=gone.author, now=WHEN)
    text = seen()
    assert "1 new" in text
    assert "Foxglove" not in text


@pytest.mark.parametrize(("setter", "kind"), [("ann", "block"), ("other", "block"), ("other", "apart")])
def test_somebody_kept_from_the_reader_is_neither_counted_nor_named(ann, seen, setter, kind):
    """Fault 29 and 36."""
    group = a_group("Lounge")
    is_reading(ann, group)
    other = a_member(group, "Quillwort")
    thread = a_thread(of=group, by=a_member(group, "Teasel"), title="Scan on Thursday")
    a_reply(to=thread, by=other)
    a_thread(of=group, by=other, title="A thread of theirs")
    pair = {"setter": ann, "other": other} if setter == "ann" else {"setter": other, "other": ann}
    Boundary.objects.create(**pair, kind=kind, set_at=WHEN)
    text = seen()
    assert "1 new" in text
    assert "Quillwort" not in text
    assert "A thread of theirs" not in text


def test_a_group_that_one_has_left_shows_nothing_more(ann, seen):
    """Fault 7 and 10: news, drafts and titles go with the membership."""
    group = a_group("Copperfield", discovery="hidden")
    joins(ann, group)
    thread = a_thread(of=group, by=a_member(group), title="Quartz title")
    draft = Draft.objects.create(person=ann, group=group, thread=thread, body="Opal words", sequence=1, saved_at=WHEN)
    assert "Opal words" in seen()
    leave_group(group=group, by=ann, now=WHEN)
    text = seen()
    for word in ("Copperfield", "Quartz title", draft.body):
        assert word not in text


def test_what_was_begun_is_found_again(ann, seen):
    """Fault 25: a kept draft that nobody is shown is a lost one."""
    group = a_group("Lounge")
    joins(ann, group)
    thread = a_thread(of=group, by=a_member(group), title="Scan on Thursday")
    Draft.objects.create(person=ann, group=group, thread=thread, body="I have been meaning", sequence=1, saved_at=WHEN)
    Draft.objects.create(person=ann, group=group, title="A beginning", sequence=1, saved_at=WHEN)
    Draft.objects.create(person=a_person(), group=group, title="Not Ann’s", sequence=1, saved_at=WHEN)
    text = seen()
    assert "I have been meaning" in text
    assert "A beginning" in text
    assert "Not Ann" not in text


def test_the_title_of_a_hidden_thread_does_not_come_back_in_a_draft(ann, seen):
    """Fault 11."""
    group = a_group("Lounge")
    joins(ann, group)
    other = a_member(group)
    thread = a_thread(of=group, by=other, title="Quartz title")
    Draft.objects.create(person=ann, group=group, thread=thread, body="Words", sequence=1, saved_at=WHEN)
    Boundary.objects.create(setter=other, other=ann, kind="apart", set_at=WHEN)
    assert "Quartz title" not in seen()


def test_requests_and_invitations_are_quiet_lines(ann, seen):
    hosted = a_group("Hosted", host=ann)
    asked = a_group("Asked")
    invited = a_group("Invited", joining="invitation")
    for person in (a_person(), a_person()):
        JoinRequest.objects.create(person=person, group=hosted, asked_at=WHEN)
    JoinRequest.objects.create(person=ann, group=asked, asked_at=WHEN)
    Invitation.objects.create(
        group=invited, email=ann.email, invited_by=a_person(), invited_at=WHEN, ends_at=WHEN.replace(year=2100)
    )
    text = seen()
    assert "2 people ask to join Hosted" in text
    assert "You asked to join Asked" in text
    assert "You are invited to Invited" in text


def test_it_does_not_claim_to_be_everything_when_it_did_not_look(ann, seen, monkeypatch):
    from forum.home.pages import catch_up, lookups
    from forum.kernel.compiled import Compiled

    two = Compiled(lambda viewer: lookups._newest(viewer, 2))
    monkeypatch.setattr(catch_up, "NEWEST_THREADS", 2)
    monkeypatch.setattr(catch_up, "newest_threads", two)
    quiet, busy = a_group("Quiet one"), a_group("Busy one")
    for group in (quiet, busy):
        is_reading(ann, group)
    author = a_member(quiet)
    joins(author, busy)
    a_thread(of=quiet, by=author)
    for number in range(3):
        a_thread(of=busy, by=author, title=f"Thread {number}")
    text = seen()
    assert "That is everything" not in text
    assert "Nothing new in" not in text
    assert "what is older waits in each group" in text


def a_community(person, *, size):
    """`size` groups with `size` threads each, drafts, invitations and requests."""
    author = a_person()
    for _ in range(size):
        group = a_group(host=person)
        joins(author, group)
        begin_reading(group_id=group.pk, person_id=person.pk)
        for _ in range(min(size, 6)):
            thread = a_thread(of=group, by=author)
            a_reply(to=thread, by=author)
        Draft.objects.create(person=person, group=group, title="Begun", sequence=1, saved_at=WHEN)
        JoinRequest.objects.create(person=a_person(), group=group, asked_at=WHEN)
        Invitation.objects.create(
            group=a_group(), email=person.email, invited_by=author, invited_at=WHEN, ends_at=WHEN.replace(year=2100)
        )


@pytest.mark.parametrize("size", [2, 20])
def test_it_costs_the_same_for_much_as_for_little(ann, size, django_assert_num_queries):
    a_community(ann, size=size)
    client = Client()
    client.force_login(ann)
    client.get("/")
    with django_assert_num_queries(10):
        response = client.get("/")
    assert len(response.content) < 60_000


def test_looking_again_writes_nothing(ann, queries):
    a_community(ann, size=2)
    client = Client()
    client.force_login(ann)
    client.get("/")
    with queries() as asked:
        client.get("/")
    assert asked.count <= 10
    assert not asked.writes
