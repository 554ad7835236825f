"""Trials of rules: what a version would have done to the words of the past, read outside of any request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed
from moderation.checks import as_read, definitions_in_use
from moderation.events import TrialAsked
from moderation.log import Action, write
from moderation.matching.definitions import Action as RuleAction
from moderation.matching.rule_set import Failed, Match, RuleSet
from moderation.models import Decision, Outcome, Revision, RulesInUse, RuleTrial, RuleVersion, TrialHit
from moderation.rules import TAKES, may_work_on_rules, role_for_the_forum

NEWEST = 10_000  # versions of words that a trial reads unless more are asked for
EVERYTHING = 2**31 - 1
BATCH = 500  # read and kept at once: a second or two, so that stopping and going on lose no more
SILENCE = timedelta(minutes=5)  # after which whoever read for a trial is taken to be gone
MOST_STALLS = 5
# What people decide about words in which they find nothing wrong. Undone decisions do not count.
LETS_STAND = frozenset({Outcome.APPROVE, Outcome.NO_ACTION})
JUDGES_THEM = LETS_STAND | TAKES | {Outcome.APPROVE_EDITED}


@transaction.atomic
def try_version(*, version: RuleVersion, wanted: int | None, by: Person, now: datetime) -> RuleTrial:
    """Ask for a trial of a version on the newest words. Asking while one goes on is asking for that one.

    :param wanted: how many versions of words to read, the newest first; None for all.
    :raises NotAllowed: the text is fit to show.
    Source: README, M-26.
    """
    may_work_on_rules(by).or_refuse()
    try:
        with transaction.atomic():
            trial = _ask(version, wanted, by, now)
    except IntegrityError:
        going = RuleTrial.objects.going().filter(version=version).first()
        if going is None:  # it ended between the two
            raise NotAllowed(_("A trial has just ended. Please look at it first.")) from None
        return going
    _log(trial, by, now, state=RuleTrial.State.WAITING)
    return trial


@transaction.atomic
def try_all_untried(*, wanted: int | None, by: Person, now: datetime) -> list[RuleTrial]:
    """Ask for a trial of each version that waits and was never tried, one after another. Locks these versions.

    :param wanted: as in `try_version`.
    :raises NotAllowed: the text is fit to show.
    Source: README, M-26.
    """
    may_work_on_rules(by).or_refuse()
    untried = RuleVersion.objects.waiting().filter(~Exists(RuleTrial.objects.filter(version=OuterRef("pk"))))
    versions = untried.select_for_update(no_key=True, skip_locked=True).order_by("pk")
    trials = [_ask(version, wanted, by, now) for version in versions]
    for trial in trials:
        _log(trial, by, now, state=RuleTrial.State.WAITING)
    return trials


@transaction.atomic
def stop_trial(*, trial: RuleTrial, by: Person, now: datetime) -> bool:
    """Stop a trial; what it has found stays. Returns whether there was anything to stop.

    :raises NotAllowed: the text is fit to show.
    Source: README, M-26.
    """
    may_work_on_rules(by).or_refuse()
    stopped = RuleTrial.State.CANCELLED
    if not RuleTrial.objects.going().filter(pk=trial.pk).update(state=stopped, ended_at=now):
        return False
    _log(trial, by, now, state=stopped)
    return True


@transaction.atomic
def revive_trials(*, now: datetime) -> int:
    """Let the trials of which nothing was heard go on from where they were; return how many.

    One that stalls again and again at the same place is given up.
    """
    silent = list(RuleTrial.objects.silent_since(now - SILENCE).select_for_update(skip_locked=True, no_key=True))
    revived = 0
    for trial in silent:
        trial.beat_at = now
        trial.stalls += trial.state == RuleTrial.State.RUNNING
        if trial.stalls > MOST_STALLS:
            trial.state, trial.ended_at = RuleTrial.State.FAILED, now
        trial.save(update_fields=["beat_at", "stalls", "state", "ended_at"])
        if trial.ended_at is None:
            revived += 1
            publish(TrialAsked(trial_id=trial.pk, at=now))
    return revived


def read_on(*, trial_id: int, now: datetime) -> bool:
    """Read the next words of a trial, and keep what was found; return whether there are more to read.

    It takes a second or two, and locks nothing meanwhile. What it found is kept in one short transaction, and only
    if the trial still stands where it began: it may have been stopped, or somebody else may have gone on with it.
    Source: README, M-26.
    """
    trial = RuleTrial.objects.going().select_related("version__rule").filter(pk=trial_id).first()
    if trial is None:
        return False
    if trial.state == RuleTrial.State.WAITING:
        _begin(trial, now)
    words = _next_words(trial)
    hits = _hits(trial, words, rules_for_trial(trial.version))
    is_last = len(words) < BATCH or trial.have_read + len(words) >= trial.wanted
    return _keep(trial, words, hits, is_last=is_last, now=now) and not is_last


def _ask(version: RuleVersion, wanted: int | None, by: Person, now: datetime) -> RuleTrial:
    trial = RuleTrial.objects.create(version=version, wanted=wanted or EVERYTHING, asked_by=by, asked_at=now)
    publish(TrialAsked(trial_id=trial.pk, at=now))
    return trial


def _log(trial: RuleTrial, by: Person, now: datetime, *, state: str) -> None:
    facts = {"rule": trial.version.rule_id, "number": trial.version.number, "trial": trial.pk, "state": state}
    write(action=Action.TRY_RULE, by=by, now=now, subject=trial.version, role=role_for_the_forum(by), detail=facts)


def _begin(trial: RuleTrial, now: datetime) -> None:
    trial.state = RuleTrial.State.RUNNING
    trial.to_read = Revision.objects.still_read().newest_first()[: trial.wanted].count()
    waiting = RuleTrial.objects.filter(pk=trial.pk, state=RuleTrial.State.WAITING)
    waiting.update(state=trial.state, to_read=trial.to_read, beat_at=now)


_Words = tuple[int, str, str]  # id, title, body


def _next_words(trial: RuleTrial) -> list[_Words]:
    """Return the next versions of words, the newest first. Their place in the table is the place in the trial."""
    older = Revision.objects.still_read().newest_first()
    if trial.cursor is not None:
        older = older.filter(pk__lt=trial.cursor)
    return list(older.values_list("pk", "title", "body")[: min(BATCH, trial.wanted - trial.have_read)])


def rules_for_trial(version: RuleVersion) -> RuleSet:
    """Return a version of a rule, to be asked alone just as it would be asked among the rules in use."""
    token = RulesInUse.objects.values_list("token", flat=True).first()
    return _compiled(token, version.rule_id, json.dumps({**version.definition, "id": str(version.pk)}))


@lru_cache(maxsize=4)
def _compiled(token: UUID | None, rule_id: int, definition: str) -> RuleSet:
    return RuleSet([json.loads(definition)], beside=definitions_in_use(but=rule_id))


@dataclass(frozen=True, kw_only=True)
class _Hit:
    revision_id: int
    start: int
    end: int
    outcome: str = ""  # what people decided, if they did


def _hits(trial: RuleTrial, words: Sequence[_Words], rules: RuleSet) -> list[_Hit]:
    places = {pk: place for pk, title, body in words if (place := _first_place(rules, as_read(title, body)))}
    decided = decided_about(places)
    return [
        _Hit(revision_id=pk, start=start, end=end, outcome=decided.get(pk, ""))
        for pk, (start, end) in sorted(places.items(), reverse=True)
    ]


def _first_place(rules: RuleSet, text: str) -> tuple[int, int] | None:
    """Return where the rule matches first; an empty place where it could not be asked, as the text is held then."""
    for found in rules.match(text):
        if isinstance(found, Failed):
            return 0, 0
        if isinstance(found, Match):
            return found.start, found.end
    return None


def decided_about(revision_ids: Mapping[int, Any] | Sequence[int]) -> dict[int, str]:
    """Return what people decided last about versions of words, leaving out what was undone. One query."""
    made = Decision.objects.filter(revision__in=list(revision_ids), reversed_by=None, outcome__in=JUDGES_THEM)
    return dict(made.order_by("pk").values_list("revision", "outcome"))


@transaction.atomic
def _keep(trial: RuleTrial, words: Sequence[_Words], hits: Sequence[_Hit], *, is_last: bool, now: datetime) -> bool:
    judges = trial.version.definition["action"] in {RuleAction.HOLD, RuleAction.FLAG}
    against = {hit.revision_id for hit in hits if judges and hit.outcome in LETS_STAND}
    in_favour = {hit.revision_id for hit in hits if judges and hit.outcome and hit.outcome not in LETS_STAND}
    changes: dict[str, Any] = {
        "cursor": words[-1][0] if words else trial.cursor,
        "have_read": F("have_read") + len(words),
        "matched": F("matched") + len(hits),
        "contradicted": F("contradicted") + len(against),
        "confirmed": F("confirmed") + len(in_favour),
        "stalls": 0,
        "beat_at": now,
    }
    if is_last:
        changes |= {"state": RuleTrial.State.DONE, "to_read": changes["have_read"], "ended_at": now}
    here = RuleTrial.objects.filter(pk=trial.pk, state=RuleTrial.State.RUNNING, cursor=trial.cursor)
    if not here.update(**changes):
        return False
    TrialHit.objects.bulk_create(
        TrialHit(
            trial=trial,
            revision_id=hit.revision_id,
            start=hit.start,
            end=hit.end,
            contradicts=hit.revision_id in against,
        )
        for hit in hits
    )
    return True
