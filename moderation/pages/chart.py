"""The chart above the report: two bars a month. The tables below it say the same, and more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moderation.pages.report import ReportPage
from moderation.pages.small_numbers import Figure

WIDTH, HEIGHT = 720, 220  # of the drawing, in its own units
FLOOR, CEILING = 190, 14  # where bars stand, and how far up the tallest goes
SLOT = WIDTH / 12
BAR = 20
STUB = 3  # the least that stands for a count that is not told


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar. Where its count is not told it is as high as the count is at least."""

    x: float
    y: float
    height: float
    is_told: bool


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One month of the chart."""

    label: str
    middle: float
    received: Bar
    decided: Bar


@dataclass(frozen=True, kw_only=True)
class Chart:
    """The drawing, and what it says in words."""

    slots: Sequence[Slot]
    top: int
    described: str


def chart_of(page: ReportPage) -> Chart:
    """Return what is drawn of a report."""
    top = max([figure.least for figure in (*page.received, *page.decided)], default=0) or 1
    slots = [
        Slot(
            label=date_format(month, "M"),
            middle=SLOT * number + SLOT / 2,
            received=_bar(received, SLOT * number + SLOT / 2 - BAR - 1, top),
            decided=_bar(decided, SLOT * number + SLOT / 2 + 1, top),
        )
        for number, (month, received, decided) in enumerate(zip(page.months, page.received, page.decided, strict=True))
    ]
    return Chart(slots=slots, top=top, described=_described(page, top))


def _bar(figure: Figure, x: float, top: int) -> Bar:
    is_told = figure.count is not None
    height = max(round((FLOOR - CEILING) * figure.least / top, 1), 0 if is_told else STUB)
    return Bar(x=x, y=round(FLOOR - height, 1), height=height, is_told=is_told)


def _described(page: ReportPage, top: int) -> str:
    first, last = (date_format(month, "F Y") for month in (page.months[0], page.months[-1]))
    return _(
        "For each month from %(first)s to %(last)s, one bar for what came and one for what was decided. "
        "The tallest is %(top)d. A dashed bar stands for a count of which only the least is told. The tables below have the figures."
    ) % {"first": first, "last": last, "top": top}
