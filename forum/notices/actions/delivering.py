"""Sending mail: each is taken by one worker, asked about again, and sent once or not at all."""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from forum.notices.actions.gathering import gather, gathered_for
from forum.notices.actions.mail import gathered_mail_of, mail_of
from forum.notices.actions.reaching import note_unreachable
from forum.notices.models import Delivery, Notice, Skipped, Unreachable, Way
from forum.notices.rules import (
    break_ends_at,
    is_dropped_by_break,
    is_unreachable,
    mailed_from,
    quiet_until,
    waits_for_break,
    why_not_told,
)
from forum.notices.rules.ways import GATHERED, chosen_for, way_for

log = logging.getLogger(__name__)

SENT_AT_ONCE = 50
# How long to wait after each try that the mail server refused; after one more it is given up.
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
_LOOKED_AT = 20  # mails that one worker tries to take before it looks again
# What says that an address takes no mail: unknown, malformed, moved, of nobody, or closed (RFC 3463). A server that names
# no such code says it by 550, 551 or 553. What is said of the sender, of the words or of a full box is none of these.
_OF_THE_ADDRESS = re.compile(r"\s*5\.(1\.(1|2|3|6|10)|2\.1)\b")
_ANY_REASON = re.compile(r"\s*\d\.\d{1,3}\.\d{1,3}\b")
_WITHOUT_REASON = (550, 551, 553)
_REFUSED = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)
_STATE = Delivery.State
_OF_NOTICE = ("thread", "group", "meetup")
_NEEDED = ("notice__recipient", *(f"notice__{name}" for name in _OF_NOTICE))


def send_due(*, now: datetime) -> bool:
    """Send the next mails that are due, each only if it may still be told; return whether there may be more to send.

    Each is taken, sent and noted by itself, outside of any transaction: nobody sends what somebody else took, and what a
    killed worker took is not sent again. It ends where the mail server does not answer: it may be down.

    :param now: aware UTC.
    Source: README, N-3.
    """
    line = get_connection()
    try:
        for _each in range(SENT_AT_ONCE):
            delivery = _claimed(now)
            if delivery is None or not _deliver(delivery, line, now):
                return False
        return True
    finally:
        _hang_up(line)


@transaction.atomic
def _claimed(now: datetime) -> Delivery | None:
    """Take the next mail that is due, so that nobody else does; None where there is none."""
    while due := list(Delivery.objects.to_send(now).values_list("pk", flat=True)[:_LOOKED_AT]):
        for pk in due:
            free = Delivery.objects.filter(pk=pk, state=_STATE.PENDING)
            if free.update(state=_STATE.SENDING, claimed_at=now):
                return Delivery.objects.select_related("recipient", *_NEEDED).get(pk=pk)
    return None


def _deliver(delivery: Delivery, line: Any, now: datetime) -> bool:
    """Send what was taken, or say why not; return whether the mail server answers."""
    if delivery.notice is None:
        return _deliver_gathered(delivery, line, now)
    notice = delivery.notice
    if because := _why_not_mailed(notice, now):
        _note(delivery, state=_STATE.NOT_SENT, not_sent_because=because)
        return True
    from_then = _mailed_from(notice, now)
    if from_then > now:
        _note(delivery, state=_STATE.PENDING, due_at=from_then)
        return True
    Notice.objects.filter(pk=notice.pk).update(mailed_in=delivery)
    return _hand_over(delivery, lambda: mail_of(notice), line, now)


def _why_not_mailed(notice: Notice, now: datetime) -> str:
    if is_unreachable(notice.recipient_id):
        return Skipped.BOUNCED
    way = way_for(notice, chosen_for([notice]))
    if way != Way.MAIL:
        gather({(notice.recipient, way)} if way in GATHERED else set(), now=now)
        return Skipped.UNWANTED
    if notice.read_at is not None:
        return Skipped.READ
    is_away = is_dropped_by_break(notice) and break_ends_at(notice.recipient_id, now) is not None
    return Skipped.AWAY if is_away else why_not_told(notice, now)


def _mailed_from(notice: Notice, now: datetime) -> datetime:
    until = break_ends_at(notice.recipient_id, now) if waits_for_break(notice) else None
    return until or mailed_from(notice, now)


