"""The index: one entry for each thing that can be found. It repeats words that stand elsewhere, and goes when they go."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Group
from forum.kernel.personal import Fate, Personal
from forum.search.queries import EntryQuerySet


class Entry(models.Model):
    """One thing that can be found, with its words. What it is about stands where it always stood; here are copies.

    Copies narrow the search; whether somebody may see a thing is asked of the thing itself. Keys grow as things become
    visible, so that newest first is the order of the key. The databases keep what is sought by `title_terms` and `terms`
    beside this table, as its migration says. Source: README, F-1 and F-2.
    """

    class Kind(models.TextChoices):
        POST = "post", _("post")
        MEETUP = "meetup", _("meetup")  # an announcement, for all of its dates
        GROUP = "group", _("group")
        PERSON = "person", _("person")
        PROFILE = "profile", _("profile")  # one thing that somebody tells about themselves

    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField()
    is_opening = models.BooleanField(default=False)  # a post that opens its thread, and has its title
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")  # in which it stands
    # Under whose name it stands; None where that is nobody's.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    moment = models.DateTimeField()
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)  # plain, without quotes of others
    title_terms = models.TextField(blank=True)
    terms = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField()  # of the way in which terms are made

    objects = EntryQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.KEEP,
        on_anonymising=Fate.BY_CHOICE,
        because="It repeats words that are exported where they stand.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_a_thing")]
        indexes = [
            models.Index(fields=["group", "-id"], name="entries_of_a_group"),
            models.Index(fields=["author", "-id"], name="entries_of_an_author"),
            models.Index(fields=["-id"], condition=~models.Q(title=""), name="entries_with_title"),
            models.Index(
                fields=["kind", "-id"],
                condition=~models.Q(kind="post") | models.Q(is_opening=True),
                name="entries_but_replies",
            ),
        ]
