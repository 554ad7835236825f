"""The people of the desk: who leads whom, and who may give, end and confirm what."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import YES, Verdict, no
from moderation.kinds import places
from moderation.models import Decision, DeskRole, Moderator, Note, Sanction
from moderation.queries import groups_in_reach
from moderation.rules import has_desk, may_decide, may_open_desk

LEAD = DeskRole.Kind.LEAD
STAFF = "staff"  # the role in which staff act, for the log


def leads_forum(by: Person) -> bool:
    """Does the person answer for everybody at the desk? Staff do, and leads of the whole forum."""
    return by.is_staff or DeskRole.objects.of(by, LEAD).filter(group_id=None).exists()


def leads_anybody(by: Person) -> bool:
    """Does the person answer for anybody at the desk?"""
    return by.is_staff or DeskRole.objects.of(by, LEAD).exists()


def people_led_by(by: Person) -> QuerySet[Person, Any]:
    """The people at the desk for whom somebody answers: to staff everybody. Source: README, M-14."""
    return _everybody_else(by) if by.is_staff else people_led_by_role(by)


def people_led_by_role(by: Person) -> QuerySet[Person, Any]:
    """The people whose lead somebody is: of a lead of groups, those who moderate in these and not the whole forum."""
    everybody = _everybody_else(by)
    leading = DeskRole.objects.of(by, LEAD)
    if leading.filter(group_id=None).exists():
        return everybody
    groups = places().within(leading.filter(group_id__isnull=False).values("group_id"))
    standing = DeskRole.objects.standing()
    here = Q(pk__in=standing.filter(group_id__in=groups).values("person")) | Q(pk__in=places().moderating(groups))
    return everybody.filter(here).exclude(pk__in=standing.filter(group_id=None).values("person"))


def _everybody_else(by: Person) -> QuerySet[Person, Any]:
    """Everybody with a role at the desk or in a group: that is what trusted means."""
    return Person.objects.filter(is_active=True, is_trusted=True).exclude(pk=by.pk)


def leads(by: Person, person: Person) -> bool:
    """Does somebody answer for this person at the desk?"""
    return people_led_by(by).filter(pk=person.pk).exists()


def acts_as(by: Person) -> str:
    """The role in which somebody answers for the people of the desk, for the log."""
    return LEAD if DeskRole.objects.of(by, LEAD).exists() else STAFF if by.is_staff else ""


def may_look_after_team(by: Person) -> Verdict:
    """Staff may, who have no desk otherwise; and leads, once the desk is open to them. Source: README, M-14."""
    if by.is_staff:
        return YES
    if not DeskRole.objects.of(by, LEAD).exists():
        return no(_("This is for leads to do."))
    return may_open_desk(by)


def may_give_roles(by: Person) -> Verdict:
    """Staff and leads of the whole forum may. Source: README, M-14."""
    if not (verdict := may_look_after_team(by)):
        return verdict
    return YES if leads_forum(by) else no(_("Roles at the desk are given by a lead of the whole forum, or by staff."))


def may_give_desk_role(*, person: Person, by: Person) -> Verdict:
    """Those who give roles may, to anybody but themselves. Source: README, M-14."""
    if not (verdict := may_give_roles(by)):
        return verdict
    if person.pk == by.pk:
        return no(_("Nobody gives themselves a role. Another lead, or staff, can."))
    if not person.is_active:
        return no(_("They have left."))
    return YES


def may_end_desk_role(*, role: DeskRole, by: Person) -> Verdict:
    """Anybody may put down their own; those who give roles may end them. Source: README, M-14."""
    return YES if role.person_id == by.pk else may_give_desk_role(person=role.person, by=by)


def may_confirm_training(*, person: Person, by: Person) -> Verdict:
    """Whoever leads them may, or staff; nobody their own. Source: README, M-14."""
    if person.pk == by.pk:
        return no(_("Somebody else confirms your training: a lead, or staff."))
    if not (verdict := may_look_after_team(by)):
        return verdict
    if not has_desk(person):
        return no(_("They have no role yet for which they would need training."))
    if not leads(by, person):
        return no(_("You confirm the training of those who moderate in the groups that you lead."))
    return YES


def may_withdraw_training(*, moderator: Moderator, by: Person) -> Verdict:
    """Whoever confirmed it may, and those who lead the whole forum: it closes every desk of theirs. Source: README, M-14."""
    if not (verdict := may_confirm_training(person=moderator.person, by=by)):
        return verdict
    if leads_forum(by) or moderator.training_confirmed_by_id == by.pk:
        return YES
    return no(_("Somebody else confirmed it. A lead of the whole forum can take it back."))


def may_set_hours(*, person: Person, by: Person) -> Verdict:
    """One's own hours, and those of the people whom one leads. Source: README, M-17."""
    if not (verdict := may_open_desk(person)):
        return verdict
    if person.pk == by.pk or (may_look_after_team(by) and leads(by, person)):
        return YES
    return no(_("Everybody sets their own hours. A lead can help with it."))


