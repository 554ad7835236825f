"""Who may do what at the desk. Whether they may see it was asked before, by `visible_to`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.moments import exact, zone_named
from forum.kernel.verdicts import YES, Verdict, no
from moderation.kinds import places
from moderation.models import (
    Appeal,
    Case,
    Decision,
    DeskRole,
    DueTime,
    Moderator,
    Outcome,
    Proposal,
    Report,
    RuleTrial,
    RuleVersion,
    Sanction,
    Severity,
    Statement,
)
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
REPORTS_COUNT_FOR = timedelta(hours=1)
MOST_REPORTS = 30  # by one person in that time; worry about somebody is never counted
MOST_REPORTS_WITHOUT_ACCOUNT = 20  # by all of them together in that time: nothing is kept that would tell them apart
MOST_REPORTS_WITHOUT_ACCOUNT_OF_ONE_THING = 3

_TOO_MANY = gettext_lazy(
    "A great many things were reported in the last hour, so this was not sent. Please send it again in an hour. If somebody is in danger, ring 999."
)

JUDGES_WORDS = frozenset({Outcome.APPROVE, Outcome.APPROVE_EDITED, Outcome.RETURN, Outcome.DECLINE})
SANCTIONS = frozenset({Outcome.WARN, Outcome.HOLD_FIRST, Outcome.PAUSE, Outcome.BAN})
# What can be done about a concern: no strike follows from one.
CLOSES_CONCERNS = frozenset({Outcome.CARED, Outcome.NO_ACTION, Outcome.ESCALATE})
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


def decides_everywhere(by: Person) -> bool:
    """Has the person a role at the desk for the whole forum?"""
    return DeskRole.objects.of(by).filter(group_id=None).exists()


def is_safeguarding(by: Person) -> bool:
    return DeskRole.objects.of(by, DeskRole.Kind.SAFEGUARDING).exists()


def has_desk(by: Person) -> bool:
    """Has the person any role for which there is a desk? Without one its addresses answer 404. One query."""
    has_role = Exists(DeskRole.objects.of(by)) | Exists(places().moderated_by(by))
    return Person.objects.filter(has_role, pk=by.pk).exists()


def may_open_desk(by: Person) -> Verdict:
    """Those who moderate something may, once their training is confirmed. Source: README, M-14."""
    if Moderator.objects.filter(person=by.pk).exists():
        return YES
    return no(_("The desk opens for you once a lead has confirmed your training. They can do that in a minute."))


def may_decide(*, case: Case, outcome: str, by: Person, now: datetime) -> Verdict:
    """May this person decide this about this case? Source: README, M-4 and M-14."""
    for verdict in (may_open_desk(by), is_not_theirs(case, by), may_work_on(case, by, now)):
        if not verdict:
            return verdict
    if case.is_escalated and not is_safeguarding(by) and not _agrees_with_safeguarding(case, outcome, by):
        return no(_("This waits for the safeguarding lead."))
    if outcome == Outcome.BAN and not is_lead(by):
        return no(_("A ban is decided by a lead. You can pass this on, with a note."))
    return YES


def is_not_theirs(case: Case, by: Person) -> Verdict:
    """Nobody works on what is about themselves, or what they reported. Source: README, M-4."""
    if case.about_id == by.pk:
        return no(_("This is about you, so somebody else decides it."))
    if case.reports.filter(reporter=by.pk).exists():
        return no(_("You reported this yourself, so somebody else decides it."))
    return YES


def _agrees_with_safeguarding(case: Case, outcome: str, by: Person) -> bool:
    """Where there is one safeguarding lead alone, any moderator may be the second person to what they proposed."""
    proposal = Proposal.objects.filter(case=case, outcome=outcome).exclude(proposed_by=by.pk).first()
    return needs_two(case) and proposal is not None and is_safeguarding(proposal.proposed_by)


def fits(*, case: Case, outcome: str, waits: bool) -> Verdict:
    """Is this an answer to what the case asks?

    Words that wait are judged, and nothing else closes their case: they would be kept from everybody for ever with
    nobody to decide about them. A concern is answered with care, and never held against anybody.

    :param waits: the newest version of the words has not been judged.
    Source: README, M-5 and M-6.
    """
    if needs_two(case) and outcome not in CLOSES_CONCERNS:
        return no(_("A concern about a person is answered with care, and is never held against them."))
    if outcome == Outcome.CARED and not needs_two(case):
        return no(_("Nobody is worried about a person here."))
    if outcome in JUDGES_WORDS and not waits:
        return no(_("Nothing of this waits to be shown. You can hide it, or leave it as it is."))
    if outcome == Outcome.NO_ACTION and waits:
        return no(_("These words wait to be shown. You can approve them, return them, or decline them."))
    return YES


def may_report(*, author: Person | None, reason: str, by: Person | None, now: datetime) -> Verdict:
    """Anybody may report what others wrote; without an account, what is against the law. Source: README, M-5."""
    if by is None:
        if reason != Report.Reason.ILLEGAL:
            return no(_("Without an account, you can tell us of what is against the law. For all else, please log in."))
        lately = Report.objects.without_account_since(now - REPORTS_COUNT_FOR).count()
        return no(_TOO_MANY) if lately >= MOST_REPORTS_WITHOUT_ACCOUNT else YES
    if author is not None and author.pk == by.pk:
        return no(_("This is your own. You can change it, or take it away, yourself."))
    if reason == Report.Reason.WORRIED:
        return YES
    lately = Report.objects.visible_to(by).filter(reported_at__gt=now - REPORTS_COUNT_FOR).count()
    return no(_TOO_MANY) if lately >= MOST_REPORTS else YES


def was_undone(decision: Decision) -> bool:
    """Was it taken back?"""
    return Decision.objects.filter(reverses=decision).exists()


def can_be_undone(decision: Decision) -> bool:
    """Is it one that changed something, and that nobody has taken back? An answer to somebody is neither. Source: README, M-6."""
    return decision.outcome not in {Outcome.UNDO, Outcome.UPHOLD} and not was_undone(decision)


def had_a_part_in(appeal: Appeal, by: Person) -> bool:
    """Did the person decide, or propose, what the appeal is about? Source: README, M-9."""
    return by.pk in {appeal.first_decider_id, appeal.first_proposer_id}


def may_decide_appeal(*, appeal: Appeal, by: Person, now: datetime) -> Verdict:
    """Somebody else than those who decided first, who could have decided it themselves. Source: README, M-9."""
    if had_a_part_in(appeal, by):
        return no(_("You had a part in the first decision, so somebody else looks at it now."))
    if by.pk == appeal.appellant_id:
        return no(_("This is about you, so somebody else decides it."))
    if appeal.goes_to_safeguarding and not is_safeguarding(by):
        return no(_("There was nobody else who could look at this, so it waits for the safeguarding lead."))
    return may_decide(case=appeal.decision.case, outcome=appeal.decision.outcome, by=by, now=now)


def may_appeal(*, statement: Statement, by: Person, now: datetime) -> Verdict:
    """Whoever was told, within six months, about what took something from them. Source: README, M-9."""
    if statement.recipient_id != by.pk:
        return no(_("Only the person whom this is about can ask again."))
    if statement.appeal_until is None:
        return no(_("Nothing was taken from you here, so there is nothing to take back."))
    if now > statement.appeal_until:
        return no(_("One can ask again within six months, and those are over."))
    if was_undone(statement.decision):
        return no(_("This was taken back already, so there is nothing left to ask for."))
    return YES


def may_write_in_appeal(*, appeal: Appeal, is_private: bool, by: Person) -> Verdict:
    """Both sides may, while it is open; who decided first tells the other moderators only. Source: README, M-9."""
    if appeal.state != Appeal.State.OPEN:
        return no(_("This was answered, or taken back, so nothing more can be added to it."))
    if by.pk == appeal.appellant_id:
        return no(_("What you write here is for the moderators to read.")) if is_private else YES
    if not is_private and had_a_part_in(appeal, by):
        return no(_("You had a part in the first decision. You can tell the other moderators about it, privately."))
    return may_open_desk(by)


def due_within(severity: int) -> timedelta:
    """Within how long a case is to be decided: as a lead set it, or else `DUE_WITHIN`. Source: README, M-3."""
    minutes = DueTime.objects.filter(severity=severity).values_list("minutes", flat=True).first()
    return timedelta(minutes=minutes) if minutes else DUE_WITHIN[Severity(severity)]


def is_anybody_else(*, case: Case, group_id: int | None, outcome: str, not_these: set[int | None]) -> bool:
    """Is there anybody but these, and the safeguarding leads, who could decide a case? Source: README, M-9.

    Of each who might, the one door is asked whether they see it.
    """
    roles = DeskRole.objects.standing().exclude(kind=DeskRole.Kind.SAFEGUARDING)
    roles = roles.filter(Q(group_id=None) | Q(group_id__in=places().path_of(group_id) if group_id else ()))
    might = Q(pk__in=roles.filter(kind=DeskRole.Kind.LEAD).values("person"))
    if outcome != Outcome.BAN:
        might = Q(pk__in=roles.values("person"))
        might |= Q(pk__in=places().moderators_of(group_id)) if group_id else Q()
    reporters = case.reports.filter(reporter__isnull=False).values("reporter")
    able = Person.objects.filter(might, is_active=True, pk__in=Moderator.objects.values("person"))
    able = able.exclude(pk__in=[pk for pk in not_these if pk]).exclude(pk__in=reporters)
    return any(sees_case(each, case) for each in able)


def sees_case(person: Person, case: Case) -> bool:
    """Does a person see this case at the desk? Source: README, M-4."""
    return bool(_seen.rows(viewer=person, pk=case.pk))


_seen = Compiled(lambda viewer, pk: Case.objects.visible_to(viewer).filter(pk=pk).values_list("pk"))


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
    """Return what keeps a person from writing in a group at this moment: the pause or ban that ends last, else a
    warning that they have not read yet.

    :param path: ids of the groups from the root to the one where they would write; empty for what is in no group.
    Source: README, M-7.
    """
    if not person.has_sanctions:
        return None
    holding = Sanction.objects.filter(person=person.pk).against_writing().in_force(now).reaching(path)
    return max(
        holding.select_related("decision__statement"),
        key=lambda each: (each.kind != Sanction.Kind.WARNING, each.ends_at is None, each.ends_at),
        default=None,
    )


def may_write(person: Person, path: tuple[int, ...], now: datetime) -> Verdict:
    """Whoever is not paused or banned here may, once they have read what they were warned of. Source: README, M-7."""
    sanction = sanction_against_writing(person, path, now)
    if sanction is None:
        return YES
    if sanction.kind == Sanction.Kind.WARNING:
        reason = _("A moderator wrote to you. Please read that first: then you can go on here. What you write is kept.")
    elif sanction.kind == Sanction.Kind.PAUSE:
        reason = _(
            "You are asked to pause here until %(day)s. You can read everything, and what you write is kept for you."
        )
    elif sanction.ends_at:
        reason = _("You cannot write here before %(day)s. What the moderators wrote to you says why.")
    else:
        reason = _("You cannot write here any more. What the moderators wrote to you says why, and how to ask again.")
    day = exact(sanction.ends_at, zone=zone_named(person.zone)) if sanction.ends_at else ""
    return no(reason % {"day": day}, towards=statement_about(sanction))


def may_come_in(person: Person, path: tuple[int, ...], now: datetime) -> Verdict:
    """Whoever is banned from a group, or from one above it, does not come in again. Source: README, M-7."""
    if not person.has_sanctions:
        return YES
    bans = Sanction.objects.filter(person=person.pk, kind=Sanction.Kind.BAN).in_force(now).reaching(path)
    ban = bans.select_related("decision__statement").first()
    if ban is None:
        return YES
    return no(
        _("You cannot come into this group. What the moderators wrote to you says why, and how to ask again."),
        towards=statement_about(ban),
    )


def statement_about(sanction: Sanction) -> str:
    """Return the address where its person reads about a sanction."""
    statement = getattr(sanction.decision, "statement", None)
    return f"/statements/{statement.pk}/" if statement else "/me/statements/"
