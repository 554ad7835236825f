"""Counts that may be shown of a small community: none that is so small that it points at somebody, nor gives one away.

One month is one column. Everything shown of it follows from that column alone, so that two reports of different
years, or of the same year at different times, tell no more together than each does. Source: README, M-28.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

FEWEST = 5  # below it a count is not shown
_MOST_HIDDEN = FEWEST - 1


@dataclass(frozen=True)
class Figure:
    """One count as it may be shown.

    :param count: the count; None where it is not told.
    :param is_few: it is smaller than `FEWEST`, which is all that is told of it.
    :param least: what it is at least, as far as that can be read from what is told.
    :param is_floor: it is `least` or more: some of what it is the sum of is not told.
    """

    count: int | None = None
    least: int = 0
    is_few: bool = False
    is_floor: bool = False

    def __str__(self) -> str:
        if self.is_few:
            return _("fewer than %(count)d") % {"count": FEWEST}
        if self.is_floor:
            return _("at least %(count)s") % {"count": f"{self.least:,}"}
        return _("not shown") if self.count is None else f"{self.count:,}"


FEW = Figure(is_few=True, least=1)
FEW_OR_NONE = Figure(is_few=True)
MORE = Figure(least=FEWEST)  # hidden so that it does not give a smaller one away
NOT_SHOWN = Figure()


def told(count: int) -> Figure:
    """A count that is told."""
    return Figure(count, least=count)


def shown(columns: Sequence[Sequence[int]]) -> tuple[list[list[Figure]], Figure]:
    """Return what may be shown of one month: each column in its order, and the total.

    :param columns: ways in which the same total is broken down; each adds up to it.
    """
    total = sum(columns[0])
    if 0 < total < FEWEST:
        return [[FEW if len(column) == 1 else FEW_OR_NONE] * len(column) for column in columns], FEW
    kept = [_told(column) for column in columns]
    if any(column is None for column in kept):
        return [[NOT_SHOWN] * len(column) for column in columns], MORE
    return [column for column in kept if column is not None], told(total)


def summed(figures: Iterable[Figure]) -> Figure:
    """Return the sum as far as it can be read from what is shown, and no more than that: "at least" where it cannot."""
    known = list(figures)
    least = sum(each.least for each in known)
    return Figure(least=least, is_floor=True) if any(each.count is None for each in known) else told(least)


def _told(column: Sequence[int]) -> list[Figure] | None:
    """Return a column whose total is shown too; None where that gives a small count away whatever is hidden besides.

    With a small count another one is hidden until the total leaves open what they are. Which one follows from the
    order alone, so that it does not tell how large it is.
    """
    hidden = {place: FEW for place, count in enumerate(column) if 0 < count < FEWEST}
    others = [place for place, count in enumerate(column) if count >= FEWEST]
    while hidden and not _leaves_open(column, hidden):
        if not others:
            return None
        hidden[others.pop(0)] = MORE
    return [hidden.get(place, told(count)) for place, count in enumerate(column)]


def _leaves_open(column: Sequence[int], hidden: dict[int, Figure]) -> bool:
    """Whether what is hidden adds up to something that does not say what each small count is."""
    together = sum(column[place] for place in hidden)
    few = sum(figure.is_few for figure in hidden.values())
    larger = len(hidden) - few
    if larger:  # then each small count could be any
        return together >= larger * FEWEST + few * _MOST_HIDDEN
    return few > 1 and few < together < few * _MOST_HIDDEN
