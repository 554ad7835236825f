"""Whether mail reaches somebody: what mail servers say of it, and what they say themselves."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.notices.models import Unreachable


@transaction.atomic
def note_unreachable(*, address: str, why: str, now: datetime) -> None:
    """Send no more mail of notices to whoever has an address: it came back for good, or they complained.

    Nothing is written for an address that nobody here has. Doing it twice is doing it once. Codes for logging in, and
    mails with which a password is set anew, are sent all the same.

    :param why: a code of `Unreachable.Why`. Source: README, N-12.
    """
    person = Person.objects.filter(email=address.strip().lower(), is_active=True).first()
    if person is not None:
        Unreachable.objects.get_or_create(person=person, defaults={"why": why, "since": now})


@transaction.atomic
def note_reachable(*, by: Person, now: datetime) -> None:
    """Send mail again: they say that it arrives, or proved another address. Twice is once. Source: README, N-12."""
    Unreachable.objects.filter(person=by).delete()
