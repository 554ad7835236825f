"""The dates of a series as rows, made ahead of time. Source: README, E-5."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from forum.kernel.moments import zone_named
from forum.meetups.models import Announcement, Meetup, Series, State, Venue, VenueFact
from forum.meetups.models.dates import derived
from forum.meetups.patterns import WINDOW, PatternDate

_FROM_SERIES = (
    "announcement_id", "group_id", "organiser_id", "successor_id", "mode", "venue_id", "capacity", "guest_limit", "offer_hours",
    "at_time", "is_second", "minutes", "zone",
)  # fmt: skip


@transaction.atomic
def extend_series(*, series: Series, now: datetime) -> int:
    """Make the rows of a series that are due by now, and return how many. Making them again makes none twice.

    Locks the series. :param now: aware UTC. Source: README, E-5.
    """
    fresh = locked_series(series.pk)
    return len(make_dates(fresh, now)) if fresh.ended_at is None else 0


def locked_series(pk: int) -> Series:
    """Lock a series and return it fresh: before any date of it.

    It is read after the lock is there: whether its words are announced may have changed while we waited.
    """
    list(Series.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
    return Series.objects.select_related("announcement", "group", "venue").get(pk=pk)


def make_dates(series: Series, now: datetime) -> list[Meetup]:
    """Make the rows that the pattern asks for from now until the end of the window, and return the new ones.

    A day that has a row, whatever became of it, gets no other. The caller holds the lock of the series.
    """
    until = now.astimezone(zone_named(series.zone)).date() + WINDOW
    wanted = _wanted(series, until, now)
    there = set(Meetup.objects.filter(series=series, original_date__in=wanted).values_list("original_date", flat=True))
    shared = {name: getattr(series, name) for name in _FROM_SERIES} | copies_of(series.announcement, series.venue)
    rows = [_row(series, each, shared, now) for day, each in wanted.items() if day not in there]
    series.made_until = until
    series.save(update_fields=["made_until"])
    return Meetup.objects.bulk_create(rows)


def _wanted(series: Series, until: date, now: datetime) -> dict[date, PatternDate]:
    """The dates that there should be, by their day: those until then, and the next one, however far ahead it is."""
    found: dict[date, PatternDate] = {}
    for each in series.date_pattern.dates(max(until - WINDOW, series.first_date)):
        if each.on > until and found:
            break
        if each.starts is not None and each.starts.utc > now:
            found[each.on] = each
    return found


def _row(series: Series, each: PatternDate, shared: dict[str, Any], now: datetime) -> Meetup:
    assert each.starts is not None
    starts_at, ends_at = derived(each.starts, series.minutes)
    return Meetup(
        series=series, original_date=each.on, on_date=each.on, starts_at=starts_at, ends_at=ends_at, changed_at=now,
        **shared,
    )  # fmt: skip


def copies_of(announcement: Announcement, venue: Venue | None) -> dict[str, Any]:
    """What a meetup keeps of its announcement and venue, so that looking near a place asks one index."""
    step_free = VenueFact.objects.filter(venue=venue, feature=VenueFact.Feature.STEP_FREE, answer=VenueFact.Answer.YES)
    return {
        "is_announced": announcement.state == State.PUBLISHED,
        "kind": announcement.kind,
        "audience": announcement.audience,
        "place_id": venue.place_id if venue else None,
        "is_step_free": venue is not None and step_free.exists(),
    }
