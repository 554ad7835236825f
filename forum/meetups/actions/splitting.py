"""Another pattern from some date on: the series is split there. And the end of a series."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions.arranging import Arrangement, arrange, refuse_when_newer
from forum.meetups.actions.dates import locked_series, make_dates
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.states import COMES_OR_WAITS
from forum.meetups.actions.stopping import cancel
from forum.meetups.models import Attendance, Helper, Meetup, Message, Pattern, Reason, Series, Status
from forum.meetups.rules.organising import is_changeable, may_be_there, may_begin, may_change_series

Done = TypeVar("Done")


@dataclass(frozen=True, kw_only=True)
class Days:
    """How the dates of a series follow each other from its first on."""

    pattern: str  # a value of `Pattern`
    every: int
    until_date: date | None

    @classmethod
    def of(cls, series: Series) -> "Days":
        """As they do now."""
        return cls(pattern=series.pattern, every=series.every, until_date=series.until_date)


@dataclass(frozen=True, kw_only=True)
class SeriesChange:
    """What became of the dates of a series. Of each: itself as it is now, and how many people come or wait.

    :param gone: dates that nobody had said anything about; their rows are no more.
    :param kept: dates that the pattern does not have any more, and that take place as they are.
    :param touched: those that had been changed by themselves before: they stay as they are.
    """

    series: Series
    made: Sequence[Meetup] = ()
    moved: Sequence[Meetup] = ()
    kept: Sequence[Meetup] = ()
    cancelled: Sequence[Meetup] = ()
    gone: Sequence[Meetup] = ()
    touched: Sequence[Meetup] = ()
    people: int = 0  # who are told

    @property
    def has_left_over(self) -> bool:
        """Whether people come to dates that the pattern does not have any more."""
        return bool(self.kept or self.cancelled)


@transaction.atomic
def change_from(
    *, meetup: Meetup, wanted: Arrangement, days: Days, keeps: bool, seen: str, by: Person, now: datetime
) -> SeriesChange:
    """Change a series from one of its dates on: it is split there, and a new series follows.

    The date itself moves to where it is wanted, and others over, on days that the new pattern has, too. Those that were changed by themselves, postponed or cancelled
    stay as they are, with who comes. Others go where nobody has said anything about coming; else they are kept by
    themselves, or cancelled with notice. What is so already changes nothing. Locks the series, then its dates.

    :param wanted: of its first date. :param keeps: whether dates to which people come are kept, not cancelled.
    :param seen: the `version` of the date when the form was opened.
    :raises NotAllowed: its text is fit to show. :raises NoSuchTime: the same.
    :raises MeetupMovedOn: it changed since; nothing is written.
    Source: README, E-1, E-5 and E-10.
    """
    series, dates = _locked(meetup, now)
    first = next((each for each in dates if each.pk == meetup.pk), None)
    if first is None or series.ended_at is not None:
        first = locked_meetup(meetup.pk)
    assert first.original_date is not None
    if _is_so(series, first.original_date, wanted, days):
        return SeriesChange(series=series)
    refuse_when_newer(first, seen)
    may_change_series(series=series, by=by, now=now).or_refuse()
    is_changeable(first, now).or_refuse()
    _may_be_so(series, first.original_date, wanted, days, now)
    new = _split(series, first.original_date, wanted, days, now)
    if _is_untouched(first, now) and not any(each.original_date == wanted.on_date for each in dates):
        first.original_date = wanted.on_date  # what one changes moves to where one says, with who comes
    return _sort_dates(new, dates, wanted, keeps=keeps, by=by, now=now)


@transaction.atomic
def change_pattern(
    *, series: Series, wanted: Arrangement, days: Days, keeps: bool, seen: str, by: Person, now: datetime
) -> SeriesChange:
    """Change a whole series: from its next date on. What has been stays.

    :raises NotAllowed: nothing of it is to come, or another reason that is fit to show. :raises NoSuchTime: the same.
    :raises MeetupMovedOn: the next date changed since; nothing is written.
    Source: README, E-1, E-5 and E-10.
    """
    if (first := next_of(series, now)) is None:
        raise NotAllowed(_("No date of this series is to come."))
    return change_from(meetup=first, wanted=wanted, days=days, keeps=keeps, seen=seen, by=by, now=now)


@transaction.atomic
def end_series(*, series: Series, last: date | None, keeps: bool, by: Person, now: datetime) -> SeriesChange:
    """Make no more dates of a series. Twice is once. Locks the series, then its dates.

    Dates after the last day are treated as those that a new pattern does not have.

    :param last: the last day of the pattern on which it takes place; None where it ends at once.
    :param keeps: whether dates to which people come are kept, not cancelled.
    :raises NotAllowed: its text is fit to show.
    Source: README, E-5 and E-10.
    """
    series = locked_series(series.pk)
    if series.ended_at is not None:
        return SeriesChange(series=series)
    may_change_series(series=series, by=by, now=now).or_refuse()
    ahead = Meetup.objects.filter(series=series, starts_at__gt=now)
    over = ahead.filter(original_date__gt=last) if last else ahead
    dates = [locked_meetup(pk) for pk in over.order_by("pk").values_list("pk", flat=True)]
    series.until_date = last or now.astimezone(series.date_pattern.zone).date()
    series.ended_at = now
    series.save(update_fields=["until_date", "ended_at"])
    return _part_with(SeriesChange(series=series), dates, keeps=keeps, by=by, now=now)


def foreseen(act: Callable[[], Done]) -> Done:
    """Say what would come of something: it is done, looked at, and taken back. :raises: what `act` raises."""
    with transaction.atomic():
        mark = transaction.savepoint()
        try:
            return act()
        finally:
            transaction.savepoint_rollback(mark)


def next_of(series: Series, now: datetime) -> Meetup | None:
    """The next date of a series that its pattern still governs."""
    ahead = Meetup.objects.filter(series=series, starts_at__gt=now, is_edited=False, status=Status.SCHEDULED)
    return ahead.order_by("original_date").first()


def _locked(meetup: Meetup, now: datetime) -> tuple[Series, list[Meetup]]:
    """The series, and its dates from this one on by the day that the pattern gave them."""
    if meetup.series_id is None:
        raise NotAllowed(_("This meetup belongs to no series."))
    series = locked_series(meetup.series_id)
    onward = Meetup.objects.filter(series=series, original_date__gte=meetup.original_date)
    return series, [locked_meetup(pk) for pk in onward.order_by("pk").values_list("pk", flat=True)]


def _is_so(series: Series, day: date, wanted: Arrangement, days: Days) -> bool:
    """Also where the same form was sent before: the series that began on that day then is as it is wanted."""
    if wanted.on_date != day:
        day = series.first_date
    return not wanted.differs(series, day) and days == Days.of(series)


def _may_be_so(series: Series, day: date, wanted: Arrangement, days: Days, now: datetime) -> None:
    may_begin(wanted.starts(series.date_pattern.zone).utc, now).or_refuse()
    may_be_there(mode=wanted.mode, venue=wanted.venue, group_id=series.group_id).or_refuse()
    between = Meetup.objects.filter(series=series, original_date__gte=wanted.on_date, original_date__lt=day)
    if between.exists():
        raise NotAllowed(_("The series has a date before that one already. Please change it from an earlier date on."))
    if days.until_date and days.until_date < wanted.on_date:
        raise NotAllowed(_("The series would end before it begins. Please choose a later last day."))
    if days.pattern == Pattern.LAST_WEEKDAY and (wanted.on_date + timedelta(days=7)).month == wanted.on_date.month:
        raise NotAllowed(_("The first date is not the last such weekday of its month. Please choose another day."))


def _split(series: Series, day: date, wanted: Arrangement, days: Days, now: datetime) -> Series:
    """End a series before a day, and begin another one as it is wanted, with the same words and people."""
    old_pk = series.pk
    Series.objects.filter(pk=old_pk).update(until_date=day - timedelta(days=1), ended_at=now)
    series.pk, series.follows_id, series.made_until = None, old_pk, None
    series._state.adding = True
    series.first_date, series.at_time, series.minutes = wanted.on_date, wanted.at_time, wanted.minutes
    series.is_second, series.mode, series.venue = bool(wanted.is_second), wanted.mode, wanted.venue
    series.capacity, series.guest_limit = wanted.capacity, wanted.guest_limit
    series.pattern, series.every, series.until_date = days.pattern, days.every, days.until_date
    series.save()
    return series


def _sort_dates(
    series: Series, dates: Sequence[Meetup], wanted: Arrangement, *, keeps: bool, by: Person, now: datetime
) -> SeriesChange:
    """Give each date of the old series its place in the new one, and make those that are missing."""
    untouched = [each for each in dates if _is_untouched(each, now)]
    touched = [each for each in dates if not _is_untouched(each, now)]
    has = _days_of(series, untouched)
    moved = [each for each in untouched if each.original_date in has]
    for each in (*moved, *touched):
        each.series = series
        each.save(update_fields=["series", "original_date"])
    for each in moved:
        assert each.original_date is not None
        there = Arrangement(**{**vars(wanted), "on_date": each.original_date, "is_second": bool(wanted.is_second)})
        if changed := there.differs(each, each.on_date):
            arrange(each, there, changed, by=by, now=now)
    change = SeriesChange(series=series, moved=moved, touched=touched, people=_people_of(moved))
    over = [each for each in untouched if each.original_date not in has]
    change = _part_with(change, over, keeps=keeps, by=by, now=now)
    return SeriesChange(**{**vars(change), "made": make_dates(series, now)})


def _is_untouched(meetup: Meetup, now: datetime) -> bool:
    return not meetup.is_edited and meetup.status == Status.SCHEDULED and not meetup.has_begun(now)


def _days_of(series: Series, dates: Iterable[Meetup]) -> set[date]:
    """The days of these dates that the pattern of the series has."""
    wanted = {each.original_date for each in dates if each.original_date is not None}
    has = set[date]()
    for each in series.date_pattern.dates(series.first_date):
        if not wanted or each.on > max(wanted):
            break
        if each.takes_place and each.on in wanted:
            has.add(each.on)
    return has


def _part_with(
    change: SeriesChange, dates: Sequence[Meetup], *, keeps: bool, by: Person, now: datetime
) -> SeriesChange:
    """Let dates go that the pattern does not have any more. The caller holds their locks."""
    untouched = [each for each in dates if _is_untouched(each, now)]
    said = _somebody_said_something(untouched)
    gone = [each for each in untouched if each.pk not in said]
    left = [each for each in untouched if each.pk in said]
    people = change.people if keeps else change.people + _people_of(left)
    for each in left:
        each.series, each.is_edited = change.series, True
        each.save(update_fields=["series", "is_edited"])
        if not keeps:
            cancel(each, Reason.PATTERN, by_id=by.pk, now=now)
    Meetup.objects.filter(pk__in=[each.pk for each in gone]).delete()
    touched = [*change.touched, *(each for each in dates if each not in untouched)]
    sorted_ = {"kept": left if keeps else (), "cancelled": () if keeps else left, "gone": gone, "touched": touched}
    return SeriesChange(**{**vars(change), **sorted_, "people": people})


def _somebody_said_something(dates: Sequence[Meetup]) -> set[int]:
    """Dates to which somebody comes, waits, or came before, and of which somebody wrote: their rows stay."""
    found = set[int]()
    for model in (Attendance, Helper, Message):
        found |= set(model._default_manager.filter(meetup__in=dates).values_list("meetup", flat=True))
    return found


def _people_of(dates: Sequence[Meetup]) -> int:
    """How many come or wait, each person once, guests not counted."""
    rows = Attendance.objects.filter(meetup__in=dates, state__in=COMES_OR_WAITS)
    return len(set(rows.values_list("person", flat=True)))
