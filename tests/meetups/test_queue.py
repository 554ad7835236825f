"""Places that come free: who is offered them, until when, and what is never offered."""

from datetime import timedelta

import pytest

from accounts.actions import set_boundary
from forum.groups.actions import leave_group
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.models import Attendance, AttendanceStep, Meetup
from tests.factories import WHEN
from tests.meetups.conftest import a_member
from tests.meetups.rows import a_meetup, comes
from tests.meetups.sanctions import sentenced

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(hours=1)


def settled(meetup: Meetup, now=LATER) -> dict[int, str]:
    """Settle places, and say which party is in which state, by their order in the queue."""
    settle_places(locked_meetup(meetup.pk), now)
    meetup.refresh_from_db()
    return dict(Attendance.objects.filter(meetup=meetup).order_by("pk").values_list("person__name", "state"))


def a_queue(group, by, *parties: int, capacity: int = 1, **rest) -> Meetup:
    """A meetup, and people named by their place in the queue who wait with so many each."""
    meetup = a_meetup(of=group, by=by, capacity=capacity, guest_limit=5, **rest)
    for place, party in enumerate(parties, 1):
        comes(a_member(group, f"waits {place}"), meetup, party=party, state="waiting")
    return meetup


def test_free_places_are_offered_in_order_to_the_first_parties_that_fit_whole(group, olive):
    meetup = a_queue(group, olive, 2, 1, 3, 1, 1, capacity=5)
    assert settled(meetup) == {
        "waits 1": "offered",
        "waits 2": "offered",
        "waits 3": "waiting",
        "waits 4": "offered",
        "waits 5": "offered",
    }
    assert (meetup.seats_going, meetup.seats_offered, meetup.waiting_count) == (0, 5, 1)


def test_an_offer_ends_by_the_clock_and_its_places_go_to_the_next(group, olive):
    meetup = a_queue(group, olive, 1, 1)
    assert settled(meetup) == {"waits 1": "offered", "waits 2": "waiting"}
    until = LATER + timedelta(hours=24)
    assert Attendance.objects.get(state="offered").offer_ends_at == until
    assert settled(meetup, until - timedelta(seconds=1)) == {"waits 1": "offered", "waits 2": "waiting"}
    assert settled(meetup, until) == {"waits 1": "lapsed", "waits 2": "offered"}
    assert settled(meetup, until + timedelta(days=2)) == {"waits 1": "lapsed", "waits 2": "lapsed"}
    assert (meetup.seats_offered, meetup.waiting_count) == (0, 0)
    steps = AttendanceStep.objects.filter(attendance__person__name="waits 1").order_by("pk")
    assert list(steps.values_list("state", flat=True)) == ["offered", "lapsed"]


def test_no_offer_lasts_beyond_the_start_even_when_it_begins_sooner_than_was_said(group, olive):
    meetup = a_queue(group, olive, 1)
    settled(meetup, meetup.starts_at - timedelta(hours=2))
    assert Attendance.objects.get().offer_ends_at == meetup.starts_at
    Meetup.objects.filter(pk=meetup.pk).update(starts_at=meetup.starts_at - timedelta(hours=1))
    settled(meetup, meetup.starts_at - timedelta(hours=2))
    assert Attendance.objects.get().offer_ends_at == meetup.starts_at
    assert settled(meetup, meetup.starts_at) == {"waits 1": "lapsed"}


@pytest.mark.parametrize("change", [{"status": "postponed"}, {"is_announced": False}])
def test_nobodys_time_runs_out_while_it_is_not_known_when_people_meet(group, olive, change):
    meetup = a_queue(group, olive, 1, 1)
    settled(meetup)
    Meetup.objects.filter(pk=meetup.pk).update(**change)
    assert settled(meetup) == {"waits 1": "waiting", "waits 2": "waiting"}
    assert (meetup.seats_offered, meetup.waiting_count) == (0, 2)
    Meetup.objects.filter(pk=meetup.pk).update(status="scheduled", is_announced=True)
    much_later = LATER + timedelta(days=3)
    assert settled(meetup, much_later) == {"waits 1": "offered", "waits 2": "waiting"}
    assert Attendance.objects.get(state="offered").offer_ends_at == much_later + timedelta(hours=24)


@pytest.mark.parametrize(
    "change",
    [{"status": "cancelled", "cancelled_at": WHEN}, {"status": "postponed"}, {"is_announced": False}],
)
def test_the_queue_never_moves_for_what_is_cancelled_postponed_or_not_announced(group, olive, change):
    meetup = a_queue(group, olive, 1, capacity=5, **change)
    assert settled(meetup) == {"waits 1": "waiting"}


def test_the_queue_never_moves_once_people_have_met(group, olive):
    meetup = a_queue(group, olive, 1, capacity=5)
    assert settled(meetup, meetup.starts_at) == {"waits 1": "waiting"}


def test_a_raised_limit_is_offered_on_and_a_lowered_one_sends_nobody_away(group, olive):
    meetup = a_queue(group, olive, 1, 1, 1, capacity=1)
    settled(meetup)
    Meetup.objects.filter(pk=meetup.pk).update(capacity=3)
    assert set(settled(meetup).values()) == {"offered"}
    Meetup.objects.filter(pk=meetup.pk).update(capacity=1)
    assert set(settled(meetup).values()) == {"offered"}
    Meetup.objects.filter(pk=meetup.pk).update(capacity=None)
    assert meetup.seats_offered == 3


def test_the_queue_never_stops_at_somebody_who_cannot_come_any_more(group, olive):
    meetup = a_queue(group, olive, 1, 1, 1, 1, capacity=1)
    gone, apart, banned, _last = Attendance.objects.order_by("pk").select_related("person")
    leave_group(group=group, by=gone.person, now=WHEN)
    set_boundary(other=olive, kind="apart", by=apart.person, now=WHEN)
    sentenced(banned.person, "ban", group=group, days=None, of=group)
    assert settled(meetup) == {
        "waits 1": "withdrawn",
        "waits 2": "withdrawn",
        "waits 3": "withdrawn",
        "waits 4": "offered",
    }
    assert meetup.waiting_count == 0


def test_whoever_is_asked_to_pause_is_passed_over_and_keeps_their_place(group, olive):
    meetup = a_queue(group, olive, 1, 1, capacity=1)
    paused = Attendance.objects.order_by("pk").select_related("person")[0].person
    sentenced(paused, "pause", group=None, of=group, now=LATER)
    over = LATER + timedelta(days=3)
    assert settled(meetup) == {"waits 1": "waiting", "waits 2": "offered"}
    assert settled(meetup, over) == {"waits 1": "offered", "waits 2": "lapsed"}
