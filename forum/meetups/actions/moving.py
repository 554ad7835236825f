"""One session of a course at another time: the speaker is ill, and the others take place as they are."""

from datetime import date, datetime, time

from django.db import transaction

from accounts.models import Person
from forum.kernel.events import publish
from forum.meetups.actions.arranging import meant_time, refuse_when_newer
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.actions.sessions import follow_sessions, keep_session
from forum.meetups.events import MeetupChanged
from forum.meetups.models import Session
from forum.meetups.rules.organising import may_begin, may_move_session


@transaction.atomic
def move_session(
    *,
    session: Session,
    on: date,
    at: time,
    is_second: bool | None,
    minutes: int,
    seen: str,
    by: Person,
    now: datetime,
) -> Session:
    """Let one session of a course take place at another time; the others stay. Twice is once. Locks the meetup.

    Where it was or becomes the first or the last, the course begins or ends otherwise. Whoever comes, waits or was
    offered a place is told.

    :param is_second: of a time that happens twice; None where it was not asked.
    :param seen: its `version` when the form was opened.
    :raises NotAllowed: its text is fit to show. :raises NoSuchTime: the same.
    :raises MeetupMovedOn: it changed since; nothing is written.
    Source: README, E-1, E-3, E-9 and E-10.
    """
    meetup = locked_meetup(session.meetup_id)
    session = Session.objects.get(pk=session.pk)
    may_move_session(session=session, meetup=meetup, by=by, now=now).or_refuse()
    starts = meant_time(on=on, at=at, zone=session.zone_info, is_second=is_second)
    if (session.local, session.minutes) == (starts, minutes):
        return session
    refuse_when_newer(session, seen)
    may_begin(starts.utc, now).or_refuse()
    session.on_date, session.at_time, session.is_second, session.minutes = on, at, starts.is_second, minutes
    keep_session(session, now)
    follow_sessions(meetup, list(Session.objects.filter(meetup=meetup.pk)))
    meetup.sequence, meetup.changed_at = meetup.sequence + 1, now
    meetup.save()
    settle_places(meetup, now)
    if meetup.is_announced:
        publish(
            MeetupChanged(meetup_id=meetup.pk, sequence=meetup.sequence, fields=("sessions",), by_id=by.pk, at=now)
        )  # fmt: skip
    return session
