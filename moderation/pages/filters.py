"""Which part of the desk's one list somebody looks at, as it stands in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from moderation.models import Case
from moderation.queries import CONCERN, CaseQuerySet, groups_at_desk, is_reported, words_wait

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 10**18

Condition = Callable[[Person, datetime], Q]

# In the order in which they stand on the page.
SHOWN: dict[str, tuple[str | Promise, Condition]] = {
    "": (_("All"), lambda by, now: Q()),
    "concerns": (_("Concerns"), lambda by, now: Q(severity=CONCERN)),
    "waiting": (_("Waiting to appear"), lambda by, now: Q(words_wait())),
    "reported": (_("Reported"), lambda by, now: Q(is_reported())),
    "mine": (_("Mine"), lambda by, now: Q(claimed_by=by.pk, claim_ends_at__gt=now)),
    "escalated": (_("For the safeguarding lead"), lambda by, now: Q(is_escalated=True)),
    "second": (_("Wants a second opinion"), lambda by, now: Q(wants_second=True)),
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What was chosen above the list."""

    shown: str = ""
    group_id: int | None = None

    @property
    def query(self) -> str:
        """The same as it stands in an address, after the question mark."""
        chosen = {"show": self.shown, "group": self.group_id}
        return urlencode({name: value for name, value in chosen.items() if value})


def filters_in(asked: Mapping[str, str]) -> Filters:
    """Return the filters that an address names; what it names wrongly is left out."""
    shown = asked.get("show", "")
    return Filters(shown=shown if shown in SHOWN else "", group_id=_number(asked.get("group", "")))


def cases_for(by: Person, now: datetime) -> CaseQuerySet:
    """Everything that waits at the desk for a person, but what they handed on for today. Source: README, M-4 and M-14."""
    return Case.objects.visible_to(by).waiting(now).not_closed().not_handed_on_by(by, now)


def listed(filters: Filters, by: Person, now: datetime) -> CaseQuerySet:
    """The part of it that the filters leave."""
    _label, condition = SHOWN[filters.shown]
    cases = cases_for(by, now).filter(condition(by, now))
    if filters.group_id is None:
        return cases
    groups = groups_at_desk(by)
    return cases.standing_in(groups.filter(pk=filters.group_id))


def counts_for(by: Person, now: datetime) -> dict[str, int]:
    """How many each filter shows, and under "late" how many are late. One query."""
    (found,) = _counts.rows(viewer=by, now=now)
    return {name.removeprefix("n_"): count for name, count in found.items()}


def _counted(viewer: Any, now: Any) -> QuerySet[Case, dict[str, int]]:
    """One row: of everything together, since a value is no group."""
    counted = {f"n_{name}": Count("pk", filter=condition(viewer, now)) for name, (_label, condition) in SHOWN.items()}
    together = cases_for(viewer, now).annotate(of=Value(1)).values("of")
    late = Count("pk", filter=Q(due_at__lt=now))
    return together.annotate(**counted, n_late=late).values(*counted, "n_late")


_counts = Compiled(_counted, varies=True)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the one order: where a page of the list ended."""

    due_at: datetime
    severity: int
    pk: int

    def __str__(self) -> str:
        return f"{(self.due_at - _EPOCH) // timedelta(microseconds=1)}-{self.severity}-{self.pk}"


def place_of(case: Case) -> Place:
    return Place(due_at=case.due_at, severity=case.severity, pk=case.pk)


def place_in(text: str) -> Place | None:
    """Return the place that an address names; None where it names none."""
    numbers = [_number(part) for part in text.split("-")]
    if len(numbers) != 3:
        return None
    at, severity, pk = numbers
    if at is None or severity is None or pk is None or severity > 9:
        return None
    try:
        return Place(due_at=_EPOCH + timedelta(microseconds=at), severity=severity, pk=pk)
    except OverflowError:
        return None


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 18
    return int(text) if is_number and int(text) < _LARGEST else None
