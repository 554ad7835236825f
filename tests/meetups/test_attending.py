"""Coming, waiting, being offered a place, and not coming after all: the verbs, and what each refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.actions import leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.groups.actions import change_group, leave_group
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import (
    accept_offer,
    attend,
    change_party,
    end_helper,
    hand_over,
    name_helper,
    note_arrival,
    offer_places_on,
    take_back_arrival,
    withdraw_attendance,
)
from forum.meetups.models import Attendance, AttendanceStep, Helper, Meetup
from tests.factories import WHEN, a_group, joins
from tests.meetups.conftest import a_member
from tests.meetups.rows import a_meetup, comes
from tests.meetups.sanctions import sentenced

pytestmark = pytest.mark.django_db
LATER = WHEN + timedelta(hours=1)
NEEDS = "I sit down every ten minutes, zqneeds"


def says(person, meetup, *, party: int = 1, needs: str = "", key=None, now=LATER) -> str:
    """Somebody says that they come; what they are then."""
    said = attend(
        meetup=meetup, party=party, access_needs=needs, is_shown=False, form_key=key or uuid4(), by=person, now=now
    )
    return state_of(person, meetup) if said.pk else ""


def changes(person, meetup, *, party: int, now=LATER) -> str:
    change_party(meetup=meetup, party=party, access_needs="", is_shown=False, form_key=uuid4(), by=person, now=now)
    return state_of(person, meetup)


def state_of(person, meetup) -> str:
    return Attendance.objects.get(person=person, meetup=meetup).state


def figures(meetup) -> tuple[int, int, int]:
    meetup.refresh_from_db()
    return (meetup.seats_going, meetup.seats_offered, meetup.waiting_count)


def test_guests_count_and_who_does_not_fit_waits(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=3, guest_limit=1)
    assert says(ann, meetup, party=2) == "going"
    assert says(bea, meetup, party=2) == "waiting"
    assert figures(meetup) == (2, 0, 1)


def test_a_newcomer_who_fits_takes_what_nobody_who_waits_could_take(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=3, guest_limit=1)
    says(ann, meetup, party=2)
    says(bea, meetup, party=2)
    assert says(a_member(group), meetup) == "going"
    assert figures(meetup) == (3, 0, 1)


def test_nobody_overtakes_those_to_whom_a_place_falls_by_the_clock(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup)
    says(bea, meetup)
    second, newcomer = a_member(group), a_member(group)
    says(second, meetup)
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    assert state_of(bea, meetup) == "offered"
    assert says(newcomer, meetup, now=LATER + timedelta(hours=24)) == "waiting"
    assert (state_of(bea, meetup), state_of(second, meetup)) == ("lapsed", "offered")


def test_coming_twice_is_coming_once(group, olive, ann):
    meetup, key = a_meetup(of=group, by=olive, capacity=2, guest_limit=1), uuid4()
    for _again in range(2):
        assert says(ann, meetup, key=key) == "going"
    assert says(ann, meetup) == "going"
    assert figures(meetup) == (1, 0, 0)
    assert AttendanceStep.objects.count() == 1


def test_a_form_sent_again_does_not_bring_back_who_withdrew(group, olive, ann):
    meetup, key = a_meetup(of=group, by=olive), uuid4()
    says(ann, meetup, key=key)
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    assert says(ann, meetup, key=key) == "withdrawn"
    assert says(ann, meetup) == "going"


@pytest.mark.parametrize(
    ("rest", "party", "reason"),
    [
        ({"guest_limit": 0}, 2, "no room for guests"),
        ({"guest_limit": 2}, 4, "up to 2 guests"),
        ({"guest_limit": 5, "capacity": 2}, 3, "2 places at this meetup in all"),
        ({"status": "cancelled", "cancelled_at": WHEN}, 1, "is cancelled"),
        ({"status": "postponed"}, 1, "is postponed"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(group, olive, ann, rest, party, reason):
    meetup = a_meetup(of=group, by=olive, **rest)
    with pytest.raises(NotAllowed, match=reason):
        says(ann, meetup, party=party)
    assert not Attendance.objects.exists()
    assert figures(meetup) == (0, 0, 0)


def test_nobody_comes_in_once_it_has_begun(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive)
    assert says(ann, meetup, now=meetup.starts_at - timedelta(seconds=1)) == "going"
    with pytest.raises(NotAllowed, match="has begun"):
        says(bea, meetup, now=meetup.starts_at)


def test_the_organiser_takes_no_place(group, olive):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    with pytest.raises(NotAllowed, match="You organise"):
        says(olive, meetup)


def test_who_is_asked_to_pause_does_not_come_in_but_keeps_what_they_had_and_can_withdraw(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup)
    for person in (ann, bea):
        sentenced(person, "pause", group=group, of=group)
    with pytest.raises(NotAllowed, match="asked to pause"):
        says(bea, meetup)
    assert state_of(ann, meetup) == "going"
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    assert state_of(ann, meetup) == "withdrawn"


def test_who_keeps_apart_from_the_organiser_is_told_so_and_not_listed(group, olive, ann):
    meetup = a_meetup(of=group, by=olive)
    set_boundary(other=olive, kind="apart", by=ann, now=WHEN)
    with pytest.raises(NotAllowed, match="kept apart") as refused:
        says(ann, meetup)
    assert refused.value.towards == "/me/apart/"
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("when", ["full", "begun", "cancelled"])
def test_withdrawing_always_works(group, olive, ann, when):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup, needs=NEEDS)
    now = meetup.starts_at + timedelta(minutes=5) if when == "begun" else LATER
    if when == "cancelled":
        Meetup.objects.update(status="cancelled", cancelled_at=WHEN)
    withdraw_attendance(meetup=meetup, by=ann, now=now)
    withdraw_attendance(meetup=meetup, by=ann, now=now)
    assert state_of(ann, meetup) == "withdrawn"
    assert figures(meetup) == (0, 0, 0)


def test_whoever_gives_a_place_up_is_not_offered_it_again_and_their_needs_are_erased(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup, needs=NEEDS)
    says(bea, meetup, needs=NEEDS)
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    assert Attendance.objects.get(person=ann).access_needs == ""
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("withdrawn", "offered")
    withdraw_attendance(meetup=meetup, by=bea, now=LATER)
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("withdrawn", "withdrawn")
    assert figures(meetup) == (0, 0, 0)


def test_an_offer_is_taken_up_once_and_not_after_it_has_ended(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    comes(ann, meetup, state="offered")
    for _again in range(2):
        assert accept_offer(meetup=meetup, by=ann, now=LATER).state == "going"
    assert figures(meetup) == (1, 0, 0)
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    comes(bea, meetup, state="offered")
    with pytest.raises(NotAllowed, match="This offer has ended"):
        accept_offer(meetup=meetup, by=bea, now=WHEN + timedelta(hours=24))


def test_whoever_let_an_offer_lapse_waits_again_behind_the_others(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    comes(ann, meetup, state="offered")
    comes(bea, meetup, state="waiting")
    over = WHEN + timedelta(hours=24)
    offer_places_on(now=over)
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("lapsed", "offered")
    assert says(ann, meetup, now=over) == "waiting"
    assert offer_places_on(now=over) == 0


def test_more_guests_need_room_and_without_it_nothing_is_lost(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=3, guest_limit=3)
    says(ann, meetup, needs=NEEDS)
    says(bea, meetup)
    with pytest.raises(NotAllowed, match=r"room for 1 more person\. Your 1 place stays yours"):
        changes(ann, meetup, party=3)
    assert Attendance.objects.get(person=ann).access_needs == NEEDS
    assert changes(ann, meetup, party=2) == "going"
    assert figures(meetup) == (3, 0, 0)
    with pytest.raises(NotAllowed, match=r"no room for more people at the moment\. Your 2 places stay yours"):
        changes(ann, meetup, party=3)


def test_fewer_guests_make_room_for_those_who_wait(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=2, guest_limit=1)
    says(ann, meetup, party=2)
    says(bea, meetup, party=2)
    assert changes(ann, meetup, party=1) == "going"
    assert state_of(bea, meetup) == "waiting"
    assert changes(bea, meetup, party=1) == "offered"
    assert figures(meetup) == (1, 1, 0)


def test_an_offer_for_fewer_is_still_the_same_offer(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=2, guest_limit=1)
    comes(ann, meetup, party=2, state="offered")
    comes(bea, meetup, state="waiting")
    until = Attendance.objects.get(person=ann).offer_ends_at
    assert changes(ann, meetup, party=1) == "offered"
    assert Attendance.objects.get(person=ann).offer_ends_at == until
    assert state_of(bea, meetup) == "offered"


def test_a_lowered_limit_stops_those_who_come_and_sends_nobody_away(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=4, guest_limit=1)
    says(ann, meetup, party=2)
    Meetup.objects.update(capacity=1, guest_limit=0)
    assert says(bea, meetup) == "waiting"
    assert changes(ann, meetup, party=2) == "going"
    assert changes(ann, meetup, party=1) == "going"
    assert state_of(bea, meetup) == "waiting"


def test_whoever_leaves_the_group_is_out_and_their_place_is_offered_on(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    past = a_meetup(of=group, by=olive)
    comes(ann, past)
    Meetup.objects.filter(pk=past.pk).update(starts_at=WHEN - timedelta(days=2), ends_at=WHEN - timedelta(days=1))
    says(ann, meetup, needs=NEEDS)
    says(bea, meetup)
    leave_group(group=group, by=ann, now=LATER)
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("withdrawn", "offered")
    assert Attendance.objects.get(person=ann, meetup=meetup).access_needs == ""
    assert state_of(ann, past) == "going", "what has been is erased in its time"


def test_leaving_a_closed_group_above_takes_one_out_below(olive):
    outer = a_group(host=olive)
    inner = a_group(under=outer, reading="members", host=olive)
    ann = a_member(outer)
    meetup = a_meetup(of=inner, by=olive)
    says(ann, meetup)
    leave_group(group=outer, by=ann, now=LATER)
    assert state_of(ann, meetup) == "withdrawn"


def test_leaving_takes_nobody_out_of_what_is_open_to_all(olive, ann):
    group = a_group(reading="members", host=olive)
    joins(ann, group)
    meetup = a_meetup(of=group, by=olive)
    says(ann, meetup)
    leave_group(group=group, by=ann, now=LATER)
    assert state_of(ann, meetup) == "going"


def test_a_group_that_closes_takes_out_who_is_not_in_it(olive, ann):
    group = a_group(reading="members", host=olive)
    bea = a_member(group)
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup)
    says(bea, meetup)
    change_group(group=group, by=olive, now=LATER, reading="group")
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("withdrawn", "offered")


def test_whoever_leaves_the_forum_is_out_of_every_count_and_their_rows_go(group, olive, ann, bea):
    open_group = a_group(reading="members", host=olive)
    meetups = [a_meetup(of=group, by=olive, capacity=1), a_meetup(of=open_group, by=olive, capacity=1)]
    for meetup in meetups:
        says(ann, meetup)
        says(bea, meetup)
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=LATER)
    assert [state_of(bea, meetup) for meetup in meetups] == ["offered", "offered"]
    assert [figures(meetup) for meetup in meetups] == [(0, 1, 0), (0, 1, 0)]
    assert not Attendance.objects.filter(person=ann).exists()


@pytest.mark.parametrize("setter", ["who comes", "organiser"])
@pytest.mark.parametrize("kind", ["block", "apart"])
def test_a_boundary_takes_one_out_of_what_the_other_organises(group, olive, ann, bea, kind, setter):
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup)
    says(bea, meetup)
    by, other = (ann, olive) if setter == "who comes" else (olive, ann)
    set_boundary(other=other, kind=kind, by=by, now=LATER)
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("withdrawn", "offered")


def test_a_boundary_between_two_who_come_takes_nobody_out(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive)
    says(ann, meetup)
    says(bea, meetup)
    set_boundary(other=bea, kind="block", by=ann, now=LATER)
    assert figures(meetup) == (2, 0, 0)


def test_whoever_organises_it_from_now_on_takes_no_place(group, olive, ann, bea):
    joins(ann, group, role="organiser")
    meetup = a_meetup(of=group, by=olive, capacity=1)
    says(ann, meetup)
    says(bea, meetup)
    hand_over(meetup=meetup, to=ann, with_series=False, by=olive, now=LATER)
    assert (state_of(ann, meetup), state_of(bea, meetup)) == ("withdrawn", "offered")


@pytest.mark.parametrize("scope", ["group", "forum"])
def test_a_ban_takes_one_out_also_where_no_membership_is_needed(olive, ann, scope):
    group = a_group(reading="members", host=olive)
    meetup = a_meetup(of=group, by=olive)
    bea = a_member(group)
    says(ann, meetup)
    says(bea, meetup)
    joins(ann, writes_in := a_group())
    sentenced(ann, "ban", group=group if scope == "group" else None, days=None, of=writes_in, now=LATER)
    assert state_of(ann, meetup) == "withdrawn"
    assert state_of(bea, meetup) == "going"


def test_only_the_organiser_and_helpers_note_who_has_arrived(group, olive, ann, bea):
    meetup = a_meetup(of=group, by=olive)
    here = comes(ann, meetup)
    comes(bea, meetup)
    with pytest.raises(NotAllowed):
        note_arrival(attendance=here, by=bea, now=LATER)
    for _again in range(2):
        note_arrival(attendance=here, by=olive, now=LATER)
    assert Attendance.objects.get(person=ann).arrived_at == LATER
    name_helper(attendance=Attendance.objects.get(person=bea), by=olive, now=LATER)
    take_back_arrival(attendance=here, by=bea, now=LATER)
    assert Attendance.objects.get(person=ann).arrived_at is None
    with pytest.raises(NotAllowed):
        name_helper(attendance=here, by=bea, now=LATER)
    end_helper(attendance=Attendance.objects.get(person=bea), by=olive, now=LATER)
    with pytest.raises(NotAllowed):
        note_arrival(attendance=here, by=bea, now=LATER)


def test_nobody_arrives_who_withdrew_and_nobody_helps_who_does_not_come(group, olive, ann):
    meetup = a_meetup(of=group, by=olive)
    here = comes(ann, meetup)
    name_helper(attendance=here, by=olive, now=LATER)
    withdraw_attendance(meetup=meetup, by=ann, now=LATER)
    assert not Helper.objects.exists()
    with pytest.raises(NotAllowed):
        note_arrival(attendance=here, by=olive, now=LATER)
    with pytest.raises(NotAllowed):
        name_helper(attendance=here, by=olive, now=LATER)
