"""What may be told to whom, how and when, asked anew at the moment of telling."""

from datetime import datetime

from accounts.models import Person
from forum.kernel.moments import zone_named
from forum.notices.models import Break, Kind, Notice, QuietHours, Skipped, Unreachable
from forum.notices.rules import desk, groups, meetups, threads

_ASKED_OF = {
    **dict.fromkeys(threads.KINDS, threads.why_not_told),
    **dict.fromkeys(groups.KINDS, groups.why_not_told),
    **dict.fromkeys(desk.KINDS, desk.why_not_told),
    **dict.fromkeys(meetups.KINDS, meetups.why_not_told),
}
# What a break does not put off but drops: nothing counts up meanwhile.
_NOT_AFTER_A_BREAK = {*threads.KINDS, Kind.REMINDER}


def why_not_told(notice: Notice, now: datetime) -> str:
    """Return why a notice may not be told now, as a code of `Skipped`; "" where it may. A few queries.

    Sight, place and state are those of this moment, however long ago the notice was written.

    :param now: aware UTC. Source: README, E-11 and N-6.
    """
    recipient = notice.recipient
    if not recipient.is_active or not recipient.has_consented:
        return Skipped.GONE
    return _ASKED_OF[Kind(notice.kind)](notice, now)


def break_ends_at(person_id: int, now: datetime) -> datetime | None:
    """Return when the break ends that a person is on; None where they are on none. One query. :param now: aware UTC."""
    return Break.objects.filter(person=person_id, until__gt=now).values_list("until", flat=True).first()


def is_dropped_by_break(notice: Notice) -> bool:
    """Whether a notice that comes during a break is not told at all, instead of after it. Source: README, N-9."""
    return notice.kind in _NOT_AFTER_A_BREAK


def waits_for_break(notice: Notice) -> bool:
    """Whether a break holds a notice back: all but that somebody would set out in vain. Source: README, N-9."""
    return notice.kind not in meetups.SAYS_DO_NOT_COME


def mailed_from(notice: Notice, now: datetime) -> datetime:
    """Return from when a notice may be mailed: `now`, or the end of its recipient's quiet hours. At most two queries.

    What says that somebody should not set out does not wait for the end of a night in which they would.

    :param now: aware UTC. Source: README, N-2.
    """
    ends_at = quiet_until(notice.recipient, now)
    return now if ends_at is None or meetups.cannot_wait(notice, ends_at) else ends_at


def quiet_until(person: Person, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which `now` lies for somebody; None outside of them. One query. Aware UTC."""
    hours = QuietHours.objects.filter(person=person).first()
    return hours.end_after(now, zone_named(person.zone)) if hours else None


def is_unreachable(person_id: int) -> bool:
    """Whether mail of notices does not reach somebody, so that none is sent. One query. Source: README, N-12."""
    return Unreachable.objects.filter(person=person_id).exists()
