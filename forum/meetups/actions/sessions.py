"""The sessions of a course, which go along with it."""

from datetime import datetime

from forum.meetups.local_time import LocalTime
from forum.meetups.models import Meetup, Session
from forum.meetups.models.dates import derived


def move_sessions(meetup: Meetup, was: LocalTime, minutes: int, now: datetime) -> list[LocalTime]:
    """Move every session of a course by as many days as it moved, to the time, length and zone that it has now.

    A session that was moved by itself to another time, or is longer or shorter than the others, stays so. The caller
    holds the lock of `meetup`, and saves it: it lasts from its first session to its last. Where clocks skip one of the
    new times, nothing may be kept: these times are returned.

    :param was: when the course began before. :param minutes: how long it took then.
    """
    by, is_other = meetup.on_date - was.on, meetup.local != was
    sessions = list(Session.objects.filter(meetup=meetup.pk).order_by("number"))
    for each in sessions:
        if each.at_time == was.at and is_other:
            each.at_time, each.is_second = meetup.at_time, meetup.is_second
        if each.minutes == minutes:
            each.minutes = meetup.minutes
        each.on_date, each.zone = each.on_date + by, meetup.zone
        each.is_second = each.is_second and each.local.happens_twice
        keep_session(each, now)
    if sessions:
        follow_sessions(meetup, sessions)
    return [each.local for each in sessions if not each.local.exists]


def keep_session(session: Session, now: datetime) -> None:
    """Save a session with what follows from the clock on the wall, for calendars too."""
    session.starts_at, session.ends_at = derived(session.local, session.minutes)
    session.sequence, session.changed_at = session.sequence + 1, now
    session.save()


def follow_sessions(meetup: Meetup, sessions: list[Session]) -> None:
    """Let a course begin as the first of its sessions does, and end with the last. The caller saves it.

    :param sessions: all of them, the cancelled ones too.
    """
    first = min(sessions, key=lambda each: (each.starts_at, each.number))
    for name in ("on_date", "at_time", "is_second", "minutes", "zone", "starts_at"):
        setattr(meetup, name, getattr(first, name))
    meetup.ends_at = end_of_last(meetup, sessions)


def end_of_last(meetup: Meetup, sessions: list[Session]) -> datetime:
    """When a meetup ends: with the last of its sessions, where it has any."""
    return max([each.ends_at for each in sessions], default=meetup.ends_at)
