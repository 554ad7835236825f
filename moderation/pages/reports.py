"""What the pages of a report show: what can be chosen, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Person
from accounts.queries import Viewer
from moderation.kinds import address_for, kind_of
from moderation.models import Report, Revision
from moderation.rules import due_within

ON_A_PAGE = 20

# The most urgent first; each with what it is for.
REASONS: tuple[tuple[Report.Reason, str | Promise], ...] = (
    (Report.Reason.WORRIED, _("They may be in danger, or very low. You do not have to be sure.")),
    (Report.Reason.GUIDELINES, _("It is unkind, gives orders about treatment, or accuses somebody.")),
    (Report.Reason.PERSONAL_DETAILS, _("A surname, an address, a number, the name of a nurse or a ward.")),
    (Report.Reason.SELLING, _("Adverts, collecting, surveys, or a cure instead of treatment.")),
    (Report.Reason.DIED, _("So that those who are close to them hear of it gently.")),
    (Report.Reason.ILLEGAL, _("A threat, a fraud, hate, or images of abuse.")),
)


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What somebody reports, as its room knows it.

    :param revision: the version that stands now, if there is one.
    :param words: what it is, as "What Teasel wrote in “Waiting for Thursday”".
    :param address: of the page of the report. :param back: where it stands.
    :param what: on a page with several things, which of them.
    :param reasons: those that fit; all, unless said otherwise.
    """

    subject: models.Model
    revision: Revision | None
    words: str
    address: str
    back: str
    what: str = ""
    reasons: Sequence[str] = field(default=tuple(Report.Reason.values))

    def version(self, seen: int | None) -> Revision | None:
        """The version that they say they saw, if it was once shown; else the one that stands now."""
        if seen is None:
            return self.revision
        shown = Revision.objects.of(self.subject).filter(published=True, pk=seen).first()
        return shown or self.revision


class Choice(NamedTuple):
    """A reason that can be chosen."""

    code: str
    words: str | Promise
    example: str | Promise


def choices(reported: Reported) -> list[Choice]:
    """The reasons that fit, the most urgent first."""
    return [Choice(code, code.label, example) for code, example in REASONS if code in reported.reasons]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A report as whoever made it reads it.

    :param kind: what it is about, as "post". :param address: where that stands, if they can go there now.
    :param wait: within how long somebody looks at it.
    """

    report: Report
    kind: str | Promise
    address: str
    wait: str


def receipt_of(report: Report, viewer: Viewer) -> Receipt:
    """Look up what a receipt says: four queries."""
    return Receipt(
        report=report,
        kind=kind_of(report.subject_type).label,
        address=address_for(report.subject, viewer),
        wait=_hours(due_within(report.case.severity).total_seconds()),
    )


def _hours(seconds: float) -> str:
    count = max(1, round(seconds / 3600))
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One's own reports, newest first. `older` is where the next page starts."""

    reports: list[tuple[Report, str | Promise]]
    older: int | None


def sent_by(person: Person, *, before: int) -> Sent:
    """Look up a page of somebody's reports, each with what it is about: one query.

    :param before: those older than this one; 0 for the newest.
    """
    mine = Report.objects.visible_to(person).select_related("subject_type").order_by("-pk")
    found = list((mine.filter(pk__lt=before) if before else mine)[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    return Sent(
        reports=[(each, kind_of(each.subject_type).label) for each in shown],
        older=shown[-1].pk if len(found) > ON_A_PAGE else None,
    )
