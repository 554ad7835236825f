"""What happens in a session when somebody logs in, or adds or removes a second factor."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa import signals as factors
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Person
from accounts.pages.session import forget_second_factor, note_second_factor, stay_logged_in
from accounts.pages.sign_up import forget_answers
from accounts.rules import must_have_second_factor


def begin_session(sender: Any, request: HttpRequest, **told: Any) -> None:
    """Say when the session ends; forget what is of no more use in it. Words of somebody else wait on, unseen."""
    person: Person = told["user"]
    stay_logged_in(request.session, now=timezone.now())
    forget_answers(request.session)
    if must_have_second_factor(person) and is_mfa_enabled(person, ["totp", "webauthn"]):
        note_second_factor(request.session, person)


def address_proved(sender: Any, request: HttpRequest, email_address: EmailAddress, **rest: Any) -> None:
    """Drop a password that was set by whoever typed somebody else's address into a sign-up.

    It stays only when this session is the sign-up's own, or knows the password.
    """
    person = email_address.user
    if person.last_login is None and not _knows_password(request, person):
        person.set_unusable_password()
        person.save(update_fields=["password"])


def _knows_password(request: HttpRequest, person: Person) -> bool:
    login = unstash_login(request, peek=True)
    if login is not None and login.signup and login.user is not None and login.user.pk == person.pk:
        return True
    return any(record.get("method") == "password" for record in get_authentication_records(request, person))


def factor_changed(sender: Any, request: HttpRequest, **told: Any) -> None:
    """The next page that asks looks again."""
    person: Person = told["user"]
    if is_mfa_enabled(person, ["totp", "webauthn"]):
        note_second_factor(request.session, person)
    else:
        forget_second_factor(request.session)


def connect() -> None:
    """Called once when the apps are ready."""
    user_logged_in.connect(begin_session, dispatch_uid="begin_session")
    email_confirmed.connect(address_proved, dispatch_uid="address_proved")
    factors.authenticator_added.connect(factor_changed, dispatch_uid="factor_added")
    factors.authenticator_removed.connect(factor_changed, dispatch_uid="factor_removed")
