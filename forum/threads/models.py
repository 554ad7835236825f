"""Threads, posts, and what a member keeps about them: drafts, reading position, reactions, how to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Group
from forum.kernel import content_notes
from forum.kernel.personal import Fate, Personal
from forum.threads.queries import DraftQuerySet, PostQuerySet, SubscriptionQuerySet, ThreadQuerySet
from forum.threads.rendering import own_words
from moderation.models import Revision

# Instead of a letter until a post is published: a letter that nobody sees would tell that something waits.
LETTER_TO_COME = "?"


class Thread(models.Model):
    """A titled conversation in one group.

    `last_number` is the counter from which posts get their numbers, under a lock on this row; it never goes
    back. The other kept figures change in the verb that changes what they count.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(_("title"), max_length=120)
    starter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=3, blank=True)  # set when it was started without a name
    is_published = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    slow_minutes = models.PositiveSmallIntegerField(default=0)  # that lie between two replies of one member …
    slow_until = models.DateTimeField(null=True)  # … until this moment, by the clock
    notes = models.CharField(max_length=content_notes.LONGEST, blank=True, default="")  # content notes, as codes
    started_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # Of the newest published post, for order. While the opening post waits: a place of its own, seen by its starter.
    last_publication = models.BigIntegerField(default=0, editable=False)
    last_posted_at = models.DateTimeField(null=True, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)  # published replies, removed ones not counted
    letter_count = models.PositiveSmallIntegerField(
        default=0, editable=False
    )  # letters given out to people without a name
    # Where its posts stand since a moderator merged it: nobody sees it any more, and its address leads there.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = ThreadQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.KEEP, on_anonymising=Fate.KEEP, exported=("title", "started_at"))

    class Meta:
        indexes = [
            models.Index(fields=["group", "-last_publication"], name="threads_of_a_group"),
            models.Index(fields=["group"], condition=Q(is_pinned=True), name="pinned_threads"),
            models.Index(fields=["starter"], name="threads_of_a_starter"),
        ]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """One message in a thread. What is here is what members read; its versions are `moderation.Revision` rows.

    A post has no number until it is published: then it gets the thread's next one, for good, and with it the next
    publication of the whole forum. A post held for two hours so appears as new to everybody, and numbers tell nobody
    that something waits. The opening post is number 1. What was never published never gets a number, and nobody else
    ever sees its place.

    `revision` is the version that is shown, or that was until a moderator hid it. `newer_words` says what became of
    words written after it. Source: README, P-6, P-7 and P-13.
    """

    class State(models.TextChoices):
        HELD = "held", _("waiting for a moderator")
        RETURNED = "returned", _("sent back to its author")
        DECLINED = "declined", _("not put up")
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("removed by a moderator")
        WITHDRAWN = "withdrawn", _("removed by its author")

    class Newer(models.TextChoices):
        NONE = "", _("none")
        HELD = "held", _("waiting for a moderator")
        RETURNED = "returned", _("sent back to its author")
        DECLINED = "declined", _("not put up")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts", db_index=False)
    number = models.PositiveIntegerField(null=True)
    publication = models.BigIntegerField(null=True, editable=False)  # place in the order in which posts became visible
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=3, blank=True)  # "A", "B", … when written without a name, "?" until published
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    html = models.TextField(blank=True)  # sanitised, ready to show; empty when removed
    renderer_version = models.PositiveSmallIntegerField(default=0)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    newer_words = models.CharField(max_length=10, choices=Newer, default=Newer.NONE, blank=True)
    notes = models.CharField(max_length=content_notes.LONGEST, blank=True, default="")  # of a reply; else the thread's
    is_edited_by_moderator = models.BooleanField(default=False)  # the version that is shown was
    form_key = models.UUIDField(unique=True, null=True)  # of the form that it was written in: sent twice, posted once
    with_you_count = models.PositiveIntegerField(default=0)
    same_here_count = models.PositiveIntegerField(default=0)
    thank_you_count = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.BY_CHOICE, on_anonymising=Fate.BY_CHOICE, exported=("thread", "number", "written_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="no_number_used_twice"),
            models.UniqueConstraint(fields=["publication"], name="no_publication_used_twice"),
            models.CheckConstraint(
                condition=Q(number=None, publication=None) | Q(number__isnull=False, publication__isnull=False),
                name="posts_have_both_number_and_publication_or_neither",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "hidden")) | Q(number__isnull=False),
                name="published_posts_have_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("held", "returned", "declined")) | Q(number=None),
                name="held_posts_have_no_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("held", "published")) | Q(html=""), name="removed_posts_have_no_words"
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-publication"], name="posts_of_an_author"),
            models.Index(fields=["thread", "publication"], name="posts_of_a_thread_in_order"),
            models.Index(fields=["thread", "author", "number"], name="posts_of_one_in_a_thread"),
            models.Index(fields=["thread", "number"], condition=~Q(state="published"), name="posts_not_counted_as_new"),
        ]


