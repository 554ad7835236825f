"""What of a person's profile is shown to whom."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.models import Boundary
from forum.groups.queries import groups_of

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.people.models import ProfileField


class ProfileFieldQuerySet(models.QuerySet["ProfileField"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own fields, those shown to all members, and those shown to a group that both are in.

        Source: README, S-5.
        """
        if not viewer.is_authenticated:
            return self.none()
        mine = groups_of(viewer)
        chosen = self.model.groups.through.objects.filter(
            group__in=mine,
            group__memberships__person=models.F("profilefield__person"),
            group__memberships__is_in_force=True,
        ).values("profilefield")
        shown = Q(audience="members") | Q(audience="groups", pk__in=chosen)
        return self.filter(
            Q(person=viewer.pk) | (shown & ~Q(html="") & ~Q(person__in=Boundary.objects.hidden_from(viewer)))
        )
