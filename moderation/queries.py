"""How revisions, cases, statements, appeals, notes and the entries of the log are found."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Boundary, Person
from moderation.kinds import kinds, places

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from moderation.models import (
        Appeal,
        AppealMessage,
        Case,
        DeskRole,
        LogEntry,
        Note,
        Report,
        Revision,
        Rule,
        RuleTrial,
        RuleVersion,
        Sanction,
        Statement,
        TrialHit,
    )


CONCERN = 5  # `Severity.CONCERN`: models stand above


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The versions that `viewer` wrote. Moderators see others' at the desk. Source: README, S-4."""
        return self.filter(author=viewer.pk) if viewer.is_authenticated else self.none()

    def of(self, target: models.Model) -> Self:
        """The versions of one thing's words."""
        return self.filter(target_type=ContentType.objects.get_for_model(target), target_id=target.pk)

    def standing(self) -> Self:
        """Without edits by moderators that are not shown: taken back, they are nobody's newest words."""
        return self.exclude(edited_by__isnull=False, published=False)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def still_read(self) -> Self:
        """Those that others read, or would: not removed or emptied by their author since, nor kept for themselves."""
        found = Q(pk__in=[])
        for kind in kinds():
            found |= Q(kind.is_read(), target_type=ContentType.objects.get_for_model(kind.model).pk)
        return self.filter(found)


def not_emptied_since() -> Q:
    """The condition on revisions for their author not to have taken the words away with a later, empty version."""
    from moderation.models import Revision

    same = Revision.objects.filter(target_type=OuterRef("target_type"), target_id=OuterRef("target_id"))
    return ~Q(Exists(same.filter(pk__gt=OuterRef("pk"), body="")))


class DeskRoleQuerySet(models.QuerySet["DeskRole"]):
    def standing(self) -> Self:
        """Those that were not ended."""
        return self.filter(ended_at=None)

    def of(self, person: "Person", *kinds_wanted: str) -> Self:
        """The standing roles of a person; only of these kinds, if any are named."""
        mine = self.standing().filter(person=person.pk)
        return mine.filter(kind__in=kinds_wanted) if kinds_wanted else mine


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Cases whose subject stands, now, in a group that `viewer` moderates, or in the scope of a role at the desk.

        Never one about the viewer. Nor, except to leads, one about somebody who is hidden from the viewer by a
        boundary. A concern is in scope where the words that gave rise to it stand. Source: README, M-4.
        """
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        everywhere, groups = _reach(viewer)
        in_scope = Q(Exists(everywhere)) | _subject_stands_in(groups) | _concern_arose_in(groups)
        hidden = Q(about__in=Boundary.objects.hidden_from(viewer)) & ~Q(Exists(_leading(viewer)))
        return self.filter(in_scope).exclude(about=viewer.pk).exclude(hidden)

    def waiting(self, now: datetime) -> Self:
        """Those to be worked on: open ones, and parked ones whose day has come."""
        return self.filter(Q(state="open") | Q(state="parked", wakes_at__lte=now))

    def not_closed(self) -> Self:
        return self.exclude(state="closed")

    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)

    def in_order(self) -> Self:
        """The one order of the desk: the latest first, then the gravest. Source: README, M-3."""
        return self.order_by("due_at", "-severity", "pk")

    def claimed_by_others(self, person: "Person", now: datetime) -> Self:
        return self.filter(claim_ends_at__gt=now).exclude(claimed_by=person.pk)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own reports. Moderators see others' on the case, which is written down. Source: README, M-5."""
        return self.filter(reporter=viewer.pk) if viewer.is_authenticated else self.none()

    def seen_by(self, viewer: "Viewer", *, receipt: UUID) -> Self:
        """The one with this receipt, if it is one's own; where nobody with an account made it, whoever holds the
        address of its receipt is taken for the one who did. Source: README, M-5.
        """
        own = Q(reporter=viewer.pk) if viewer.is_authenticated else Q(pk__in=[])
        return self.filter(own | Q(reporter=None), receipt=receipt)

    def without_account_since(self, moment: datetime) -> Self:
        return self.filter(reporter=None, reported_at__gt=moment)


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
            Exists(_leading(viewer, "safeguarding")), goes_to_safeguarding=True
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


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Notes of the tiers that `viewer` may read, on cases in their sight, about people in such cases, or handing over.

        Source: README, M-6.
        """
        from moderation.models import Case

        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        seen = Case.objects.visible_to(viewer)
        of_tier = (
            Q(tier=1)
            | Q(Exists(_leading(viewer, "lead", "safeguarding")), tier=2)
            | Q(Exists(_leading(viewer, "safeguarding")), tier=3)
        )
        about = Q(case__in=seen.values("pk")) | Q(about__in=seen.exclude(about=None).values("about"), case=None)
        handing_over = Q(case=None, about=None)
        return self.filter(of_tier, about | handing_over, replaced_by=None).exclude(about=viewer.pk)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Everything to staff and to leads of the whole forum; to other leads the entries of their groups.

        Source: README, M-12.
        """
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        if viewer.is_staff:
            return self.all()
        leads = _leading(viewer, "lead")
        groups = places().within(leads.filter(group_id__isnull=False).values("group_id"))
        return self.filter(Q(Exists(leads.filter(group_id=None))) | Q(group_id__in=groups))

    def about(self, subject: models.Model) -> Self:
        """The entries about one thing."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def newest_first(self) -> Self:
        return self.order_by("-sequence")


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
        hidden = Q(revision__author__in=Boundary.objects.hiding_from(viewer)) & ~Q(Exists(_leading(viewer)))
        return self.filter(_serves_the_forum(viewer), Exists(still_read)).exclude(hidden)

    def contradicting_first(self) -> Self:
        """What people had decided otherwise first, then as the trial read: the newest first."""
        return self.order_by("-contradicts", "pk")


def roles_for_the_forum(person: "Person") -> "DeskRoleQuerySet":
    """The person's standing roles at the desk that hold everywhere."""
    from moderation.models import DeskRole

    return DeskRole.objects.of(person).filter(group_id=None)


