"""All rules, compiled once, and what they find in a text. Nothing here ever lets a text through by failing."""

import logging
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moderation.matching.contacts import contacts_in
from moderation.matching.definitions import Action, Kind, Reason, RuleDefinition, rule_from
from moderation.matching.errors import RuleRefused
from moderation.matching.folding import Folded, fold
from moderation.matching.patterns import GuardedPattern, PatternBatch
from moderation.matching.phrases import Hit, PhraseTree, ways_to_say
from moderation.matching.temperatures import readings_of_concern
from moderation.matching.words import Word, words_of

log = logging.getLogger(__name__)

LARGEST_TEXT = 50_000  # characters; a post may have fewer
MOST_MATCHES = 20  # of one rule in one text
BATCH = 16  # patterns read together

Definition = RuleDefinition | Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Match:
    """A rule's words in a text.

    :param start: the place of the first character in the text as it was written; `end` is one past the last.
    :param words: those characters.
    """

    rule_id: str
    action: Action
    start: int
    end: int
    words: str
    reason: Reason | None = None
    card: str = ""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A rule that could not be asked. The text is held. Source: README, M-21."""

    rule_id: str
    trouble: str
    action: Action = Action.HOLD
    reason: Reason = Reason.OTHER


@dataclass(frozen=True, kw_only=True)
class TooLarge:
    """A text of which only the first part was read. It is held. Source: README, M-21."""

    size: int
    read: int
    rule_id: str = ""
    action: Action = Action.HOLD
    reason: Reason = Reason.OTHER


Found = Match | Failed | TooLarge
Span = tuple[int, int]  # in the folded text, end excluded


@dataclass(frozen=True)
class _Reading:
    """A text made ready once for all rules."""

    folded: Folded
    words: list[Word]
    starts: list[int]
    ends: list[int]

    def words_within(self, span: Span) -> tuple[int, int]:
        """Return the numbers of the first and last word that the span touches."""
        first = bisect_right(self.ends, span[0])
        return first, max(first, bisect_left(self.starts, span[1]) - 1)


class RuleSet:
    """Rules ready to be asked. Never changes; safe to share between threads and to keep for as long as they stand.

    A rule that cannot be compiled is kept as a failure, and holds every text until somebody mends it.
    """

    def __init__(self, definitions: Iterable[Definition], *, beside: Iterable[Definition] = ()) -> None:
        """:param beside: rules that are not asked. Their words are known all the same where letters were spaced out
        ("c u r e"), so that a rule alone reads such letters as it would among these.
        """
        self._rules: list[RuleDefinition] = []
        self._broken: list[Failed] = []
        self._patterns: dict[int, GuardedPattern] = {}
        ways: list[tuple[int, list[Any]]] = []
        for definition in definitions:
            rule_id = definition.id if isinstance(definition, RuleDefinition) else str(definition.get("id", ""))
            try:
                ways += self._compile(definition)
            except Exception as trouble:
                self._broken.append(_failed(rule_id, trouble))
        self._tree = PhraseTree(ways)
        self._vocabulary = self._tree.vocabulary | {form for each in beside for form in _forms_of(each)}
        asked = [(number, self._rules[number].pattern) for number in self._patterns]
        self._batches = [PatternBatch(asked[start : start + BATCH]) for start in range(0, len(asked), BATCH)]

    def _compile(self, definition: Definition) -> list[tuple[int, list[Any]]]:
        """Keep one rule. Its number owns its phrases; ~number (below zero) owns those that say "unless"."""
        rule = definition if isinstance(definition, RuleDefinition) else rule_from(definition)
        number = len(self._rules)
        phrases = [way for phrase in rule.phrases for way in ways_to_say(phrase)]
        unless = [way for phrase in rule.unless for way in ways_to_say(phrase)]
        if rule.kind is Kind.PATTERN:
            self._patterns[number] = GuardedPattern(rule.pattern)
        self._rules.append(rule)
        return [(number, phrases), (~number, unless)]

    def match(self, text: str) -> list[Found]:
        """Return what the rules find, in the order of the text; failures first. Never raises; linear in the text.

        Source: README, M-20 and M-21.
        """
        found: list[Found] = list(self._broken)
        if len(text) > LARGEST_TEXT:
            found.append(TooLarge(size=len(text), read=LARGEST_TEXT))
        try:
            folded = fold(text[:LARGEST_TEXT])
            words = words_of(folded, self._vocabulary)
            reading = _Reading(folded, words, [word.start for word in words], [word.end for word in words])
        except Exception as trouble:
            return [*found, *(_failed(rule.id, trouble) for rule in self._rules)]
        matches: list[Match] = []
        phrases = self._phrase_spans(reading, found)
        asked = self._patterns_to_ask(reading)
        for number, rule in enumerate(self._rules):
            try:
                spans = _spans(rule, reading, phrases.get(number, []), self._patterns.get(number), number in asked)
                matches += _matches(rule, reading, spans, phrases.get(~number, []))
            except Exception as trouble:
                found.append(_failed(rule.id, trouble))
        return [*found, *sorted(matches, key=lambda match: (match.start, match.end))]

    def _phrase_spans(self, reading: _Reading, found: list[Found]) -> dict[int, list[Span]]:
        """Seek all phrases at once. Should that fail, every rule that has phrases fails, and says so."""
        spans: dict[int, list[Span]] = defaultdict(list)
        try:
            hits: list[Hit] = self._tree.find(reading.words)[0]
        except Exception as trouble:
            found += [_failed(rule.id, trouble) for rule in self._rules if rule.phrases or rule.unless]
            return spans
        for hit in hits:
            spans[hit.owner].append((reading.words[hit.first].start, reading.words[hit.last].end))
        return spans

    def _patterns_to_ask(self, reading: _Reading) -> set[int]:
        try:
            return {owner for batch in self._batches for owner in batch.owners_to_ask(reading.folded)}
        except Exception:
            return set(self._patterns)  # each is asked alone, and fails alone


def _forms_of(definition: Definition) -> set[str]:
    """Return the word forms that a rule looks for; none of one that cannot be read."""
    try:
        rule = definition if isinstance(definition, RuleDefinition) else rule_from(definition)
        ways = [way for phrase in (*rule.phrases, *rule.unless) for way in ways_to_say(phrase)]
        if rule.kind is Kind.PATTERN:
            GuardedPattern(rule.pattern)
    except Exception:
        return set()
    return {form for way in ways for place in way if place for form in place}


def refuse_unsound(definition: Definition) -> None:
    """Refuse a rule that could not be asked. Called before one is saved.

    :raises RuleRefused: its text says what is wrong.
    Source: README, M-20.
    """
    broken = RuleSet([definition]).match("")
    for failure in broken:
        raise RuleRefused(getattr(failure, "trouble", ""))


def _spans(
    rule: RuleDefinition, reading: _Reading, phrases: list[Span], pattern: GuardedPattern | None, is_asked: bool
) -> Iterable[Span]:
    if rule.kind is Kind.PHRASES:
        return phrases
    if rule.kind is Kind.TEMPERATURE:
        return readings_of_concern(reading.folded, reading.words)
    if rule.kind is Kind.CONTACT:
        return (each.folded_span for each in contacts_in(reading.folded) if not rule.sought or each.kind in rule.sought)
    return pattern.spans(reading.folded) if pattern and is_asked else ()


def _matches(rule: RuleDefinition, reading: _Reading, spans: Iterable[Span], unless: Sequence[Span]) -> list[Match]:
    """Return a rule's matches: from the left, the longer first, none overlapping, none that an "unless" excuses."""
    excused = _excuse(rule, reading, unless)
    matches: list[Match] = []
    last_end = 0
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span[0] < last_end or excused(span):
            continue
        last_end = span[1]
        start, end = reading.folded.span(*span)
        matches.append(_match(rule, start, end, reading.folded.written))
        if len(matches) == MOST_MATCHES:
            break
    return matches


