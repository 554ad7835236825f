"""The words that are reviewed, one immutable version at a time."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from forum.kernel.personal import Fate, Personal
from moderation.queries import RevisionQuerySet


class Revision(models.Model):
    """One version of the words of one thing. Written once, never edited; it is what is reviewed.

    What members read is never this row: on approval its words are published to the target. `edited_by` is the
    moderator who approved it with an edit of theirs; its author stays the author.
    """

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    published = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    # The review engine makes this manager its own; nothing here uses it.
    approved = models.Manager["Revision"]()  # type: ignore[django-manager-missing]
    objects = RevisionQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.BY_CHOICE, on_anonymising=Fate.BY_CHOICE, exported=("title", "body", "created_at")
    )

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "approved"
        indexes = [models.Index(fields=["target_type", "target_id", "-id"], name="revisions_of_a_thing")]

    def _save_parents(
        self, cls: Any, using: Any, update_fields: Any, force_insert: Any = (), updated_parents: Any = None
    ) -> bool:
        # django-moderation calls this private method with the arguments of Django 3.2.
        return super()._save_parents(cls, using, update_fields, force_insert, updated_parents)  # type: ignore[misc]
