"""Who may do what at the desk. Whether they may see it was asked before, by `visible_to`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import YES, Verdict, no
from moderation.kinds import places
from moderation.models import Case, DeskRole, Moderator, Outcome, RuleTrial, RuleVersion, Sanction, Severity
from moderation.queries import roles_for_the_forum

DUE_WITHIN = {
    Severity.CONCERN: timedelta(hours=1),
    Severity.PERSONAL_DETAILS: timedelta(hours=2),
    Severity.HARM: timedelta(hours=4),
    Severity.MEDICAL_CLAIM: timedelta(hours=12),
    Severity.OTHER: timedelta(hours=24),
}
CLAIM_LASTS = timedelta(minutes=10)
APPEAL_WITHIN = timedelta(days=183)  # six months
LONGEST_PAUSE_BY_A_GROUP = timedelta(days=14)

JUDGES_WORDS = frozenset({Outcome.APPROVE, Outcome.APPROVE_EDITED, Outcome.RETURN, Outcome.DECLINE})
SANCTIONS = frozenset({Outcome.WARN, Outcome.HOLD_FIRST, Outcome.PAUSE, Outcome.BAN})
# What takes something from its subject: it cites a guideline, and can be appealed against.
TAKES = frozenset({Outcome.RETURN, Outcome.DECLINE, Outcome.HIDE, *SANCTIONS})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What somebody is at the desk.

    :param roles: the kinds of role that they have, anywhere; "group_moderator" for one inside a group.
    :param serves_forum: one of them holds for the whole forum.
    """

    roles: frozenset[str]
    serves_forum: bool


def standing_of(by: Person) -> Standing:
    """What a person is at the desk. Two queries."""
    given = list(DeskRole.objects.of(by).values_list("kind", "group_id"))
    inside = ["group_moderator"] if places().moderated_by(by).exists() else []
    return Standing(
        roles=frozenset([kind for kind, _group in given] + inside),
        serves_forum=any(group is None for _kind, group in given),
    )


def roles_of(by: Person) -> set[str]:
    """The kinds of role that a person has at the desk, anywhere; "group_moderator" for one inside a group."""
    return set(standing_of(by).roles)


def role_in(case: Case, by: Person) -> str:
    """The role in which a person acts on a case, for the log: the widest that they have."""
    return _widest(roles_of(by))


def role_for_the_forum(by: Person) -> str:
    """The role in which a person acts for the whole forum, for the log: the widest that they have there."""
    return _widest(set(roles_for_the_forum(by).values_list("kind", flat=True)))


def _widest(roles: set[str]) -> str:
    ranked = (DeskRole.Kind.SAFEGUARDING, DeskRole.Kind.LEAD, DeskRole.Kind.MODERATOR, "group_moderator")
    return str(next((role for role in ranked if role in roles), ""))


def is_lead(by: Person) -> bool:
    """Does the person lead at the desk, as a lead or as a safeguarding lead?"""
    return DeskRole.objects.of(by, DeskRole.Kind.LEAD, DeskRole.Kind.SAFEGUARDING).exists()


def is_safeguarding(by: Person) -> bool:
    return DeskRole.objects.of(by, DeskRole.Kind.SAFEGUARDING).exists()


def has_desk(by: Person) -> bool:
    """Has the person any role for which there is a desk? Without one its addresses answer 404."""
    return bool(roles_of(by))


def may_open_desk(by: Person) -> Verdict:
    """Those who moderate something may, once their training is confirmed. Source: README, M-14."""
    if Moderator.objects.filter(person=by.pk).exists():
        return YES
    return no(_("The desk opens for you once a lead has confirmed your training. They can do that in a minute."))


def may_decide(*, case: Case, outcome: str, by: Person, now: datetime) -> Verdict:
    """May this person decide this about this case? Source: README, M-4 and M-14."""
    if not (verdict := may_open_desk(by)):
        return verdict
    if case.about_id == by.pk:
        return no(_("This is about you, so somebody else decides it."))
    if case.reports.filter(reporter=by.pk).exists():
        return no(_("You reported this yourself, so somebody else decides it."))
    if case.is_escalated and not is_safeguarding(by):
        return no(_("This waits for the safeguarding lead."))
    if (taken := may_work_on(case, by, now)) is not YES:
        return taken
    if outcome == Outcome.BAN and not is_lead(by):
        return no(_("A ban is decided by a lead. You can pass this on, with a note."))
    return YES


