"""The people of the desk: what they may do, when they are there, what they carry, and what they tell each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from moderation.models.cases import Case
from moderation.queries import DeskRoleQuerySet, DutyQuerySet, HolidayQuerySet, NoteQuerySet


class DeskRole(models.Model):
    """A role at the desk, for the whole forum or for a group with all inside it. Group moderators need none.

    Ended rows stay: they say who could do what, when.
    """

    class Kind(models.TextChoices):
        MODERATOR = "moderator", _("site moderator")
        SAFEGUARDING = "safeguarding", _("safeguarding lead")
        LEAD = "lead", _("lead")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    group_id = models.BigIntegerField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DeskRoleQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("kind", "group_id", "given_at", "ended_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "group_id"],
                condition=Q(ended_at=None, group_id__isnull=False),
                name="one_desk_role_of_a_kind_a_group",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at=None, group_id=None),
                name="one_desk_role_of_a_kind_everywhere",
            ),
        ]


class Moderator(models.Model):
    """Somebody for whom the desk opens once their training is confirmed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    trained_at = models.DateTimeField()
    training_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    rests_until = models.DateTimeField(null=True)  # "not me today", for all of it
    hard_things_a_day = models.PositiveSmallIntegerField(default=8)  # after which the desk suggests to stop

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("trained_at", "hard_things_a_day"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(training_confirmed_by=None) | ~Q(training_confirmed_by=F("person")),
                name="nobody_confirms_their_own_training",
            )
        ]


class HardDay(models.Model):
    """How many distressing items a moderator opened on a day: seen by themselves and their lead, never compared."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("day", "count"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_count_a_day")]


class Duty(models.Model):
    """Weekly hours in which somebody is on duty. Local time at the forum; ends after it starts, on the same day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts = models.TimeField()
    ends = models.TimeField()

    objects = DutyQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("weekday", "starts", "ends"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="duty_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.UniqueConstraint(fields=["person", "weekday", "starts", "ends"], name="the_same_hours_once"),
        ]


class Holiday(models.Model):
    """A day on which nobody is on duty, set by hand: bank holidays differ across the country."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=60)

    objects = HolidayQuerySet.as_manager()


class Note(models.Model):
    """What moderators tell each other: about a case, about a person, or, with neither, handing over.

    Nobody changes or removes one: a newer one of the same author may stand in its place. One that hands over is for
    those who moderate the group `group_id`, or for those with a role for the whole forum.
    """

    class Tier(models.IntegerChoices):
        TEAM = 1, _("The team")
        LEAD = 2, _("Leads")
        SAFEGUARDING = 3, _("Safeguarding leads")

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="notes")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    group_id = models.BigIntegerField(null=True)  # of one that hands over
    tier = models.PositiveSmallIntegerField(choices=Tier, default=Tier.TEAM)
    words = models.TextField()
    written_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")

    objects = NoteQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, because="Notes are about other people, and among moderators."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group_id=None) | Q(case=None, about=None), name="only_handing_over_is_for_a_group"
            )
        ]
        indexes = [
            models.Index(fields=["about", "-id"], name="notes_about_a_person"),
            models.Index(fields=["-id"], condition=Q(case=None, about=None), name="notes_that_hand_over"),
        ]
