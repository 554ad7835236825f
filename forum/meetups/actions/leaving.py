"""What becomes of announcements, venues and messages of somebody who leaves."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.events import WordsChoice
from accounts.models import Person
from forum.meetups.actions.words import Words, locked, put_words, take_words_away
from forum.meetups.models import Announcement, Meetup, Message, Series, State, Venue
from forum.meetups.text import compose, parts_of
from moderation.actions import erase_words
from moderation.models import Revision

_KINDS: tuple[type[Words], ...] = (Announcement, Venue, Message)


@transaction.atomic
def settle_meetup_words_of_leaver(*, person: Person, choice: WordsChoice, now: datetime) -> None:
    """Carry out what somebody chose for what they wrote about meetups: kept, kept without the name, or erased.

    Without the name, nobody is met at the door any more. Where others still come to what they announced, it keeps its
    day and its place, and is called by its kind; a venue stays as long as somebody meets there. Locks their groups.
    Source: README, C-7.
    """
    if choice == WordsChoice.KEEP:
        return
    for thing in _written_by(person):
        if choice == WordsChoice.UNNAMED:
            _take_name_off(thing, person)
        elif not (isinstance(thing, Venue) and _is_met_at(thing, now)):
            _erase(thing, person, now)


def _written_by(person: Person) -> Iterator[Words]:
    """Everything that has a version of theirs, each locked when it is its turn."""
    for model in _KINDS:
        of_kind = ContentType.objects.get_for_model(model)
        ids = Revision.objects.filter(author=person, target_type=of_kind).order_by("target_id")
        for pk in dict.fromkeys(ids.values_list("target_id", flat=True)):
            if (thing := locked(model, pk)) is not None:
                yield thing


def _is_met_at(venue: Venue, now: datetime) -> bool:
    dates, series = Meetup.objects.to_come(now).filter(venue=venue), Series.objects.going_on().filter(venue=venue)
    return venue.state == State.PUBLISHED and (dates.exists() or series.exists())


def _take_name_off(thing: Words, person: Person) -> None:
    for revision in Revision.objects.of(thing).filter(author=person):
        parts = parts_of(revision.body, thing.PARTS)
        if parts.pop("contact", ""):
            erase_words(revision=revision, title=revision.title, body=compose(parts))
            if thing.revision_id == revision.pk and thing.state == State.PUBLISHED:
                put_words(thing, revision)


def _erase(thing: Words, person: Person, now: datetime) -> None:
    """Empty every version of theirs. What others come to is left with the name of its kind."""
    is_needed = isinstance(thing, Announcement) and thing.state == State.PUBLISHED
    if thing.author_id == person.pk and not is_needed and thing.state != State.WITHDRAWN:
        take_words_away(thing, now)
    for revision in Revision.objects.of(thing).filter(author=person):
        is_shown = is_needed and thing.revision_id == revision.pk
        title = str(thing.get_kind_display()).capitalize() if is_shown and isinstance(thing, Announcement) else ""
        erase_words(revision=revision, title=title)
        if is_shown:
            put_words(thing, revision)