def may_set_calendar(by: Person) -> Verdict:
    """Days without duty, and due times, are set by those who lead the whole forum. Source: README, M-3 and M-17."""
    if not (verdict := may_look_after_team(by)):
        return verdict
    return YES if leads_forum(by) else no(_("This is set by a lead of the whole forum."))


def may_read_log(by: Person) -> Verdict:
    """Staff may, and leads: of a group, the entries of that group. Source: README, M-12."""
    if not by.is_staff and not DeskRole.objects.of(by, LEAD).exists():
        return no(_("The log is for leads to read."))
    return may_look_after_team(by)


def may_see_burden(*, person: Person, by: Person) -> Verdict:
    """How many hard things somebody opened is for themselves and their lead; staff are not told. Source: README, M-14."""
    if person.pk == by.pk or (may_open_desk(by) and people_led_by_role(by).filter(pk=person.pk).exists()):
        return YES
    return no(_("This is for themselves and their lead to know."))


def tiers_of(by: Person) -> list[Note.Tier]:
    """The tiers of private notes that somebody reads and writes. Source: README, M-6."""
    kinds = set(DeskRole.objects.of(by).values_list("kind", flat=True))
    if DeskRole.Kind.SAFEGUARDING in kinds:
        return list(Note.Tier)
    return [Note.Tier.TEAM, Note.Tier.LEAD] if LEAD in kinds else [Note.Tier.TEAM]


def may_write_note(*, tier: int, about: Person | None, by: Person) -> Verdict:
    """In the tiers that one reads; never about oneself. Source: README, M-6."""
    if not (verdict := may_open_desk(by)):
        return verdict
    if about is not None and about.pk == by.pk:
        return no(_("A note about you is for others to write."))
    if tier not in tiers_of(by):
        return no(_("You write notes for those with whom you read them."))
    return YES


def may_replace_note(*, note: Note, by: Person) -> Verdict:
    """One's own; nobody takes away or changes what another wrote. Source: README, M-6."""
    if not (verdict := may_open_desk(by)):
        return verdict
    return YES if note.author_id == by.pk else no(_("Somebody else wrote this. You can write a note of your own."))


def may_hand_over_to(group_id: int | None, by: Person) -> Verdict:
    """To those with whom one moderates: of a group, or of the whole forum. Source: README, M-18."""
    if group_id is None:
        is_theirs = DeskRole.objects.of(by).filter(group_id=None).exists()
    else:
        reach = (
            DeskRole.objects.of(by).filter(group_id=None).exists() or groups_in_reach(by).filter(pk=group_id).exists()
        )
        is_theirs = reach and bool(places().path_of(group_id))
    return YES if is_theirs else no(_("You hand over to those with whom you moderate."))


def may_undo(*, decision: Decision, by: Person, now: datetime) -> Verdict:
    """Whoever could decide it, and lift what came with it. Whether it can be undone at all is asked before.

    Source: README, M-4, M-6 and M-7.
    """
    verdict = may_decide(case=decision.case, outcome=decision.outcome, by=by, now=now)
    held = decision.sanctions.filter(lifted_at=None) if verdict else ()
    return next((lifting for each in held if not (lifting := may_lift(sanction=each, by=by))), verdict)


def may_lift(*, sanction: Sanction, by: Person) -> Verdict:
    """What holds somewhere is lifted by those whose scope it is; a warning by anybody who may decide. Source: README, M-7."""
    if sanction.kind == Sanction.Kind.WARNING or DeskRole.objects.of(by).filter(group_id=None).exists():
        return YES
    if sanction.group_id is not None and groups_in_reach(by).filter(pk=sanction.group_id).exists():
        return YES
    return no(_("This holds beyond the groups that you moderate, so somebody with a wider role lifts it."))
