"""When: dated meetups, the sessions of a course, and the series that dates belong to."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Audience, Group
from forum.kernel.moments import zone_named
from forum.kernel.personal import Fate, Personal
from forum.meetups.local_time import LocalTime
from forum.meetups.models.announcing import Announcement, Kind, Mode
from forum.meetups.models.places import Place, Venue
from forum.meetups.patterns import DatePattern
from forum.meetups.queries import MeetupQuerySet, SeriesQuerySet

MOST_GUESTS = 5


class Pattern(models.TextChoices):
    WEEKS = "weeks", _("every so many weeks, on the same weekday")
    WEEKDAY = "weekday", _("every so many months, on the same weekday of the month")
    LAST_WEEKDAY = "last", _("every so many months, on the last such weekday of the month")
    DAY = "day", _("every so many months, on the same day of the month")


class Status(models.TextChoices):
    SCHEDULED = "scheduled", _("takes place")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


class Reason(models.TextChoices):
    """Why a date does not take place then, as those who come read it."""

    UNWELL = "unwell", _("Whoever organises it is not well enough.")
    VENUE = "venue", _("The venue cannot be used then.")
    WEATHER = "weather", _("The weather makes it hard to get there.")
    FEW = "few", _("Too few people could come.")
    OTHER = "other", _("It cannot take place as planned.")
    PATTERN = "pattern", _("The days of the series have changed.")
    UNLED = "unled", _("There is nobody to organise it any more.")


class When(models.Model):
    """A time on the wall of a place, and what follows from it.

    `on_date`, `at_time` and `zone` are the truth; `starts_at` and `ends_at` (aware UTC) are derived, and derived again
    when the rules of a zone change. `uid` never changes; `sequence` rises with time, place and status. Source: README, E-1.
    """

    on_date = models.DateField()
    at_time = models.TimeField()
    is_second = models.BooleanField(default=False)  # of a time that happens twice, as clocks go back
    minutes = models.PositiveSmallIntegerField()  # how long it takes
    zone = models.CharField(max_length=64, default="Europe/London")
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def local(self) -> LocalTime:
        """When it begins, on the wall there."""
        return LocalTime(on=self.on_date, at=self.at_time, zone=self.zone_info, is_second=self.is_second)

    @property
    def zone_info(self) -> ZoneInfo:
        return zone_named(self.zone)


class Series(models.Model):
    """The pattern that dates belong to. Its dates are real rows, made ahead of time. Source: README, E-5.

    :param first_date: from which the pattern counts: its weekday, its place in the month, its day of the month.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pattern = models.CharField(max_length=10, choices=Pattern)
    every = models.PositiveSmallIntegerField(default=1)  # weeks or months
    first_date = models.DateField()
    until_date = models.DateField(null=True)  # the last day that may have one
    at_time = models.TimeField()
    is_second = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64, default="Europe/London")
    mode = models.CharField(max_length=10, choices=Mode)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="+")
    capacity = models.PositiveSmallIntegerField(null=True)
    guest_limit = models.PositiveSmallIntegerField(default=0)
    offer_hours = models.PositiveSmallIntegerField(default=24)
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")  # it was split off that
    made_until = models.DateField(null=True, editable=False)  # the day until which its dates are rows
    ended_at = models.DateTimeField(null=True)  # no dates are made any more

    objects = SeriesQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("group", "pattern", "first_date"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every__gte=1), name="a_pattern_goes_on"),
            models.CheckConstraint(condition=Q(guest_limit__lte=MOST_GUESTS), name="few_guests_in_a_series"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(ended_at=None), name="series_that_go_on")]

    @property
    def date_pattern(self) -> DatePattern:
        """The pattern as it makes dates."""
        return DatePattern(
            kind=self.pattern, every=self.every, first_date=self.first_date, until_date=self.until_date,
            at_time=self.at_time, is_second=self.is_second, minutes=self.minutes, zone=zone_named(self.zone),
        )  # fmt: skip


class Meetup(When):
    """One dated gathering. A course is one meetup with several sessions, for which one enrols once.

    A date of a series keeps which day the pattern gave it (`original_date`): a date that was moved or cancelled is so
    never made again. Kept copies (`is_announced`, `place`, `kind`, `audience`, `is_step_free`) follow from its
    announcement and venue, so that looking near a place is served from one index; the figures of places follow from its
    attendances. All are written under the lock of this row. Source: README, E-3, E-5 and E-6.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="meetups")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="meetups")
    original_date = models.DateField(null=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.SCHEDULED)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)  # of a date that is postponed or cancelled
    is_edited = models.BooleanField(default=False)  # no later change of the pattern touches it
    mode = models.CharField(max_length=10, choices=Mode)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="+")
    capacity = models.PositiveSmallIntegerField(null=True)  # people, guests included; None for as many as come
    guest_limit = models.PositiveSmallIntegerField(default=0)  # guests that one may bring
    offer_hours = models.PositiveSmallIntegerField(default=24)  # for which an offered place is kept
    cancelled_at = models.DateTimeField(null=True)

    is_announced = models.BooleanField(default=False, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    audience = models.CharField(max_length=10, choices=Audience, editable=False)
    place = models.ForeignKey(  # found by the index `announced_by_place`
        Place, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    is_step_free = models.BooleanField(default=False, editable=False)
    seats_going = models.PositiveIntegerField(default=0, editable=False)  # people, guests included
    seats_offered = models.PositiveIntegerField(default=0, editable=False)  # kept for offers, until each ends
    waiting_count = models.PositiveIntegerField(default=0, editable=False)  # parties
    last_queue_number = models.PositiveIntegerField(default=0, editable=False)

    objects = MeetupQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("group", "on_date", "status"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "original_date"], name="no_date_made_twice"),
            models.CheckConstraint(
                condition=Q(series=None, original_date=None) | Q(series__isnull=False, original_date__isnull=False),
                name="dates_of_a_series_know_their_day",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetups_end_after_they_start"),
            models.CheckConstraint(condition=Q(guest_limit__lte=MOST_GUESTS), name="few_guests"),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | Q(cancelled_at__isnull=False), name="cancelled_at_some_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], condition=Q(is_announced=True), name="announced_in_order"),
            models.Index(
                fields=["place", "starts_at", "id"], condition=Q(is_announced=True), name="announced_by_place"
            ),
            models.Index(fields=["group", "starts_at"], name="meetups_of_a_group"),
            models.Index(fields=["organiser", "starts_at"], name="meetups_of_an_organiser"),
        ]

    @property
    def version(self) -> str:
        """What a form that changes it shows; another one once anything about when, where or how many has changed."""
        return f"{self.sequence}.{int(self.changed_at.timestamp() * 1_000_000)}.{self.series_id or 0}"

    def has_begun(self, now: datetime) -> bool:
        """Whether nobody can come in any more who did not say so before. :param now: aware UTC."""
        return self.starts_at <= now


class Session(When):
    """One part of a course."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meetup", "number"], name="sessions_are_numbered"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="sessions_end_after_they_start"),
        ]

    @property
    def version(self) -> str:
        """What a form that moves it shows; another one once anything about when it is, or whether, has changed."""
        return f"{self.sequence}.{int(self.changed_at.timestamp() * 1_000_000)}"

    def has_begun(self, now: datetime) -> bool:
        """:param now: aware UTC."""
        return self.starts_at <= now


def derived(local: LocalTime, minutes: int) -> tuple[datetime, datetime]:
    """The UTC moments at which something that begins then starts and ends: minutes are minutes, whatever clocks do."""
    start = local.utc
    return start, datetime.fromtimestamp(start.timestamp() + minutes * 60, tz=UTC)
