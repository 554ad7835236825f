"""One case: what was written, why it is here, what stands around it, whose it is, what was decided, what can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Person
from forum.kernel.compiled import Compiled
from moderation.actions.engine import is_waiting
from moderation.guidelines import cited
from moderation.kinds import Neighbour, Setting
from moderation.log import Action, Look
from moderation.models import Case, Decision, Finding, LogEntry, Note, Outcome, Proposal, Report, Revision
from moderation.pages.author import Author, author_of
from moderation.pages.deciding import Way, kind_in, ways_for
from moderation.pages.listing import Row, rows_of
from moderation.pages.seen import Seen, seen_now
from moderation.pages.versions import Version, newest_version, versions_of
from moderation.pages.why import said_of_finding
from moderation.rules import is_lead, is_not_theirs, needs_two

MOST_REPORTS = MOST_FINDINGS = MOST_NOTES = MOST_DECISIONS = 50


@dataclass(frozen=True, kw_only=True)
class Told:
    """One report. :param who: empty while nobody asked who it was; :param words: empty while they are hidden too."""

    reason: str
    words: str
    at: datetime
    who: str
    has_account: bool


@dataclass(frozen=True, kw_only=True)
class Past:
    """A decision about the same thing. :param told: what its author read."""

    pk: int
    outcome: str
    guideline: str
    who: str
    proposed_by: str
    at: datetime
    told: Sequence[str]
    is_undone: bool
    can_be_undone: bool


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """How somebody would close a concern. :param is_mine: so that somebody else must agree."""

    outcome: str
    label: str
    who: str
    at: datetime
    follow_up_on: date | None
    is_mine: bool
    is_stale: bool


@dataclass(frozen=True, kw_only=True)
class Written:
    """The words of a case and what stands around them.

    :param is_hidden: they stand behind a click that is written down, and what was reported in words does too.
    :param is_done_with: a moderator decided that nobody else reads them.
    :param found: what checks found, as sentences.
    """

    is_hidden: bool
    is_removed: bool
    is_done_with: bool
    versions: Sequence[Version]
    found: Sequence[str]
    neighbours: Sequence[Neighbour]


@dataclass(frozen=True, kw_only=True)
class Reported:
    """Who reported it, and what they said. :param can_be_named: somebody with an account is among them."""

    told: Sequence[Told]
    can_be_named: bool
    are_named: bool


@dataclass(frozen=True, kw_only=True)
class Notes:
    """Private notes. :param are_more: there may be some of a tier that is opened by a click that is written down."""

    listed: Sequence[Note]
    are_more: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Everything that a case page shows.

    :param row: what the list says of it.
    :param refusal: why this moderator cannot decide it; empty where they can.
    """

    case: Case
    row: Row
    setting: Setting | None
    written: Written
    reported: Reported
    author: Author | None
    is_history_shown: bool
    decisions: Sequence[Past]
    notes: Notes
    proposal: Proposed | None
    ways: Sequence[tuple[str, Sequence[Way]]]
    refusal: str
    can_break_claim: bool
    seen: Seen

    @property
    def is_closed(self) -> bool:
        return self.case.state == Case.State.CLOSED


def case_page(case: Case, by: Person, now: datetime, opened: frozenset[str]) -> CasePage:
    """Put a case's page together.

    :param opened: what this moderator asked to see lately: words, reporters, author, history, notes.
    """
    newest = None if needs_two(case) else newest_version(case)
    setting = _setting(case, by, now)
    written = _written(case, newest, setting, by, opened)
    author = None if written.is_hidden and needs_two(case) else _author(case, setting, by, now, opened)
    refusal = str(is_not_theirs(case, by).reason)
    leads = is_lead(by)
    can_be_decided = case.state != Case.State.CLOSED and not refusal
    return CasePage(
        case=case,
        row=rows_of([case], by, now)[0],
        setting=setting,
        written=written,
        reported=_reported(case, with_words=not written.is_hidden, with_names="reporters" in opened),
        author=author,
        is_history_shown="history" in opened,
        decisions=_decisions(case),
        notes=_notes(
            case,
            by,
            is_opened="notes" in opened,
            leads=leads,
            with_person=author is not None and not author.is_unnamed,
        ),
        proposal=_proposal(case, by),
        ways=_ways(case, newest, leads=leads, is_read=not written.is_hidden) if can_be_decided else (),
        refusal=refusal,
        can_break_claim=leads,
        seen=seen_now(case, newest, now),
    )


def is_hidden_from(case: Case, by: Person, now: datetime, opened: frozenset[str]) -> bool:
    """Do the words of a case stand behind a click that this moderator has not made?"""
    newest = None if needs_two(case) else newest_version(case)
    return "words" not in opened and _is_behind_a_click(case, newest, _setting(case, by, now))


def is_unread_by(case: Case, by: Person, now: datetime, opened: frozenset[str]) -> bool:
    """Has this moderator never opened the words of a case that stand behind a click? Then they decide nothing about them.

    What was opened closes again after a while on their page; that they read it stays in the log. Source: README, M-14.
    """
    if not is_hidden_from(case, by, now, opened):
        return False
    looks = LogEntry.objects.about(case).filter(by=by.pk, action=Action.LOOK)
    return not looks.filter(detail__what__in=[Look.HIDDEN_WORDS, Look.CONCERN]).exists()


def _setting(case: Case, by: Person, now: datetime) -> Setting | None:
    kind = kind_in(case)
    if kind is None or kind.setting is None or case.subject is None:
        return None
    return kind.setting(case.subject, by, now)


