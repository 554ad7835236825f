"""A date that does not take place: postponed or cancelled, at once, whatever becomes of the words that say why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from forum.kernel.events import publish
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.actions.telling import add_message
from forum.meetups.events import MeetupCancelled, MeetupChanged, MeetupPostponed
from forum.meetups.models import Meetup, Message, Session, Status
from forum.meetups.rules.organising import cancels_here, may_cancel, may_cancel_session, may_postpone, postpones_here


@transaction.atomic
def postpone_meetup(
    *, meetup: Meetup, reason: str, words: str, form_key: UUID | None, by: Person, now: datetime
) -> Meetup:
    """Say that a date does not take place then; when it does is not known yet. Twice is once. Locks the meetup.

    It holds at once; the words are reviewed by themselves, and sent also where it is postponed already. Places stay as they are, and offers wait.

    :param reason: a value of `Reason`. :param words: to those who come; may be empty.
    :raises NotAllowed: its text is fit to show.
    Source: README, E-3 and E-6.
    """
    meetup = locked_meetup(meetup.pk)
    if meetup.status != Status.POSTPONED:
        may_postpone(meetup=meetup, by=by, now=now).or_refuse()
        meetup.status, meetup.reason = Status.POSTPONED, reason
        stop(meetup, now)
        if meetup.is_announced:
            publish(MeetupPostponed(meetup_id=meetup.pk, sequence=meetup.sequence, by_id=by.pk, at=now))
    elif words.strip():
        postpones_here(meetup, by).or_refuse()
    add_message(meetup, Message.About.POSTPONED, words, form_key, by, now)
    return meetup


@transaction.atomic
def cancel_meetup(
    *, meetup: Meetup, reason: str, words: str, form_key: UUID | None, by: Person, now: datetime
) -> Meetup:
    """Say that a date does not take place. Twice is once, and nothing brings it back. Locks the meetup.

    It holds at once, also while words of the meetup wait or are held; the words that say why are reviewed by themselves,
    and sent also where somebody else has cancelled it meanwhile.

    :param reason: a value of `Reason`. :param words: to those who come; may be empty.
    :raises NotAllowed: its text is fit to show.
    Source: README, E-3, E-5 and E-10.
    """
    meetup = locked_meetup(meetup.pk)
    if meetup.status != Status.CANCELLED:
        may_cancel(meetup=meetup, by=by, now=now).or_refuse()
        cancel(meetup, reason, by_id=by.pk, now=now)
    elif words.strip():
        cancels_here(meetup, by).or_refuse()
    add_message(meetup, Message.About.CANCELLED, words, form_key, by, now)
    return meetup


@transaction.atomic
def cancel_session(*, session: Session, by: Person, now: datetime) -> Session:
    """Say that one session of a course does not take place; the others do. Twice is once. Locks the meetup.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-3 and E-10.
    """
    meetup = locked_meetup(session.meetup_id)
    session = Session.objects.get(pk=session.pk)
    if session.is_cancelled:
        return session
    may_cancel_session(session=session, meetup=meetup, by=by, now=now).or_refuse()
    for each in (session, meetup):
        each.sequence, each.changed_at = each.sequence + 1, now
    session.is_cancelled = True
    session.save()
    meetup.save()
    if meetup.is_announced:
        publish(
            MeetupChanged(meetup_id=meetup.pk, sequence=meetup.sequence, fields=("sessions",), by_id=by.pk, at=now)
        )  # fmt: skip
    return session


def cancel(meetup: Meetup, reason: str, *, by_id: int, now: datetime) -> None:
    """Write that a date does not take place, and tell those who come. The caller holds its lock, and asked the rules."""
    meetup.status, meetup.reason, meetup.cancelled_at = Status.CANCELLED, reason, now
    stop(meetup, now)
    if meetup.is_announced:
        publish(MeetupCancelled(meetup_id=meetup.pk, sequence=meetup.sequence, by_id=by_id, at=now))


def stop(meetup: Meetup, now: datetime) -> None:
    """Keep that a date does not take place as the pattern gave it; what was offered goes back to the queue."""
    meetup.is_edited, meetup.sequence, meetup.changed_at = True, meetup.sequence + 1, now
    meetup.save()
    settle_places(meetup, now)
