"""A person's record: what moderators decided about them, for those who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from moderation.actions.looking import on_record
from moderation.guidelines import cited
from moderation.kinds import kind_of, places
from moderation.models import Case, Decision, Note, Sanction, Statement
from moderation.pages.notes import ReadNote, read_notes
from moderation.queries import CONCERN

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class DecidedAbout:
    """A decision about the person, and who took it."""

    decision: Decision
    guideline: str
    was_undone: bool


@dataclass(frozen=True, kw_only=True)
class SanctionHeld:
    """A sanction, where it holds, and whether it holds now."""

    sanction: Sanction
    place: str
    is_in_force: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is known at the desk about one person, the newest first.

    :param is_cut: there may be older cases than are shown.
    """

    person: Person
    cases: Sequence[tuple[Case, str]]
    decisions: Sequence[DecidedAbout]
    sanctions: Sequence[SanctionHeld]
    statements: Sequence[Statement]
    notes: Sequence[ReadNote]
    is_cut: bool


def record_of(person: Person, by: Person, now: datetime, *, notes: Sequence[Note]) -> Record:
    """Look it up in a fixed number of queries. Only cases are told of that `by` may see and that name the person.
    A concern is never held against anybody, and whom it is about is told on its own page, on asking: none is listed.

    Sight is asked once; the rest is that of the cases found.

    :param notes: from `look_at_notes`.
    Source: README, M-5 and M-18.
    """
    cases: list[Case] = _cases.rows(viewer=by, person=person.pk)
    ids = [case.pk for case in cases]
    decisions = Decision.objects.filter(case__in=ids).select_related("by", "reversed_by").order_by("-pk")
    sanctions = Sanction.objects.filter(decision__case__in=ids, person=person.pk).order_by("-pk")
    statements = Statement.objects.filter(decision__case__in=ids, recipient=person.pk).order_by("-pk")
    return Record(
        person=person,
        cases=[(case, subject_said(case)) for case in cases],
        decisions=[_decided(decision) for decision in decisions],
        sanctions=_held(sanctions, now),
        statements=list(statements),
        notes=read_notes(notes, by),
        is_cut=len(cases) == MOST_SHOWN,
    )


def person_on_record(pk: int, by: Person) -> Person | None:
    """The person, if `by` may open their record. Nothing of it is shown by that."""
    return on_record.first(viewer=by, pk=pk)


def sanction_on_record(pk: int, by: Person) -> Sanction | None:
    """The sanction, if it was decided in a case which `by` may see and which names the person; never one's own."""
    return _sanction.first(viewer=by, pk=pk)


def _cases_about(viewer: Any, person: int) -> QuerySet[Case]:
    seen = Case.objects.visible_to(viewer).naming_to(viewer).filter(about=person).exclude(severity=CONCERN)
    return seen.select_related("subject_type").order_by("-pk")[:MOST_SHOWN]


def _sanctions(viewer: Any, pk: int) -> QuerySet[Sanction]:
    cases = Case.objects.visible_to(viewer).naming_to(viewer)
    decided = Sanction.objects.filter(pk=pk, decision__case__in=cases.values("pk")).exclude(person=viewer.pk)
    return decided.select_related("decision__case", "person")


_cases = Compiled(_cases_about)
_sanction = Compiled(_sanctions)


def subject_said(case: Case) -> str:
    """What a case is about, as "post" or "about the person"."""
    if case.subject_type.model_class() is Person:
        return _("about the person")
    return str(kind_of(case.subject_type).label)


def _decided(decision: Decision) -> DecidedAbout:
    return DecidedAbout(
        decision=decision,
        guideline=str(cited(decision.guideline)) if decision.guideline else "",
        was_undone=hasattr(decision, "reversed_by"),
    )


def _held(sanctions: QuerySet[Sanction, Any], now: datetime) -> list[SanctionHeld]:
    rows = list(sanctions)
    names = places().names({row.group_id for row in rows if row.group_id})
    return [_one_held(row, names, now) for row in rows]


def held_sanction(sanction: Sanction, now: datetime) -> SanctionHeld:
    """One of them, for the page on which it is lifted. One query at most."""
    return _one_held(sanction, places().names([sanction.group_id]) if sanction.group_id else {}, now)


def _one_held(sanction: Sanction, names: Mapping[int, str], now: datetime) -> SanctionHeld:
    place = names.get(sanction.group_id, _("a group that is gone")) if sanction.group_id else _("the whole forum")
    has_begun = sanction.lifted_at is None and sanction.starts_at <= now
    return SanctionHeld(
        sanction=sanction, place=place, is_in_force=has_begun and (sanction.ends_at is None or sanction.ends_at > now)
    )
