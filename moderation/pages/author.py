"""Whose words a case is about: what may be known at a glance, and, once somebody asks to see it, their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from moderation.kinds import Setting, places
from moderation.models import Case, Decision, Outcome, Revision, Sanction
from moderation.queries import CONCERN, CaseQuerySet, SanctionQuerySet
from moderation.rules import needs_two

A_YEAR = timedelta(days=365)
MOST_LISTED = 20
_NOT_AGAINST = (Outcome.NO_ACTION, Outcome.APPROVE, Outcome.CARED, Outcome.UNDO, Outcome.ESCALATE)


@dataclass(frozen=True, kw_only=True)
class PastSanction:
    label: str
    where: str
    starts_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PastCase:
    pk: int
    category: str
    opened_at: datetime
    outcomes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who wrote, beside their words.

    :param pk: of the person; None where it is not shown who it is.
    :param name: a letter where they wrote without their name and nobody asked who it was.
    :param is_unnamed: they did, and who it was is not shown; nor is anything else that would tell it.
    :param put_up: how many of their texts stand or stood here.
    :param decided: how often something was decided against them within a year; what was undone does not count.
    :param in_force: the sanctions that hold now.
    """

    name: str
    pk: int | None = None
    is_unnamed: bool = False
    is_active: bool = True
    joined_at: datetime | None = None
    put_up: int = 0
    decided: int = 0
    in_force: Sequence[PastSanction] = ()
    cases: Sequence[PastCase] = ()
    sanctions: Sequence[PastSanction] = ()


def author_of(
    case: Case, setting: Setting | None, by: Person, now: datetime, *, is_named: bool, with_history: bool
) -> Author | None:
    """Return what is known about the person in a case; None where there is nobody.

    :param is_named: somebody asked who wrote without a name; :param with_history: or for the history.
    """
    person = case.about
    if person is None:
        return None
    if setting is not None and setting.is_unnamed and not is_named and not needs_two(case):
        return Author(name=setting.who, is_unnamed=True)
    return Author(
        name=person.name,
        pk=person.pk,
        is_active=person.is_active,
        joined_at=person.joined_at,
        put_up=Revision.objects.filter(author=person, published=True)
        .values("target_type", "target_id")
        .distinct()
        .count(),
        decided=_decided_against(person, now),
        in_force=_listed(_in_force.rows(viewer=by, person=person.pk, now=now)),
        cases=_past_cases(case, by) if with_history else (),
        sanctions=_listed(_told.rows(viewer=by, person=person.pk)) if with_history else (),
    )


def _decided_against(person: Person, now: datetime) -> int:
    made = Decision.objects.filter(case__about=person, decided_at__gt=now - A_YEAR, reversed_by=None)
    return made.exclude(outcome__in=_NOT_AGAINST).count()


def _cases_about(viewer: Any, person: int) -> CaseQuerySet:
    return Case.objects.visible_to(viewer).filter(about=person)


def _decided_in(cases: CaseQuerySet, person: int) -> SanctionQuerySet:
    """Sanctions for the whole forum, and those that were decided in these cases; the newest first."""
    in_sight = Q(group_id=None) | Q(decision__case__in=cases.values("pk"))
    return Sanction.objects.filter(in_sight, person=person).order_by("-pk")


def _listed(rows: Sequence[Sanction]) -> list[PastSanction]:
    """One query at most."""
    names = places().names({row.group_id for row in rows if row.group_id})
    return [
        PastSanction(
            label=row.get_kind_display(),
            where=names.get(row.group_id, "") if row.group_id else _("the forum"),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            lifted_at=row.lifted_at,
        )
        for row in rows
    ]


def _others(viewer: Any, person: int, case: int) -> CaseQuerySet:
    others = _cases_about(viewer, person).naming_to(viewer).exclude(pk=case).exclude(severity=CONCERN)
    return others.order_by("-pk")[:MOST_LISTED]


_in_force = Compiled(
    lambda viewer, person, now: _decided_in(_cases_about(viewer, person), person).in_force(now)[:MOST_LISTED]
)
_told = Compiled(
    lambda viewer, person: _decided_in(_cases_about(viewer, person).naming_to(viewer), person)[:MOST_LISTED]
)
_other_cases = Compiled(_others)


def _past_cases(case: Case, by: Person) -> list[PastCase]:
    """The person's other cases. A concern is never held against anybody: none is listed.

    Of those about them that the moderator sees, those that name them: what they wrote without their name is told on
    asking only. Two queries. Source: README, M-18.
    """
    found: list[Case] = _other_cases.rows(viewer=by, person=case.about_id, case=case.pk)
    prefetch_related_objects(found, "decisions")
    return [
        PastCase(
            pk=each.pk,
            category=each.get_severity_display(),
            opened_at=each.opened_at,
            outcomes=[made.get_outcome_display() for made in each.decisions.all()],
        )
        for each in found
    ]
