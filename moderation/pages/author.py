"""Whose words a case is about: what may be known at a glance, and, once somebody asks to see it, their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person
from moderation.kinds import Setting, places
from moderation.models import Case, Decision, Outcome, Revision, Sanction
from moderation.queries import CONCERN, SanctionQuerySet
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

    :param name: a letter where they wrote without their name and nobody asked who it was.
    :param is_unnamed: they did, and who it was is not shown.
    :param put_up: how many of their texts stand or stood here.
    :param decided: how often something was decided against them within a year; what was undone does not count.
    :param in_force: the sanctions that hold now.
    """

    name: str
    is_unnamed: bool
    is_active: bool
    joined_at: datetime
    put_up: int
    decided: int
    in_force: Sequence[PastSanction]
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
    is_unnamed = setting is not None and setting.is_unnamed and not is_named and not needs_two(case)
    sanctions = [_sanction(each) for each in _sanctions_in_sight(person, by)]
    in_force = [each for each in sanctions if each.lifted_at is None and (each.ends_at is None or each.ends_at > now)]
    return Author(
        name=(setting.who if is_unnamed and setting else "") or person.name,
        is_unnamed=is_unnamed,
        is_active=person.is_active,
        joined_at=person.joined_at,
        put_up=Revision.objects.filter(author=person, published=True)
        .values("target_type", "target_id")
        .distinct()
        .count(),
        decided=_decided_against(person, now),
        in_force=[each for each in in_force if each.starts_at <= now],
        cases=_past_cases(case, by) if with_history and not is_unnamed else (),
        sanctions=sanctions if with_history and not is_unnamed else (),
    )


def _decided_against(person: Person, now: datetime) -> int:
    made = Decision.objects.filter(case__about=person, decided_at__gt=now - A_YEAR, reversed_by=None)
    return made.exclude(outcome__in=_NOT_AGAINST).count()


def _sanctions_in_sight(person: Person, by: Person) -> SanctionQuerySet:
    """Those for the whole forum, and those that were decided on cases that the moderator sees."""
    seen = Case.objects.visible_to(by).filter(about=person).values("pk")
    in_sight = Q(group_id=None) | Q(decision__case__in=seen)
    return Sanction.objects.filter(in_sight, person=person).order_by("-pk")[:MOST_LISTED]


def _sanction(sanction: Sanction) -> PastSanction:
    return PastSanction(
        label=sanction.get_kind_display(),
        where=places().names([sanction.group_id]).get(sanction.group_id, "") if sanction.group_id else _("the forum"),
        starts_at=sanction.starts_at,
        ends_at=sanction.ends_at,
        lifted_at=sanction.lifted_at,
    )


def _past_cases(case: Case, by: Person) -> list[PastCase]:
    """Other cases about the person that the moderator sees. A concern is never held against anybody: none is listed."""
    seen = Case.objects.visible_to(by).filter(about=case.about_id).exclude(pk=case.pk)
    others = list(seen.exclude(severity=CONCERN).prefetch_related("decisions").order_by("-pk")[:MOST_LISTED])
    return [
        PastCase(
            pk=each.pk,
            category=each.get_severity_display(),
            opened_at=each.opened_at,
            outcomes=[made.get_outcome_display() for made in each.decisions.all()],
        )
        for each in others
    ]
