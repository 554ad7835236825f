"""What is told of moderation: to whom it concerns, and to those who can take it on. Reporters are never named."""

from datetime import datetime
from typing import Any

from accounts.models import Person
from forum.kernel.events import listen
from forum.meetups.models import Announcement, Meetup, Message, Venue
from forum.notices.actions.telling import note_list_seen
from forum.notices.actions.writing import write_to
from forum.notices.models import Kind
from forum.threads.models import Post
from moderation.actions.cases import group_of
from moderation.events import (
    AppealDecided,
    AppealMade,
    AppealWritten,
    CaseOpened,
    DecisionMade,
    DeskRead,
    ReportAnswered,
    StatementGiven,
)
from moderation.models import Appeal, Case, Decision, DeskRole, Moderator, Outcome, Report, Severity, Statement
from moderation.queries import people_who_may_take


@listen(StatementGiven)
def tell_of_statement(event: StatementGiven) -> None:
    """Whoever a decision is about is told that a moderator wrote to them."""
    write_to([event.recipient_id], kind=Kind.STATEMENT, statement_id=event.statement_id, now=event.at)


@listen(ReportAnswered)
def tell_of_answer(event: ReportAnswered) -> None:
    """Whoever reported is told that it was answered; without an account nobody is, who has the receipt."""
    reporter_id = Report.objects.values_list("reporter", flat=True).get(pk=event.report_id)
    if reporter_id is not None:
        write_to([reporter_id], kind=Kind.ANSWERED, report_id=event.report_id, now=event.at)


@listen(AppealDecided)
def tell_that_an_appeal_ended(event: AppealDecided) -> None:
    """Whoever asked is told, unless a statement says it: there is none where the decision had been taken back before."""
    appeal = Appeal.objects.get(pk=event.appeal_id)
    if not Statement.objects.filter(decision=appeal.answer_id, given_at=event.at).exists():
        write_to([appeal.appellant_id], kind=Kind.APPEAL, appeal=appeal, now=event.at)


@listen(DecisionMade)
def tell_that_it_is_shown(event: DecisionMade) -> None:
    """Whoever wrote what had waited is told that it is shown, unless a statement says it.

    What is returned, declined or hidden comes with a statement, always.
    """
    decision = Decision.objects.select_related("case").get(pk=event.decision_id)
    author_id = decision.case.about_id
    if decision.outcome != Outcome.APPROVE or author_id is None or hasattr(decision, "statement"):
        return
    write_to([author_id], kind=Kind.SHOWN, now=event.at, **_where_it_stands(decision))


def _where_it_stands(decision: Decision) -> dict[str, Any]:
    """What its notice leads to. What it does not name stands on its author's own page."""
    subject = decision.case.subject
    if isinstance(subject, Post):
        return {"post": subject, "sequence": decision.revision_id}
    if isinstance(subject, Message):
        return {"meetup_id": subject.meetup_id, "sequence": decision.revision_id}
    if isinstance(subject, Announcement):
        dates = Meetup.objects.filter(announcement=subject).order_by("starts_at")
        return {"meetup": subject.date or dates.first(), "sequence": decision.revision_id}
    return {"sequence": subject.pk if isinstance(subject, Venue) else 0}


@listen(CaseOpened)
def tell_who_can_take_it(event: CaseOpened) -> None:
    """Those who can take it are told that something waits; of a concern, each by itself.

    Where a concern arose is not written yet at this moment, so everybody who is trained may be one of them.
    """
    case = Case.objects.get(pk=event.case_id)
    if case.severity == Severity.CONCERN:
        trained = Moderator.objects.values_list("person", flat=True)
        write_to(trained.exclude(person=case.about_id), kind=Kind.URGENT, sequence=case.pk, now=event.at)
    else:
        write_to(people_who_may_take(group_of(case)).exclude(person=case.about_id), kind=Kind.WAITING, now=event.at)


@listen(AppealMade)
def tell_who_can_answer_it(event: AppealMade) -> None:
    """Those who can decide an appeal are told that something waits: nobody who had a part in the first decision."""
    _tell_who_can_decide(event.appeal_id, event.at)


@listen(AppealWritten)
def tell_the_other_side(event: AppealWritten) -> None:
    """Whoever asked is told that a moderator wrote, one until they have looked; those who can decide, that whoever asked did."""
    appeal = Appeal.objects.get(pk=event.appeal_id)
    if appeal.appellant_id == event.author_id:
        _tell_who_can_decide(appeal.pk, event.at)
    else:
        write_to([appeal.appellant_id], kind=Kind.IN_APPEAL, appeal=appeal, now=event.at)


def _tell_who_can_decide(appeal_id: int, now: datetime) -> None:
    appeal = Appeal.objects.select_related("decision__case").get(pk=appeal_id)
    had_a_part = [appeal.appellant_id, appeal.first_decider_id, appeal.first_proposer_id]
    if appeal.goes_to_safeguarding:
        people = DeskRole.objects.standing().filter(kind=DeskRole.Kind.SAFEGUARDING).values_list("person", flat=True)
    else:
        people = people_who_may_take(group_of(appeal.decision.case))
    write_to(people.exclude(person__in=[pk for pk in had_a_part if pk]), kind=Kind.WAITING, now=now)


@listen(DeskRead)
def note_that_the_desk_was_seen(event: DeskRead) -> None:
    """Whoever looked at the desk needs not be told of what waits there."""
    note_list_seen(person=Person.objects.get(pk=event.person_id), kinds=[Kind.WAITING, Kind.URGENT], now=event.at)
