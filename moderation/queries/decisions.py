"""How decisions, statements, appeals and sanctions are found."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Boundary, Person
from moderation.queries.desk import leading

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from moderation.models import Appeal, AppealMessage, Decision, Sanction, Statement


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Those on cases that one sees at the desk. Whoever was decided about has a statement. Source: README, M-8."""
        from moderation.models import Case

        return self.filter(case__in=Case.objects.visible_to(viewer).values("pk"))


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Those given to `viewer`. Source: README, M-8."""
        return self.filter(recipient=viewer.pk) if viewer.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own, and those about decisions on cases that one may see at the desk.

        Where nobody else could look, safeguarding leads see it, whatever their scope. Source: README, M-9.
        """
        from moderation.models import Case

        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        at_desk = Q(decision__case__in=Case.objects.visible_to(viewer).values("pk")) | Q(
            Exists(leading(viewer, "safeguarding")), goes_to_safeguarding=True
        )
        return self.filter(Q(appellant=viewer.pk) | at_desk)

    def not_own(self, person: "Person") -> Self:
        """Those of others: what stands at the desk."""
        return self.exclude(appellant=person.pk)

    def still_open(self) -> Self:
        return self.filter(state="open")


class AppealMessageQuerySet(models.QuerySet["AppealMessage"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """What was written in one's own appeals, and is not among moderators. Source: README, M-9."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(appeal__appellant=viewer.pk, is_private=False)

    def seen_by(self, viewer: "Person", *, appeal: "Appeal") -> Self:
        """The same of an appeal that the viewer is known to see; to moderators, all that was written in it.

        Asked in one step with sight of the case, it is nested more deeply than SQLite takes.
        """
        written = self.filter(appeal=appeal.pk)
        return written.filter(is_private=False) if appeal.appellant_id == viewer.pk else written


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Those about oneself. Moderators see others' on the person's record. Source: README, M-7."""
        return self.filter(person=viewer.pk) if viewer.is_authenticated else self.none()

    def in_force(self, now: datetime) -> Self:
        """Those that hold at this moment, by the clock. Source: README, M-7."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now, lifted_at=None)

    def against_writing(self) -> Self:
        """Those that keep their person from writing: pauses, bans, and warnings that were not read yet."""
        return self.filter(Q(kind__in=("pause", "ban")) | Q(kind="warn", acknowledged_at=None))

    def still_asking(self) -> Self:
        """Without warnings that were read: those ask for nothing more."""
        return self.exclude(kind="warn", acknowledged_at__isnull=False)

    def reaching(self, path: tuple[int, ...]) -> Self:
        """Those whose scope holds in a group: one for the whole forum, for it, or for a group above it."""
        return self.filter(Q(group_id=None) | Q(group_id__in=path))
