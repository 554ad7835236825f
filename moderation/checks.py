"""The checks of the policy, in their fixed order: each says what it found in a version of words, and in which.

Whatever fails, holds. Source: README, M-1, M-2 and M-21.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from forum.kernel.compiled import Compiled
from moderation.kinds import Circumstances, kind_of
from moderation.matching.contacts import contacts_in
from moderation.matching.definitions import Action, Reason
from moderation.matching.folding import fold
from moderation.matching.rule_set import Failed, Match, RuleSet, TooLarge
from moderation.models import Finding, Revision, Rule, RulesInUse, Sanction, Severity

LONGEST_TAKE = 3.0  # seconds: what cannot be asked within them is held for a person to read
NEWCOMER_POSTS = 5  # with fewer published posts in a network one is a newcomer there
SEVERITY_OF = {
    Reason.CONCERN: Severity.CONCERN,
    Reason.PERSONAL_DETAILS: Severity.PERSONAL_DETAILS,
    Reason.HARM: Severity.HARM,
    Reason.MEDICAL_CLAIM: Severity.MEDICAL_CLAIM,
    Reason.OTHER: Severity.OTHER,
}

Words = tuple[int, int, str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that a check found.

    :param words: where it matched, in title, newline and body together, and what stands there.
    :param is_concern: it is about the person rather than about the words, and never holds them.
    """

    check: str
    holds: bool = True
    severity: Severity = Severity.OTHER
    rule_version_id: int | None = None
    words: tuple[Words, ...] = ()
    is_concern: bool = False


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What all checks found in one version."""

    found: tuple[Found, ...] = field(default=())

    @property
    def holds(self) -> bool:
        return any(each.holds for each in self.found)


def judge(revision: Revision, *, also_found: Sequence[Found] = ()) -> Judgement:
    """Ask every check about a version of words at the moment it was written. Two queries for a regular member's post.

    :param also_found: what the room knows already.
    Source: README, M-1, M-2 and M-21.
    """
    began = monotonic()
    found: list[Found] = [*also_found]
    try:
        circumstances = kind_of(revision.target_type).circumstances(revision)
        for check in CHECKS:
            if monotonic() - began > LONGEST_TAKE:
                found.append(Found(check=Finding.Check.FAILED))
                break
            found += check(revision, circumstances)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        found.append(Found(check=Finding.Check.FAILED))
    return Judgement(found=tuple(found))


def _hold_first(revision: Revision, circumstances: Circumstances) -> Iterator[Found]:
    if revision.author.has_sanctions:
        holding = Sanction.objects.filter(person=revision.author_id, kind=Sanction.Kind.HOLD_FIRST)
        if holding.in_force(revision.created_at).reaching(circumstances.path).exists():
            yield Found(check=Finding.Check.HOLD_FIRST_MEMBER)
    if circumstances.holds_first:
        yield Found(check=Finding.Check.HOLD_FIRST_GROUP)


def _first_posts(revision: Revision, circumstances: Circumstances) -> Iterator[Found]:
    if circumstances.published_before < circumstances.first_posts_held:
        yield Found(check=Finding.Check.FIRST_POSTS)


def _newcomers_contacts(revision: Revision, circumstances: Circumstances) -> Iterator[Found]:
    is_newcomer = circumstances.first_posts_held and circumstances.published_before < NEWCOMER_POSTS
    if is_newcomer and (contacts := contacts_in(fold(text_of(revision)))):
        spans = tuple((each.start, each.end, each.words) for each in contacts)
        yield Found(check=Finding.Check.NEWCOMER_CONTACT, severity=Severity.PERSONAL_DETAILS, words=spans)


def _rules(revision: Revision, circumstances: Circumstances) -> Iterator[Found]:
    by_rule: dict[str, list[Any]] = {}
    for each in matched(text_of(revision)):
        if each.action in (Action.HOLD, Action.FLAG) or not isinstance(each, Match):
            by_rule.setdefault(each.rule_id, []).append(each)
    for rule_id, matches in by_rule.items():
        first = matches[0]
        is_match = isinstance(first, Match)
        is_concern = first.reason is Reason.CONCERN
        yield Found(
            check=Finding.Check.RULE if is_match else Finding.Check.FAILED,
            holds=first.action is Action.HOLD and not is_concern,
            severity=SEVERITY_OF[first.reason or Reason.OTHER],
            rule_version_id=int(rule_id) if rule_id.isdigit() else None,
            words=tuple((each.start, each.end, each.words) for each in matches) if is_match else (),
            is_concern=is_concern,
        )


Check = Callable[[Revision, Circumstances], Iterator[Found]]
CHECKS: tuple[Check, ...] = (_hold_first, _first_posts, _newcomers_contacts, _rules)


def text_of(revision: Revision) -> str:
    """Return what the checks read: title and body, a newline between them. Places of matches count from here."""
    return as_read(revision.title, revision.body)


def as_read(title: str, body: str) -> str:
    """The same of words that are not loaded as a revision."""
    return f"{title}\n{body}"


_compiled: dict[UUID, RuleSet] = {}
_NO_RULES = RuleSet(())
_token = Compiled(lambda: RulesInUse.objects.values_list("token"))


def matched(text: str) -> tuple[Match | Failed | TooLarge, ...]:
    """Return what the rules in use find in a text. A form asks just before the policy does: the answer is kept for it."""
    return _matched(live_rules(), text)


@lru_cache(maxsize=4)
def _matched(rules: RuleSet, text: str) -> tuple[Match | Failed | TooLarge, ...]:
    return tuple(rules.match(text))


def live_rules() -> RuleSet:
    """Return the rules in use, compiled once for each change of them: one query.

    The id of each rule in it is that of its version.
    """
    found = _token.first()
    if found is None:
        return _NO_RULES
    (token,) = found
    if token not in _compiled:
        rules = RuleSet(definitions_in_use())
        _compiled.clear()
        _compiled[token] = rules
    return _compiled[token]


def definitions_in_use(*, but: int | None = None) -> list[dict[str, Any]]:
    """Return the rules in use, without the one of this id; the id of each in the list is that of its version."""
    live = Rule.objects.exclude(live=None).exclude(pk=but or 0).order_by("pk")
    return [{**definition, "id": str(pk)} for pk, definition in live.values_list("live", "live__definition")]
