"""Many at once, with real connections: nobody takes a place that is not there, and nobody's withdrawal is lost."""

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from accounts.actions import leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.groups.actions import leave_group
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import accept_offer, attend, change_party, offer_places_on, withdraw_attendance
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.models import Attendance, Meetup
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.conftest import a_member
from tests.meetups.places import faults_in_places, taken
from tests.meetups.rows import a_meetup, comes
from tests.threads.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
LATER = WHEN + timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_remembered():
    ContentType.objects.clear_cache()


def a_meetup_of(*, capacity: int, **rest) -> Meetup:
    organiser = a_person()
    group = a_group()
    joins(organiser, group, role="organiser")
    return a_meetup(of=group, by=organiser, capacity=capacity, guest_limit=3, **rest)


def says(person, meetup, party: int = 1, now=LATER) -> None:
    attend(meetup=meetup, party=party, access_needs="", is_shown=False, form_key=uuid4(), by=person, now=now)


def states(meetup: Meetup) -> Counter:
    return Counter(Attendance.objects.filter(meetup=meetup).values_list("state", flat=True))


@pytest.mark.postgres  # on SQLite in processes, below
def test_of_fifty_who_want_the_last_place_at_once_one_gets_it_and_forty_nine_wait():
    meetup = a_meetup_of(capacity=1)
    people = [a_member(meetup.group) for _each in range(50)]
    outcomes = at_once(*(lambda person=person: says(person, meetup) for person in people))
    assert [each for each in outcomes if each is not None] == []
    assert states(meetup) == {"going": 1, "waiting": 49}
    assert faults_in_places(meetup, LATER) == []


COMER = """
import sys, django
from datetime import datetime
django.setup()
from uuid import uuid4
from accounts.models import Person
from forum.meetups.actions import attend
from forum.meetups.models import Meetup
meetup = Meetup.objects.select_related("group").get(pk=sys.argv[1])
people = list(Person.objects.filter(pk__in=sys.argv[3].split(",")))
print("ready", flush=True)
sys.stdin.readline()
for person in people:
    attend(meetup=meetup, party=1, access_needs="", is_shown=False, form_key=uuid4(), by=person,
           now=datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.sqlite  # PostgreSQL is tried with more in threads, above
def test_of_many_processes_that_want_the_last_place_one_gets_it():
    meetup = a_meetup_of(capacity=1)
    people = [str(a_member(meetup.group).pk) for _each in range(20)]
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "forum.settings.test",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }
    comers = [
        subprocess.Popen(
            [sys.executable, "-c", COMER, str(meetup.pk), LATER.isoformat(), ",".join(people[first::4])],
            cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for first in range(4)
    ]  # fmt: skip
    for comer in comers:
        assert comer.stdout.readline() == "ready\n"
    for comer in comers:
        comer.stdin.write("go\n")
        comer.stdin.flush()
    for comer in comers:
        comer.communicate(timeout=120)
        assert comer.returncode == 0
    assert states(meetup) == {"going": 1, "waiting": 19}
    assert faults_in_places(meetup, LATER) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_many_do_at_once_no_place_is_given_twice_and_no_withdrawal_is_lost(seed):
    most, meetup = 6, a_meetup_of(capacity=4)
    people = [a_member(meetup.group) for _each in range(8)]
    withdrew: dict[int, bool] = {}
    seen = []

    def acts(person) -> None:
        """One person, who does one thing after another."""
        chance = random.Random(f"{seed} {person.pk}")
        for _turn in range(8):
            deed, party = chance.choice(("come", "come", "change", "withdraw", "accept", "look")), chance.randint(1, 4)
            now = LATER + timedelta(hours=chance.randint(0, 60))
            said = {"access_needs": "", "is_shown": False, "form_key": uuid4()}
            try:
                if deed == "come":
                    attend(meetup=meetup, party=party, by=person, now=now, **said)
                    withdrew[person.pk] = False
                elif deed == "change":
                    change_party(meetup=meetup, party=party, by=person, now=now, **said)
                elif deed == "withdraw":
                    withdraw_attendance(meetup=meetup, by=person, now=now)
                    withdrew[person.pk] = True
                elif deed == "accept":
                    accept_offer(meetup=meetup, by=person, now=now)
                else:
                    seen.append(taken(meetup))
                    offer_places_on(now=now)
            except NotAllowed:
                pass

    def changes_the_limit() -> None:
        for capacity in (4, most, 2, 5, most, 4):
            with transaction.atomic():
                fresh = locked_meetup(meetup.pk)
                fresh.capacity = capacity
                fresh.save(update_fields=["capacity"])
                settle_places(fresh, LATER)

    outcomes = at_once(*(lambda person=person: acts(person) for person in people), changes_the_limit)
    assert [each for each in outcomes if each is not None] == []
    assert max([*seen, taken(meetup)]) <= most
    assert faults_in_places(meetup, LATER, taken_before=most) == []
    for pk, is_out in withdrew.items():
        assert not is_out or not Attendance.objects.filter(person=pk).exclude(state="withdrawn").exists()


def test_nobody_stays_on_the_list_who_leaves_the_group_at_the_same_moment():
    meetup = a_meetup_of(capacity=3)
    for _again in range(4):
        person = a_member(meetup.group)
        at_once(
            lambda person=person: says(person, meetup),
            lambda person=person: leave_group(group=meetup.group, by=person, now=LATER),
        )
        assert not Attendance.objects.filter(person=person).exclude(state="withdrawn").exists()
    assert faults_in_places(meetup, LATER) == []


def test_nobody_stays_on_the_list_of_somebody_from_whom_they_keep_apart_at_the_same_moment():
    meetup = a_meetup_of(capacity=3)
    for _again in range(4):
        person = a_member(meetup.group)
        at_once(
            lambda person=person: says(person, meetup),
            lambda person=person: set_boundary(other=meetup.organiser, kind="block", by=person, now=LATER),
        )
        assert not Attendance.objects.filter(person=person).exclude(state="withdrawn").exists()
    assert faults_in_places(meetup, LATER) == []


def test_two_who_leave_the_forum_at_once_both_make_room():
    meetup = a_meetup_of(capacity=2)
    leavers = [a_member(meetup.group) for _each in range(2)]
    for person in leavers:
        comes(person, meetup)
    waits = [comes(a_member(meetup.group), meetup, state="waiting") for _each in range(2)]
    outcomes = at_once(
        *(lambda person=person: leave_forum(choice=WordsChoice.KEEP, by=person, now=LATER) for person in leavers)
    )
    assert outcomes == [None, None]
    assert Attendance.objects.filter(pk__in=[each.pk for each in waits], state="offered").count() == 2
    assert faults_in_places(meetup, LATER) == []


def test_an_offer_that_is_taken_up_as_it_ends_is_one_or_the_other():
    meetup = a_meetup_of(capacity=1)
    over = WHEN + timedelta(hours=24)
    first, second = a_member(meetup.group), a_member(meetup.group)
    comes(first, meetup, state="offered")
    comes(second, meetup, state="waiting")
    at_once(
        lambda: accept_offer(meetup=meetup, by=first, now=over - timedelta(seconds=1)),
        lambda: offer_places_on(now=over),
    )
    outcome = dict(Attendance.objects.values_list("person", "state"))
    assert outcome in (
        {first.pk: "going", second.pk: "waiting"},
        {first.pk: "lapsed", second.pk: "offered"},
    )
    assert faults_in_places(meetup, LATER) == []
