"""Announcements, venues and messages are reviewed: what waits is read by nobody, and what is decided can be taken back."""

import pytest
from django.test import Client
from django.utils import timezone

from forum.meetups.actions.words import hand_in
from forum.meetups.models import Announcement, CharityOrganiser, Meetup, Message, Venue
from forum.meetups.text import compose
from moderation.actions import undo_decision
from moderation.models import Case, Decision, Moderator, Revision
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import MONDAY, a_meetup, a_place, a_venue, comes
from tests.moderation.conftest import decides

pytestmark = pytest.mark.django_db

WORDS = {"about": "zqabout with **tea**", "topic": "zqtopic", "link": "https://meet.example/zqlink"}


@pytest.fixture
def room(settings):
    """Olive organises, and Robin moderates, trained."""
    settings.SECOND_FACTOR_REQUIRED = False
    olive, robin, member = a_person("Olive"), a_person("Robin"), a_person("Moss")
    group = a_group("Living with secondary", host=a_person("Hazel"))
    joins(olive, group, role="organiser")
    joins(robin, group, role="moderator")
    joins(member, group)
    Moderator.objects.create(person=robin, trained_at=WHEN)
    return group, olive, robin, member


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def held_announcement(group, olive, **words):
    """Not announced yet, with one date."""
    announcement = Announcement.objects.create(group=group, author=olive, kind="together", written_at=WHEN)
    hand_in(announcement, title="zqtitle", parts={**WORDS, **words}, by=olive, now=WHEN)
    meetup = a_meetup(of=group, by=olive, announcement=announcement, is_announced=False)
    return announcement, meetup


def case_of(thing):
    return Case.objects.not_closed().of(thing).get()


def judge(robin, thing, outcome, **fields):
    answer = decides(browser(robin), case_of(thing), outcome, **fields)
    assert answer.status_code == 302, answer.content.decode()
    thing.refresh_from_db()


def test_what_a_member_announces_waits_for_a_moderator_whatever_it_says(room):
    group, olive, robin, member = room
    announcement, _meetup = held_announcement(group, olive)
    assert announcement.state == "held"
    assert not Announcement.objects.visible_to(member).exists()
    assert not Meetup.objects.visible_to(member).exists()
    row = Announcement.objects.values().get(pk=announcement.pk)
    assert "zq" not in str(row), "what waits is not in the row that others read"
    page = browser(robin).get(f"/desk/cases/{case_of(announcement).pk}/").content.decode()
    assert "zqtitle" in page
    assert "zqabout" in page
    assert "23 November 2026, 6.30pm" in page, "who judges it sees when it takes place"


def test_approved_words_are_announced_once_and_an_approval_can_be_taken_back_exactly(room, monkeypatch):
    group, olive, robin, member = room
    told = []
    monkeypatch.setattr("forum.meetups.actions.following.tell", lambda event: told.append(type(event).__name__))
    announcement, meetup = held_announcement(group, olive)
    judge(robin, announcement, "approve")
    assert announcement.state == "published"
    assert (announcement.title, announcement.topic) == ("zqtitle", "zqtopic")
    assert "<strong>tea</strong>" in announcement.html
    assert Meetup.objects.visible_to(member).get() == meetup
    undo_decision(decision=Decision.objects.get(), words="", by=robin, now=WHEN)
    announcement.refresh_from_db()
    assert announcement.state == "held"
    assert "zq" not in str(Announcement.objects.values().get())
    assert not Meetup.objects.visible_to(member).exists()
    judge(robin, announcement, "approve")
    assert Meetup.objects.visible_to(member).exists()
    assert told == ["MeetupAnnounced"], "twice approved, once told"


def test_a_moderators_edit_is_what_others_read_in_each_part(room):
    group, olive, robin, _member = room
    announcement, _meetup = held_announcement(group, olive)
    body = compose({**WORDS, "topic": "Hair care", "speaker": "x" * 300, "link": "javascript:alert(1)"})
    judge(robin, announcement, "approve_edited", title="zqtitle", body=body)
    assert announcement.topic == "Hair care"
    assert announcement.is_edited_by_moderator
    assert len(announcement.speaker) == 120, "no column overflows, whatever a moderator types"
    assert announcement.link == "", "what is no link is none"


@pytest.mark.parametrize(("outcome", "state"), [("decline", "declined"), ("return", "returned")])
def test_what_is_declined_or_returned_is_seen_by_nobody_and_waits_again_when_that_is_undone(room, outcome, state):
    group, olive, robin, member = room
    announcement, _meetup = held_announcement(group, olive)
    judge(robin, announcement, outcome, guideline="kindness", words="Please say where it is.")
    assert announcement.state == state
    assert not Meetup.objects.visible_to(member).exists()
    assert "announcement" in browser(olive).get("/me/statements/").content.decode()
    undo_decision(decision=Decision.objects.get(), words="", by=robin, now=WHEN)
    announcement.refresh_from_db()
    assert announcement.state == "held"