def _is_behind_a_click(case: Case, newest: Revision | None, setting: Setting | None) -> bool:
    """What is hard to read, what its author took back, and what is not shown any more and was decided."""
    return case.is_distressing or _is_done_with(case, newest, setting) or (setting is not None and setting.is_removed)


def _is_done_with(case: Case, newest: Revision | None, setting: Setting | None) -> bool:
    """Was it decided that nobody else reads these words: declined, returned, or hidden?"""
    is_kept_back = newest is not None and not newest.published
    return case.state == Case.State.CLOSED and (is_kept_back or (setting is not None and setting.is_hidden))


def _written(
    case: Case, newest: Revision | None, setting: Setting | None, by: Person, opened: frozenset[str]
) -> Written:
    is_hidden = _is_behind_a_click(case, newest, setting) and "words" not in opened
    return Written(
        is_hidden=is_hidden,
        is_removed=setting is not None and setting.is_removed,
        is_done_with=not case.is_distressing and _is_done_with(case, newest, setting),
        versions=() if is_hidden else versions_of(case, by),
        found=_found(case, with_words=not is_hidden),
        neighbours=setting.neighbours if setting and not is_hidden else (),
    )


def _found(case: Case, *, with_words: bool) -> list[str]:
    findings = Finding.objects.filter(case=case).select_related("rule_version__rule").order_by("-pk")[:MOST_FINDINGS]
    return list(dict.fromkeys(said_of_finding(each, with_words=with_words) for each in findings))


def _reported(case: Case, *, with_words: bool, with_names: bool) -> Reported:
    told = list(Report.objects.filter(case=case).select_related("reporter").order_by("-pk")[:MOST_REPORTS])
    return Reported(
        told=[
            Told(
                reason=each.get_reason_display(),
                words=each.words if with_words else "",
                at=each.reported_at,
                who=each.reporter.name if each.reporter and with_names else "",
                has_account=each.reporter_id is not None,
            )
            for each in told
        ],
        can_be_named=any(each.reporter_id for each in told),
        are_named=with_names,
    )


def _author(case: Case, setting: Setting | None, by: Person, now: datetime, opened: frozenset[str]) -> Author | None:
    return author_of(
        case, setting, by, now, is_named="author" in opened, with_history="history" in opened
    )  # fmt: skip


def _decisions(case: Case) -> list[Past]:
    """What was decided about the same thing, in this case and in those before."""
    same = Decision.objects.filter(case__subject_type=case.subject_type_id, case__subject_id=case.subject_id)
    made = same.select_related("by", "proposed_by", "reversed_by", "statement").order_by("-pk")[:MOST_DECISIONS]
    return [
        Past(
            pk=each.pk,
            outcome=each.get_outcome_display(),
            guideline=str(cited(each.guideline)) if each.guideline else "",
            who=each.by.name,
            proposed_by=each.proposed_by.name if each.proposed_by else "",
            at=each.decided_at,
            told=each.statement.paragraphs if hasattr(each, "statement") else (),
            is_undone=hasattr(each, "reversed_by"),
            can_be_undone=each.outcome not in (Outcome.UNDO, Outcome.UPHOLD) and not hasattr(each, "reversed_by"),
        )
        for each in made
    ]


def _notes(case: Case, by: Person, *, is_opened: bool, leads: bool, with_person: bool) -> Notes:
    """Notes on the case, and those about the person where one may know who it is. Leads have tiers of their own."""
    wanted = {"about": case.about_id} if with_person and case.about_id is not None else {}
    listed = _NOTES[is_opened].rows(viewer=by, case=case.pk, **wanted)
    return Notes(listed=listed, are_more=leads and not is_opened)


def _notes_seen(viewer: Any, case: int, about: int | None = None, *, is_opened: bool) -> QuerySet[Note]:
    wanted = Q(case=case) if about is None else Q(case=case) | Q(case=None, about=about)
    notes = Note.objects.visible_to(viewer).filter(wanted).select_related("author")
    return (notes if is_opened else notes.filter(tier=Note.Tier.TEAM)).order_by("-pk")[:MOST_NOTES]


_NOTES = {so: Compiled(partial(_notes_seen, is_opened=so)) for so in (True, False)}


def _proposal(case: Case, by: Person) -> Proposed | None:
    proposal: Proposal | None = getattr(case, "proposal", None)
    if proposal is None:
        return None
    return Proposed(
        outcome=proposal.outcome,
        label=str(Outcome(proposal.outcome).label),
        who=proposal.proposed_by.name,
        at=proposal.proposed_at,
        follow_up_on=proposal.follow_up_on,
        is_mine=proposal.proposed_by_id == by.pk,
        is_stale=proposal.case_version != case.version,
    )


def _ways(case: Case, newest: Revision | None, *, leads: bool, is_read: bool) -> list[tuple[str, list[Way]]]:
    """What can be decided. Whoever has not opened the words decides nothing about them, but can pass them on."""
    is_there = needs_two(case) or case.subject is not None
    is_shown = (
        newest is not None
        and Revision.objects.filter(
            target_type=case.subject_type_id, target_id=case.subject_id, published=True
        ).exists()
    )
    ways = ways_for(case, waits=is_there and is_waiting(newest), is_shown=is_shown, is_there=is_there, leads=leads)
    if is_read:
        return ways
    passed_on = [(heading, [way for way in under if way.outcome == Outcome.ESCALATE]) for heading, under in ways]
    return [(heading, under) for heading, under in passed_on if under]