def may_work_on(case: Case, by: Person, now: datetime) -> Verdict:
    """Nobody else works on it at this moment. Source: README, M-4."""
    if case.claimed_by_id in (None, by.pk) or case.claim_ends_at is None or case.claim_ends_at <= now:
        return YES
    return no(_("Somebody else is working on this. It is free again ten minutes after they took it, at the latest."))


def needs_two(case: Case) -> bool:
    """Nobody handles a concern about a person alone. Source: README, M-14."""
    return case.severity == Severity.CONCERN


def may_work_on_rules(by: Person) -> Verdict:
    """Write and try rules, and put them aside: whoever has a role at the desk for the whole forum. Source: README, M-25."""
    if not (verdict := may_open_desk(by)):
        return verdict
    if roles_for_the_forum(by).exists():
        return YES
    return no(_("Rules hold for the whole forum, so site moderators and leads write them."))


def may_agree_to(version: RuleVersion, by: Person) -> Verdict:
    """A lead for the whole forum may, who did not write it, once it was tried to the end. Source: README, M-27."""
    was_tried = RuleTrial.objects.filter(version=version.pk, state=RuleTrial.State.DONE).exists()
    return may_agree_to_rules(by) and is_ready_for(by, version, was_tried=was_tried)


def may_agree_to_rules(by: Person) -> Verdict:
    """Leads for the whole forum may. Source: README, M-27."""
    if not (verdict := may_work_on_rules(by)):
        return verdict
    if roles_for_the_forum(by).filter(kind__in=(DeskRole.Kind.LEAD, DeskRole.Kind.SAFEGUARDING)).exists():
        return YES
    return no(_("A lead puts a rule into use."))


def is_ready_for(by: Person, version: RuleVersion, *, was_tried: bool) -> Verdict:
    """Can this lead agree to this version now? Asks nothing more of the database. Source: README, M-27."""
    if version.written_by_id == by.pk:
        return no(_("You wrote this version yourself, so somebody else puts it into use."))
    if not was_tried:
        return no(_("This version is tried on past posts first, to the end, so that you can see what it would do."))
    return YES


def sanction_against_writing(person: Person, path: tuple[int, ...], now: datetime) -> Sanction | None:
    """Return the pause or ban that keeps a person from writing in a group at this moment: the one that ends last.

    :param path: ids of the groups from the root to the one where they would write.
    Source: README, M-7.
    """
    if not person.has_sanctions:
        return None
    holding = Sanction.objects.filter(person=person.pk, kind__in=("pause", "ban")).in_force(now).reaching(path)
    return max(holding, key=lambda each: (each.ends_at is None, each.ends_at), default=None)


def may_write(person: Person, path: tuple[int, ...], now: datetime) -> Verdict:
    """Whoever is not paused or banned here may. Source: README, M-7."""
    sanction = sanction_against_writing(person, path, now)
    if sanction is None:
        return YES
    if sanction.kind == Sanction.Kind.BAN:
        return no(
            _(
                "You cannot write here any more. The statement on your page of statements says why, and how to ask again."
            )
        )
    return no(
        _("You are asked to pause here until %(day)s. You can read everything, and what you write is kept for you.")
        % {"day": _day(sanction.ends_at, person)}
    )


def may_come_in(person: Person, path: tuple[int, ...], now: datetime) -> Verdict:
    """Whoever is banned from a group, or from one above it, does not come in again. Source: README, M-7."""
    bans = Sanction.objects.filter(person=person.pk, kind="ban").in_force(now).reaching(path)
    if person.has_sanctions and bans.exists():
        return no(_("You cannot come into this group. Your page of statements says why, and how to ask again."))
    return YES


def _day(moment: datetime | None, person: Person) -> str:
    from forum.kernel.moments import exact, zone_named

    return exact(moment, zone=zone_named(person.zone)) if moment else ""
