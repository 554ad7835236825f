"""What announcements, venues and messages have in common: words that are reviewed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models import Revision


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


class Worded(models.Model):
    """Something whose words are revisions. What is in the row is what others read; `revision` is that version.

    `newer_words` says what became of words written after it. Where nothing is published, the row holds no words.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    newer_words = models.CharField(max_length=10, choices=Newer, default=Newer.NONE, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    renderer_version = models.PositiveSmallIntegerField(default=0)
    is_edited_by_moderator = models.BooleanField(default=False)
    form_key = models.UUIDField(unique=True, null=True)  # of the form that it was written in: sent twice, made once
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(revision__isnull=False), name="published_%(class)ss_have_a_version"
            )
        ]
