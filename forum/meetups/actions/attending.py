"""Coming to a meetup, waiting for places, and not coming after all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.actions.locks import role_kept
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import is_room_for, settle_places, wait
from forum.meetups.actions.states import COMES_OR_WAITS, State, put
from forum.meetups.models import Attendance, Meetup
from forum.meetups.rules.attending import is_open, may_be_so_many, may_come

__all__ = ["accept_offer", "attend", "change_party", "withdraw_attendance"]


@transaction.atomic
def attend(
    *,
    meetup: Meetup,
    party: int,
    access_needs: str,
    is_shown: bool,
    form_key: UUID | None,
    by: Person,
    now: datetime,
) -> Attendance:
    """Come to a meetup, or wait for places where it is full. Coming twice is coming once.

    Whoever comes or waits already is as many as they say now. Locks the membership that lets `by` see the group, then
    the meetup.

    :param party: people, `by` included. :param form_key: the same form sent again changes nothing.
    :raises NotAllowed: its text is fit to show; nothing is written.
    Source: README, E-6.
    """
    meetup = _locked(meetup, by)
    if sent := _sent_before(meetup, by, form_key):
        return sent
    may_come(meetup=meetup, by=by, now=now).or_refuse()
    settle_places(meetup, now)
    attendance = _of(by, meetup) or Attendance(meetup=meetup, person=by)
    is_there = attendance.state in COMES_OR_WAITS
    may_be_so_many(meetup=meetup, party=party, before=attendance.party if is_there else 0).or_refuse()
    attendance.access_needs, attendance.is_shown, attendance.form_key = access_needs, is_shown, form_key
    if is_there:
        _be_so_many(attendance, meetup, party, now)
    else:
        attendance.party = party
        if is_room_for(meetup, party):
            put(attendance, State.GOING, now)
        else:
            wait(attendance, meetup, now)
    settle_places(meetup, now)
    return attendance


@transaction.atomic
def change_party(
    *,
    meetup: Meetup,
    party: int,
    access_needs: str,
    is_shown: bool,
    form_key: UUID | None,
    by: Person,
    now: datetime,
) -> Attendance:
    """Come, or wait, with more or fewer people, and say anew what one needs and whether others see one's name.

    Fewer always works, until the meetup begins. More needs room; without it nothing changes, and the places that one
    has stay. Whoever waits keeps their place in the queue. Locks the meetup.

    :param party: people, `by` included. :param form_key: the same form sent again changes nothing.
    :raises NotAllowed: its text is fit to show; nothing is written.
    Source: README, E-6.
    """
    meetup = _locked(meetup, by)
    if sent := _sent_before(meetup, by, form_key):
        return sent
    is_open(meetup, now).or_refuse()
    settle_places(meetup, now)
    attendance = _of(by, meetup)
    if attendance is None or attendance.state not in COMES_OR_WAITS:
        raise NotAllowed(_("You are not on the list of this meetup any more. You can say again that you come."))
    if party > attendance.party:
        may_come(meetup=meetup, by=by, now=now).or_refuse()
    may_be_so_many(meetup=meetup, party=party, before=attendance.party).or_refuse()
    attendance.access_needs, attendance.is_shown, attendance.form_key = access_needs, is_shown, form_key
    _be_so_many(attendance, meetup, party, now)
    settle_places(meetup, now)
    return attendance


@transaction.atomic
def accept_offer(*, meetup: Meetup, by: Person, now: datetime) -> Attendance:
    """Take up the places that are offered. Doing it twice is doing it once. Locks the meetup.

    :raises NotAllowed: the offer has ended, or moderators asked `by` to pause; its text is fit to show.
    Source: README, E-6.
    """
    meetup = _locked(meetup, by)
    attendance = _of(by, meetup)
    if attendance is not None and attendance.state == State.GOING:
        return attendance
    may_come(meetup=meetup, by=by, now=now).or_refuse()
    settle_places(meetup, now)
    attendance = _of(by, meetup)
    if attendance is None or attendance.state != State.OFFERED:
        raise NotAllowed(_("This offer has ended, and the place went to somebody who waited. You can wait again: one press puts you at the end of the list."))  # fmt: skip
    put(attendance, State.GOING, now)
    settle_places(meetup, now)
    return attendance


@transaction.atomic
def withdraw_attendance(*, meetup: Meetup, by: Person, now: datetime) -> None:
    """Not come after all. It always works, asks for no reason, and done twice it is done once. Locks the meetup.

    What `by` said about access needs is erased at once; their places are offered to those who wait, never to them.
    Source: README, E-6.
    """
    meetup = locked_meetup(meetup.pk)
    attendance = _of(by, meetup)
    if attendance is not None and attendance.state != State.WITHDRAWN:
        put(attendance, State.WITHDRAWN, now)
        settle_places(meetup, now)


def _locked(meetup: Meetup, by: Person) -> Meetup:
    """Return the meetup, locked.

    The membership by which they see its group is kept first: whoever leaves at the same moment does not stay behind
    on the list.
    """
    if gate := meetup.group.read_gate_id:
        role_kept(gate, by)
    return locked_meetup(meetup.pk)


def _of(by: Person, meetup: Meetup) -> Attendance | None:
    return Attendance.objects.filter(meetup=meetup.pk, person=by.pk).first()


def _sent_before(meetup: Meetup, by: Person, form_key: UUID | None) -> Attendance | None:
    """What a form has made that was sent before, if this one was."""
    if form_key is None:
        return None
    return Attendance.objects.filter(meetup=meetup.pk, person=by.pk, form_key=form_key).first()


def _be_so_many(attendance: Attendance, meetup: Meetup, party: int, now: datetime) -> None:
    """Write another number of people, where there is room for it."""
    more = party - attendance.party
    if more > 0 and attendance.state != State.WAITING and not is_room_for(meetup, more):
        raise NotAllowed(_no_room(attendance, meetup))
    attendance.party = party
    if more:
        put(attendance, attendance.state, now, until=attendance.offer_ends_at)
    else:
        attendance.save()


def _no_room(attendance: Attendance, meetup: Meetup) -> str:
    assert meetup.capacity is not None
    free = max(0, meetup.capacity - meetup.seats_going - meetup.seats_offered)
    more = (
        ngettext("There is room for %(count)d more person.", "There is room for %(count)d more people.", free)
        if free
        else _("There is no room for more people at the moment.")
    ) % {"count": free}
    kept = ngettext(
        "Your %(count)d place stays yours, and nothing has changed.",
        "Your %(count)d places stay yours, and nothing has changed.",
        attendance.party,
    )
    return f"{more} {kept % {'count': attendance.party}}"
