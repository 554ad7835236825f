"""Who may do what at the desk. Whether they may see it was asked before, by `visible_to`."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import YES, Verdict, no
from moderation.kinds import places
from moderation.models import Case, DeskRole, Moderator, Note, Outcome, Proposal, Sanction, Severity

DUE_WITHIN = {
    Severity.CONCERN: timedelta(hours=1),
    Severity.PERSONAL_DETAILS: timedelta(hours=2),
    Severity.HARM: timedelta(hours=4),
    Severity.MEDICAL_CLAIM: timedelta(hours=12),
    Severity.OTHER: timedelta(hours=24),
}
FORUM_ZONE = ZoneInfo("Europe/London")  # whose days the desk counts, and whose mornings a case waits for
CLAIM_LASTS = timedelta(minutes=10)
APPEAL_WITHIN = timedelta(days=183)  # six months
LONGEST_PAUSE_BY_A_GROUP = timedelta(days=14)

JUDGES_WORDS = frozenset({Outcome.APPROVE, Outcome.APPROVE_EDITED, Outcome.RETURN, Outcome.DECLINE})
SANCTIONS = frozenset({Outcome.WARN, Outcome.HOLD_FIRST, Outcome.PAUSE, Outcome.BAN})
# What can be done about a concern: no strike follows from one.
CLOSES_CONCERNS = frozenset({Outcome.CARED, Outcome.NO_ACTION, Outcome.ESCALATE})
# What takes something from its subject: it cites a guideline, and can be appealed against.
TAKES = frozenset({Outcome.RETURN, Outcome.DECLINE, Outcome.HIDE, *SANCTIONS})


def roles_of(by: Person) -> set[str]:
    """The kinds of role that a person has at the desk, anywhere; "group_moderator" for one inside a group."""
    roles = set(DeskRole.objects.of(by).values_list("kind", flat=True))
    return roles | ({"group_moderator"} if places().moderated_by(by).exists() else set())


def role_in(case: Case, by: Person) -> str:
    """The role in which a person acts on a case, for the log: the widest that they have."""
    roles = roles_of(by)
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


def tiers_of(by: Person) -> tuple[Note.Tier, ...]:
    """The tiers of private notes that a person reads and writes. Source: README, M-6."""
    roles = set(DeskRole.objects.of(by).values_list("kind", flat=True))
    tiers = [Note.Tier.TEAM]
    if roles & {DeskRole.Kind.LEAD, DeskRole.Kind.SAFEGUARDING}:
        tiers.append(Note.Tier.LEAD)
    if DeskRole.Kind.SAFEGUARDING in roles:
        tiers.append(Note.Tier.SAFEGUARDING)
    return tuple(tiers)


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


def may_work_on(case: Case, by: Person, now: datetime) -> Verdict:
    """Nobody else works on it at this moment. Source: README, M-4."""
    if case.claimed_by_id in (None, by.pk) or case.claim_ends_at is None or case.claim_ends_at <= now:
        return YES
    return no(_("Somebody else is working on this. It is free again ten minutes after they took it, at the latest."))


def needs_two(case: Case) -> bool:
    """Nobody handles a concern about a person alone. Source: README, M-14."""
    return case.severity == Severity.CONCERN


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
