"""The report: what came to the desk, what was decided, how long it took, and what was asked again. Whole months only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from moderation.guidelines import Guideline
from moderation.models import Appeal, Decision, Finding, Outcome, Report
from moderation.pages.small_numbers import FEW, FEWEST, Figure, shown, summed, told
from moderation.rules import TAKES

ZONE = ZoneInfo("Europe/London")
MONTHS = 12
HELD = "held"
LETS_STAND = (Outcome.APPROVE, Outcome.NO_ACTION)
LEAVES_OPEN = (Outcome.ESCALATE, Outcome.UNDO)  # after them somebody still has to decide
TOOK_NOTHING = tuple(outcome for outcome in Outcome if outcome not in TAKES)
TOOK = tuple(outcome for outcome in Outcome if outcome in TAKES)

Counts = Counter[tuple[date, str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table: a figure for each month, and what those that are shown add up to."""

    label: str | Promise
    figures: Sequence[Figure]
    total: Figure


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table. Its last row is the total, where it breaks one down."""

    key: str
    title: str
    explained: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How long decisions took in one month; no words where too few were made."""

    median: timedelta | None
    late: timedelta | None  # 95 in 100 took at most this

    @property
    def median_said(self) -> str:
        return _said(self.median)

    @property
    def late_said(self) -> str:
        return _said(self.late)


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """Twelve whole months, or fewer than that where they are not over yet.

    :param earlier: the last month of the report before this one; `later` of the one after it, if there is one.
    """

    months: Sequence[date]
    tables: Sequence[Table]
    waits: Sequence[Waits]
    all_waits: Waits
    received: Sequence[Figure]
    decided: Sequence[Figure]
    earlier: date
    later: date | None


def last_whole_month(now: datetime) -> date:
    """The first day of the newest month that is over, in London."""
    return month_before(now.astimezone(ZONE).date().replace(day=1))


def month_before(month: date, count: int = 1) -> date:
    """The first day of the month so many months earlier; later, where it is negative."""
    months = month.year * 12 + month.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def report_page(*, until: date, now: datetime) -> ReportPage:
    """Return the report of the twelve months that end with `until`. Six queries, however much there was.

    :param until: the first day of a month that is over.
    Source: README, M-28.
    """
    months = [month_before(until, count) for count in range(MONTHS - 1, -1, -1)]
    asked = _Asked(months)
    decisions, held = asked.decisions()
    waits = asked.waits()
    received = _table("received", months, asked.received(), _received_rows())
    nothing = _table(
        "took_nothing", months, _of(decisions, TOOK_NOTHING), [(each, each.label) for each in TOOK_NOTHING]
    )
    took, by_guideline = _took(months, decisions)
    tables = [received, nothing, took, by_guideline, _held(months, held), *_appeals(months, asked)]
    newest = last_whole_month(now)
    return ReportPage(
        months=months,
        tables=tables,
        waits=[_waits(waits[month]) for month in months],
        all_waits=_waits([wait for month in months for wait in waits[month]]),
        received=received.rows[-1].figures,
        decided=[summed(pair) for pair in zip(nothing.rows[-1].figures, took.rows[-1].figures, strict=True)],
        earlier=month_before(until, MONTHS),
        later=min(month_before(until, -MONTHS), newest) if until < newest else None,
    )


@dataclass(frozen=True)
class _Asked:
    """What is asked of the database about some months."""

    months: Sequence[date]

    def _within(self, rows: Any, field: str) -> Any:
        """The rows of these months, each with the number of its month, as London counts them.

        Compared with the moments at which months begin: to cut each moment to its month would cost SQLite ten times
        as much, as it asks Python for every row.
        """
        after = [month_before(month, -1) for month in self.months]
        begins = [datetime(month.year, month.month, 1, tzinfo=ZONE) for month in (self.months[0], *after)]
        numbers = [When(**{f"{field}__lt": end}, then=number) for number, end in enumerate(begins[1:])]
        within = rows.filter(**{f"{field}__gte": begins[0], f"{field}__lt": begins[-1]})
        return within.annotate(month=Case(*numbers, output_field=IntegerField())).order_by()

    def received(self) -> Counts:
        reports = self._within(Report.objects, "reported_at").values_list("month", "reason").annotate(Count("pk"))
        counts: Counts = Counter({(self.months[month], reason): count for month, reason, count in reports})
        held = self._within(Finding.objects.filter(holds=True), "found_at").values_list("month")
        for month, count in held.annotate(Count("revision", distinct=True)):
            counts[self.months[month], HELD] = count
        return counts

    def decisions(self) -> tuple[Counter[tuple[date, str, str]], Counts]:
        """Return decisions by month, outcome and guideline; and those about what a check had held, unless undone."""
        undone = Exists(Decision.objects.filter(reverses=OuterRef("pk")))
        made = self._within(Decision.objects.annotate(undone=undone), "decided_at")
        counts: Counter[tuple[date, str, str]] = Counter()
        held: Counts = Counter()
        found = made.values_list("month", "outcome", "guideline", "was_held", "undone").annotate(Count("pk"))
        for month, outcome, guideline, was_held, is_undone, count in found:
            counts[self.months[month], outcome, guideline] += count
            if was_held and not is_undone:
                held[self.months[month], outcome] += count
        return counts, held

    def waits(self) -> dict[date, list[timedelta]]:
        """Return how long each decision took, by month. What was decided at once waited for nobody."""
        waited = Decision.objects.filter(waited__gt=timedelta(0)).exclude(outcome__in=LEAVES_OPEN)
        waits: dict[date, list[timedelta]] = defaultdict(list)
        for month, wait in self._within(waited, "decided_at").values_list("month", "waited"):
            waits[self.months[month]].append(wait)
        return waits

    def appeals_asked(self) -> Counts:
        asked = self._within(Appeal.objects, "asked_at").values_list("month").annotate(Count("pk"))
        return Counter({(self.months[month], "asked"): count for month, count in asked})

    def appeals_decided(self) -> Counts:
        decided = self._within(Appeal.objects.filter(state__in=("upheld", "overturned")), "decided_at")
        found = decided.values_list("month", "state").annotate(Count("pk"))
        return Counter({(self.months[month], state): count for month, state, count in found})


