"""Notices: what is told to one person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Group
from forum.kernel.personal import Fate, Personal
from forum.meetups.models import Meetup, Message
from forum.notices.queries import NoticeQuerySet
from forum.threads.models import Post, Thread
from moderation.models import Appeal, Report, Statement


class Kind(models.TextChoices):
    # Of threads.
    REPLIES = "replies", _("somebody wrote in a thread")
    NAMED = "named", _("somebody named you")
    QUOTED = "quoted", _("somebody quoted you")
    REACTED = "reacted", _("somebody answered your post with a kind word")
    # Of groups.
    ASKED = "asked", _("somebody asks to be let in")
    LET_IN = "let_in", _("you were let in")
    DECLINED = "declined", _("you were not let in")
    ROLE = "role", _("you have another role")
    # Of moderation.
    SHOWN = "shown", _("what you wrote stands on its page now")
    STATEMENT = "statement", _("a moderator wrote to you")
    ANSWERED = "answered", _("your report was answered")
    APPEAL = "appeal", _("what you asked to be looked at again was decided")
    IN_APPEAL = "in_appeal", _("a moderator wrote about what you asked to be looked at again")
    WAITING = "waiting", _("something waits at the desk")
    URGENT = "urgent", _("somebody is worried about a person")
    # Of meetups.
    OFFERED = "offered", _("a place is kept for you")
    LAPSED = "lapsed", _("an offer of a place has ended")
    CHANGED = "changed", _("a meetup has changed")
    POSTPONED = "postponed", _("a meetup is postponed")
    CANCELLED = "cancelled", _("a meetup is cancelled")
    MESSAGE = "message", _("its organiser wrote")
    REMINDER = "reminder", _("a meetup is near")
    HANDED = "handed", _("you organise a meetup now")


class Skipped(models.TextChoices):
    NOT_SEEN = "not_seen", _("they may not see it any more")
    NOT_COMING = "not_coming", _("they do not come any more")
    MOVED_ON = "moved_on", _("it has changed since, and that is told by itself")
    CANCELLED = "cancelled", _("it does not take place")
    OVER = "over", _("it is over")
    GONE = "gone", _("their account is closed")
    UNWANTED = "unwanted", _("they chose not to be told so")
    READ = "read", _("they have seen it already")
    AWAY = "away", _("they are on a break")
    STOPPED = "stopped", _("moderators asked its writer, or them, to pause there")
    BOUNCED = "bounced", _("mail does not reach them")


# Of these one waits at a time until it is read, however much happens: a burst is one notice.
GATHERED_BY_THREAD = (Kind.REPLIES,)
GATHERED_BY_POST = (Kind.REACTED,)
GATHERED_BY_PERSON = (Kind.WAITING,)
GATHERED_BY_GROUP = (Kind.ASKED,)
GATHERED_BY_APPEAL = (Kind.IN_APPEAL,)
_UNREAD = Q(read_at=None, skipped_because="")


class Notice(models.Model):
    """One thing to be told to one person: written with the deed, told when it is due, or not told and why.

    Of one thing nothing is told twice. `sequence` says which: of a meetup, its sequence, the second at which an offer
    ends or somebody else organises it, or the id of the message; of replies in a thread, the number of the first new
    post; of a group, the second at which it was so; of words that are shown, the id of their version, or of the venue that
    they are about; of a concern, the id of its case; else 0. Source: README, E-11 and N-6.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, null=True, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="+")
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, null=True, related_name="+")
    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    skipped_because = models.CharField(max_length=10, choices=Skipped, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    mailed_in = models.ForeignKey("Delivery", on_delete=models.SET_NULL, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE,
        on_anonymising=Fate.ERASE,
        exported=("kind", "thread", "group", "meetup", "made_at", "told_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meetup", "recipient", "kind", "sequence"],
                condition=Q(meetup__isnull=False),
                name="nothing_of_a_meetup_told_twice",
            ),
            models.UniqueConstraint(
                fields=["recipient", "thread"],
                condition=_UNREAD & Q(kind__in=GATHERED_BY_THREAD),
                name="one_notice_of_new_replies",
            ),
            models.UniqueConstraint(
                fields=["recipient", "post", "kind"],
                condition=_UNREAD & Q(kind__in=GATHERED_BY_POST),
                name="one_notice_of_new_reactions",
            ),
            models.UniqueConstraint(
                fields=["recipient", "post", "kind"],
                condition=Q(kind__in=("named", "quoted")),
                name="nothing_of_a_post_told_twice",
            ),
            models.UniqueConstraint(
                fields=["recipient", "post", "sequence"], condition=Q(kind="shown"), name="no_showing_told_twice"
            ),
            models.UniqueConstraint(
                fields=["recipient", "sequence"], condition=Q(kind="urgent"), name="no_concern_told_twice"
            ),
            models.UniqueConstraint(
                fields=["recipient", "group"],
                condition=_UNREAD & Q(kind__in=GATHERED_BY_GROUP),
                name="one_notice_of_new_requests",
            ),
            models.UniqueConstraint(
                fields=["recipient", "group", "kind", "sequence"],
                condition=Q(kind__in=("let_in", "declined", "role")),
                name="nothing_of_a_group_told_twice",
            ),
            models.UniqueConstraint(
                fields=["recipient"],
                condition=_UNREAD & Q(kind__in=GATHERED_BY_PERSON),
                name="one_notice_of_what_waits",
            ),
            models.UniqueConstraint(
                fields=["recipient", "statement"],
                condition=Q(statement__isnull=False),
                name="no_statement_told_twice",
            ),
            models.UniqueConstraint(
                fields=["recipient", "report"], condition=Q(report__isnull=False), name="no_answer_told_twice"
            ),
            models.UniqueConstraint(
                fields=["recipient", "appeal"], condition=Q(kind="appeal"), name="no_answered_appeal_told_twice"
            ),
            models.UniqueConstraint(
                fields=["recipient", "appeal"],
                condition=_UNREAD & Q(kind__in=GATHERED_BY_APPEAL),
                name="one_notice_of_new_words_in_an_appeal",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(skipped_because=""), name="what_was_told_was_not_skipped"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(told_at=None, skipped_because=""), name="notices_to_tell"),
            models.Index(
                fields=["recipient", "-told_at", "-id"], condition=Q(told_at__isnull=False), name="notices_of_a_person"
            ),
            models.Index(
                fields=["recipient", "thread"], condition=Q(read_at=None, told_at__isnull=False), name="notices_unread"
            ),
            models.Index(fields=["made_at"], name="notices_by_age"),
        ]
