"""What a decision would do, said beforehand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from accounts.models import Person
from moderation.actions.decide import Choice, decide
from moderation.models import Case, Decision, Proposal, Report, Statement


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What would come of a decision.

    :param title: of the statement to the author, with its `paragraphs`; empty where they are told nothing.
    :param answers: how many of those who reported would be answered, and with which `answer`.
    :param is_proposal: it waits for a second person.
    :param stays_open: the case stays at the desk.
    """

    title: str = ""
    paragraphs: Sequence[str] = ()
    answers: int = 0
    answer: str = ""
    is_proposal: bool = False
    stays_open: bool = False


class _TakeBack(Exception):
    """Takes back what was tried."""


@transaction.atomic
def preview_decision(
    *, case: Case, choice: Choice, seen_version: int, seen_revision: int | None, by: Person, now: datetime
) -> Foreseen:
    """Say what a decision would do and what its subject would read: it is made, looked at, and taken back.

    So what is confirmed cannot differ from what was previewed. Nothing is written and nobody is told.

    :raises: what `decide` raises.
    Source: README, M-6.
    """
    foreseen = Foreseen()
    try:
        with transaction.atomic():
            made = decide(
                case=case, choice=choice, seen_version=seen_version, seen_revision=seen_revision, by=by, now=now
            )
            foreseen = _looked_at(made, now)
            raise _TakeBack
    except _TakeBack:
        return foreseen


@transaction.atomic
def preview_act(act: Callable[[], object], *, subject: models.Model, now: datetime) -> Foreseen:
    """The same for an act of a room that is a decision too, such as moving a thread.

    :param act: does it. :param subject: what the decision is about. :raises: what `act` raises.
    """
    foreseen = Foreseen()
    try:
        with transaction.atomic():
            act()
            made = Decision.objects.filter(case__in=Case.objects.of(subject)).latest("pk")
            foreseen = _looked_at(made, now)
            raise _TakeBack
    except _TakeBack:
        return foreseen


def _looked_at(made: Decision | Proposal, now: datetime) -> Foreseen:
    if isinstance(made, Proposal):
        return Foreseen(is_proposal=True, stays_open=True)
    statement = Statement.objects.filter(decision=made).first()
    answered = Report.objects.filter(case=made.case_id, answered_at=now)
    first = answered.first()
    return Foreseen(
        title=statement.title if statement else "",
        paragraphs=tuple(statement.paragraphs) if statement else (),
        answers=answered.count(),
        answer=first.get_outcome_display() if first else "",
        stays_open=Case.objects.not_closed().filter(pk=made.case_id).exists(),
    )
