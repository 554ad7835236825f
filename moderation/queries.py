"""How revisions are found."""

from typing import TYPE_CHECKING, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from moderation.models import Revision


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The versions that `viewer` wrote. Moderators see others' at the desk. Source: README, S-4."""
        return self.filter(author=viewer.pk) if viewer.is_authenticated else self.none()

    def of(self, target: models.Model) -> Self:
        """The versions of one thing's words."""
        return self.filter(target_type=ContentType.objects.get_for_model(target), target_id=target.pk)

    def newest_first(self) -> Self:
        return self.order_by("-pk")
