"""What moderators tell each other in private."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from moderation.actions.cases import group_of
from moderation.log import Action, write
from moderation.models import Case, Note
from moderation.rules import role_in
from moderation.team import acts_as, may_hand_over_to, may_replace_note, may_write_note

LONGEST_NOTE = 4000  # characters


@transaction.atomic
def write_note(
    *,
    words: str,
    tier: int,
    by: Person,
    now: datetime,
    case: Case | None = None,
    about: Person | None = None,
    group_id: int | None = None,
) -> Note:
    """Write a private note: on a case, about a person, or, with neither, to hand over to those who come next.

    The same sent twice is one note.

    :param tier: a `Note.Tier`: who reads it.
    :param group_id: of one that hands over, the group whose moderators it is for; None for those of the whole forum.
    :raises NotAllowed: its text is fit to show.
    Source: README, M-6 and M-18.
    """
    whom = case.about if case is not None else about
    may_write_note(tier=tier, about=whom, by=by).or_refuse()
    if case is None and about is None:
        may_hand_over_to(group_id, by).or_refuse()
    words = _readable(words)
    newest = Note.objects.filter(author=by, case=case, about=about, group_id=group_id).order_by("-pk").first()
    if newest is not None and (newest.words, newest.tier) == (words, tier):
        return newest
    note = Note.objects.create(
        author=by,
        case=case,
        about=about,
        group_id=group_id,
        tier=Note.Tier(tier),
        words=words,
        written_at=now,
    )
    _log(note, by, now)
    return note


@transaction.atomic
def replace_note(*, note: Note, words: str, by: Person, now: datetime) -> Note:
    """Put a newer note in the place of one's own. The old one is kept, and not shown any more. Locks the note.

    :raises NotAllowed: somebody else wrote it, or a newer one stands there already; its text is fit to show.
    Source: README, M-6.
    """
    old = Note.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=note.pk)
    may_replace_note(note=old, by=by).or_refuse()
    if Note.objects.filter(replaces=old).exists():
        raise NotAllowed(_("You have put a newer note in the place of this one already."))
    newer = Note.objects.create(
        author=by, case=old.case, about_id=old.about_id, group_id=old.group_id, tier=old.tier, words=_readable(words),
        written_at=now, replaces=old,
    )  # fmt: skip
    _log(newer, by, now)
    return newer


def _readable(words: str) -> str:
    words = words.strip()
    if not words:
        raise NotAllowed(_("There are no words in this note yet."))
    if len(words) > LONGEST_NOTE:
        raise NotAllowed(_("A note can have %(most)d characters at most.") % {"most": LONGEST_NOTE})
    return words


def _log(note: Note, by: Person, now: datetime) -> None:
    group_id = group_of(note.case) if note.case else note.group_id
    role = role_in(note.case, by) if note.case else acts_as(by)
    facts = {"tier": int(note.tier)} | ({"replaces": note.replaces_id} if note.replaces_id else {})
    write(action=Action.NOTE, by=by, now=now, subject=note, group_id=group_id, role=role, detail=facts)