def _serves_the_forum(viewer: "Viewer") -> Q:
    """The condition, the same for every row, for a viewer to have a role at the desk for the whole forum."""
    if not viewer.is_authenticated or not viewer.is_active:
        return Q(pk__in=[])
    return Q(Exists(roles_for_the_forum(viewer)))


def groups_in_reach(viewer: "Person") -> QuerySet[Any, Any]:
    """Ids of the groups that a person moderates by a role in them, or by one at the desk for them."""
    return _reach(viewer)[1]


def _reach(viewer: "Person") -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return the person's roles for the whole forum, and the ids of the groups that their other roles reach."""
    from moderation.models import DeskRole

    mine = DeskRole.objects.of(viewer)
    scoped = places().within(mine.filter(group_id__isnull=False).values("group_id"))
    moderated = places().moderated_by(viewer)
    return mine.filter(group_id=None), scoped.model._default_manager.filter(
        Q(pk__in=scoped) | Q(pk__in=moderated)
    ).values("pk")


def _leading(viewer: "Person", *kinds_wanted: str) -> QuerySet[Any, Any]:
    from moderation.models import DeskRole

    return DeskRole.objects.of(viewer, *(kinds_wanted or ("lead", "safeguarding")))


def _subject_stands_in(groups: QuerySet[Any, Any], prefix: str = "subject") -> Q:
    """The condition on rows that name a thing for its standing in these groups: asked of the thing itself.

    :param prefix: of the two fields that name it, as in `subject_type` and `subject_id`.
    """
    found = Q(pk__in=[])
    for kind in kinds():
        of_kind = ContentType.objects.get_for_model(kind.model).pk
        found |= Q(kind.stands_in(groups, f"{prefix}_id"), **{f"{prefix}_type": of_kind})
    return found


def _concern_arose_in(groups: QuerySet[Any, Any]) -> Q:
    """The condition on cases for being a concern about a person that arose from words in these groups."""
    from moderation.models import Finding, Report

    told = Report.objects.filter(case=OuterRef("pk"))
    found = Finding.objects.filter(case=OuterRef("pk"))
    return Q(severity=CONCERN) & (
        Q(Exists(told.filter(_subject_stands_in(groups))))
        | Q(Exists(found.filter(_subject_stands_in(groups, "revision__target"))))
    )
