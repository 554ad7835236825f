"""An appeal as whoever asked reads it, and as moderators do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.verdicts import Verdict
from moderation.actions.decide import yours
from moderation.actions.statements import Telling, composed
from moderation.kinds import kind_of
from moderation.models import Appeal, AppealMessage, Outcome, Statement
from moderation.pages.deciding import SENTENCES
from moderation.rules import JUDGES_WORDS, had_a_part_in, is_safeguarding, may_decide_appeal, may_write_in_appeal

ON_A_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message: who wrote it as its reader may know, when, and what."""

    who: str
    at: datetime
    words: str
    is_private: bool
    is_by_appellant: bool


def messages_for(appeal: Appeal, viewer: Person) -> list[Message]:
    """What was written in an appeal, oldest first. To whoever asked, moderators have no names. Source: README, M-9."""
    seen = AppealMessage.objects.seen_by(viewer, appeal=appeal).select_related("author").order_by("pk")
    return [
        Message(
            who=_who(each, appeal, viewer),
            at=each.written_at,
            words=each.words,
            is_private=each.is_private,
            is_by_appellant=each.author_id == appeal.appellant_id,
        )
        for each in seen
    ]


def _who(message: AppealMessage, appeal: Appeal, viewer: Person) -> str:
    if message.author_id == viewer.pk:
        return _("You")
    if message.author_id == appeal.appellant_id:
        return _("Whoever asked")  # perhaps they wrote without their name: it is not said here
    return _("A moderator") if appeal.appellant_id == viewer.pk else message.author.name


@dataclass(frozen=True, kw_only=True)
class OwnAppeal:
    """An appeal as whoever asked reads it. `answer` is the statement with which it was closed."""

    appeal: Appeal
    messages: list[Message]
    answer: Statement | None


def own_appeal(appeal: Appeal, person: Person) -> OwnAppeal:
    """Look it up: two queries at most."""
    answer = (
        Statement.objects.visible_to(person).filter(decision=appeal.answer_id).first() if appeal.answer_id else None
    )
    return OwnAppeal(appeal=appeal, messages=messages_for(appeal, person), answer=answer)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An appeal that waits at the desk. `not_mine` says why the viewer leaves it to somebody else; else empty."""

    appeal: Appeal
    title: str
    not_mine: str


@dataclass(frozen=True, kw_only=True)
class WaitingAppeals:
    """Open appeals, oldest first; `newer` is where the next page starts."""

    rows: list[Waiting]
    newer: int | None


def waiting_appeals(viewer: Person, *, after: int) -> WaitingAppeals:
    """Look up a page of the open appeals that a moderator sees: three queries."""
    found: list[Appeal] = _waiting.rows(viewer=viewer, after=after)
    shown, leads = found[:ON_A_PAGE], is_safeguarding(viewer)
    return WaitingAppeals(
        rows=[
            Waiting(appeal=each, title=title_of(each), not_mine=_why_not_mine(each, viewer, leads)) for each in shown
        ],
        newer=shown[-1].pk if len(found) > ON_A_PAGE else None,
    )


def _open_appeals(viewer: Any, after: int) -> QuerySet[Appeal]:
    seen = Appeal.objects.visible_to(viewer).not_own(viewer).still_open().filter(pk__gt=after)
    return seen.select_related("decision__case__subject_type").order_by("pk")[: ON_A_PAGE + 1]


_waiting = Compiled(_open_appeals, varies=True)


def _why_not_mine(appeal: Appeal, viewer: Person, leads_safeguarding: bool) -> str:
    if had_a_part_in(appeal, viewer):
        return _("You had a part in the first decision, so somebody else answers.")
    if appeal.goes_to_safeguarding and not leads_safeguarding:
        return _("It waits for the safeguarding lead.")
    return ""


def title_of(appeal: Appeal) -> str:
    """Say what an appeal is about: what was decided, and about what."""
    model = appeal.decision.case.subject_type.model_class()
    label: str | Promise = _("account") if model is Person else kind_of(appeal.decision.case.subject_type).label
    sentence, _key = SENTENCES[appeal.decision.outcome]
    said = {"outcome": sentence, "label": capfirst(str(label))}
    return _("%(label)s: %(outcome)s") % said


@dataclass(frozen=True, kw_only=True)
class AppealPage:
    """An appeal as a moderator reads it.

    :param told: the statement that its subject was given; None when they have left.
    :param may_decide: whether the viewer answers it. :param may_write: whether they may write to whoever asked.
    :param previews: what whoever asked would read: when it is taken back, and when it stays.
    :param has_words: the words that were judged are there; they are shown on asking, and that is written down.
    """

    appeal: Appeal
    title: str
    told: Statement | None
    messages: list[Message]
    may_decide: Verdict
    may_write: Verdict
    previews: list[tuple[str, list[str]]]
    has_words: bool


def appeal_page(appeal: Appeal, viewer: Person, *, now: datetime) -> AppealPage:
    """Look it up."""
    revision = appeal.decision.revision
    return AppealPage(
        appeal=appeal,
        title=title_of(appeal),
        told=Statement.objects.filter(decision=appeal.decision_id).first(),
        messages=messages_for(appeal, viewer),
        may_decide=may_decide_appeal(appeal=appeal, by=viewer, now=now),
        may_write=may_write_in_appeal(appeal=appeal, is_private=False, by=viewer),
        previews=[_preview(appeal, is_overturned=True), _preview(appeal, is_overturned=False)],
        has_words=revision is not None and bool(revision.title or revision.body),
    )


def _preview(appeal: Appeal, *, is_overturned: bool) -> tuple[str, list[str]]:
    telling = Telling(
        outcome=Outcome.UNDO if is_overturned else Outcome.UPHOLD,
        yours=yours(appeal.decision.case),
        was_asked_for=is_overturned,
        waits_again=is_overturned and appeal.decision.outcome in JUDGES_WORDS,
    )
    return composed(telling)
