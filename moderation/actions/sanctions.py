"""Sanctions: who may impose which, and in what order."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import YES, Verdict, no
from moderation.guidelines import Guideline
from moderation.kinds import places
from moderation.log import Action, write
from moderation.models import DeskRole, Sanction
from moderation.queries import groups_in_reach
from moderation.rules import LONGEST_PAUSE_BY_A_GROUP, decides_everywhere, is_lead

if TYPE_CHECKING:
    from moderation.actions.decide import Sentence

STEPS = (Sanction.Kind.HOLD_FIRST, Sanction.Kind.PAUSE, Sanction.Kind.BAN)
REMEMBERED = timedelta(days=365)  # an earlier step counts for a year
LONGEST = timedelta(days=365)


def may_sanction(*, person: Person, sentence: "Sentence", guideline: str, by: Person, now: datetime) -> Verdict:
    """Within one's scope; hold-first before pause before ban, unless the law says otherwise. Source: README, M-7."""
    kind = Sanction.Kind(sentence.kind)
    if not person.is_active:
        return no(_("They have left, so nothing holds for them any more."))
    if kind is Sanction.Kind.WARNING:
        return YES
    if kind is not Sanction.Kind.BAN and not (sentence.days and 0 < sentence.days <= LONGEST.days):
        return no(_("Please say for how many days: from 1 to %(most)d.") % {"most": LONGEST.days})
    if not (verdict := _reaches(sentence, by)):
        return verdict
    if kind is Sanction.Kind.BAN and not is_lead(by):
        return no(_("A ban is decided by a lead. You can pass this on, with a note."))
    step = STEPS.index(kind)
    if step == 0 or guideline == Guideline.LAW or _had(person, STEPS[step - 1 :], now):
        return YES
    return no(
        _("Before this comes a gentler step: %(step)s. What the law forbids is the exception.")
        % {"step": STEPS[step - 1].label}
    )


def _had(person: Person, kinds: tuple[Sanction.Kind, ...], now: datetime) -> bool:
    earlier = Sanction.objects.filter(person=person, kind__in=kinds, starts_at__gt=now - REMEMBERED)
    return earlier.filter(lifted_at=None).exists()


def _reaches(sentence: "Sentence", by: Person) -> Verdict:
    everywhere = decides_everywhere(by)
    if sentence.group_id is None:
        return YES if everywhere else no(_("You decide for your own groups. Please choose one of them."))
    if everywhere or places().within(DeskRole.objects.of(by).values("group_id")).filter(pk=sentence.group_id).exists():
        return YES
    if not groups_in_reach(by).filter(pk=sentence.group_id).exists():
        return no(_("You decide for your own groups. Please choose one of them."))
    if sentence.days and timedelta(days=sentence.days) > LONGEST_PAUSE_BY_A_GROUP:
        return no(_("A group’s moderators can decide this for two weeks at most. A site moderator can for longer."))
    return YES


@transaction.atomic
def acknowledge_sanction(*, sanction: Sanction, by: Person, now: datetime) -> None:
    """Note that its person has read it. Doing it twice is doing it once. Source: README, M-7."""
    read = Sanction.objects.filter(pk=sanction.pk, person=by.pk, acknowledged_at=None)
    if read.update(acknowledged_at=now):
        write(action=Action.ACKNOWLEDGE, by=by, now=now, subject=sanction)
