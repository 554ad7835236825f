"""What a person changes about themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.models import Person, Situation
from forum.kernel.content_notes import Gently, kept


class Reading(TypedDict):
    """How pages look for one person."""

    theme: str
    text_size: str
    has_wide_lines: bool
    has_less_motion: bool
    zone: str


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
    for name, value in chosen.items():
        setattr(person, name, value)
        setattr(by, name, value)
    person.save(update_fields=list(chosen))


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
