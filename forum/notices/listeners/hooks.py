"""What companies that deliver mail tell of it, and what follows from a proven address."""

from collections.abc import Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.utils import timezone

from forum.notices.actions import note_reachable, note_unreachable
from forum.notices.models import Unreachable

_CAME_BACK = {EventType.BOUNCED, EventType.REJECTED}
_FOR_GOOD = {RejectReason.INVALID, RejectReason.BOUNCED}
# Some companies call it by one name with what comes back for good; what they said themselves tells them apart.
_FOR_NOW = ("soft", "transient", "temporar", "undetermined")
_CLASSES_FOR_NOW = {"20", "21", "22", "23", "24", "40", "60", "70", "100"}  # SparkPost's


def note_mail_event(sender: Any, event: AnymailTrackingEvent, **rest: Any) -> None:
    """Stop mail to an address that takes none, or whose owner complained. What fails for now changes nothing."""
    if not event.recipient:
        return
    if event.event_type == EventType.COMPLAINED:
        note_unreachable(address=event.recipient, why=Unreachable.Why.COMPLAINED, now=timezone.now())
    elif event.event_type in _CAME_BACK and event.reject_reason in _FOR_GOOD and not _is_for_now(event.esp_event):
        note_unreachable(address=event.recipient, why=Unreachable.Why.BOUNCED, now=timezone.now())


def _is_for_now(said: Any) -> bool:
    return any(
        any(word in value.lower() for word in _FOR_NOW) or (name == "bounce_class" and value in _CLASSES_FOR_NOW)
        for name, value in _short_words(said, depth=3)
    )


def _short_words(said: Any, *, depth: int) -> Iterator[tuple[str, str]]:
    """Names and short values of what a company sent; its sentences are left out, which may say anything."""
    if not isinstance(said, Mapping) or not depth:
        return
    for name, value in said.items():
        yield from _short_words(value, depth=depth - 1)
        if isinstance(value, str | int) and len(str(value)) <= 30 and "@" not in str(value):
            yield str(name), str(value)


def note_proven_address(sender: Any, email_address: EmailAddress, **rest: Any) -> None:
    """Whoever typed a code from a mail gets mail."""
    note_reachable(by=email_address.user, now=timezone.now())


tracking.connect(note_mail_event, dispatch_uid="note_mail_event")
email_confirmed.connect(note_proven_address, dispatch_uid="note_proven_address")
