"""Rules as they are kept: versions that are never changed, and the trial that each needs before it is used."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from moderation.queries import RuleQuerySet, RuleTrialQuerySet, RuleVersionQuerySet, TrialHitQuerySet


class Rule(models.Model):
    """One rule through its versions. Its name is for moderators."""

    name = models.CharField(max_length=80, unique=True)
    topic = models.CharField(max_length=40, blank=True)
    live = models.ForeignKey("RuleVersion", on_delete=models.PROTECT, null=True, related_name="+")  # in use, if any

    objects = RuleQuerySet.as_manager()


class RuleVersion(models.Model):
    """One version of a rule: the values of a `RuleDefinition`, never changed.

    It is used only once a trial of this very version was agreed to by somebody else than who wrote it.
    """

    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    written_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)  # taken out of use, or put aside before anybody agreed to it

    objects = RuleVersionQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, because="A rule belongs to the forum.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="versions_of_a_rule_are_numbered"),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(written_by=None) | ~Q(agreed_by=F("written_by")),
                name="rules_are_agreed_by_somebody_else",
            ),
        ]


class RuleTrial(models.Model):
    """What one version would have done to the newest posts, and which decisions of people it contradicts."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to begin")
        RUNNING = "running", _("reading")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("stopped")
        FAILED = "failed", _("could not be finished")

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="trials")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    wanted = models.PositiveIntegerField()  # how many of the newest versions of words to read
    to_read = models.PositiveIntegerField(default=0)
    have_read = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    contradicted = models.PositiveIntegerField(default=0)  # matched, and people had found nothing wrong with it
    confirmed = models.PositiveIntegerField(default=0)  # matched, and people had not let it stand as it was
    cursor = models.BigIntegerField(null=True)  # the revision read last: a trial goes on where it was stopped
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)  # when it last said that it goes on
    stalls = models.PositiveSmallIntegerField(default=0)  # how often nothing was heard of it since it last got on
    ended_at = models.DateTimeField(null=True)

    objects = RuleTrialQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, because="A trial belongs to the rule.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state__in=("waiting", "running")),
                name="one_trial_of_a_version_at_a_time",
            )
        ]


class TrialHit(models.Model):
    """One version of words that a trial matched. The words themselves stay where they are."""

    trial = models.ForeignKey(RuleTrial, on_delete=models.CASCADE, related_name="hits")
    revision = models.ForeignKey("review.Revision", on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()  # of the first match, in title + newline + body
    end = models.PositiveIntegerField()  # one past it; the same as `start` where the rule could not be asked
    contradicts = models.BooleanField(default=False)

    objects = TrialHitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "revision"], name="one_hit_a_version")]
        indexes = [models.Index(fields=["trial", "-contradicts", "id"], name="hits_of_a_trial")]


class RulesInUse(models.Model):
    """Changes whenever a rule is put into use or taken out: it tells processes to compile anew."""

    THE_ONLY = 1

    token = models.UUIDField(default=uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="rules_in_use_are_counted_once")]
