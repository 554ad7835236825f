"""What moderators work on: cases, and why each is there."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from moderation.models.revisions import Revision
from moderation.models.rules import RuleVersion
from moderation.queries import CaseQuerySet, ReportQuerySet


class Severity(models.IntegerChoices):
    OTHER = 1, _("Other")
    MEDICAL_CLAIM = 2, _("Cure or medical claim")
    HARM = 3, _("Harm")
    PERSONAL_DETAILS = 4, _("Personal details")
    CONCERN = 5, _("Concern about a person")


class Case(models.Model):
    """One subject with all the reasons why moderators look at it. At most one is open for a subject.

    `version` grows with everything that a decision has to know of: a finding, a report, newer words, a decision.
    In whose scope it lies is never kept here: it is asked of the subject itself. Source: README, M-3 and M-4.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PARKED = "parked", _("waiting until a day")
        CLOSED = "closed", _("closed")

    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.OTHER)
    is_distressing = models.BooleanField(default=False)  # its words stand behind a click
    is_escalated = models.BooleanField(default=False)  # the safeguarding lead decides
    wants_second = models.BooleanField(default=False)  # somebody asked for a second opinion
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    wakes_at = models.DateTimeField(null=True)  # until then a parked case is not in the list
    closed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    claim_ends_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP,
        on_anonymising=Fate.KEEP,
        because="It names who reported and who decided. What was decided is told, and exported, in statements.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=~Q(state="closed"), name="one_open_case_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="closed_cases_say_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="parked") | Q(wakes_at__isnull=False), name="parked_cases_wake_again"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(claim_ends_at__isnull=False), name="claims_end_by_the_clock"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "-severity", "id"], condition=~Q(state="closed"), name="the_desk_in_order"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="cases_of_a_subject"),
            models.Index(fields=["about", "-id"], name="cases_about_a_person"),
            models.Index(fields=["closed_at"], condition=Q(state="closed"), name="closed_cases_by_day"),
        ]


class Finding(models.Model):
    """What a check of the policy found in one version of words: why it was held, or why somebody should look.

    `words` are those that matched, for the moderator and the author; they go when the version's words are erased.
    """

    class Check(models.TextChoices):
        HOLD_FIRST_MEMBER = "hold_first_member", _("This member’s posts are read first for a while.")
        HOLD_FIRST_GROUP = "hold_first_group", _("Every post in this group is read first.")
        FIRST_POSTS = "first_posts", _("It is one of this member’s first posts here.")
        NEWCOMER_CONTACT = "newcomer_contact", _("A newcomer wrote what looks like contact details or a link.")
        RULE = "rule", _("A rule matched.")
        ANNOUNCED = "announced", _("It is announced by a member: somebody reads it before anybody is told.")
        RESUBMITTED = "resubmitted", _("Its author sent it again after it was returned to them.")
        FAILED = "failed", _("A check could not be made, so somebody reads it.")
        TAKEN = "taken", _("A moderator wants to look at it.")
        FOLLOW_UP = "follow_up", _("It was to be looked at again from this day.")
        OTHER = "other", _("Somebody reads it first.")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    check_code = models.CharField(max_length=20, choices=Check)
    rule_version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.JSONField(default=list)  # [[start, end, words], …], places in the version's title + newline + body
    holds = models.BooleanField(default=True)
    found_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["revision"], name="findings_in_a_version")]


class Report(models.Model):
    """Somebody asks moderators to look. It keeps the version that they saw; the author never learns who.

    `reporter` is nobody for a person without an account, who reads what is open to all.
    """

    class Reason(models.TextChoices):
        GUIDELINES = "guidelines", _("It breaks the guidelines")
        SELLING = "selling", _("It sells something, or promises a cure")
        PERSONAL_DETAILS = "personal_details", _("It tells personal details")
        ILLEGAL = "illegal", _("It is against the law")
        DIED = "died", _("Somebody has died")
        WORRIED = "worried", _("I am worried about this person")

    class Outcome(models.TextChoices):
        ACTED = "acted", _("Something was done about it.")
        NOTHING = "nothing", _("Nothing had to be changed.")
        GONE = "gone", _("Its author had removed it already.")
        CARED = "cared", _("Somebody is looking after it.")

    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()  # what was reported: of a concern, where the worrying words stand
    subject = GenericForeignKey("subject_type", "subject_id")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")  # that they saw
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.TextField(blank=True)
    receipt = models.UUIDField(unique=True)  # in the address of the receipt, for who has no account too
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP,
        on_anonymising=Fate.KEEP,
        exported=("reason", "words", "reported_at", "outcome", "answered_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "case", "reason"],
                condition=Q(reporter__isnull=False, answered_at=None),
                name="one_report_of_a_kind_a_case",
            )
        ]
        indexes = [
            models.Index(fields=["reporter", "-id"], name="reports_of_a_person"),
            models.Index(fields=["reported_at"], condition=Q(reporter=None), name="reports_without_an_account"),
        ]


class Proposal(models.Model):
    """How somebody would close a case that needs two people: another one agrees, or decides otherwise.

    The row goes with the decision.
    """

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="proposal")
    outcome = models.CharField(max_length=20)  # an `Outcome`
    guideline = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True)
    case_version = models.PositiveIntegerField()
    proposed_at = models.DateTimeField()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, because="It is about somebody else.")


class HandedOn(models.Model):
    """ "Not me today": a case that somebody does not see again before a day. Without a reason."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handed_on")
    until = models.DateTimeField()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, because="It is about somebody else's case.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="handed_on_once")]


class DueTime(models.Model):
    """Within how long a case of a severity is to be decided, as set by a lead; else `moderation.rules.DUE_WITHIN`."""

    severity = models.PositiveSmallIntegerField(choices=Severity, unique=True)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=15), name="due_times_leave_time_to_read")]
