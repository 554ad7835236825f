"""Asking again: the subject of a decision asks, both sides write, and somebody else decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed
from moderation.actions.cases import group_of
from moderation.actions.decide import locked_decision, open_again, take_back, yours
from moderation.actions.statements import Telling, give_statement
from moderation.errors import AlreadyAsked, AlreadyDecided, CaseMovedOn
from moderation.events import AppealDecided, AppealMade, AppealWritten, DecisionMade
from moderation.log import Action, write
from moderation.models import Appeal, AppealMessage, Case, Decision, Outcome, Statement
from moderation.rules import (
    JUDGES_WORDS,
    is_anybody_else,
    may_appeal,
    may_decide_appeal,
    may_write_in_appeal,
    role_in,
    was_undone,
)


@transaction.atomic
def make_appeal(*, statement: Statement, words: str, on_behalf_of: str = "", by: Person, now: datetime) -> Appeal:
    """Ask for somebody else to look at a decision again. Locks the decision.

    :param words: what they say about it. :param on_behalf_of: who writes, where it is somebody else for them.
    :raises AlreadyAsked: there is an appeal against it. :raises NotAllowed: its text is fit to show.
    Source: README, M-9.
    """
    decision = Decision.objects.select_for_update(no_key=True, of=("self",)).get(pk=statement.decision_id)
    may_appeal(statement=statement, by=by, now=now).or_refuse()
    if Appeal.objects.filter(decision=decision).exists():
        raise AlreadyAsked
    case, group_id = decision.case, group_of(decision.case)
    first = {decision.by_id, decision.proposed_by_id}
    is_somebody = is_anybody_else(case=case, group_id=group_id, outcome=decision.outcome, not_these={*first, by.pk})
    appeal = Appeal.objects.create(
        appellant=by, decision=decision, first_decider_id=decision.by_id, first_proposer_id=decision.proposed_by_id,
        on_behalf_of=on_behalf_of, goes_to_safeguarding=not is_somebody, asked_at=now,
    )  # fmt: skip
    AppealMessage.objects.create(author=by, appeal=appeal, words=words, written_at=now)
    publish(AppealMade(appeal_id=appeal.pk, at=now))
    facts = {"appeal": appeal.pk, "decision": decision.pk, "safeguarding": appeal.goes_to_safeguarding}
    write(action=Action.APPEAL, by=by, now=now, subject=case, group_id=group_id, detail=facts)
    return appeal


@transaction.atomic
def write_in_appeal(
    *, appeal: Appeal, words: str, is_private: bool = False, by: Person, now: datetime
) -> AppealMessage:
    """Add a message to an open appeal: to the other side, or among moderators. Sent twice, it is written once.

    Locks the appeal.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-9.
    """
    appeal = _locked(appeal)
    may_write_in_appeal(appeal=appeal, is_private=is_private, by=by).or_refuse()
    last = appeal.messages.order_by("-pk").first()
    if last is not None and (last.author_id, last.words, last.is_private) == (by.pk, words, is_private):
        return last
    message = AppealMessage.objects.create(author=by, appeal=appeal, words=words, is_private=is_private, written_at=now)
    _moved_on(appeal)
    if not is_private:
        publish(AppealWritten(appeal_id=appeal.pk, author_id=by.pk, at=now))
    case = appeal.decision.case
    facts = {"appeal": appeal.pk, "message": message.pk, "private": is_private}
    role = "" if by.pk == appeal.appellant_id else role_in(case, by)
    write(action=Action.MESSAGE, by=by, now=now, subject=case, group_id=group_of(case), role=role, detail=facts)
    return message


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: Person, now: datetime) -> Appeal:
    """Take one's appeal back; the decision stands. Doing it twice is doing it once. Locks the appeal.

    :raises AlreadyDecided: it was answered meanwhile. :raises NotAllowed: it is somebody else's.
    Source: README, M-9.
    """
    appeal = _locked(appeal)
    if appeal.appellant_id != by.pk:
        raise NotAllowed(_("Only the person who asked can take it back."))
    if appeal.state == Appeal.State.WITHDRAWN:
        return appeal
    if appeal.state != Appeal.State.OPEN:
        raise AlreadyDecided
    appeal.state, appeal.decided_at = Appeal.State.WITHDRAWN, now
    appeal.save(update_fields=["state", "decided_at"])
    _moved_on(appeal)
    case = appeal.decision.case
    write(
        action=Action.WITHDRAW_APPEAL, by=by, now=now, subject=case, group_id=group_of(case),
        detail={"appeal": appeal.pk},
    )  # fmt: skip
    return appeal


@transaction.atomic
def decide_appeal(
    *, appeal: Appeal, is_overturned: bool, words: str, seen_version: int, by: Person, now: datetime
) -> Appeal:
    """Answer an appeal: the first decision stands, or is taken back with everything that it did. Its subject is told.

    Words that were judged wait again after it, and the case is open for somebody to decide about them. Locks as
    `decide` does, then the appeal.

    :param words: to whoever asked, in the statement. :param seen_version: of the appeal, as the page showed it.
    :raises AlreadyDecided: it was answered, or taken back, meanwhile. :raises CaseMovedOn: something came to it since.
    :raises NotAllowed: its text is fit to show.
    Source: README, M-9.
    """
    case, decision = locked_decision(appeal.decision)
    appeal = _locked(appeal)
    if appeal.state != Appeal.State.OPEN:
        raise AlreadyDecided
    if appeal.version != seen_version:
        raise CaseMovedOn
    may_decide_appeal(appeal=appeal, by=by, now=now).or_refuse()
    if not is_overturned and not words.strip():
        raise NotAllowed(_("Please say why it stays as it was: whoever asked reads your words."))
    answer = (_overturned if is_overturned else _upheld)(appeal, decision, case, words, by, now)
    appeal.state = Appeal.State.OVERTURNED if is_overturned else Appeal.State.UPHELD
    appeal.answer, appeal.decided_by, appeal.decided_at = answer, by, now
    appeal.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    _moved_on(appeal)
    publish(AppealDecided(appeal_id=appeal.pk, at=now))
    facts = {"appeal": appeal.pk, "decision": answer.pk, "reverses" if is_overturned else "upholds": decision.pk}
    write(
        action=Action.OVERTURN if is_overturned else Action.UPHOLD, by=by, now=now, subject=case,
        group_id=group_of(case), role=role_in(case, by), reason=decision.guideline, detail=facts,
    )  # fmt: skip
    return appeal


def _upheld(appeal: Appeal, decision: Decision, case: Case, words: str, by: Person, now: datetime) -> Decision:
    if was_undone(decision):
        raise NotAllowed(_("The decision was taken back meanwhile, so it cannot stay. Please say so to whoever asked."))
    answer = Decision.objects.create(
        case=case, by=by, outcome=Outcome.UPHOLD, guideline=decision.guideline, revision=decision.revision,
        case_version=case.version, waited=now - appeal.asked_at, decided_at=now,
    )  # fmt: skip
    _tell(answer, appeal, Telling(outcome=Outcome.UPHOLD, yours=yours(case), words=words), now)
    return answer


def _overturned(appeal: Appeal, decision: Decision, case: Case, words: str, by: Person, now: datetime) -> Decision:
    undone = Decision.objects.filter(reverses=decision).first()
    if undone is not None:  # a moderator took it back meanwhile, and its subject was told then
        if words.strip():
            AppealMessage.objects.create(author=by, appeal=appeal, words=words, written_at=now)
        return undone
    answer, skipped = take_back(decision=decision, case=case, by=by, now=now)
    if waits_again := decision.outcome in JUDGES_WORDS and not skipped:
        open_again(case, now)
    telling = Telling(
        outcome=Outcome.UNDO, yours=yours(case), words=words, was_asked_for=True, waits_again=waits_again,
        is_in_part=bool(skipped),
    )  # fmt: skip
    _tell(answer, appeal, telling, now)
    publish(DecisionMade(decision_id=answer.pk, case_id=case.pk, at=now))
    return answer


def _tell(answer: Decision, appeal: Appeal, telling: Telling, now: datetime) -> None:
    if appeal.appellant.is_active:
        give_statement(decision=answer, recipient=appeal.appellant, telling=telling, now=now)


def _locked(appeal: Appeal) -> Appeal:
    locked = Appeal.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("decision__case", "appellant").get(pk=appeal.pk)


def _moved_on(appeal: Appeal) -> None:
    """Let whoever decides on an older page of the appeal know that something came to it."""
    appeal.version += 1
    appeal.save(update_fields=["version"])