def _match(rule: RuleDefinition, start: int, end: int, written: str) -> Match:
    return Match(
        rule_id=rule.id,
        action=rule.action,
        reason=rule.reason,
        card=rule.card,
        start=start,
        end=end,
        words=written[start:end],
    )


def _excuse(rule: RuleDefinition, reading: _Reading, unless: Sequence[Span]) -> Callable[[Span], bool]:
    """Return the question whether an "unless" phrase stands near a span, in the same sentence.

    Each word is marked once for each excuse near it, so that asking takes one look, whatever the text.
    """
    marked: set[int] = set()
    for each in unless:
        first, last = reading.words_within(each)
        for number in range(max(0, first - rule.near), min(len(reading.words), last + rule.near + 1)):
            if reading.words[number].sentence == reading.words[first].sentence:
                marked.add(number)

    def is_excused(span: Span) -> bool:
        first, last = reading.words_within(span)
        return not marked.isdisjoint(range(first, last + 1))

    return is_excused


def _failed(rule_id: str, trouble: Exception) -> Failed:
    """Keep the kind of failure and, where it is ours, its sentence; never the text that was being read."""
    log.error("Rule %s could not be asked: %s", rule_id, type(trouble).__name__)
    return Failed(rule_id=rule_id, trouble=str(trouble) if isinstance(trouble, RuleRefused) else type(trouble).__name__)
