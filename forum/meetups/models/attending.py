"""Who comes, and the private calendar of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from forum.meetups.models.dates import MOST_GUESTS, Meetup
from forum.meetups.queries import AttendanceQuerySet, CalendarFeedQuerySet


class Attendance(models.Model):
    """Somebody's relation to a meetup. Only they and its organiser see it; it is erased thirty days after.

    Changed only under the lock of its meetup. An offer ends by the clock, whatever any row says. Source: README, E-6.
    """

    class State(models.TextChoices):
        GOING = "going", _("coming")
        WAITING = "waiting", _("waiting for a place")
        OFFERED = "offered", _("a place is offered")
        LAPSED = "lapsed", _("an offer ended")
        WITHDRAWN = "withdrawn", _("not coming")

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    party = models.PositiveSmallIntegerField(default=1)  # people, guests included
    queue_number = models.PositiveIntegerField(null=True)  # places are offered in this order
    offer_ends_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=False)  # to others who come, by name
    access_needs = models.TextField(max_length=1000, blank=True)  # for the organiser only
    arrived_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(null=True)  # of the form that was sent last: sent again, it changes nothing
    changed_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE,
        on_anonymising=Fate.ERASE,
        exported=("meetup", "state", "party", "access_needs", "changed_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meetup", "person"], name="one_attendance_a_meetup"),
            models.CheckConstraint(
                condition=Q(party__gte=1, party__lte=MOST_GUESTS + 1), name="a_party_is_a_person_and_few_guests"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_ends_at__isnull=False)
                | (~Q(state="offered") & Q(offer_ends_at=None)),
                name="every_offer_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("waiting", "offered")) | Q(queue_number__isnull=False),
                name="whoever_waits_has_a_place_in_the_queue",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "meetup"], name="attendances_of_a_person"),
            models.Index(
                fields=["meetup", "queue_number"],
                condition=Q(state__in=("waiting", "offered")),
                name="queue_of_a_meetup",
            ),
        ]


class AttendanceStep(models.Model):
    """What became of an attendance, step by step; never changed, and erased with it."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Attendance.State)
    party = models.PositiveSmallIntegerField()
    at = models.DateTimeField()


class Helper(models.Model):
    """Somebody who helps at the door of one meetup: they find people by name, and see no list. Source: README, E-7."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="helpers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("meetup",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meetup", "person"], name="one_helper_row_a_meetup")]


class CalendarFeed(models.Model):
    """The address at which a person's own calendar programme fetches their meetups. Only its hash is kept."""

    class Detail(models.TextChoices):
        DISCREET = "discreet", _("“Appointment” and the area, nothing more")
        TITLES = "titles", _("what each meetup is called, and the area")
        ALL = "all", _("what each meetup is called, and its address")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    detail = models.CharField(max_length=10, choices=Detail, default=Detail.DISCREET)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    fetched_on = models.DateField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)  # of what was fetched last …
    content_at = models.DateTimeField(null=True)  # … which is so since then

    objects = CalendarFeedQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("detail", "made_at", "revoked_at", "fetched_on")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="one_open_feed_a_person")
        ]