_Labels = Sequence[tuple[str, str | Promise]]


def _received_rows() -> _Labels:
    return [*((each, each.label) for each in Report.Reason), (HELD, _("Held by a check before anyone read it"))]


def _of(decisions: Counter[tuple[date, str, str]], outcomes: Iterable[str]) -> Counts:
    """Return decisions of these outcomes, by month and outcome."""
    counts: Counts = Counter()
    for (month, outcome, _guideline), count in decisions.items():
        if outcome in outcomes:
            counts[month, outcome] += count
    return counts


def _took(months: Sequence[date], decisions: Counter[tuple[date, str, str]]) -> list[Table]:
    """Return the decisions that took something away: by outcome, and the same ones by guideline."""
    by_guideline: Counts = Counter()
    for (month, outcome, guideline), count in decisions.items():
        if outcome in TOOK:
            by_guideline[month, guideline] += count
    guidelines: _Labels = [*((each, each.label) for each in Guideline), ("", _("None was named"))]
    return _tables(
        months,
        ("took", _of(decisions, TOOK), [(each, each.label) for each in TOOK]),
        ("by_guideline", by_guideline, guidelines),
    )


def _held(months: Sequence[date], held: Counts) -> Table:
    counts: Counts = Counter()
    for (month, outcome), count in held.items():
        if outcome in LETS_STAND:
            counts[month, "stands"] += count
        elif outcome in TAKES or outcome == Outcome.APPROVE_EDITED:
            counts[month, "upheld"] += count
    return _table(
        "held", months, counts, [("stands", _("Shown as it was")), ("upheld", _("Changed first, or not shown"))]
    )


def _appeals(months: Sequence[date], asked: _Asked) -> Iterator[Table]:
    yield _table("appeals_asked", months, asked.appeals_asked(), [("asked", _("Asked for another look"))])
    labels: _Labels = [("upheld", _("The decision stands")), ("overturned", _("The decision was taken back"))]
    yield _table("appeals_decided", months, asked.appeals_decided(), labels)


def _table(key: str, months: Sequence[date], counts: Counts, labels: _Labels) -> Table:
    return _tables(months, (key, counts, labels))[0]


def _tables(months: Sequence[date], *breakdowns: tuple[str, Counts, _Labels]) -> list[Table]:
    """Return tables that break one total down in several ways; what is not shown of it is shown in none."""
    by_month = [
        shown([[counts[month, code] for code, _label in labels] for _key, counts, labels in breakdowns])
        for month in months
    ]
    totals = [total for _columns, total in by_month]
    tables = []
    for number, (key, _counts, labels) in enumerate(breakdowns):
        rows = [
            _row(label, [columns[number][place] for columns, _total in by_month])
            for place, (_code, label) in enumerate(labels)
        ]
        known = [row for row in rows if row.total != told(0)]
        whole = [_row(_("Together"), totals)] if len(labels) > 1 else []
        title, explained = _titles()[key]
        tables.append(Table(key=key, title=title, explained=explained, rows=[*(known or rows), *whole]))
    return tables


def _row(label: str | Promise, figures: Sequence[Figure]) -> Row:
    return Row(label=label, figures=figures, total=summed(figures))


def _waits(waits: Sequence[timedelta]) -> Waits:
    if len(waits) < FEWEST:
        return Waits(median=None, late=None)
    ordered = sorted(waits)
    middle = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Waits(median=sum(middle, timedelta()) / 2, late=ordered[ceil(0.95 * len(ordered)) - 1])


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "received": (_("What came"), _("Reports by their reason, and texts that a check held.")),
        "took_nothing": (_("Decisions that took nothing away"), _("Each decision counts once, in its month.")),
        "took": (
            _("Decisions that took something away"),
            _("Something was returned, declined or hidden, or somebody was warned, read first, paused or banned."),
        ),
        "by_guideline": (_("By which guideline"), _("The decisions that took something away, once more.")),
        "held": (
            _("What checks had held"),
            _("How people decided about it. What they changed or did not show, the check had held rightly."),
        ),
        "appeals_asked": (_("Appeals"), _("By those who were decided about, or somebody for them.")),
        "appeals_decided": (_("How appeals ended"), _("Each is decided by somebody else than who decided first.")),
    }


def _said(wait: timedelta | None) -> str:
    """Return a length of time as people say it: "40 min", "3 h 20 min", "2 d 4 h"."""
    if wait is None:
        return str(FEW)
    minutes = round(wait.total_seconds() / 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}
