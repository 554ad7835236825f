"""The page of a series: its pattern in words, and its dates. Whoever sees a date of it sees it. Source: README, E-2."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.queries import Viewer
from forum.kernel.verdicts import Verdict
from forum.meetups.actions.splitting import next_of
from forum.meetups.models import Meetup, Series
from forum.meetups.pages.changing import said_day
from forum.meetups.rules.organising import may_change_series

MOST = 60  # dates on the page: those that are made ahead, and few that were kept by themselves


@dataclass(frozen=True, kw_only=True)
class DateOfSeries:
    """One date. :param is_moved: it is not as the pattern gave it."""

    pk: int
    words: str
    title: str
    status: str
    is_moved: bool


@dataclass(frozen=True, kw_only=True)
class SeriesPage:
    """:param before: the series that it was split off. :param after: the one that follows."""

    title: str
    pattern: str
    has_ended: bool
    dates: Sequence[DateOfSeries]
    before: Series | None
    after: Series | None
    is_organiser: bool
    may_change: Verdict | None
    next_date: int | None


def series_for(viewer: Viewer, pk: int) -> Series | None:
    """The series, if the viewer sees a date of it."""
    return Series.objects.visible_to(viewer).select_related("announcement", "group").filter(pk=pk).first()


def series_page(viewer: Viewer, series: Series, now: datetime) -> SeriesPage:
    """What `viewer` sees of a series."""
    is_organiser = series.organiser_id == viewer.pk
    ahead = Meetup.objects.visible_to(viewer).to_come(now).filter(series=series).select_related("announcement")
    coming = next_of(series, now) if is_organiser else None
    seen = Series.objects.visible_to(viewer)
    return SeriesPage(
        title=series.announcement.title,
        pattern=series.date_pattern.words,
        has_ended=series.ended_at is not None,
        dates=[_date(each, series) for each in ahead.in_order()[:MOST]],
        before=seen.filter(pk=series.follows_id).first() if series.follows_id else None,
        after=seen.filter(follows=series.pk).order_by("pk").first(),
        is_organiser=is_organiser,
        may_change=may_change_series(series=series, by=viewer, now=now) if is_organiser else None,  # type: ignore[arg-type]
        next_date=coming.pk if coming else None,
    )


def _date(meetup: Meetup, series: Series) -> DateOfSeries:
    title = meetup.announcement.title
    return DateOfSeries(
        pk=meetup.pk,
        words=said_day(meetup),
        title="" if title == series.announcement.title else title,
        status=meetup.status,
        is_moved=(meetup.on_date, meetup.at_time) != (meetup.original_date, series.at_time),
    )


def dates_to_end_after(series: Series, now: datetime) -> list[tuple[str, str]]:
    """The next dates, among which one may be the last: by the day that the pattern gave, with their words."""
    ahead = Meetup.objects.filter(series=series, starts_at__gt=now).order_by("original_date")
    return [(str(each.original_date), said_day(each)) for each in ahead[:MOST] if each.status == "scheduled"]
