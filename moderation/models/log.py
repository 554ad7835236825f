"""The rows of the log. They are written through `moderation.log.write` only, and the database refuses to change them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from moderation.queries import LogEntryQuerySet


class Action(models.TextChoices):
    """What somebody did. A code once written stays in the log for good: add codes, never change one."""

    HOLD = "hold", _("held before anyone read it")
    REPORT = "report", _("reported")
    CLAIM = "claim", _("took on")
    BREAK_CLAIM = "break_claim", _("took over from somebody")
    HAND_ON = "hand_on", _("handed on")
    APPROVE = "approve", _("approved")
    APPROVE_EDITED = "approve_edited", _("approved with an edit")
    RETURN = "return", _("returned to its author")
    DECLINE = "decline", _("declined")
    HIDE = "hide", _("hid")
    SHOW_AGAIN = "show_again", _("showed again")
    ADD_CONTENT_NOTE = "add_content_note", _("added a content note")
    MOVE = "move", _("moved")
    SPLIT = "split", _("split")
    MERGE = "merge", _("merged")
    LOCK = "lock", _("locked")
    UNLOCK = "unlock", _("unlocked")
    SLOW = "slow", _("slowed")
    WARN = "warn", _("warned")
    HOLD_FIRST = "hold_first", _("set to hold first")
    PAUSE = "pause", _("paused")
    BAN = "ban", _("banned")
    LIFT = "lift", _("lifted a sanction")
    ESCALATE = "escalate", _("passed to the safeguarding lead")
    PROPOSE = "propose", _("proposed how to close")
    CARED = "cared", _("closed: somebody looks after it")
    ACKNOWLEDGE = "acknowledge", _("has read a sanction")
    NO_ACTION = "no_action", _("decided that nothing was needed")
    UNDO = "undo", _("undid")
    REOPEN = "reopen", _("opened again")
    NOTE = "note", _("wrote a private note")
    APPEAL = "appeal", _("appealed")
    WITHDRAW_APPEAL = "withdraw_appeal", _("took an appeal back")
    MESSAGE = "message", _("wrote in an appeal")
    UPHOLD = "uphold", _("upheld a decision")
    OVERTURN = "overturn", _("overturned a decision")
    SAVE_RULE = "save_rule", _("saved a version of a rule")
    TRY_RULE = "try_rule", _("tried a rule")
    RAISE_RULE = "raise_rule", _("put a rule into use")
    RETIRE_RULE = "retire_rule", _("took a rule out of use")
    GIVE_ROLE = "give_role", _("gave a role")
    TAKE_ROLE = "take_role", _("ended a role")
    CONFIRM_TRAINING = "confirm_training", _("confirmed somebody’s training")
    WITHDRAW_TRAINING = "withdraw_training", _("took back that somebody’s training was confirmed")
    SET_HOURS = "set_hours", _("changed hours of duty")
    SET_HOLIDAY = "set_holiday", _("changed a day on which nobody is on duty")
    SET_DUE_TIME = "set_due_time", _("changed how soon cases are due")
    ERASE_WORDS = "erase_words", _("erased words")
    LOOK = "look", _("looked at")


class Look(models.TextChoices):
    """What was looked at, where looking is itself written down."""

    UNNAMED_AUTHOR = "unnamed_author", _("who wrote without a name")
    REPORTER = "reporter", _("who reported")
    CONCERN = "concern", _("a concern about a person")
    NOTES = "notes", _("private notes")
    HIDDEN_WORDS = "hidden_words", _("words that are not shown")
    HISTORY = "history", _("a person's history")
    BURDEN = "burden", _("how many hard things somebody opened")
    LOG = "log", _("the log")
    RULE_HITS = "rule_hits", _("words that a rule on trial matched")


class LogEntry(models.Model):
    """One thing that somebody did, or looked at. Never changed, never taken out: triggers refuse both.

    It holds ids, codes and hashes, so that what it is about can be erased while it stays.
    Source: README, M-10 and M-11.
    """

    sequence = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    format = models.PositiveSmallIntegerField()  # how the hash was made: see `moderation.log.chain`
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    # Nobody: the forum itself. No constraint in the database, so that the entry outlives even the row of a person,
    # and so that writing it never waits for whoever holds that row, while everybody else waits for the head.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    role = models.CharField(max_length=80, blank=True)  # in which they acted
    action = models.CharField(max_length=80)  # an `Action`; without `choices`, a new one needs no migration
    subject_type = models.CharField(max_length=80, blank=True)  # a model's label, as `threads.post`
    subject_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)  # for sight alone: no link to the room
    reason = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects = LogEntryQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP,
        on_anonymising=Fate.KEEP,
        because="It records what was decided about other people. Who is decided about is told in a statement of their own.",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(sequence__gte=1), name="the_log_counts_from_one")]
        indexes = [
            models.Index(fields=["by", "-sequence"], name="log_by_person"),
            models.Index(fields=["group_id", "-sequence"], name="log_by_group"),
            models.Index(fields=["action", "-sequence"], name="log_by_action"),
            models.Index(fields=["subject_type", "subject_id", "-sequence"], name="log_by_subject"),
        ]


class LogHead(models.Model):
    """The end of the chain: the one row that everybody who writes to the log locks first, so that it never forks."""

    THE_ONLY = 1

    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="the_log_has_one_head")]


class LogCheckpoint(models.Model):
    """That the log had reached an entry, and that this was written to a file which leaves the machine."""

    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    exported_at = models.DateTimeField()
    destination = models.TextField()
