"""Moments as people say them. Every function takes aware UTC moments and the reader's zone."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# Where the forum is: hours of duty, days of the calendar, and whoever has said of no zone that it is theirs.
FORUM_ZONE = ZoneInfo("Europe/London")
MIDNIGHT = time(23, 59)  # the end of a day, where an end must stand on the same day


@lru_cache(maxsize=600)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone, or London's where the name is not known on this machine."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return FORUM_ZONE


def spoken_clock(local: datetime) -> str:
    """Return a time of day as people write it: `9.12pm`, `11am`."""
    hour = local.hour % 12 or 12
    half = _("am") if local.hour < 12 else _("pm")
    return f"{hour}.{local.minute:02}{half}" if local.minute else f"{hour}{half}"


def spoken_end(local: datetime) -> str:
    """Return the time of day at which something ends: `9.12pm`, and `midnight` for the end of a day."""
    return _("midnight") if local.time() >= MIDNIGHT or local.time() == time(0) else spoken_clock(local)


def spoken(moment: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """Return a moment as said today: "today, 9.12pm", "Monday, 9.12pm", "3 October, 9.12pm", "3 October 2024".

    The same for what is to come: "tomorrow, 9.12pm", "Monday, 9.12pm".
    It never says "a moment ago": the words must still be true when the page is read later that day.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    near = {-1: _("tomorrow, %(clock)s"), 0: _("today, %(clock)s"), 1: _("yesterday, %(clock)s")}
    if days in near:
        return near[days] % {"clock": spoken_clock(local)}
    if 1 < abs(days) < 7:
        return _("%(day)s, %(clock)s") % {"day": date_format(local, "l"), "clock": spoken_clock(local)}
    if timedelta(days=7) <= now - moment < timedelta(days=300):
        return date_format(local, "j F")
    return date_format(local, "j F Y")


def spoken_there(moment: datetime, *, zone: ZoneInfo) -> str:
    """Return a moment to come as it stands on the wall of a place: "Monday 23 November, 6.30pm"."""
    local = moment.astimezone(zone)
    return _("%(day)s, %(clock)s") % {"day": date_format(local, "l j F"), "clock": spoken_clock(local)}


def exact(moment: datetime, *, zone: ZoneInfo) -> str:
    """Return the whole moment, for a `title`: "Monday 23 November 2026, 9.12pm"."""
    local = moment.astimezone(zone)
    return f"{date_format(local, 'l j F Y')}, {spoken_clock(local)}"


@lru_cache(maxsize=8_000)
def said(moment: datetime, zone: ZoneInfo, today: date, language: str) -> SafeString:
    """Return a `<time>`: words for the eye, the exact moment in `datetime` and `title`.

    Kept, since many readers see the same moments, and putting one into words costs more than finding it.

    :param language: the one that is in force; the words are in it.
    """
    tonight = datetime.combine(today, time(23, 59), tzinfo=zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        exact(moment, zone=zone),
        spoken(moment, zone=zone, now=tonight),
    )
