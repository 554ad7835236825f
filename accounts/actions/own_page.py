"""What a person changes about themselves."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts import rules
from accounts.errors import NameTaken
from accounts.events import NameChanged, ZoneChanged
from accounts.models import HeldName, Person, Situation
from accounts.names import skeleton
from forum.kernel.content_notes import Gently, kept
from forum.kernel.events import publish

# How long nobody else gets a name that was given up: else they would be taken for whoever had it.
RESTS_FOR = timedelta(days=30)


class Reading(TypedDict):
    """How pages look for one person."""

    theme: str
    text_size: str
    has_wide_lines: bool
    has_less_motion: bool
    zone: str


@transaction.atomic
def change_name(
    *, name: str, by: Person, now: datetime, is_name_meant: bool = False, given_up: Collection[str] = ()
) -> None:
    """Be known by another name from now on, also beside what one wrote before. Nobody else gets the old one for a month.

    :param given_up: keys of names that `by` had a short while ago, and may take back. Source of the keys: `skeleton`.
    :raises NotAllowed: the name gives somebody away, or is another's; its text is fit to show.
    :raises NameTaken: somebody took it at this very moment.
    Source: README, C-3.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    rules.may_be_known_as(name, now=now, is_meant=is_name_meant, by=person, given_up=given_up).or_refuse()
    before, key = person.name_key, skeleton(name)
    person.name, person.name_key = by.name, by.name_key = name, key
    try:
        with transaction.atomic():
            person.save(update_fields=["name", "name_key"])
    except IntegrityError:
        raise NameTaken from None
    if key != before:
        HeldName.objects.filter(name_key=key).delete()
        HeldName.objects.update_or_create(name_key=before, defaults={"ends_at": now + RESTS_FOR})
    publish(NameChanged(person_id=person.pk, at=now))


@transaction.atomic
def change_situation(*, situation: str, by: Person, now: datetime) -> None:
    """Change what brings `by` here. Nobody is told, and no group that they are in changes. Source: README, C-5."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    person.situation = by.situation = Situation(situation)
    person.save(update_fields=["situation"])


@transaction.atomic
def change_reading(*, by: Person, now: datetime, **chosen: Unpack[Reading]) -> None:
    """Change how pages look for `by`, on every device."""
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    zone = person.zone
    for name, value in chosen.items():
        setattr(person, name, value)
        setattr(by, name, value)
    person.save(update_fields=list(chosen))
    if person.zone != zone:
        publish(ZoneChanged(person_id=person.pk, at=now))


@transaction.atomic
def choose_gently(*, choices: Mapping[str, str], by: Person, now: datetime) -> None:
    """Change which content notes `by` has folded or hidden, on every page and device. Nobody is told.

    :param choices: for each kind of note, by its code, show, fold or hide.
    Source: README, C-9.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    for field, wanted in (("folded_notes", Gently.FOLD), ("hidden_notes", Gently.HIDE)):
        value = kept(note for note, choice in choices.items() if choice == wanted)
        setattr(person, field, value)
        setattr(by, field, value)
    person.save(update_fields=["folded_notes", "hidden_notes"])