def _deliver_gathered(delivery: Delivery, line: Any, now: datetime) -> bool:
    """Send what has gathered and may still be told; what stands in this mail stands in no other."""
    person = delivery.recipient
    if is_unreachable(person.pk):
        _note(delivery, state=_STATE.NOT_SENT, not_sent_because=Skipped.BOUNCED)
        return True
    if until := break_ends_at(person.pk, now):
        _note(delivery, state=_STATE.NOT_SENT, not_sent_because=Skipped.AWAY)
        gather({(person, delivery.way)}, now=until)
        return True
    if from_then := quiet_until(person, now):
        _note(delivery, state=_STATE.PENDING, due_at=from_then)
        return True
    found = gathered_for(delivery, now)
    answers = True
    if found.notices:
        Notice.objects.filter(pk__in=[each.pk for each in found.notices]).update(mailed_in=delivery)
        answers = _hand_over(delivery, lambda: gathered_mail_of(delivery, found.notices), line, now)
    else:
        _note(delivery, state=_STATE.NOT_SENT, not_sent_because=found.because)
    gather({(person, each) for each in found.ways}, now=now)
    return answers


def _hand_over(delivery: Delivery, write: Callable[[], EmailMessage], line: Any, now: datetime) -> bool:
    """Give a mail to the server. Where nobody knows whether it took it, it stays as it is, for the operator to see."""
    try:
        line.open()
    except OSError as trouble:  # those of smtplib are of this kind too
        _try_later(delivery, trouble, now)
        return False
    try:
        line.send_messages([write()])
    except Exception as trouble:  # whatever it is, the next mail must not wait for it
        if not _has_refused(trouble):
            _note(delivery, trouble=_said(trouble))
            log.error("Nobody knows whether mail %s was sent: %s", delivery.pk, _said(trouble))
            return False
        _hang_up(line)  # it may have done so already
        if _takes_none(trouble):
            note_unreachable(address=delivery.recipient.email, why=Unreachable.Why.REFUSED, now=now)
            _note(delivery, state=_STATE.NOT_SENT, not_sent_because=Skipped.BOUNCED, trouble=_said(trouble))
        else:
            _try_later(delivery, trouble, now)
        return True
    _note(delivery, state=_STATE.SENT, sent_at=now)
    return True


def _has_refused(trouble: Exception) -> bool:
    """Whether the server, or the company that sends, has said no: after anything else it may have taken the mail."""
    if isinstance(trouble, AnymailAPIError):
        return trouble.status_code is not None and 400 <= trouble.status_code < 500
    return isinstance(trouble, (*_REFUSED, AnymailRecipientsRefused))


def _takes_none(refusal: Exception) -> bool:
    """Whether the recipient's server said that it takes no mail for them, for good."""
    if not isinstance(refusal, SMTPRecipientsRefused):
        return isinstance(refusal, AnymailRecipientsRefused)
    return all(_is_of_the_address(*answer) for answer in refusal.recipients.values())


def _is_of_the_address(code: int, words: bytes | str) -> bool:
    said = words.decode("latin-1") if isinstance(words, bytes) else words
    return bool(_OF_THE_ADDRESS.match(said) if _ANY_REASON.match(said) else code in _WITHOUT_REASON)


def _try_later(delivery: Delivery, trouble: Exception, now: datetime) -> None:
    tries, said = delivery.tries + 1, _said(trouble)
    if tries > len(BACK_OFF):
        _note(delivery, state=_STATE.FAILED, tries=tries, trouble=said)
        log.error("Mail %s was tried %s times and is given up: %s", delivery.pk, tries, said)
    else:
        _note(delivery, state=_STATE.PENDING, tries=tries, trouble=said, due_at=now + BACK_OFF[tries - 1])


def _said(trouble: Exception) -> str:
    """What went wrong, without a word of the server's: it often says the address."""
    code = getattr(trouble, "smtp_code", "")
    return f"{type(trouble).__name__} {code}".strip()[:80]


def _note(delivery: Delivery, **said: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk, state=_STATE.SENDING).update(**said)


def _hang_up(line: Any) -> None:
    with suppress(OSError):
        line.close()
