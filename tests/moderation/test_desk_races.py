"""Two people of the desk at the same moment."""

import pytest
from django.utils import timezone

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from accounts.models import Person
from forum.groups.actions import give_role, leave_group
from forum.kernel.verdicts import NotAllowed
from moderation.actions import (
    add_duty,
    confirm_training,
    end_desk_role,
    give_desk_role,
    replace_note,
    set_holiday,
    withdraw_training,
    write_note,
)
from moderation.log.checking import faults_in_log
from moderation.models import DeskRole, Duty, Holiday, LogEntry, Moderator, Note
from tests.accounts.test_races import at_once
from tests.factories import a_group, a_person, joins
from tests.moderation.team import a_lead, a_moderator, fresh, role_of, somebody_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lead(now):
    return a_lead(now=now)


@pytest.fixture
def staff(lead):
    return a_person(is_staff=True)


def failures(done):
    return [each for each in done if isinstance(each, Exception) and not isinstance(each, NotAllowed)]


def test_the_same_role_given_and_ended_by_two_at_once_is_given_and_ended_once(lead, staff, now):
    teasel = a_person()
    done = at_once(
        *[
            lambda by=by: give_desk_role(person=teasel, kind="moderator", group_id=None, by=by, now=now)
            for by in (lead, staff)
        ]
    )
    assert not failures(done)
    role = role_of(teasel)
    assert not failures(at_once(*[lambda by=by: end_desk_role(role=role, by=by, now=now) for by in (lead, staff)]))
    assert not DeskRole.objects.of(teasel).exists()
    assert LogEntry.objects.filter(action="give_role", subject_id=teasel.pk).count() == 1
    assert LogEntry.objects.filter(action="take_role", subject_id=teasel.pk).count() == 1


def test_training_confirmed_by_two_and_taken_back_at_once_ends_in_one_state(lead, staff, now):
    teasel = somebody_with("moderator", now=now, is_trained=False)
    deeds = [lambda by=by: confirm_training(person=teasel, by=by, now=now) for by in (lead, staff)]
    assert not failures(at_once(*deeds, lambda: withdraw_training(person=teasel, by=staff, now=now)))
    said = list(LogEntry.objects.filter(subject_id=teasel.pk, action__contains="training").order_by("pk"))
    is_open = bool(said) and said[-1].action == "confirm_training"
    assert Moderator.objects.filter(person=teasel).exists() == is_open
    assert not list(faults_in_log())


def test_a_role_that_comes_while_another_goes_leaves_the_second_factor_asked_for(staff, now):
    """Each of the two verbs sees the other's row, or waits for it: neither computes trust from what is past."""
    for _round in range(5):
        host = a_person()
        group = a_group(host=host)
        teasel = a_moderator(of=group, now=now)
        membership = group.memberships.get(person=teasel)
        done = at_once(
            lambda membership=membership, host=host: give_role(membership=membership, role="member", by=host, now=now),
            lambda teasel=teasel: give_desk_role(person=teasel, kind="moderator", group_id=None, by=staff, now=now),
        )
        assert not failures(done)
        assert fresh(teasel).is_trusted
        done = at_once(
            lambda teasel=teasel: end_desk_role(role=role_of(teasel), by=teasel, now=now),
            lambda teasel=teasel, group=group: leave_group(group=group, by=teasel, now=now),
        )
        assert not failures(done)
        assert not fresh(teasel).is_trusted


@pytest.mark.parametrize("choice", WordsChoice)
def test_nobody_who_has_left_keeps_a_role_that_was_given_at_that_moment(lead, staff, choice, now):
    for _round in range(3):
        teasel = somebody_with("moderator", now=now)
        joins(teasel, a_group(), role="moderator")
        done = at_once(
            lambda teasel=teasel: leave_forum(choice=choice, by=teasel, now=timezone.now()),
            lambda teasel=teasel: give_desk_role(person=teasel, kind="lead", group_id=None, by=staff, now=now),
            lambda teasel=teasel: withdraw_training(person=teasel, by=lead, now=now),
        )
        assert not failures(done)
        assert not DeskRole.objects.of(teasel).exists()
        assert not Person.objects.get(pk=teasel.pk).is_trusted
    assert not list(faults_in_log())


def test_the_same_hours_and_the_same_day_set_twice_at_once_are_there_once(lead, now):
    teasel, day = somebody_with("moderator", now=now), now.date()
    hours = {"weekday": 0, "starts": now.time().replace(hour=9), "ends": now.time()}
    assert not failures(at_once(*[lambda: add_duty(person=teasel, by=teasel, now=now, **hours)] * 3))
    assert not failures(at_once(*[lambda: set_holiday(day=day, name="A day", by=lead, now=now)] * 3))
    assert Duty.objects.count() == Holiday.objects.count() == 1


def test_one_newer_note_stands_in_the_place_of_an_old_one(now):
    author = somebody_with("moderator", now=now)
    note = write_note(words="first", tier=1, by=author, now=now)
    done = at_once(*[lambda words=words: replace_note(note=note, words=words, by=author, now=now) for words in "ab"])
    assert sorted(type(each).__name__ for each in done) == ["NotAllowed", "Note"]
    assert Note.objects.filter(replaces=note).count() == 1