def test_a_held_change_leaves_the_old_words_and_a_declined_one_too(room):
    group, olive, robin, member = room
    meetup = a_meetup(of=group, by=olive)
    announcement = meetup.announcement
    hand_in(announcement, title="zqnewer", parts={"about": "zqnew"}, by=olive, now=WHEN)
    announcement.refresh_from_db()
    assert (announcement.title, announcement.newer_words) == ("Monday evening", "held")
    assert Meetup.objects.visible_to(member).exists()
    judge(robin, announcement, "decline", guideline="kindness", words="")
    assert (announcement.title, announcement.newer_words, announcement.state) == (
        "Monday evening", "declined", "published",
    )  # fmt: skip
    hand_in(announcement, title="zqagain", parts={"about": "zqnew"}, by=olive, now=WHEN)
    assert {"announced", "resubmitted"} <= set(case_of(announcement).findings.values_list("check_code", flat=True))


def test_a_hidden_announcement_takes_its_dates_off_and_gives_them_back_exactly(room):
    group, olive, robin, member = room
    meetup = a_meetup(of=group, by=olive)
    other = a_meetup(of=group, by=olive)
    Announcement.objects.update(renderer_version=1)
    before = Announcement.objects.values().get(pk=meetup.announcement_id)
    browser(robin).post(f"/desk/take/announcement/{meetup.announcement_id}/")
    judge(robin, meetup.announcement, "hide", guideline="kindness", words="")
    assert list(Meetup.objects.visible_to(member)) == [other]
    assert "Monday evening" not in str(Announcement.objects.values().get(pk=meetup.announcement_id))
    undo_decision(decision=Decision.objects.get(), words="", by=robin, now=WHEN)
    assert set(Meetup.objects.visible_to(member)) == {meetup, other}
    assert Announcement.objects.values().get(pk=meetup.announcement_id) == before


def test_a_charitys_words_stand_at_once_unless_a_check_holds_them(room):
    group, olive, _robin, _member = room
    CharityOrganiser.objects.create(person=olive, charity="Harbour Trust", given_at=WHEN)
    announcement, _meetup = held_announcement(group, olive)
    assert announcement.state == "published"
    group.holds_first = True
    group.save()
    second, _meetup = held_announcement(group, olive)
    assert second.state == "held"
    assert "group" in case_of(second).findings.get().check_code


def test_a_venue_that_waits_has_no_address_anywhere_and_a_message_goes_through_like_a_post(room):
    group, olive, robin, member = room
    venue = Venue.objects.create(group=group, author=olive, place=a_place(), written_at=WHEN)
    hand_in(venue, title="", parts={"name": "zqname", "address": "zqaddress"}, by=olive, now=WHEN)
    assert "zq" not in str(Venue.objects.values().get(pk=venue.pk))
    judge(robin, venue, "approve")
    assert (venue.name, venue.address) == ("zqname", "zqaddress")
    meetup = a_meetup(of=group, by=olive, venue=venue)
    message = Message.objects.create(meetup=meetup, author=olive, about="note", written_at=WHEN)
    hand_in(message, title="", parts={"words": "Bring a **cushion**."}, by=olive, now=WHEN)
    assert message.state == "published"
    assert not Message.objects.visible_to(member).exists()
    comes(member, meetup)
    assert "<strong>cushion</strong>" in Message.objects.visible_to(member).get().html


def test_a_venue_that_moves_tells_the_dates_to_come_and_no_other(room):
    group, olive, robin, _member = room
    venue = a_venue(of=group, by=olive)
    coming = a_meetup(of=group, by=olive, venue=venue, on=MONDAY.replace(year=2999))
    past = a_meetup(of=group, by=olive, venue=venue, on=MONDAY.replace(month=1))
    hand_in(venue, title="", parts={"name": "Library", "address": "2 High Street"}, by=olive, now=WHEN)
    judge(robin, venue, "approve")
    coming.refresh_from_db()
    past.refresh_from_db()
    assert (coming.sequence, past.sequence) == (1, 0)


def test_every_version_is_kept_as_one_text_of_named_parts(room):
    group, olive, _robin, _member = room
    announcement, _meetup = held_announcement(group, olive)
    assert Revision.objects.of(announcement).get().body.startswith("[about]\nzqabout")


def test_nobody_is_offered_a_place_while_an_announcement_is_hidden_and_whoever_waits_is_when_it_is_shown_again(room):
    group, olive, robin, member = room
    meetup = a_meetup(of=group, by=olive, on=MONDAY.replace(year=2999), capacity=1)
    waiting = comes(member, meetup, state="waiting")
    browser(robin).post(f"/desk/take/announcement/{meetup.announcement_id}/")
    judge(robin, meetup.announcement, "hide", guideline="kindness", words="")
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    undo_decision(decision=Decision.objects.get(), words="", by=robin, now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == "offered"
