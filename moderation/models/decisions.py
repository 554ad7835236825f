"""What was decided: decisions and what they changed, what their subjects were told, and their questions about it."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from moderation.guidelines import Guideline
from moderation.models.cases import Case
from moderation.models.revisions import Revision
from moderation.queries import (
    AppealMessageQuerySet,
    AppealQuerySet,
    DecisionQuerySet,
    SanctionQuerySet,
    StatementQuerySet,
)


class Outcome(models.TextChoices):
    """A moderator's acts. The same codes as in the log."""

    APPROVE = "approve", _("Approve")
    APPROVE_EDITED = "approve_edited", _("Approve with an edit")
    RETURN = "return", _("Return to the author")
    DECLINE = "decline", _("Decline")
    HIDE = "hide", _("Hide")
    CONTENT_NOTE = "add_content_note", _("Add a content note")
    MOVE = "move", _("Move to another group")
    SPLIT = "split", _("Split the thread")
    MERGE = "merge", _("Merge with another thread")
    LOCK = "lock", _("Close for replies")
    UNLOCK = "unlock", _("Open for replies again")
    SLOW = "slow", _("Slow down")
    WARN = "warn", _("Warn")
    HOLD_FIRST = "hold_first", _("Hold first")
    PAUSE = "pause", _("Pause")
    BAN = "ban", _("Ban")
    ESCALATE = "escalate", _("Pass to the safeguarding lead")
    CARED = "cared", _("Close: somebody looks after it")
    NO_ACTION = "no_action", _("No action")
    UNDO = "undo", _("Undo")
    UPHOLD = "uphold", _("Leave as it was, after an appeal")


class Batch(models.Model):
    """Several cases decided alike: who, why, how many were shown beforehand, and how many it came to."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    previewed_count = models.PositiveIntegerField()
    decided_count = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, because="It is about other people's words.")


class Decision(models.Model):
    """A moderator's recorded act about one case. Written once; an undoing is a decision of its own."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome)
    guideline = models.CharField(max_length=20, choices=Guideline, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")  # that was judged
    case_version = models.PositiveIntegerField()  # that they saw
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="decisions")
    waited = models.DurationField(null=True)  # from when the case was opened, or was opened again, to now
    was_held = models.BooleanField(default=False)  # the policy had held what was judged
    decided_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, because="It is about somebody else; they have a statement."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(proposed_by=F("by")), name="two_people_are_two_people"
            ),
            models.CheckConstraint(
                condition=Q(outcome="undo", reverses__isnull=False) | (~Q(outcome="undo") & Q(reverses=None)),
                name="an_undoing_undoes_something",
            ),
        ]
        indexes = [
            models.Index(fields=["decided_at", "outcome"], name="decisions_by_day"),
            models.Index(fields=["by", "-id"], name="decisions_of_a_moderator"),
        ]


class Effect(models.Model):
    """One thing that a decision changed: what undoing it puts back. Ids and states, never words."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="effects")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    what = models.CharField(max_length=40)  # "state", "content_note", "thread": the room knows how to put it back
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)


class Sanction(models.Model):
    """What a person may not do, where and until when. In force by the clock, asked at each request; nothing is kept.

    `group_id` names a group with all inside it; none means the whole forum. There is no link: moderation knows no room.
    """

    class Kind(models.TextChoices):
        WARNING = "warn", _("Warning")
        HOLD_FIRST = "hold_first", _("Hold first")
        PAUSE = "pause", _("Pause")
        BAN = "ban", _("Ban")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    group_id = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="sanctions")
    lifted_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)  # its person has pressed "I have read this"

    objects = SanctionQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP,
        on_anonymising=Fate.KEEP,
        exported=("kind", "starts_at", "ends_at", "lifted_at", "acknowledged_at"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="sanctions_end_after_they_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("hold_first", "pause")) | Q(ends_at__isnull=False),
                name="what_is_not_a_ban_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="sanctions_of_a_person")]


class Statement(models.Model):
    """What the subject of a decision reads: what, by which guideline, why, by a person, and how to ask again.

    The sentences stay as they were written; who decided and who reported is in none of them.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="statement")
    title = models.CharField(max_length=200)
    paragraphs = models.JSONField(default=list)  # plain sentences, in the order in which they are read
    template_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)  # none: nothing was done that could be appealed against

    objects = StatementQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("title", "paragraphs", "given_at", "appeal_until")
    )

    class Meta:
        indexes = [models.Index(fields=["recipient", "-id"], name="statements_to_a_person")]


class Appeal(models.Model):
    """The subject's question about a decision. Answered by somebody else: the database sees to it.

    `first_decider` and `first_proposer` are copied from the decision, so that the constraint can compare. It ends by
    its answer, or when its appellant takes it back, and by nothing else. Source: README, M-9.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being looked at")
        UPHELD = "upheld", _("the decision stands")
        OVERTURNED = "overturned", _("the decision was taken back")
        WITHDRAWN = "withdrawn", _("taken back by who asked")

    appellant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    answer = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="+")  # "uphold" or "undo"
    on_behalf_of = models.CharField(max_length=40, blank=True)  # how the one who asks is related: "partner", "friend"
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    goes_to_safeguarding = models.BooleanField(default=False)  # there is nobody else who could look
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)  # or when it was taken back

    objects = AppealQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("state", "asked_at", "decided_at", "on_behalf_of")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (
                    ~Q(decided_by=F("first_decider"))
                    & ~Q(decided_by=F("appellant"))
                    & (Q(first_proposer=None) | ~Q(decided_by=F("first_proposer")))
                ),
                name="appeals_are_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("upheld", "overturned"), decided_by__isnull=False, answer__isnull=False)
                | Q(state__in=("open", "withdrawn"), decided_by=None, answer=None),
                name="only_an_answer_closes_an_appeal",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="appeals_that_ended_say_when",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="open"), name="open_appeals")]


class AppealMessage(models.Model):
    """One message in an appeal: between who asked and the moderators, or among moderators.

    The export has what people wrote about themselves; what moderators write is about somebody else.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="messages")
    words = models.TextField()
    is_private = models.BooleanField(default=False)  # among moderators
    written_at = models.DateTimeField()

    objects = AppealMessageQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP,
        on_anonymising=Fate.KEEP,
        exported=("words", "written_at"),
        exported_where=Q(author=F("appeal__appellant")),
    )
