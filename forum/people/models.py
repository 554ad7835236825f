"""What a person tells about themselves, and to whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Group
from forum.kernel.personal import Fate, Personal
from forum.people.queries import ProfileFieldQuerySet
from moderation.models import Revision


class Audience(models.TextChoices):
    ME = "me", _("Only me")
    GROUPS = "groups", _("Groups I choose")
    MEMBERS = "members", _("All members")


class ProfileField(models.Model):
    """One optional thing on a person's page. Nobody else sees it until its person says who may."""

    class Kind(models.TextChoices):
        ABOUT = "about", _("About me")
        PLACE = "place", _("Roughly where I live")
        LIKES = "likes", _("Things I like")
        PRONOUNS = "pronouns", _("Pronouns")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    html = models.TextField(blank=True)  # sanitised, of the published revision
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ME)
    groups = models.ManyToManyField(Group, related_name="+")

    objects = ProfileFieldQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("kind", "html", "audience"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_profile_field_of_a_kind")]
