"""How revisions and the entries of the log are found."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import Person
    from accounts.queries import Viewer
    from moderation.models import LogEntry, Revision

# Rooms above say which groups a person leads: each gives a queryset of group ids for somebody signed in.
_leads: list[Callable[["Person"], QuerySet[Any, Any]]] = []


def leads_through(ids_for: Callable[["Person"], QuerySet[Any, Any]]) -> None:
    """Register a way of leading a group, which lets its leads read the group's part of the log; from an `apps.py`."""
    _leads.append(ids_for)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The versions that `viewer` wrote. Moderators see others' at the desk. Source: README, S-4."""
        return self.filter(author=viewer.pk) if viewer.is_authenticated else self.none()

    def of(self, target: models.Model) -> Self:
        """The versions of one thing's words."""
        return self.filter(target_type=ContentType.objects.get_for_model(target), target_id=target.pk)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Everything to staff; to others the entries of groups that they lead, once a room says who leads.

        Nobody leads yet: the desk's roles register through `leads_through`. Source: README, M-12.
        """
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        if viewer.is_staff:
            return self.all()
        led = Q()
        for ids_for in _leads:
            led |= Q(group_id__in=ids_for(viewer))
        return self.filter(led) if led else self.none()

    def about(self, subject: models.Model) -> Self:
        """The entries about one thing."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def newest_first(self) -> Self:
        return self.order_by("-sequence")
