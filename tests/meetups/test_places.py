"""Whatever people do, in whatever order: nobody is let in beyond the limit, and nobody who fits is left waiting."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import accept_offer, attend, change_party, offer_places_on, withdraw_attendance
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.models import Attendance, Meetup
from tests.factories import WHEN
from tests.meetups.conftest import a_member
from tests.meetups.places import faults_in_places, taken
from tests.meetups.rows import a_meetup

pytestmark = pytest.mark.django_db

PEOPLE = 6
WHO, PARTY = st.integers(0, PEOPLE - 1), st.sampled_from([1, 1, 2, 2, 3])
DEEDS = st.one_of(
    st.tuples(st.just("come"), WHO, PARTY),
    st.tuples(st.just("change"), WHO, PARTY),
    st.tuples(st.just("withdraw"), WHO, st.just(0)),
    st.tuples(st.just("accept"), WHO, st.just(0)),
    st.tuples(st.just("limit"), st.just(0), st.sampled_from([0, 2, 3, 5, 8])),
    st.tuples(st.just("hours pass"), st.just(0), st.sampled_from([1, 23, 24])),
    st.tuples(st.just("status"), st.just(0), st.sampled_from([0, 0, 1])),
)
# Everybody comes first, in this order and with so many: then there is a queue for something to happen to.
FIRST = st.permutations(range(PEOPLE)).flatmap(
    lambda order: st.tuples(*(st.tuples(st.just("come"), st.just(who), PARTY) for who in order))
)


class _Played:
    """One meetup, and what happens to it, a deed after another."""

    def __init__(self, meetup, people):
        self.meetup, self.people, self.now = meetup, people, WHEN

    def does(self, deed: str, who: int, number: int) -> None:
        by, said = self.people[who], {"access_needs": "", "is_shown": False, "form_key": uuid4()}
        if deed == "come":
            attend(meetup=self.meetup, party=number, by=by, now=self.now, **said)
        elif deed == "change":
            change_party(meetup=self.meetup, party=number, by=by, now=self.now, **said)
        elif deed == "withdraw":
            withdraw_attendance(meetup=self.meetup, by=by, now=self.now)
            assert not Attendance.objects.filter(person=by).exclude(state="withdrawn").exists()
        elif deed == "accept":
            accept_offer(meetup=self.meetup, by=by, now=self.now)
        elif deed == "hours pass":
            self.now += timedelta(hours=number)
            offer_places_on(now=self.now)
        elif deed == "limit":
            self._changed(capacity=number or None)
        else:
            self._changed(status="postponed" if number else "scheduled")

    def _changed(self, **values) -> None:
        """What the organiser changes, under the lock, as the verbs of announcing do."""
        with transaction.atomic():
            meetup = locked_meetup(self.meetup.pk)
            Meetup.objects.filter(pk=meetup.pk).update(**values)
            for name, value in values.items():
                setattr(meetup, name, value)
            settle_places(meetup, self.now)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FIRST, st.lists(DEEDS, min_size=5, max_size=15))
def test_no_order_of_deeds_lets_in_too_many_or_leaves_a_fitting_party_waiting(group, olive, first, deeds):
    with transaction.atomic():
        people = [a_member(group) for _each in range(PEOPLE)]
        played = _Played(a_meetup(of=group, by=olive, capacity=3, guest_limit=3), people)
        for deed in (*first, *deeds):
            before = taken(played.meetup)
            waiting = dict(Attendance.objects.filter(state="waiting").values_list("pk", "queue_number"))
            try:
                played.does(*deed)
            except NotAllowed:
                assert before >= taken(played.meetup), "a refusal lets nobody in"
            assert faults_in_places(played.meetup, played.now, taken_before=before) == [], deed
            _in_order(waiting)
        transaction.set_rollback(True)


def _in_order(waiting: dict[int, int]) -> None:
    """Of those who waited, nobody was offered places that somebody before them, who still waits, could have taken."""
    offered = Attendance.objects.filter(pk__in=waiting, state="offered")
    still = list(Attendance.objects.filter(pk__in=waiting, state="waiting"))
    for each in offered:
        assert not [other for other in still if waiting[other.pk] < waiting[each.pk] and other.party <= each.party]
