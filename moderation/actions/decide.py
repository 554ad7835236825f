"""The one verb by which moderators decide, and the one by which a decision is undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.moments import FORUM_ZONE, exact, zone_named
from forum.kernel.verdicts import NotAllowed
from moderation.actions import carrying_out
from moderation.actions.cases import bring_to_desk, group_of
from moderation.actions.engine import is_waiting
from moderation.actions.statements import Telling, answer_reports, appeal_day, give_statement
from moderation.errors import AlreadyDecided, CaseMovedOn
from moderation.events import CaseOpened, DecisionMade
from moderation.kinds import Kind, kind_of, places
from moderation.log import Action, write
from moderation.models import Batch, Case, Decision, Effect, Finding, Outcome, Proposal, Report, Revision, Severity
from moderation.queries import RevisionQuerySet
from moderation.rules import JUDGES_WORDS, SANCTIONS, TAKES, can_be_undone, fits, may_decide, needs_two, role_in
from moderation.team import may_undo

STAYS_OPEN = frozenset({Outcome.ESCALATE, Outcome.CONTENT_NOTE})
# What the author hears nothing of: nothing was done to them or their words.
SAYS_NOTHING = frozenset({Outcome.ESCALATE, Outcome.CARED, Outcome.NO_ACTION, Outcome.APPROVE})


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sanction that is wanted: its kind, its scope and its length.

    :param group_id: a group with all inside it; None for the whole forum.
    :param days: how long; None, for a ban alone, without an end.
    """

    kind: str
    group_id: int | None = None
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a moderator chose on the case page.

    :param words: to the author, in the statement.
    :param title: with `body`, for an approval with an edit, the words as edited.
    :param options: what the outcome asks for besides, as `{"note": "dying"}`: see the kind's acts.
    :param sentence: for an outcome that is a sanction, what it is; with another outcome, one that comes with it.
    :param keeps_open: the case stays open, for something else to be decided too.
    :param follow_up_on: the day on which the subject comes back to the desk.
    """

    outcome: str
    guideline: str = ""
    words: str = ""
    title: str = ""
    body: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    sentence: Sentence | None = None
    keeps_open: bool = False
    follow_up_on: date | None = None


@transaction.atomic
def decide(
    *,
    case: Case,
    choice: Choice,
    seen_version: int,
    seen_revision: int | None,
    by: Person,
    now: datetime,
    batch: Batch | None = None,
) -> Decision | Proposal:
    """Decide a case: carry the outcome out, and write decision, effects, statement, answers and log, or nothing.

    Of a concern about a person the first to decide proposes; another person agrees. Locks what the subject stands
    in, the subject, then the case.

    :param seen_version: of the case, as the page showed it; :param seen_revision: id of the version judged, if any.
    :raises CaseMovedOn: something came to it since; :raises AlreadyDecided: it is closed.
    :raises NotAllowed: its text is fit to show.
    Source: README, M-4, M-6 to M-8.
    """
    kind, target = _locked_subject(case)
    case = _locked(case)
    newest = _as_seen(case, seen_version, seen_revision)
    waits = target is not None and is_waiting(newest)
    _refuse_unless(case, choice, by, now, waits=waits)
    proposal = None
    if needs_two(case) and choice.outcome != Outcome.ESCALATE:
        proposal = _agreed(case, choice, by)
        if proposal is None:
            return _proposed(case, choice, by, now)
    decision = _made(case, choice, newest, proposal, batch, by, now)
    carrying_out.carry_out(kind=kind, target=target, decision=decision, choice=choice, newest=newest, by=by, now=now)
    _tell(decision, case, kind, choice, now)
    _close(case, choice, now, still_waits=waits and choice.outcome not in JUDGES_WORDS)
    publish(DecisionMade(decision_id=decision.pk, case_id=case.pk, at=now))
    _log(decision, case, choice, by, now)
    return decision


@transaction.atomic
def act_at_once(*, subject: models.Model, about: Person | None, choice: Choice, by: Person, now: datetime) -> Decision:
    """Decide about something that nobody reported and nothing held: the case opens and closes in one step.

    :raises NotAllowed: its text is fit to show; nothing is written.
    Source: README, M-6.
    """
    kind_of(ContentType.objects.get_for_model(subject)).lock(subject.pk)
    case = bring_to_desk(subject=subject, about=about, severity=Severity.OTHER, now=now)
    newest = _newest(case)
    decision = decide(
        case=case, choice=choice, seen_version=case.version, seen_revision=newest.pk if newest else None, by=by, now=now
    )
    assert isinstance(decision, Decision)
    return decision


@transaction.atomic
def undo_decision(*, decision: Decision, words: str, by: Person, now: datetime) -> tuple[Decision, list[Effect]]:
    """Take a decision back: everything that it changed is put back, unless it was changed since. Returns what was not.

    The case is open again, unless another one is open for its subject. Locks as `decide` does.

    :param words: to the subject, in the statement.
    :raises AlreadyDecided: it was undone before. :raises NotAllowed: its text is fit to show.
    Source: README, M-6.
    """
    case, decision = locked_decision(decision)
    if not can_be_undone(decision):
        raise AlreadyDecided
    may_undo(decision=decision, by=by, now=now).or_refuse()
    undoing, skipped = take_back(decision=decision, case=case, by=by, now=now)
    was_told = hasattr(decision, "statement") or decision.outcome == Outcome.APPROVE
    if case.about is not None and case.about.is_active and was_told:
        telling = Telling(outcome=Outcome.UNDO, yours=yours(case), words=words, is_in_part=bool(skipped))
        give_statement(decision=undoing, recipient=case.about, telling=telling, now=now)
    open_again(case, now)
    publish(DecisionMade(decision_id=undoing.pk, case_id=case.pk, at=now))
    facts = {"decision": undoing.pk, "reverses": decision.pk, "skipped": len(skipped)}
    write(
        action=Action.UNDO, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by), detail=facts
    )
    return undoing, skipped


def locked_decision(decision: Decision) -> tuple[Case, Decision]:
    """Lock a decision as `decide` locks: what the subject stands in, the subject, the case; return it fresh."""
    _locked_subject(decision.case)
    return _locked(decision.case), Decision.objects.select_for_update(no_key=True, of=("self",)).get(pk=decision.pk)


def take_back(*, decision: Decision, case: Case, by: Person, now: datetime) -> tuple[Decision, list[Effect]]:
    """Put back what a decision changed; return the undoing, and the effects that were left because of later changes.

    Part of the verbs that undo a decision, or decide an appeal against it. The caller holds the locks.
    """
    undoing = Decision.objects.create(
        case=case, by=by, outcome=Outcome.UNDO, revision=decision.revision, case_version=case.version,
        reverses=decision, decided_at=now,
    )  # fmt: skip
    return undoing, carrying_out.put_back(decision=decision, undoing=undoing, by=by, now=now)


def was_done_before(case: Case, outcome: str, seen_version: int, by: Person) -> bool:
    """Has the same person already decided just this, of the same version? Then a form was sent twice."""
    decided = Decision.objects.filter(case=case, by=by, outcome=outcome, case_version=seen_version)
    proposed = Proposal.objects.filter(case=case, proposed_by=by, outcome=outcome, case_version=seen_version + 1)
    return decided.exists() or proposed.exists()


def telling_of(case: Case, choice: Choice, now: datetime) -> Telling | None:
    """Return what the author would be told of a choice; None where they are told nothing. Also for the preview."""
    also = choice.sentence.kind if choice.sentence and choice.outcome not in SANCTIONS else ""
    if case.about is None or (choice.outcome in SAYS_NOTHING and not also and not choice.words.strip()):
        return None
    sentence = choice.sentence
    group_id = sentence.group_id if sentence else None
    ends_at = now + timedelta(days=sentence.days) if sentence and sentence.days else None
    takes = choice.outcome in TAKES or also in TAKES
    return Telling(
        outcome=choice.outcome,
        yours=yours(case),
        guideline=choice.guideline,
        words=choice.words,
        until=exact(ends_at, zone=zone_named(case.about.zone)) if ends_at else "",
        also=also,
        place=places().names([group_id]).get(group_id, "") if group_id else "",
        appeal_until=appeal_day(now, case.about) if takes else None,
        is_change=choice.outcome in JUDGES_WORDS and _versions(case).filter(published=True).exists(),
    )


def yours(case: Case) -> str:
    """Return what a case is about as its author is told, inside a sentence: "your post"."""
    return _("your account") if case.subject_type.model_class() is Person else str(kind_of(case.subject_type).yours)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(no_key=True, of=("self",)).select_related("about").get(pk=case.pk)


def _as_seen(case: Case, seen_version: int, seen_revision: int | None) -> Revision | None:
    """Return the newest version of the words, if case and words are those that were seen."""
    if case.state == Case.State.CLOSED:
        raise AlreadyDecided
    newest = _newest(case)
    if case.version != seen_version or (newest.pk if newest else None) != seen_revision:
        raise CaseMovedOn
    return newest


def _refuse_unless(case: Case, choice: Choice, by: Person, now: datetime, *, waits: bool) -> None:
    may_decide(case=case, outcome=choice.outcome, by=by, now=now).or_refuse()
    fits(case=case, outcome=choice.outcome, waits=waits).or_refuse()
    if choice.outcome in TAKES and not choice.guideline:
        raise NotAllowed(_("Please choose the guideline by which you decide: the author is told which."))


def _made(
    case: Case,
    choice: Choice,
    newest: Revision | None,
    proposal: Proposal | None,
    batch: Batch | None,
    by: Person,
    now: datetime,
) -> Decision:
    return Decision.objects.create(
        case=case,
        by=by,
        proposed_by_id=proposal.proposed_by_id if proposal else None,
        outcome=choice.outcome,
        guideline=choice.guideline,
        revision=newest,
        case_version=case.version,
        batch=batch,
        waited=now - case.opened_at,
        was_held=case.findings.filter(holds=True).exists(),
        decided_at=now,
    )


def _locked_subject(case: Case) -> tuple[Kind | None, Any]:
    """Lock what a case is about, parents first. A person, or a thing that is gone, has nothing to lock."""
    if case.subject_type.model_class() is Person:
        return None, None
    kind = kind_of(case.subject_type)
    return kind, kind.lock(case.subject_id)


def _newest(case: Case) -> Revision | None:
    return _versions(case).newest_first().first()


def _versions(case: Case) -> RevisionQuerySet:
    return Revision.objects.filter(target_type=case.subject_type, target_id=case.subject_id).standing()


def _agreed(case: Case, choice: Choice, by: Person) -> Proposal | None:
    """Return what somebody else proposed, if it is just this."""
    return (
        Proposal.objects.filter(
            case=case, outcome=choice.outcome, guideline=choice.guideline, follow_up_on=choice.follow_up_on
        )
        .exclude(proposed_by=by.pk)
        .first()
    )


def _proposed(case: Case, choice: Choice, by: Person, now: datetime) -> Proposal:
    """Keep how somebody would close a concern, for another person; a new proposal replaces the one before."""
    values = {
        "proposed_by": by,
        "outcome": choice.outcome,
        "guideline": choice.guideline,
        "words": choice.words,
        "follow_up_on": choice.follow_up_on,
        "case_version": case.version + 1,
        "proposed_at": now,
    }
    proposal, _is_new = Proposal.objects.update_or_create(case=case, defaults=values)
    case.version += 1
    case.claimed_by = case.claim_ends_at = None
    case.save(update_fields=["version", "claimed_by", "claim_ends_at"])
    facts = {"proposes": choice.outcome, "version": case.version}
    write(
        action=Action.PROPOSE, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by),
        detail=facts,
    )  # fmt: skip
    return proposal


def _tell(decision: Decision, case: Case, kind: Kind | None, choice: Choice, now: datetime) -> None:
    telling = telling_of(case, choice, now)
    if telling is not None and case.about is not None and case.about.is_active:
        give_statement(decision=decision, recipient=case.about, telling=telling, now=now)


def _close(case: Case, choice: Choice, now: datetime, *, still_waits: bool) -> None:
    """Close the case, or note what keeps it open; answer those who reported once it is closed.

    :param still_waits: the words were not judged: closed, nobody would ever decide about them.
    """
    case.version += 1
    case.claimed_by = case.claim_ends_at = None
    if choice.outcome == Outcome.ESCALATE:
        case.is_escalated = True
    elif not (choice.outcome in STAYS_OPEN or choice.keeps_open or still_waits):
        case.state, case.closed_at, case.wants_second = Case.State.CLOSED, now, False
        Proposal.objects.filter(case=case).delete()
        answer_reports(case=case, outcome=answer_to_reports(case, choice), now=now)
    case.save()
    if case.state == Case.State.CLOSED and choice.follow_up_on:
        _park_follow_up(case, choice.follow_up_on, now)


def answer_to_reports(case: Case, choice: Choice) -> str:
    """Return the code of what those who reported are answered. Source: README, M-5."""
    if case.severity == Severity.CONCERN:
        return Report.Outcome.CARED
    if choice.outcome in {Outcome.NO_ACTION, Outcome.APPROVE} and choice.sentence is None:
        return Report.Outcome.NOTHING
    return Report.Outcome.ACTED


def _park_follow_up(case: Case, day: date, now: datetime) -> None:
    """The subject comes back to the desk on the morning of a day, as a case of its own."""
    morning = datetime.combine(day, time(9), tzinfo=FORUM_ZONE)
    again = Case.objects.create(
        subject_type=case.subject_type, subject_id=case.subject_id, about=case.about, severity=case.severity,
        is_distressing=case.is_distressing, version=case.version + 1, state=Case.State.PARKED, wakes_at=morning,
        opened_at=morning, due_at=morning + timedelta(hours=9), is_escalated=case.is_escalated,
    )  # fmt: skip
    # It is seen by those who saw the first: a concern stands where the words are that gave rise to it.
    if (revision := _origin_of(case)) is not None:
        Finding.objects.create(
            case=again, revision=revision, check_code=Finding.Check.FOLLOW_UP, holds=False, found_at=now
        )  # fmt: skip


def _origin_of(case: Case) -> Revision | None:
    told = case.reports.order_by("pk").first()
    found = case.findings.select_related("revision").order_by("pk").first()
    if told is not None and told.subject is not None:
        return told.revision or Revision.objects.of(told.subject).newest_first().first()
    return found.revision if found else None


def open_again(case: Case, now: datetime) -> None:
    """Open a case whose decision was taken back, unless another one is open for its subject: one that waits for the
    day on which somebody wanted to look again is woken now.
    """
    case.version += 1
    opened = None
    others = Case.objects.filter(subject_type=case.subject_type, subject_id=case.subject_id).not_closed()
    other = others.exclude(pk=case.pk).select_for_update(no_key=True, of=("self",)).first()
    if case.state == Case.State.CLOSED and other is None:
        case.state, case.closed_at, case.opened_at = Case.State.OPEN, None, now
        case.due_at = max(case.due_at, now + timedelta(hours=1))
        opened = case
    elif other is not None and other.state == Case.State.PARKED:
        other.state, other.wakes_at, other.opened_at = Case.State.OPEN, None, now
        other.due_at, other.version = now + timedelta(hours=1), other.version + 1
        other.save()
        opened = other
    case.save()
    if opened is not None:
        publish(CaseOpened(case_id=opened.pk, at=now))


def _log(decision: Decision, case: Case, choice: Choice, by: Person, now: datetime) -> None:
    facts: dict[str, Any] = {"decision": decision.pk, "version": decision.case_version}
    if decision.revision_id:
        facts["revision"] = decision.revision_id
    if choice.sentence:
        facts["sanction"] = {
            "kind": choice.sentence.kind,
            "group": choice.sentence.group_id,
            "days": choice.sentence.days,
        }
    if decision.proposed_by_id:
        facts["proposed_by"] = decision.proposed_by_id
    if decision.batch_id:
        facts["batch"] = decision.batch_id
    write(
        action=Action(decision.outcome), by=by, now=now, subject=case, group_id=group_of(case),
        role=role_in(case, by), reason=choice.guideline, detail=facts,
    )  # fmt: skip
