"""What an organiser is told before something is changed: what comes of it, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Membership
from forum.meetups.actions.arranging import Arrangement
from forum.meetups.actions.splitting import Days, SeriesChange
from forum.meetups.actions.states import COMES_OR_WAITS
from forum.meetups.models import Attendance, Meetup, Series, Session, Venue
from forum.meetups.models.dates import derived
from forum.meetups.pages.when import spoken_when
from forum.meetups.patterns import DatePattern, PatternDate
from forum.meetups.queries import ORGANISING


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """How something is arranged, in words."""

    when: str
    where: str
    many: str


def arranged(meetup: Meetup, wanted: Arrangement) -> Arranged:
    """Say how one date is, or would be, arranged."""
    there = Meetup(on_date=wanted.on_date, minutes=wanted.minutes, zone=meetup.zone)
    there.starts_at, there.ends_at = derived(wanted.starts(meetup.zone_info), wanted.minutes)
    said = spoken_when(there, meetup.zone_info)
    return _arranged(f"{said.day}, {said.hours}", wanted)


def series_arranged(series: Series, wanted: Arrangement, days: Days) -> Arranged:
    """Say how a series is, or would be, arranged from a date on."""
    return _arranged(pattern_of(series, wanted, days).words, wanted)


def _arranged(when: str, wanted: Arrangement) -> Arranged:
    where = wanted.venue.name if wanted.venue else _("online")
    if wanted.mode == "both":
        where = _("%(venue)s, and online") % {"venue": where}
    many = _("as many as come")
    if wanted.capacity is not None:
        many = ngettext("%(count)d person", "up to %(count)d people", wanted.capacity) % {"count": wanted.capacity}
    if wanted.guest_limit:
        guests = ngettext("each with %(count)d guest", "each with up to %(count)d guests", wanted.guest_limit)
        many = f"{many}, {guests % {'count': wanted.guest_limit}}"
    return Arranged(when=when, where=where, many=many)


def pattern_of(series: Series, wanted: Arrangement, days: Days) -> DatePattern:
    """The pattern as it would be."""
    return DatePattern(
        kind=days.pattern, every=days.every, until_date=days.until_date, first_date=wanted.on_date,
        at_time=wanted.at_time, is_second=bool(wanted.is_second), minutes=wanted.minutes, zone=series.date_pattern.zone,
    )  # fmt: skip


def people_told(meetup: Meetup) -> int:
    """How many come, wait, or are offered a place: who is told when something changes."""
    return Attendance.objects.filter(meetup=meetup.pk, state__in=COMES_OR_WAITS).count()


def told_sentence(people: int) -> str:
    """Say how many people are told."""
    if not people:
        return _("Nobody has said that they come, so nobody is told.")
    return ngettext(
        "%(count)d person who comes or waits is told at once.",
        "%(count)d people who come or wait are told at once.",
        people,
    ) % {"count": people}


def comes_of_change(meetup: Meetup, wanted: Arrangement) -> list[str]:
    """What comes of changing one date."""
    changed = set(wanted.differs(meetup, meetup.on_date))
    said = []
    if changed - {"capacity", "guest_limit"}:
        said.append(told_sentence(people_told(meetup)))
    if wanted.capacity is not None and meetup.seats_going > wanted.capacity:
        said.append(_("More people come already than that. Nobody is sent away; nobody else can come until there is room."))  # fmt: skip
    if meetup.series_id:
        said.append(_("Only this date changes. A later change to the series leaves it as you set it now."))
    return said


@dataclass(frozen=True, kw_only=True)
class DateLine:
    """One date in a list, in words.

    :param remarks: what is odd about it. :param people: how many come or wait; 0 where that is not said.
    """

    words: str
    takes_place: bool = True
    remarks: Sequence[str] = ()
    people: int = 0


def pattern_lines(dates: Sequence[PatternDate]) -> list[DateLine]:
    """The next dates of a pattern, with what is odd about some."""
    return [
        DateLine(words=date_format(each.on, "l j F Y"), takes_place=each.takes_place, remarks=each.sentences)
        for each in dates
    ]


def date_lines(dates: Sequence[Meetup]) -> list[DateLine]:
    """Dates with how many people come or wait."""
    return [
        DateLine(words=said_day(each), people=each.seats_going + each.seats_offered + each.waiting_count)
        for each in sorted(dates, key=lambda one: (one.starts_at, one.pk))
    ]


def said_day(meetup: Meetup | Session) -> str:
    """The day and the hours of a date."""
    said = spoken_when(meetup, meetup.zone_info)
    return f"{said.day}, {said.hours}"


def comes_of_series_change(change: SeriesChange) -> list[str]:
    """What comes of changing or ending a series, but for the dates that it does not have any more."""
    said = [told_sentence(change.people)] if change.people or not change.has_left_over else []
    if touched := len(change.touched):
        said.append(
            ngettext(
                "%(count)d date that was changed, postponed or cancelled by itself stays as it is.",
                "%(count)d dates that were changed, postponed or cancelled by themselves stay as they are.",
                touched,
            )
            % {"count": touched}
        )
    if gone := len(change.gone):
        said.append(
            ngettext(
                "%(count)d date to which nobody comes goes.", "%(count)d dates to which nobody comes go.", gone
            )
            % {"count": gone}
        )  # fmt: skip
    return said


def venues_for(by: Person, meetup: Meetup) -> dict[str, Any]:
    """Venues of the group among which `by` can choose, and the one that it is at; by their keys."""
    venues = Venue.objects.visible_to(by).filter(group=meetup.group_id, state="published").order_by("name", "pk")
    found = {str(each.pk): each for each in venues}
    if meetup.venue is not None:
        found.setdefault(str(meetup.venue.pk), meetup.venue)
    return found


def who_may_organise(meetup: Meetup, by: Person) -> list[tuple[str, str]]:
    """Those who could organise it instead, by their keys, with their names."""
    there = Membership.objects.visible_to(by).in_force().filter(group=meetup.group_id, role__in=ORGANISING)
    rows = there.filter(person__is_active=True).exclude(person=meetup.organiser_id).order_by("person__name", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("person", "person__name")]


def session_of(meetup: Meetup, number: int) -> Session | None:
    """One session of a course, by its number."""
    return Session.objects.filter(meetup=meetup.pk, number=number).first() if number < 1_000 else None


def person_among(people: Sequence[tuple[str, str]], chosen: str) -> Person:
    """The person who was chosen among these."""
    assert chosen in dict(people)
    return Person.objects.get(pk=chosen)
