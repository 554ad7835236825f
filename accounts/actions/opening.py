"""Making an account, and giving up one that was never finished."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import rules
from accounts.errors import AddressTaken, NameTaken
from accounts.models import Consent, HeldName, Person
from accounts.names import skeleton

# How long a sign-up whose address was never proved keeps its name and address from others.
UNFINISHED_FOR = timedelta(days=1)


@transaction.atomic
def open_account(
    *, email: str, name: str, situation: str, password_hash: str, now: datetime, is_name_meant: bool = False
) -> Person:
    """Make an account with its three dated consents; its address is still to be proved.

    :param password_hash: from `make_password`; empty for an account that is entered by e-mailed code only.
    :param now: aware UTC moment.
    :raises NotAllowed: the name gives somebody away; its text is fit to show.
    :raises NameTaken: somebody has a name that looks the same, or took it at this very moment.
    :raises AddressTaken: the address has an account. Never to be shown.
    Source: README, C-1 to C-3.
    """
    _forget_unfinished(email=email, name=name, now=now)
    if Person.objects.filter(email=email).exists() or EmailAddress.objects.filter(email=email).exists():
        raise AddressTaken
    if not rules.is_free(name, now=now):
        raise NameTaken
    rules.may_be_known_as(name, now=now, is_meant=is_name_meant).or_refuse()
    try:
        with transaction.atomic():
            person: Person = Person.objects.create_user(email, name=name, situation=situation, joined_at=now)
            if password_hash:
                person.password = password_hash
                person.save(update_fields=["password"])
            EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    except IntegrityError:
        raise (AddressTaken if Person.objects.filter(email=email).exists() else NameTaken) from None
    Consent.objects.bulk_create(
        Consent(person=person, kind=kind, version=version, given_at=now) for kind, version in rules.VERSIONS.items()
    )
    return person


@transaction.atomic
def hold_name(*, name: str, now: datetime) -> None:
    """Keep a name from others for a day, as a sign-up with a new address would.

    :raises NotAllowed: the name gives somebody away.
    :raises NameTaken: somebody has a name that looks the same.
    """
    _forget_unfinished(email="", name=name, now=now)
    if not rules.is_free(name, now=now):
        raise NameTaken
    try:
        with transaction.atomic():
            HeldName.objects.create(name_key=skeleton(name), ends_at=now + UNFINISHED_FOR)
    except IntegrityError:
        raise NameTaken from None


@transaction.atomic
def release_name(*, name: str) -> None:
    """Give back a name that `hold_name` kept: whoever asked for it starts again."""
    HeldName.objects.filter(name_key=skeleton(name)).delete()


@transaction.atomic
def give_up_account(*, by: Person) -> None:
    """Erase an account whose address was never proved: its maker starts again, with another address."""
    if not EmailAddress.objects.filter(user=by, verified=True).exists() and by.last_login is None:
        by.delete()


def _forget_unfinished(*, email: str, name: str, now: datetime) -> None:
    HeldName.objects.filter(ends_at__lte=now).delete()
    proved = EmailAddress.objects.filter(verified=True).values("user")
    Person.objects.filter(
        Q(email=email) | Q(name_key=skeleton(name)),
        last_login=None,
        left_at=None,
        joined_at__lt=now - UNFINISHED_FOR,
    ).exclude(pk__in=proved).delete()