class FormerPlace(models.Model):
    """A place in a thread whose post stands in another one now, since a moderator split or merged threads.

    Numbers are never used twice, so the place is not taken again but by the same post, when that is undone. It keeps
    what the post had there; `number` is empty for a post that was not published when it went. Source: README, P-17.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="former_places")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="former_places")
    number = models.PositiveIntegerField(null=True)
    publication = models.BigIntegerField(null=True)
    letter = models.CharField(max_length=3, blank=True)
    notes = models.CharField(max_length=content_notes.LONGEST, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="no_place_left_twice")]


class Quote(models.Model):
    """A post quotes another: kept so that the quoted words go when they are removed, and hide from whom they hide."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotes")
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "quoted"], name="one_quote_row_a_pair")]


class Letter(models.Model):
    """Which letter a person has in a thread where they write without their name."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    letter = models.CharField(max_length=3)

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("thread", "letter"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="one_letter_a_person"),
            models.UniqueConstraint(fields=["thread", "letter"], name="one_person_a_letter"),
        ]


class Reaction(models.Model):
    class Kind(models.TextChoices):
        WITH_YOU = "with_you", _("With you")
        SAME_HERE = "same_here", _("Same here")
        THANK_YOU = "thank_you", _("Thank you")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("post", "kind"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person", "kind"], name="one_reaction_of_a_kind")]
        indexes = [models.Index(fields=["person", "post"], name="reactions_of_a_person")]


class ReadingPosition(models.Model):
    """The highest number that a person has read in a thread. It only grows."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("thread", "number"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="one_position_a_thread")]


class CaughtUp(models.Model):
    """Everything published in a group up to this counts as read: set on joining, and by "mark all as read"."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    publication = models.BigIntegerField()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, because="It says only what was read.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_caught_up_mark_a_group")]


class Subscription(models.Model):
    """How a person wants to be told of replies in a thread, or in a whole group (`thread` empty)."""

    class Level(models.TextChoices):
        EACH = "each", _("Each time somebody writes (one mail until I have looked)")
        DAILY = "daily", _("Once a day")
        NAMED = "named", _("Only when I am named")
        MUTED = "muted", _("Nothing")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=Level, default=Level.DAILY)

    objects = SubscriptionQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("group", "thread", "level"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "thread"], condition=Q(thread__isnull=False), name="one_subscription_a_thread"
            ),
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(thread=None), name="one_subscription_a_group"
            ),
        ]


class Draft(models.Model):
    """Words not posted yet: one for each member and place. A reply, a new thread, or an edit.

    `sequence` grows with each save; a save with an older one is refused, so that a slow request or another
    tab never overwrites what was written later. `form_key` is that of the form the words were typed in: once a
    post has it, the draft is known as posted and is never shown again, however late a save of it arrives.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, null=True, related_name="+"
    )  # a reply to it, or an edit in it
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="+")  # an edit of it
    title = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    is_unnamed = models.BooleanField(default=False)  # it is to be posted without its writer's name
    notes = models.CharField(max_length=content_notes.LONGEST, blank=True, default="")  # it is to be posted with them
    sequence = models.PositiveIntegerField(default=0)
    form_key = models.UUIDField(null=True, editable=False)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE,
        on_anonymising=Fate.ERASE,
        exported=("group", "thread", "title", "body", "is_unnamed", "notes", "saved_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(thread=None), name="one_draft_of_a_new_thread"
            ),
            models.UniqueConstraint(
                fields=["person", "thread"], condition=Q(thread__isnull=False, post=None), name="one_draft_of_a_reply"
            ),
            models.UniqueConstraint(
                fields=["person", "post"], condition=Q(post__isnull=False), name="one_draft_of_an_edit"
            ),
        ]

    @property
    def excerpt(self) -> str:
        """What its person wrote themselves, to know it by. Quotes are left out: their words may be gone by now."""
        return " ".join(own_words(self.body).split()) or self.title
