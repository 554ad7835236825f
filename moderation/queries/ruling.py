"""How rules, their trials, and what these found are found."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Boundary, Person
from moderation.queries.desk import DeskRoleQuerySet, leading

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from moderation.models import DeskRole, Rule, RuleTrial, RuleVersion, TrialHit


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Every rule to whoever has a role at the desk for the whole forum: that is where a rule holds.

        Source: README, M-25.
        """
        return self.filter(_serves_the_forum(viewer))


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Those of rules that `viewer` sees: all, or none. Source: README, M-25."""
        return self.filter(_serves_the_forum(viewer))

    def waiting(self) -> Self:
        """Those that nobody agreed to yet, and that were not put aside."""
        return self.filter(agreed_at=None, retired_at=None)


class RuleTrialQuerySet(models.QuerySet["RuleTrial"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Those of rules that `viewer` sees: all, or none. Source: README, M-25."""
        return self.filter(_serves_the_forum(viewer))

    def going(self) -> Self:
        """Those that are not over."""
        return self.filter(state__in=("waiting", "running"))

    def silent_since(self, moment: datetime) -> Self:
        """Those that are not over, and of which nothing was heard since: whoever read for them is gone."""
        return self.going().filter(Q(beat_at=None, asked_at__lt=moment) | Q(beat_at__lt=moment))


class TrialHitQuerySet(models.QuerySet["TrialHit"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """What trials matched, to whoever sees the trial, as long as others may read the words or would.

        Except to leads, nothing by whoever chose not to be seen by `viewer`. A block of their own hides nothing: no
        author is named here, and blocking people one by one must not tell who wrote. Source: README, M-26 and S-6.
        """
        from moderation.models import Revision

        if not viewer.is_authenticated:
            return self.none()
        still_read = Revision.objects.filter(pk=OuterRef("revision")).still_read()
        hidden = Q(revision__author__in=Boundary.objects.hiding_from(viewer)) & ~Q(Exists(leading(viewer)))
        return self.filter(_serves_the_forum(viewer), Exists(still_read)).exclude(hidden)

    def contradicting_first(self) -> Self:
        """What people had decided otherwise first, then as the trial read: the newest first."""
        return self.order_by("-contradicts", "pk")

    def behind(self, last: "TrialHit") -> Self:
        """Those that come after one in that order."""
        others = Q(contradicts=False) if last.contradicts else Q(pk__in=[])
        return self.filter(Q(contradicts=last.contradicts, pk__gt=last.pk) | others)


def roles_for_the_forum(person: "Person") -> "DeskRoleQuerySet":
    """The person's standing roles at the desk that hold everywhere."""
    from moderation.models import DeskRole

    return DeskRole.objects.of(person).filter(group_id=None)


def _serves_the_forum(viewer: "Viewer") -> Q:
    """The condition, the same for every row, for a viewer to have a role at the desk for the whole forum."""
    if not viewer.is_authenticated or not viewer.is_active:
        return Q(pk__in=[])
    return Q(Exists(roles_for_the_forum(viewer)))
