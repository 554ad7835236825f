"""The dates of a pattern, and what is odd about some. All of it goes by the clock on the wall, never by UTC.

Source: README, E-1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta, weekday
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.kernel.moments import spoken_clock
from forum.meetups.local_time import LocalTime

WINDOW = timedelta(weeks=26)  # ahead of today, for which dates are made; a pattern with longer steps has its next one
PREVIEWED = 12  # dates that are shown before a series is saved


class Remark(StrEnum):
    """What is odd about a date."""

    NO_SUCH_DAY = "no such day"  # the month lacks it
    SKIPPED = "skipped"  # the time, as clocks go forward
    TWICE = "twice"  # the time, as clocks go back
    CLOCKS_CHANGED = "clocks changed"  # since the date before


@dataclass(frozen=True, kw_only=True)
class PatternDate:
    """One date of a pattern, or a month or day in which there is none.

    :param on: the day; of a month that lacks it, its first one.
    :param starts: when it begins; None where none takes place.
    """

    on: date
    starts: LocalTime | None
    remarks: tuple[Remark, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def takes_place(self) -> bool:
        return self.starts is not None


@dataclass(frozen=True, kw_only=True)
class DatePattern:
    """How dates follow each other: "the second Tuesday of each month, 6.30pm to 8pm".

    :param kind: a value of the model's `Pattern`: `weeks`, `weekday`, `last` or `day`.
    :param every: how many weeks, or months, lie between two dates.
    :param first_date: from which it counts: its weekday, its place in the month, its day of the month.
    :param is_second: of a time that happens twice, the second is meant.
    """

    kind: str
    every: int
    first_date: date
    at_time: time
    minutes: int
    zone: ZoneInfo
    until_date: date | None = None
    is_second: bool = False

    def dates(self, since: date) -> Iterator[PatternDate]:
        """Its dates from a day on, without an end where it has none; months and days without one stand among them."""
        before: LocalTime | None = None
        for day, is_there in self._days():
            if self.until_date and day > self.until_date:
                return
            found = self._date(day, before) if is_there else self._lacking(day)
            before = found.starts or before
            if day >= since:
                yield found

    def next_dates(self, since: date, count: int = PREVIEWED) -> list[PatternDate]:
        """The next that take place from a day on, with what is odd in between."""
        found: list[PatternDate] = []
        for each in self.dates(since):
            found.append(each)
            if sum(one.takes_place for one in found) == count or len(found) == 3 * count:
                break
        return found

    @property
    def first(self) -> LocalTime:
        """When the first date begins. Ask whether it `exists`."""
        return self._local(self.first_date)

    @property
    def words(self) -> str:
        """How people say it, with the time of day."""
        start = datetime.combine(self.first_date, self.at_time)
        end = start + timedelta(minutes=self.minutes)
        return _("%(days)s, %(start)s to %(end)s") % {
            "days": self.days_in_words, "start": spoken_clock(start), "end": spoken_clock(end)
        }  # fmt: skip

    @property
    def days_in_words(self) -> str:
        """How people say it: "every Tuesday", "the last Friday of each month"."""
        said = {"every": self.every, "day": self._which_day}
        if self.kind == "weeks":
            return (_("every %(day)s") if self.every == 1 else _("every %(every)d weeks on a %(day)s")) % said
        return (
            _("the %(day)s of each month") if self.every == 1 else _("every %(every)d months on the %(day)s")
        ) % said

    @property
    def _which_day(self) -> str:
        if self.kind == "day":
            return date_format(self.first_date, "jS")
        named = date_format(self.first_date, "l")
        if self.kind == "weeks":
            return named
        places = (_("first"), _("second"), _("third"), _("fourth"), _("fifth"))
        return f"{_('last') if self.kind == 'last' else places[self._place_in_month - 1]} {named}"

    @property
    def _place_in_month(self) -> int:
        return (self.first_date.day - 1) // 7 + 1

    def _days(self) -> Iterator[tuple[date, bool]]:
        """Each day; for a month that lacks it, its first one with False."""
        if self.kind == "weeks":
            for at in rrule(WEEKLY, interval=self.every, dtstart=datetime.combine(self.first_date, time())):
                yield at.date(), True
            return
        for at in rrule(MONTHLY, interval=self.every, dtstart=datetime.combine(self.first_date.replace(day=1), time())):
            month = at.date()
            day = month + self._step_into_month
            is_there = day.month == month.month and (self.kind != "day" or day.day == self.first_date.day)
            yield (day, True) if is_there else (month, False)

    @property
    def _step_into_month(self) -> relativedelta:
        """From the first of a month to its day; where it lacks that, to some other."""
        if self.kind == "day":
            return relativedelta(day=self.first_date.day)
        named = weekday(self.first_date.weekday())
        if self.kind == "last":
            return relativedelta(day=31, weekday=named(-1))
        return relativedelta(day=1, weekday=named(self._place_in_month))

    def _local(self, day: date) -> LocalTime:
        return LocalTime(on=day, at=self.at_time, zone=self.zone, is_second=self.is_second)

    def _date(self, day: date, before: LocalTime | None) -> PatternDate:
        starts, clock = self._local(day), spoken_clock(datetime.combine(day, self.at_time))
        if not starts.exists:
            said = _("Clocks go forward that night and skip %(clock)s, so there is none on %(day)s.")
            return PatternDate(
                on=day, starts=None, remarks=(Remark.SKIPPED,),
                sentences=(said % {"clock": clock, "day": date_format(day, "j F Y")},),
            )  # fmt: skip
        remarks = {
            Remark.TWICE: starts.happens_twice,
            Remark.CLOCKS_CHANGED: before is not None and before.offset != starts.offset,
        }
        twice = (
            _("Clocks go back that night, and %(clock)s happens twice: the second is meant.")
            if self.is_second
            else _("Clocks go back that night, and %(clock)s happens twice: the first is meant.")
        )
        sentences = {
            Remark.TWICE: twice,
            Remark.CLOCKS_CHANGED: _("Clocks have changed since the date before. It is still at %(clock)s."),
        }
        odd = tuple(remark for remark, is_so in remarks.items() if is_so)
        return PatternDate(
            on=day, starts=starts, remarks=odd, sentences=tuple(sentences[each] % {"clock": clock} for each in odd)
        )

    def _lacking(self, month: date) -> PatternDate:
        said = _("%(month)s has no %(day)s, so there is none in that month.")
        said %= {"month": date_format(month, "F Y"), "day": self._which_day}
        return PatternDate(on=month, starts=None, remarks=(Remark.NO_SUCH_DAY,), sentences=(said,))
