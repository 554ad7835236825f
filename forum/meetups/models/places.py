"""Where: towns, venues, and what is known about how one gets in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Group
from forum.kernel.personal import Fate, Personal
from forum.meetups.models.words import Worded
from forum.meetups.queries import OwnPlaceQuerySet, PlaceQuerySet, VenueQuerySet


class Place(models.Model):
    """A town of the gazetteer, imported once from the file in this repository. Never an address."""

    name = models.CharField(max_length=80)
    county = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=3)  # ENG, SCT, WLS, NIR
    latitude = models.FloatField()  # degrees north
    longitude = models.FloatField()  # degrees east
    population = models.PositiveIntegerField(default=0)  # 0 where unknown; larger ones are offered first
    is_name_repeated = models.BooleanField(default=False)  # another place has this name: the county is shown
    source_id = models.CharField(max_length=20, unique=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["latitude", "longitude"], name="places_by_where_they_are")]

    def __str__(self) -> str:
        return f"{self.name}, {self.county}" if self.is_name_repeated and self.county else self.name


class PlaceName(models.Model):
    """One name by which a place is found: its own, its Welsh one, another spelling."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80)  # folded: small letters without marks, hyphens and dots

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "key"], name="no_name_twice_for_a_place")]
        indexes = [models.Index(fields=["key"], name="places_by_name", opclasses=["varchar_pattern_ops"])]


class OwnPlace(models.Model):
    """The town from which somebody looks for meetups, and how far they would go. Nobody else ever sees it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    within_miles = models.PositiveSmallIntegerField(default=25)  # one of the bands

    objects = OwnPlaceQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("place", "within_miles"))


class Venue(Worded):
    """A place where meetups of a group take place. Its words: name, area, address, how one finds the door.

    Everybody who may read a meetup sees the area; address, postcode, arrival and the exact point only those who are
    going, and whoever organises it. An address that is not known yet is empty. Source: README, E-4.
    """

    PARTS = ("name", "area", "address", "postcode", "arrival")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    area = models.CharField(_("part of town"), max_length=80, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    arrival = models.TextField(_("finding the door"), max_length=1000, blank=True)

    objects = VenueQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.BY_CHOICE, on_anonymising=Fate.BY_CHOICE, exported=("name", "area", "place"))

    class Meta(Worded.Meta):
        indexes = [models.Index(fields=["group", "name"], name="venues_of_a_group")]


class VenueFact(models.Model):
    """One thing that decides whether somebody can come: who looked, and when."""

    class Feature(models.TextChoices):
        STEP_FREE = "step_free", _("step-free from the street")
        LIFT = "lift", _("lift")
        TOILET = "toilet", _("accessible toilet")
        LOOP = "loop", _("hearing loop")
        PARKING = "parking", _("parking")
        SEATS = "seats", _("seats with backs")
        QUIET = "quiet", _("quiet room")

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("not known")

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="facts")
    feature = models.CharField(max_length=10, choices=Feature)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.UNKNOWN)
    metres = models.PositiveSmallIntegerField(null=True)  # from parking to the door
    checked_on = models.DateField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    personal = Personal(
        on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("venue", "feature", "answer", "checked_on")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue", "feature"], name="one_fact_of_a_kind_a_venue"),
            models.CheckConstraint(
                condition=Q(answer="unknown") | Q(checked_on__isnull=False), name="what_is_known_was_checked_on_a_day"
            ),
        ]
