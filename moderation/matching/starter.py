"""The rules that a new network starts with, and the sentences on which they are tried. Both are data files.

The files in `starter_pack/` are read by moderators as much as by this code: comments in plain words, examples
beside each rule. Nothing in them is live until two people have agreed to it. Source: README, M-24.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moderation.matching.definitions import RuleDefinition, rule_from
from moderation.matching.rule_set import RuleSet

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class StarterRule:
    """A rule of the pack with the sentences that it must and must not match."""

    rule: RuleDefinition
    topic: str
    must_match: tuple[str, ...]
    must_not_match: tuple[str, ...]


@cache
def starter_pack() -> tuple[StarterRule, ...]:
    """Return the rules of the starter pack, the most urgent topic first."""
    return tuple(_rules_in_files())


def _rules_in_files() -> Iterator[StarterRule]:
    for path in sorted((HERE / "starter_pack").glob("*.toml")):
        for values in tomllib.loads(path.read_text())["rule"]:
            must_match, must_not_match = values.pop("must_match"), values.pop("must_not_match")
            yield StarterRule(
                rule=rule_from(values),
                topic=path.stem.partition("_")[2],
                must_match=tuple(must_match),
                must_not_match=tuple(must_not_match),
            )


@cache
def starter_rules() -> RuleSet:
    """Return the starter pack, ready to be asked; compiled once for the process."""
    return RuleSet(each.rule for each in starter_pack())


@dataclass(frozen=True, kw_only=True)
class TestSentence:
    """An invented sentence with the topics that it must match; none for ordinary talk.

    :param about: what it is about, such as "dying" or "red_flags".
    """

    __test__ = False  # a sentence, not a test to collect

    about: str
    text: str
    topic: str  # empty for ordinary talk


@cache
def test_sentences() -> tuple[TestSentence, ...]:
    """Return the published test set: sentences that nobody wrote in earnest, labelled by hand."""
    return (*_sentences("must_match", are_sought=True), *_sentences("must_not_match", are_sought=False))


@cache
def unseen_sentences() -> tuple[TestSentence, ...]:
    """Return the labelled sentences that no rule was changed for: what they measure is what to expect."""
    return tuple(_sentences("unseen", are_sought=True))


def _sentences(name: str, *, are_sought: bool) -> Iterator[TestSentence]:
    for about, texts in tomllib.loads((HERE / "sentences" / f"{name}.toml").read_text()).items():
        for text in texts:
            yield TestSentence(about=about, text=text, topic=about if are_sought and about != "ordinary" else "")


test_sentences.__test__ = False  # type: ignore[attr-defined]
