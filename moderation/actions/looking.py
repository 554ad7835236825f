"""Looking at what is not shown at once, and telling the other moderators something."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from moderation.actions.cases import group_of
from moderation.log import Action, Look, note_look, write
from moderation.models import Case, HardDay, Note
from moderation.rules import FORUM_ZONE, may_open_desk, role_in, tiers_of

WORDS = frozenset({Look.HIDDEN_WORDS, Look.CONCERN})


@transaction.atomic
def look_closer(*, case: Case, what: Look, by: Person, now: datetime) -> None:
    """Write down that a moderator opens something that a case does not show at once; show it only after this.

    A distressing thing is counted for them: they and their lead see how many they have opened today.

    :raises NotAllowed: the desk is not open to `by`; its text is fit to show.
    Source: README, M-12 and M-14.
    """
    may_open_desk(by).or_refuse()
    if case.is_distressing and what in WORDS:
        today, _is_new = HardDay.objects.get_or_create(person=by, day=now.astimezone(FORUM_ZONE).date())
        HardDay.objects.filter(pk=today.pk).update(count=F("count") + 1)
    note_look(by=by, what=what, subject=case, now=now, group_id=group_of(case), role=role_in(case, by))


@transaction.atomic
def write_note(*, case: Case, is_about_person: bool, tier: int, words: str, by: Person, now: datetime) -> Note:
    """Tell other moderators something about a case, or about the person in it. The same sent twice is one note.

    :param is_about_person: it is kept with the person, for their other cases too.
    :raises NotAllowed: they do not read notes of this tier themselves; its text is fit to show.
    Source: README, M-6.
    """
    may_open_desk(by).or_refuse()
    if tier not in tiers_of(by):
        raise NotAllowed(_("You can write for those whose notes you read yourself."))
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    kept = {"case": None, "about": case.about} if is_about_person and case.about else {"case": case, "about": None}
    newest = Note.objects.filter(author=by, **kept).order_by("-pk").first()
    if newest is not None and (newest.words, newest.tier) == (words, tier):
        return newest
    note = Note.objects.create(author=by, tier=tier, words=words, written_at=now, **kept)
    facts = {"note": note.pk, "tier": tier}
    write(
        action=Action.NOTE, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by), detail=facts
    )
    return note
