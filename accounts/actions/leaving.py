"""Leaving for good."""

from collections.abc import Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.events import AccountClosed, PersonLeft, WordsChoice
from accounts.models import Consent, Person
from forum.kernel.events import publish
from forum.kernel.personal import Fate, Personal


@transaction.atomic
def leave_forum(*, choice: WordsChoice, by: Person, now: datetime) -> None:
    """Close the account of `by` for good, and do with their words as they chose.

    The rooms hear `PersonLeft` first and do their part; then every row whose model declares `Fate.ERASE`
    goes, with the ways to log in, sessions and addresses. What stays points at an account that says nothing
    about anybody, except the name where the words stay with it. Boundaries that others set stay: whoever
    blocked this person does not begin to see them now.

    Locks: what the rooms lock (groups, then threads), then the person, as every verb of a group does, then what
    those lock who hear `AccountClosed`.
    :raises NotAllowed: the account is closed already; nothing is written.
    Source: README, C-7.
    """
    publish(PersonLeft(person_id=by.pk, choice=choice, at=now))
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    rules.may_leave(person).or_refuse()
    for model, personal, owner in models_of_people():
        fate = personal.on_leaving if choice == WordsChoice.KEEP else personal.on_anonymising
        if fate is Fate.ERASE:
            model._base_manager.filter(**{owner: person.pk}).delete()
    Consent.objects.filter(person=person).standing().update(withdrawn_at=now)
    _close_every_door(person)
    _forget(person, choice, now)
    publish(AccountClosed(person_id=person.pk, choice=choice, at=now))


def models_of_people() -> Iterator[tuple[type[models.Model], Personal, str]]:
    """Yield each model with a declared fate, and the name of its first foreign key to a person: whose the rows are."""
    for model in apps.get_models():
        personal = getattr(model, "personal", None)
        if isinstance(personal, Personal):
            yield model, personal, next(field.name for field in model._meta.fields if field.related_model is Person)


def _close_every_door(person: Person) -> None:
    doors = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(doors.values_list("session_key", flat=True))).delete()
    doors.delete()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()


def _forget(person: Person, choice: WordsChoice, now: datetime) -> None:
    if choice != WordsChoice.KEEP:
        person.name = _("someone who has left")
        person.name_key = f"left-{person.pk}"  # no name has a hyphen in its key
    person.email = f"left-{person.pk}@left.invalid"
    person.situation = ""
    person.zone = "Europe/London"
    person.theme = person.text_size = person.folded_notes = person.hidden_notes = ""
    person.has_wide_lines = person.has_less_motion = person.is_staff = person.is_trusted = person.is_active = False
    person.last_login = None
    person.left_at = now
    person.set_unusable_password()
    person.save()
