"""From written words to words that others read: one way for announcements, venues and messages.

What is reviewed is one text of named parts (`forum.meetups.text`); what is shown is read back from it, so that what a
moderator changed is shown changed. Each function but `locked` is called under the lock that `locked` takes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar, cast

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions.following import announce_dates, end_making, follow_venue, take_dates_off, tell_once
from forum.meetups.events import AnnouncementHeld, AnnouncementShown, AnnouncementTakenDown, MessageShown
from forum.meetups.models import Announcement, CharityOrganiser, Meetup, Message, Newer, State, Venue
from forum.meetups.text import compose, parts_of
from forum.threads.rendering import RENDERER_VERSION, render
from moderation.actions import settle_vanished, submit_revision
from moderation.checks import Found
from moderation.models import Finding, Revision

Words = Announcement | Venue | Message
AnyWords = TypeVar("AnyWords", bound=Announcement | Venue | Message)

RENDERED = ("about", "words")  # parts that are Markdown: they stand in `html`
_is_link = URLValidator(schemes=["http", "https"])


def locked(model: type[AnyWords], pk: int) -> AnyWords | None:
    """Return something with words, locked with its group, or a message with its date; None when there is none."""
    rows = cast("QuerySet[AnyWords]", model._base_manager.filter(pk=pk))
    found = rows.first()
    if isinstance(found, Message):
        Meetup.objects.select_for_update(no_key=True).get(pk=found.meetup_id)
    elif found is not None:
        Group.objects.select_for_update(no_key=True).get(pk=found.group_id)
    return rows.select_for_update(no_key=True, of=("self",)).first()


def hand_in(thing: Words, *, title: str, parts: Mapping[str, str], by: Person, now: datetime) -> Revision:
    """Give new words of something to review, and keep that they wait where they are held.

    :param title: of an announcement; others have none.
    :param parts: by the names in the `PARTS` of its model.
    Source: README, E-2 and E-3.
    """
    waits = why_it_waits(thing, by)
    body = compose({name: parts.get(name, "") for name in thing.PARTS})
    revision = submit_revision(
        target=thing, title=title, body=body, by=by, now=now, publish=show_revision, also_found=waits
    )
    if not revision.published:
        keep_waiting(thing)
        if isinstance(thing, Announcement):
            tell(AnnouncementHeld(announcement_id=thing.pk, revision_id=revision.pk, at=now))
    return revision


def why_it_waits(thing: Words, by: Person) -> Sequence[Found]:
    """Why the next words are read first, whatever they say: what members announce is; and what a moderator has turned
    down or changed, or has not read yet, is not sent past them. Source: README, E-2.
    """
    found = []
    if not isinstance(thing, Message) and not CharityOrganiser.objects.filter(person=by).exists():
        found.append(Found(check=Finding.Check.ANNOUNCED))
    newest = newest_of(thing)
    if thing.state == State.RETURNED or thing.newer_words in (Newer.RETURNED, Newer.DECLINED):
        found.append(Found(check=Finding.Check.RESUBMITTED))
    elif newest is not None and (not newest.published or newest.edited_by_id):
        found.append(Found(check=Finding.Check.OTHER))
    return found


def newest_of(thing: Words) -> Revision | None:
    """The newest version of its words that stands: judged, or waiting to be."""
    return Revision.objects.of(thing).standing().newest_first().first()


def newest_known_to(person: Person, thing: Words) -> Revision | None:
    """The newest version that somebody may read: one of theirs, or the one that is shown. Source: README, S-4."""
    shown = thing.revision_id if thing.state == State.PUBLISHED else None
    return Revision.objects.of(thing).standing().filter(Q(author=person) | Q(pk=shown)).newest_first().first()


def keep_waiting(thing: Words) -> None:
    """Keep that a version waits. What others read stays as it is; where they read nothing yet, the row has no words."""
    if thing.state == State.PUBLISHED:
        thing.newer_words = Newer.HELD
    else:
        thing.state = State.HELD
    thing.save(update_fields=["state", "newer_words"])


def publish_revision(revision: Revision, now: datetime) -> None:
    """Show a revision that is approved later: registered with moderation. Locks what it belongs to."""
    model = cast("type[Words]", revision.target_type.model_class())
    if (thing := locked(model, revision.target_id)) is not None:
        revision.target = thing
        show_revision(revision, now)


def show_revision(revision: Revision, now: datetime) -> None:
    """Show approved words to everybody who may read them; what follows from that for dates is done.

    Words of something that was taken away meanwhile, or older than those shown, are not shown. Source: README, E-3.

    :raises NotAllowed: a moderator has hidden it; its text is fit to show.
    """
    thing = cast(Words, revision.target)
    if thing.state == State.WITHDRAWN or (thing.revision_id or 0) >= revision.pk:
        return
    if thing.state == State.HIDDEN:
        raise NotAllowed(_("A moderator has hidden this. Only once that is taken back can newer words of it be shown."))
    is_first = thing.published_at is None
    if thing.state == State.PUBLISHED:
        thing.edited_at = now
    thing.published_at = thing.published_at or now
    thing.state, thing.newer_words = State.PUBLISHED, Newer.NONE
    show(thing, revision, now, is_first=is_first)


def show(thing: Words, revision: Revision, now: datetime, *, is_first: bool = False) -> None:
    """Put a version where others read it, with whatever the caller has set in the row; dates follow."""
    put_words(thing, revision)
    if isinstance(thing, Announcement):
        announce_dates(thing, now)
        tell(AnnouncementShown(announcement_id=thing.pk, at=now))
        if is_first:
            tell_once(thing, now)
    elif isinstance(thing, Venue):
        follow_venue(thing, fields=() if is_first else ("venue",), now=now)
    elif is_first:
        tell(MessageShown(message_id=thing.pk, meetup_id=thing.meetup_id, at=now))


def put_words(thing: Words, revision: Revision) -> None:
    """Read the parts of a version back into the row."""
    _fill(thing, revision.title, parts_of(revision.body, thing.PARTS))
    thing.revision, thing.renderer_version = revision, RENDERER_VERSION
    thing.is_edited_by_moderator = revision.edited_by_id is not None
    thing.save()


def take_down(thing: Words, state: State, now: datetime) -> None:
    """Take words off every page at once; its dates are announced no more. The version stays."""
    was_shown = thing.state == State.PUBLISHED
    thing.state = state
    _fill(thing, "", {})
    thing.save()
    if was_shown and isinstance(thing, Announcement):
        take_dates_off(thing, now)
        tell(AnnouncementTakenDown(announcement_id=thing.pk, at=now))


def put_up_again(thing: Words, now: datetime) -> None:
    """Show what was taken down exactly as it was. It is no news to anybody."""
    assert thing.revision is not None
    thing.state = State.PUBLISHED
    show(thing, thing.revision, now)


def take_words_away(thing: Words, now: datetime) -> None:
    """Remove words for good, as their author wishes: whatever waits, too, and no moderator brings them back."""
    was_seen = thing.published_at is not None
    thing.newer_words = Newer.NONE
    take_down(thing, State.WITHDRAWN, now)
    if isinstance(thing, Announcement) and not was_seen:
        end_making(thing, now)
    settle_vanished(subject=thing, now=now)


def _fill(thing: Words, title: str, parts: Mapping[str, str]) -> None:
    if isinstance(thing, Announcement):
        thing.title = title[:120]
    for name in thing.PARTS:
        words = parts.get(name, "")
        if name in RENDERED:
            cast(Announcement, thing).html = render(words) if words else ""
        else:
            setattr(thing, name, _as_kept(thing, name, words))


def _as_kept(thing: Words, name: str, words: str) -> str:
    """A part as its column takes it, whoever wrote it: a moderator's edit is no form that was checked."""
    if name == "link":
        try:
            _is_link(words)
        except ValidationError:
            return ""
    return words[: getattr(thing._meta.get_field(name), "max_length", None)]
