"""Several cases that would be decided alike: which, what their authors would read, and which stay out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Among, Compiled, keys_said
from forum.kernel.verdicts import YES, Verdict, no
from moderation.actions.batches import MOST_IN_A_BATCH, SeenCase, may_be_in_a_batch
from moderation.actions.decide import Choice, telling_of
from moderation.actions.engine import is_waiting
from moderation.actions.statements import composed
from moderation.errors import AlreadyDecided
from moderation.models import Case, Outcome, Revision
from moderation.pages.deciding import kind_in
from moderation.pages.listing import Row, rows_of
from moderation.pages.versions import newest_version
from moderation.rules import fits, may_decide

_LONGEST = 18  # digits


@dataclass(frozen=True, kw_only=True)
class Member:
    """One case of a batch. :param token: the version of it, and of its words, that is shown."""

    row: Row
    token: str
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What authors would read: the same words to `count` of them."""

    title: str
    paragraphs: Sequence[str]
    count: int


@dataclass(frozen=True, kw_only=True)
class BatchPage:
    """:param left: cases that cannot be decided like this, each with the reason."""

    outcome: str
    label: str
    members: Sequence[Member]
    left: Sequence[tuple[Row, str]]
    told: Sequence[Told]


def batch_page(cases: Sequence[Case], choice: Choice, by: Person, now: datetime) -> BatchPage:
    """Say what would be decided, and what would be read, if these cases were decided alike."""
    newest = {case.pk: newest_version(case) for case in cases}
    verdicts = {case.pk: _may(case, newest[case.pk], choice.outcome, by, now) for case in cases}
    rows = {row.pk: row for row in rows_of(cases, by, now)}
    together = [case for case in cases if verdicts[case.pk]]
    return BatchPage(
        outcome=choice.outcome,
        label=str(Outcome(choice.outcome).label),
        members=[_member(case, newest[case.pk], rows[case.pk]) for case in together],
        left=[(rows[case.pk], str(verdicts[case.pk].reason)) for case in cases if not verdicts[case.pk]],
        told=_told(together, choice, now),
    )


def _may(case: Case, newest: Revision | None, outcome: str, by: Person, now: datetime) -> Verdict:
    waits = case.subject is not None and is_waiting(newest)
    verdicts = (
        may_be_in_a_batch(case),
        no(str(AlreadyDecided())) if case.state == Case.State.CLOSED else YES,
        fits(case=case, outcome=outcome, waits=waits),
        _can_be_done(case, outcome),
        may_decide(case=case, outcome=outcome, by=by, now=now),
    )
    return next((verdict for verdict in verdicts if not verdict), YES)


def _can_be_done(case: Case, outcome: str) -> Verdict:
    kind = kind_in(case)
    is_act = outcome not in (Outcome.APPROVE, Outcome.NO_ACTION)
    return no(_("That cannot be done to this.")) if is_act and (kind is None or outcome not in kind.acts) else YES


def _member(case: Case, newest: Revision | None, row: Row) -> Member:
    kind = kind_in(case)
    return Member(
        row=row,
        token=f"{case.pk}.{case.version}.{newest.pk if newest else 0}",
        excerpt=kind.excerpt(newest) if kind and newest else "",
    )


def _told(cases: Iterable[Case], choice: Choice, now: datetime) -> list[Told]:
    counted: dict[tuple[str, tuple[str, ...]], int] = {}
    for case in cases:
        telling = telling_of(case, choice, now)
        if telling is not None:
            title, paragraphs = composed(telling)
            counted[title, tuple(paragraphs)] = counted.get((title, tuple(paragraphs)), 0) + 1
    return [Told(title=title, paragraphs=said, count=count) for (title, said), count in counted.items()]


def ticked(numbers: Iterable[str], by: Person) -> list[Case]:
    """Return the cases that were ticked in the list, as far as one sees them."""
    pks = [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) <= _LONGEST]
    return _found(pks, by)


def seen_together(tokens: Iterable[str], by: Person) -> list[SeenCase]:
    """Return the cases of a preview, each in the version that it showed."""
    shown: dict[int, tuple[int, int | None]] = {}
    for token in tokens:
        parts = token.split(".")
        if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) <= _LONGEST for part in parts):
            pk, version, revision = map(int, parts)
            shown[pk] = (version, revision or None)
    return [SeenCase(case=case, version=shown[case.pk][0], revision=shown[case.pk][1]) for case in _found(shown, by)]


def _found(pks: Iterable[int], by: Person) -> list[Case]:
    wanted = list(pks)[:MOST_IN_A_BATCH]
    return _cases.rows(viewer=by, keys=keys_said(wanted)) if wanted else []


_cases = Compiled(
    lambda viewer, keys: (
        Case.objects.visible_to(viewer)
        .filter(Among("pk", keys))
        .select_related("about", "claimed_by", "subject_type", "proposal")
        .in_order()
    )
)
