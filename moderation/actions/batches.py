"""Several cases decided alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import YES, NotAllowed, Verdict, no
from moderation.actions.decide import Choice, decide, was_done_before
from moderation.errors import AlreadyDecided, CaseMovedOn
from moderation.models import Batch, Case, Outcome
from moderation.rules import needs_two

IN_A_BATCH = (Outcome.APPROVE, Outcome.NO_ACTION, Outcome.DECLINE, Outcome.HIDE)
MOST_IN_A_BATCH = 50


@dataclass(frozen=True, kw_only=True)
class SeenCase:
    """A case as it was previewed: in which version, with which version of the words."""

    case: Case
    version: int
    revision: int | None


@dataclass(kw_only=True)
class Alike:
    """What came of a batch: what was decided, and what was left, each with the reason."""

    batch: Batch | None = None
    decided: list[Case] = field(default_factory=list)
    left: list[tuple[Case, str]] = field(default_factory=list)


def may_be_in_a_batch(case: Case) -> Verdict:
    """What is hard to read, or needs two people, is decided by itself. Source: README, M-14."""
    if needs_two(case):
        return no(_("Two people decide about this."))
    if case.is_distressing:
        return no(_("This is decided by itself, by somebody who has read it."))
    return YES


def decide_alike(*, seen: Sequence[SeenCase], choice: Choice, reason: str, by: Person, now: datetime) -> Alike:
    """Decide several cases in the same way. Those that moved on since the preview, or cannot be, are left as they were.

    Each in a transaction of its own, so that a long batch does not keep the log, and everybody who writes to it,
    waiting; and so that a fault in the last one does not take back the first. The batch itself is written with the
    first decision: sent twice, there is one.

    :param reason: why these together, for the team.
    Source: README, M-6.
    """
    alike = Alike()
    for each in seen:
        try:
            alike.batch = _decided(each, alike.batch, len(seen), choice, reason, by, now)
        except CaseMovedOn:
            alike.left.append((each.case, _("Something came to it meanwhile. Please look at it by itself.")))
        except (AlreadyDecided, NotAllowed) as refused:
            is_ours = was_done_before(each.case, choice.outcome, each.version, by)
            alike.left.append((each.case, _("You decided this before.") if is_ours else str(refused)))
        else:
            alike.decided.append(each.case)
    return alike


@transaction.atomic
def _decided(
    seen: SeenCase, batch: Batch | None, previewed: int, choice: Choice, reason: str, by: Person, now: datetime
) -> Batch:
    may_be_in_a_batch(seen.case).or_refuse()
    batch = batch or Batch.objects.create(by=by, reason=reason, previewed_count=previewed, decided_at=now)
    decide(
        case=seen.case, choice=choice, seen_version=seen.version, seen_revision=seen.revision, by=by, now=now,
        batch=batch,
    )  # fmt: skip
    Batch.objects.filter(pk=batch.pk).update(decided_count=F("decided_count") + 1)
    batch.refresh_from_db(fields=["decided_count"])
    return batch
