"""The sessions of a course, which go along with it."""

from datetime import datetime, timedelta

from forum.meetups.local_time import LocalTime
from forum.meetups.models import Meetup, Session
from forum.meetups.models.dates import derived


def move_sessions(meetup: Meetup, by: timedelta, now: datetime) -> list[LocalTime]:
    """Move every session of a course by so many days, to the time, length and zone that it has now.

    The caller holds the lock of `meetup`, and saves it: it ends when its last session does. Where clocks skip one of
    the new times, nothing may be kept: these times are returned.
    """
    sessions = list(Session.objects.filter(meetup=meetup.pk).order_by("number"))
    for each in sessions:
        each.on_date, each.at_time, each.minutes, each.zone = (
            each.on_date + by, meetup.at_time, meetup.minutes, meetup.zone
        )  # fmt: skip
        each.is_second = meetup.is_second and each.local.happens_twice
        each.starts_at, each.ends_at = derived(each.local, each.minutes)
        each.sequence, each.changed_at = each.sequence + 1, now
        each.save()
    if sessions:
        meetup.ends_at = end_of_last(meetup, sessions)
    return [each.local for each in sessions if not each.local.exists]


def end_of_last(meetup: Meetup, sessions: list[Session]) -> datetime:
    """When a meetup ends: with the last of its sessions, where it has any."""
    return max([each.ends_at for each in sessions], default=meetup.ends_at)
