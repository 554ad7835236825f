"""How revisions, cases, statements, appeals, notes and the entries of the log are found."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from accounts.models import Boundary, Person
from moderation.kinds import kinds, places
from moderation.library.constants import MODERATION_STATUS_PENDING

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from moderation.models import (
        Case,
        DeskRole,
        Duty,
        Holiday,
        LogEntry,
        Note,
        Report,
        Revision,
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
        mine = self.standing_of(person.pk)
        return mine.filter(kind__in=kinds_wanted) if kinds_wanted else mine

    def standing_of(self, person_id: int) -> Self:
        """The standing roles of whoever has this number: by them a person is trusted. Source: README, C-4."""
        return self.standing().filter(person=person_id)

    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own, and those of the people whom one leads. Source: README, M-14."""
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        if viewer.is_staff:
            return self.all()
        led = self.model._default_manager.of(viewer, "lead")
        groups = places().within(led.filter(group_id__isnull=False).values("group_id"))
        return self.filter(Q(person=viewer.pk) | Q(Exists(led.filter(group_id=None))) | Q(group_id__in=groups))


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """All, to whoever moderates: they take turns. Everybody else reads the hours without names.

        Source: README, M-17.
        """
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        return self.filter(is_at_desk(viewer))


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """All, to anybody: they are published with the hours. Source: README, M-17."""
        return self.all()


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
        hidden = Q(about__in=Boundary.objects.hidden_from(viewer)) & ~Q(Exists(leading(viewer)))
        return self.filter(in_scope).exclude(about=viewer.pk).exclude(hidden)

    def naming_to(self, viewer: "Person") -> Self:
        """Those of which `viewer` may be told whom they are about.

        Not those about words written without a name, until they have asked who wrote them, which is written down.
        Source: README, M-18.
        """
        from moderation.models import LogEntry

        asked = LogEntry.objects.filter(
            by=viewer.pk, action="look", detail__what="unnamed_author",
            subject_type="review.case", subject_id=OuterRef("pk"),
        )  # fmt: skip
        return self.filter(~_written_without_name() | Q(Exists(asked)))

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

    def past(self, due_at: datetime, severity: int | Value, pk: int) -> Self:
        """Those that stand behind a place in that order: where one page of it ended, the next one goes on."""
        at_once = Q(severity__lt=severity) | Q(severity=severity, pk__gt=pk)
        return self.filter(Q(due_at__gt=due_at) | (Q(due_at=due_at) & at_once), due_at__gte=due_at)

    def standing_in(self, groups: QuerySet[Any, Any]) -> Self:
        """Those whose subject stands in one of these groups now."""
        return self.filter(_subject_stands_in(groups) | _concern_arose_in(groups))

    def not_handed_on_by(self, person: "Person", now: datetime) -> Self:
        """Without those for which somebody said "not me today"."""
        from moderation.models import HandedOn

        return self.exclude(Exists(HandedOn.objects.filter(case=OuterRef("pk"), person=person.pk, until__gt=now)))

    def claimed_by(self, person: "Person", now: datetime) -> Self:
        return self.filter(claimed_by=person.pk, claim_ends_at__gt=now)

    def free_for(self, person: "Person", now: datetime, *, is_safeguarding: bool) -> Self:
        """Those that nobody works on and that `person` could decide: not reported or proposed by themselves."""
        from moderation.models import Proposal, Report

        free = self.filter(Q(claimed_by=None) | Q(claim_ends_at__lte=now))
        free = free if is_safeguarding else free.filter(is_escalated=False)
        return free.exclude(Exists(Report.objects.filter(case=OuterRef("pk"), reporter=person.pk))).exclude(
            Exists(Proposal.objects.filter(case=OuterRef("pk"), proposed_by=person.pk))
        )


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


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Notes of the tiers that `viewer` may read: on cases in their sight, about people on record for them, or handing
        over to them.

        Source: README, M-6 and M-18.
        """
        from moderation.models import Case

        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        seen = Case.objects.visible_to(viewer)
        of_tier = (
            Q(tier=1)
            | Q(Exists(leading(viewer, "lead", "safeguarding")), tier=2)
            | Q(Exists(leading(viewer, "safeguarding")), tier=3)
        )
        named = Q(about__in=seen.naming_to(viewer).values("about")) | Q(_leads_everywhere(viewer), about__isnull=False)
        everywhere, groups = _reach(viewer)
        handing_over = Q(Exists(everywhere), case=None, about=None) | Q(group_id__in=groups)
        found = Q(case__in=seen.values("pk")) | Q(named, case=None) | handing_over
        return self.filter(of_tier, found, replaced_by=None).exclude(about=viewer.pk)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Everything to staff and to leads of the whole forum; to other leads the entries of their groups.

        Never what others did about the viewer: the log does not tell anybody who reported or decided about them.
        Source: README, M-12.
        """
        if not viewer.is_authenticated or not viewer.is_active:
            return self.none()
        seen = self.exclude(_is_about(viewer) & ~Q(by=viewer.pk))
        if viewer.is_staff:
            return seen
        leads = leading(viewer, "lead")
        groups = places().within(leads.filter(group_id__isnull=False).values("group_id"))
        return seen.filter(Q(Exists(leads.filter(group_id=None))) | Q(group_id__in=groups))

    def about(self, subject: models.Model) -> Self:
        """The entries about one thing."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def newest_first(self) -> Self:
        return self.order_by("-sequence")


def words_wait() -> Exists:
    """The condition on cases for holding words that nobody reads yet, and that nobody has judged: what was declined
    does not wait any more, also where something else keeps its case open.
    """
    from moderation.models import Finding

    waiting = {"revision__published": False, "revision___relation_object__status": MODERATION_STATUS_PENDING}
    return Exists(Finding.objects.filter(case=OuterRef("pk"), holds=True, **waiting))


def is_reported() -> Exists:
    """The condition on cases for having a report that waits for an answer."""
    from moderation.models import Report

    return Exists(Report.objects.filter(case=OuterRef("pk"), answered_at=None))


def groups_at_desk(viewer: "Person") -> QuerySet[Any, Any]:
    """Ids of all groups whose cases a person sees: every group, to those with a role for the whole forum."""
    everywhere, groups = _reach(viewer)
    every_group = groups.model._default_manager
    return every_group.filter(Q(Exists(everywhere)) | Q(pk__in=groups)).values("pk")


def groups_in_reach(viewer: "Person") -> QuerySet[Any, Any]:
    """Ids of the groups that a person moderates by a role in them, or by one at the desk for them."""
    return _reach(viewer)[1]


def people_who_may_take(group_id: int | None) -> QuerySet[Any, Any]:
    """Ids of the trained people with a role by which they may see what stands in a group; in none, with one for the forum.

    Whether each sees a case there, the one door is asked: boundaries count too. Source: README, M-4 and N-10.
    """
    from moderation.models import DeskRole, Moderator

    path = places().path_of(group_id) if group_id else ()
    roles = DeskRole.objects.standing().filter(Q(group_id=None) | Q(group_id__in=path))
    might = Q(person__in=roles.values("person"))
    if group_id:
        might |= Q(person__in=places().moderators_of(group_id))
    return Moderator.objects.filter(might).values_list("person", flat=True)


def people_on_record(viewer: "Person") -> QuerySet["Person", Any]:
    """People whose record a moderator may open: those whom a case in their sight names; to leads of the whole forum all.

    Never themselves. Source: README, M-18.
    """
    from moderation.models import Case

    named = Case.objects.visible_to(viewer).naming_to(viewer).exclude(about=None)
    return Person.objects.filter(Q(pk__in=named.values("about")) | Q(_leads_everywhere(viewer))).exclude(pk=viewer.pk)


def _leads_everywhere(viewer: "Person") -> Exists:
    """The condition for the viewer to lead the whole forum."""
    return Exists(leading(viewer).filter(group_id=None))


def is_at_desk(viewer: "Person") -> Q:
    """The condition, on rows of anything, for the viewer to moderate anything at all."""
    from moderation.models import DeskRole

    return Q(Exists(DeskRole.objects.of(viewer))) | Q(Exists(places().moderated_by(viewer)))


def _reach(viewer: "Person") -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return the person's roles for the whole forum, and the ids of the groups that their other roles reach."""
    from moderation.models import DeskRole

    mine = DeskRole.objects.of(viewer)
    scoped = places().within(mine.filter(group_id__isnull=False).values("group_id"))
    moderated = places().moderated_by(viewer)
    return mine.filter(group_id=None), scoped.model._default_manager.filter(
        Q(pk__in=scoped) | Q(pk__in=moderated)
    ).values("pk")


def leading(viewer: "Person", *kinds_wanted: str) -> QuerySet[Any, Any]:
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


def _written_without_name() -> Q:
    """The condition on cases for their subject to be written without its author's name."""
    found = Q(pk__in=[])
    for kind in kinds():
        of_kind = ContentType.objects.get_for_model(kind.model).pk
        found |= Q(kind.unnamed("subject_id"), subject_type=of_kind)
    return found


def _is_about(viewer: "Person") -> Q:
    """The condition on entries of the log for being about a person, or about a case, decision or question of theirs."""
    from moderation.models import Appeal, Case, Decision, Note

    cases = Case.objects.filter(about=viewer.pk)
    of_theirs = {
        "accounts.person": Person.objects.filter(pk=viewer.pk),
        "review.case": cases,
        "review.decision": Decision.objects.filter(case__in=cases.values("pk")),
        "review.appeal": Appeal.objects.filter(decision__case__in=cases.values("pk")),
        "review.note": Note.objects.filter(Q(about=viewer.pk) | Q(case__in=cases.values("pk"))),
    }
    found = Q(pk__in=[])
    for label, rows in of_theirs.items():
        found |= Q(subject_type=label, subject_id__in=rows.values("pk"))
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
