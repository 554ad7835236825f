"""What may be told of meetups, asked anew at the moment of telling."""

from datetime import datetime

from forum.meetups.models import Attendance, Meetup, Message, Status
from forum.notices.models import Kind, Notice, Skipped

KINDS = (
    Kind.OFFERED, Kind.LAPSED, Kind.CHANGED, Kind.POSTPONED, Kind.CANCELLED, Kind.MESSAGE, Kind.REMINDER, Kind.HANDED,
)  # fmt: skip
_STATE = Attendance.State
# To whom each kind of notice is told, by what they are to the meetup at that moment.
TOLD_TO = {
    Kind.OFFERED: {_STATE.OFFERED},
    Kind.LAPSED: {_STATE.LAPSED},
    Kind.CHANGED: {_STATE.GOING, _STATE.WAITING, _STATE.OFFERED},
    Kind.POSTPONED: {_STATE.GOING, _STATE.WAITING, _STATE.OFFERED},
    Kind.CANCELLED: {_STATE.GOING, _STATE.WAITING, _STATE.OFFERED},
    Kind.MESSAGE: {_STATE.GOING, _STATE.WAITING, _STATE.OFFERED},
    Kind.REMINDER: {_STATE.GOING},
}
# What says that something does or does not take place is true until something of these kinds was written since.
_SAID_AGAIN_BY = {
    Kind.CHANGED: {Kind.CHANGED},
    Kind.POSTPONED: {Kind.POSTPONED},
    Kind.REMINDER: {Kind.CHANGED, Kind.REMINDER},
}
_IS_SO_WHILE = {Kind.POSTPONED: Status.POSTPONED, Kind.CANCELLED: Status.CANCELLED}
_NEEDS_A_DATE = {Kind.OFFERED, Kind.LAPSED, Kind.CHANGED, Kind.REMINDER}
_BEFORE_IT_BEGINS = {Kind.REMINDER, Kind.OFFERED, Kind.LAPSED}
# Of which its organiser is told as well, where somebody else did it.
_DONE_BY_HOSTS = {Kind.CHANGED, Kind.CANCELLED}
# What somebody would otherwise set out for in vain.
SAYS_DO_NOT_COME = {Kind.CHANGED, Kind.POSTPONED, Kind.CANCELLED}


def cannot_wait(notice: Notice, until: datetime) -> bool:
    """Whether mail must go out before `until`: somebody would else set out in vain. At most one query.

    :param until: aware UTC. Source: README, N-2.
    """
    if notice.kind not in SAYS_DO_NOT_COME or notice.meetup is None:
        return False
    if notice.meetup.starts_at <= until:
        return True
    # It was moved away from a day that had come near: of that, a reminder had been told.
    reminded = Notice.objects.filter(recipient=notice.recipient, meetup=notice.meetup, kind=Kind.REMINDER)
    return reminded.filter(told_at__isnull=False, sequence__lt=notice.sequence).exists()


def why_not_told(notice: Notice, now: datetime) -> str:
    """Return why a notice of a meetup may not be told now, as a code of `Skipped`; "" where it may. At most four queries.

    Sight, attendance and state are those of this moment, however long ago the notice was written.

    :param now: aware UTC. Source: README, E-11.
    """
    recipient = notice.recipient
    meetup = Meetup.objects.visible_to(recipient).filter(pk=notice.meetup_id or 0).first()
    if meetup is None:
        return Skipped.NOT_SEEN
    if notice.message_id and not Message.objects.visible_to(recipient).filter(pk=notice.message_id).exists():
        return Skipped.NOT_SEEN
    if notice.kind == Kind.HANDED and meetup.status == Status.CANCELLED:
        return Skipped.CANCELLED
    if notice.kind in _NEEDS_A_DATE and meetup.status != Status.SCHEDULED:
        return Skipped.CANCELLED
    if _has_moved_on(notice, meetup):
        return Skipped.MOVED_ON
    if meetup.ends_at <= now or (notice.kind in _BEFORE_IT_BEGINS and meetup.has_begun(now)):
        return Skipped.OVER
    if notice.kind == Kind.HANDED:
        return "" if meetup.organiser_id == recipient.pk else Skipped.MOVED_ON
    if notice.kind in _DONE_BY_HOSTS and meetup.organiser_id == recipient.pk:
        return ""
    attendance = Attendance.objects.of(recipient).filter(meetup=meetup).first()
    if attendance is None or attendance.state not in TOLD_TO[Kind(notice.kind)]:
        return Skipped.NOT_COMING
    if notice.kind == Kind.OFFERED and _is_another_offer(notice, attendance, now):
        return Skipped.OVER
    return ""


def _has_moved_on(notice: Notice, meetup: Meetup) -> bool:
    """Whether what it says of the date is not so any more, or is said by a newer notice to the same person.

    A sequence that rose alone is no reason: it also does where nobody is told of anything.
    """
    kind = Kind(notice.kind)
    if kind in _IS_SO_WHILE and meetup.status != _IS_SO_WHILE[kind]:
        return True
    if kind not in _SAID_AGAIN_BY or notice.sequence == meetup.sequence:
        return False
    since = Notice.objects.filter(meetup=meetup.pk, recipient=notice.recipient_id, sequence__gt=notice.sequence)
    return since.filter(kind__in=_SAID_AGAIN_BY[kind]).exists()


def _is_another_offer(notice: Notice, attendance: Attendance, now: datetime) -> bool:
    ends_at = attendance.offer_ends_at
    return ends_at is None or ends_at <= now or number_of_offer(ends_at) != notice.sequence


def number_of_offer(until: datetime) -> int:
    """Return what tells one offer from another to the same person: they never end at the same second."""
    return int(until.timestamp())
