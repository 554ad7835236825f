"""What is told about meetups, and what is not told any more when its moment comes. The clock is passed in."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from accounts.actions import leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.groups.actions import leave_group
from forum.kernel.events import publish
from forum.meetups.actions import attend, change_date, derive_again, offer_places_on, postpone_meetup
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.events import AttendanceChanged, PlaceOffered
from forum.meetups.models import Attendance, Meetup
from forum.notices.actions import tell_due
from forum.notices.models import Notice
from tests.factories import WHEN, a_person, joins
from tests.meetups.rows import a_meetup, comes
from tests.notices.rows import SOON, cancelled, day_before, moved

pytestmark = pytest.mark.django_db


def told(person):
    """What they can read on their page, oldest first."""
    return [each.kind for each in Notice.objects.visible_to(person).order_by("pk")]


def why_not(person, kind):
    return [each.skipped_because for each in Notice.objects.filter(recipient=person, kind=kind).order_by("pk")]


def test_whoever_comes_is_reminded_the_day_before_and_not_earlier(meetup, ann):
    tell_due(now=day_before(meetup) - timedelta(minutes=1))
    assert told(ann) == []
    tell_due(now=day_before(meetup))
    assert told(ann) == ["reminder"]


def test_no_reminder_of_a_cancelled_meetup_is_told(meetup, ann):
    cancelled(meetup)
    tell_due(now=SOON)
    tell_due(now=day_before(meetup))
    assert told(ann) == ["cancelled"]
    assert why_not(ann, "reminder") == ["cancelled"]


@pytest.mark.parametrize("state", ["going", "waiting", "offered"])
def test_nobody_who_waits_goes_untold_of_a_cancellation(group, meetup, state):
    beth = a_person("Beth")
    joins(beth, group)
    comes(beth, meetup, state=state)
    cancelled(meetup)
    tell_due(now=SOON)
    assert told(beth) == ["cancelled"]


def test_what_does_not_take_place_is_told_also_when_its_place_changed_before_the_telling(meetup, ann):
    by = meetup.organiser
    postpone_meetup(meetup=meetup, reason="unwell", words="", form_key=None, by=by, now=SOON)
    meetup.refresh_from_db()
    wanted = replace(Arrangement.of(meetup, meetup.on_date), minutes=60)
    change_date(meetup=meetup, wanted=wanted, seen=meetup.version, by=by, now=SOON)
    tell_due(now=SOON)
    assert told(ann) == ["postponed"]


def test_whoever_comes_is_reminded_also_where_the_rules_of_a_zone_changed(meetup, ann):
    Meetup.objects.filter(pk=meetup.pk).update(starts_at=meetup.starts_at + timedelta(hours=1))  # as it was before
    derive_again(now=SOON)
    meetup.refresh_from_db()
    assert meetup.sequence == 1
    tell_due(now=day_before(meetup))
    assert told(ann) == ["reminder"]


def test_nobody_who_withdrew_is_told_anything(meetup, ann):
    cancelled(meetup)
    Attendance.objects.filter(person=ann).update(state="withdrawn")
    tell_due(now=SOON)
    assert told(ann) == []
    assert why_not(ann, "cancelled") == ["not_coming"]


def test_nobody_is_reminded_twice(meetup, ann):
    publish(AttendanceChanged(meetup_id=meetup.pk, person_id=ann.pk, state="going", at=SOON))
    for minutes in range(3):
        tell_due(now=day_before(meetup) + timedelta(minutes=minutes))
    assert told(ann) == ["reminder"]


def test_no_reminder_comes_at_the_time_before_a_meetup_was_moved(meetup, ann):
    before = day_before(meetup)
    moved(meetup, days=7)
    tell_due(now=before)
    assert told(ann) == ["changed"]
    tell_due(now=day_before(meetup))
    assert told(ann) == ["changed", "reminder"]


@pytest.mark.parametrize(
    ("on", "at", "due_at"),
    [
        (date(2027, 3, 28), time(18, 30), "2027-03-27T18:30:00+00:00"),  # clocks went forward that morning
        (date(2027, 10, 31), time(18, 30), "2027-10-30T17:30:00+00:00"),  # and back
        (date(2027, 3, 29), time(1, 30), "2027-03-28T01:30:00+00:00"),  # there was no half past one the day before
        (date(2027, 11, 1), time(1, 30), "2027-10-31T00:30:00+00:00"),  # there were two
    ],
)
def test_a_reminder_comes_at_the_same_time_of_day_whatever_clocks_do(group, on, at, due_at):
    olive, ann = a_person("Olive B"), a_person("Ann B")
    joins(olive, group, role="organiser")
    joins(ann, group)
    meetup = a_meetup(of=group, by=olive, on=on, at=at)
    comes(ann, meetup)
    publish(AttendanceChanged(meetup_id=meetup.pk, person_id=ann.pk, state="going", at=WHEN))
    assert Notice.objects.get(recipient=ann).due_at.isoformat() == due_at


def test_what_was_moved_twice_is_told_once_as_it_is_now(meetup, ann):
    moved(meetup, days=7)
    moved(meetup, days=1)
    tell_due(now=SOON)
    assert told(ann) == ["changed"]
    assert why_not(ann, "changed") == ["moved_on", ""]


def leaves_the_group(ann, meetup):
    leave_group(group=meetup.group, by=ann, now=SOON)


def leaves_the_forum(ann, meetup):
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=SOON)


def is_blocked(ann, meetup):
    set_boundary(other=meetup.organiser, kind="block", by=ann, now=SOON)


@pytest.mark.parametrize("happens", [leaves_the_group, leaves_the_forum, is_blocked])
def test_nothing_is_told_to_whoever_may_not_see_it_any_more(meetup, ann, happens):
    cancelled(meetup)
    happens(ann, meetup)
    tell_due(now=SOON)
    assert told(ann) == []
    assert not Notice.objects.filter(recipient=ann, told_at__isnull=False)


def test_an_offer_that_ended_is_not_told(group, meetup):
    beth = a_person("Beth")
    joins(beth, group)
    attendance = comes(beth, meetup, state="offered")
    until = attendance.offer_ends_at
    publish(PlaceOffered(attendance_id=attendance.pk, meetup_id=meetup.pk, person_id=beth.pk, until=until, at=WHEN))
    tell_due(now=until)
    assert told(beth) == []
    assert why_not(beth, "offered") == ["over"]


def test_what_was_told_is_not_shown_to_whoever_may_not_see_it_any_more(client, meetup, ann):
    cancelled(meetup)
    tell_due(now=SOON)
    client.force_login(ann)
    assert "Monday evening" in client.get("/notices/").content.decode()
    leave_group(group=meetup.group, by=ann, now=SOON)
    assert "Monday evening" not in client.get("/notices/").content.decode()


def test_telling_asks_the_same_of_the_database_however_many_come(group, meetup, queries):
    def asked(people):
        for number in range(people):
            comes(joins(a_person(f"Comer {meetup.pk}{people}{number}"), group).person, meetup)
        with queries() as asked:
            cancelled(meetup)
        return asked.count

    assert asked(2) == asked(20)


def test_a_page_of_notices_costs_the_same_and_leads_on(client, group, ann, queries):
    olive = a_person("Olive C")
    joins(olive, group, role="organiser")

    def page():
        with queries() as asked:
            answer = client.get("/notices/")
        return answer.content.decode(), asked.count

    client.force_login(ann)
    counts = []
    for number in range(21):
        meetup = a_meetup(of=group, by=olive, words={"title": f"Evening {number}"})
        comes(ann, meetup)
        cancelled(meetup)
        tell_due(now=SOON)
        if number in (1, 20):
            page()  # the first look notes what was read
            counts.append(page()[1])
    assert counts[0] == counts[1] <= 5
    text, _ = page()
    assert "Evening 20" in text
    assert "Evening 0”" not in text
    assert "?before=" in text


def test_looking_is_having_read_and_looking_again_writes_nothing(client, meetup, ann, queries):
    cancelled(meetup)
    tell_due(now=SOON)
    client.force_login(ann)
    assert 'class="new"' in client.get("/notices/").content.decode()
    ann.refresh_from_db()
    assert not ann.has_news
    with queries() as asked:
        text = client.get("/notices/").content.decode()
    assert not asked.writes
    assert "is cancelled" in text
    assert 'class="new"' not in text


def test_whoever_let_an_offer_end_is_told_and_not_when_they_wait_again_already(group, meetup):
    Meetup.objects.filter(pk=meetup.pk).update(capacity=1)
    beth, cleo = a_person("Beth"), a_person("Cleo")
    for person in (beth, cleo):
        joins(person, group)
        comes(person, meetup, state="offered")
    over = WHEN + timedelta(hours=24)
    offer_places_on(now=over)
    attend(meetup=meetup, party=1, access_needs="", is_shown=False, form_key=uuid4(), by=cleo, now=over)
    tell_due(now=over)
    told = Notice.objects.filter(kind="lapsed", told_at__isnull=False).values_list("recipient", flat=True)
    assert list(told) == [beth.pk]


def test_an_offer_that_was_taken_back_and_made_again_is_told_again(group, meetup):
    Meetup.objects.filter(pk=meetup.pk).update(capacity=1)
    beth = a_person("Beth")
    joins(beth, group)
    comes(beth, meetup, state="waiting")
    for hours, status in enumerate(("scheduled", "postponed", "scheduled")):
        Meetup.objects.filter(pk=meetup.pk).update(status=status)
        settle_places(locked_meetup(meetup.pk), WHEN + timedelta(hours=hours))
        tell_due(now=WHEN + timedelta(hours=hours))
    assert Notice.objects.filter(kind="offered", recipient=beth, told_at__isnull=False).count() == 2
