"""Agreeing, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts import rules
from accounts.models import Consent, Person


@transaction.atomic
def give_consent(*, kind: str, by: Person, now: datetime) -> Consent:
    """Note that `by` agrees to the present version of a statement. Agreeing twice is agreeing once.

    Locks: the person. Source: README, C-2.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    version = rules.VERSIONS[Consent.Kind(kind)]
    standing = Consent.objects.filter(person=person, kind=kind).standing()
    consent = standing.filter(version=version).first()
    if consent is None:
        standing.update(withdrawn_at=now)
        consent = Consent.objects.create(person=person, kind=kind, version=version, given_at=now)
    if kind == Consent.Kind.HEALTH:
        _note_health_consent(person, by, stands=True)
    return consent


@transaction.atomic
def withdraw_consent(*, kind: str, by: Person, now: datetime) -> None:
    """Take back a consent. Without that to keep health information, only leaving (or agreeing again) stays open.

    Locks: the person.
    :raises NotAllowed: this consent ends with the account only; its text is fit to show.
    Source: README, C-2.
    """
    rules.may_withdraw_consent(kind).or_refuse()
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    Consent.objects.filter(person=person, kind=kind).standing().update(withdrawn_at=now)
    _note_health_consent(person, by, stands=False)


def _note_health_consent(person: Person, by: Person, *, stands: bool) -> None:
    person.has_consented = by.has_consented = stands
    person.save(update_fields=["has_consented"])
