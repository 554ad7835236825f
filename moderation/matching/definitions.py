"""What a rule is, as moderators write it. No database: a stored version is turned into one of these."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from moderation.matching.errors import RuleRefused

NEAR_WORDS = 3


class Action(StrEnum):
    """What a match leads to. None of them is a sanction. Source: README, M-20."""

    HOLD = "hold"  # a moderator reads it before others do
    FLAG = "flag"  # it is shown; a moderator looks
    ASK = "ask"  # the author is asked before it is posted
    CARD = "card"  # help is shown to the author; nobody else learns of it


class Reason(StrEnum):
    """Why the desk is told, in the order of its due times."""

    CONCERN = "concern"
    PERSONAL_DETAILS = "personal_details"
    HARM = "harm"
    MEDICAL_CLAIM = "medical_claim"
    OTHER = "other"


class Kind(StrEnum):
    PHRASES = "phrases"
    PATTERN = "pattern"
    TEMPERATURE = "temperature"  # body temperatures of 37.5C and above, or below 36C
    CONTACT = "contact"  # telephone numbers, addresses, links


@dataclass(frozen=True, kw_only=True)
class RuleDefinition:
    """One rule.

    :param reason: why the desk is told; None for a rule that tells the desk nothing (a card alone, a question alone).
    :param phrases: one phrase each, in the language of `moderation.matching.phrases`.
    :param pattern: a regular expression for RE2, which reads small letters.
    :param unless: phrases near which a match does not count, in the same sentence.
    :param near: how many words before and after the match are looked at for such a phrase; 0 is the match itself.
    :param card: the help shown to the author as well.
    :param sought: for contact details, the kinds that are sought; empty for all.
    :param says: one sentence for moderators and, where the author is asked, for the author.
    """

    id: str
    kind: Kind
    action: Action
    reason: Reason | None = None
    phrases: tuple[str, ...] = ()
    pattern: str = ""
    unless: tuple[str, ...] = ()
    near: int = NEAR_WORDS
    card: str = ""
    sought: tuple[str, ...] = ()
    says: str = ""

    def __post_init__(self) -> None:
        """:raises RuleRefused: its parts do not make a rule."""
        if self.action is Action.CARD and (not self.card or self.reason):
            raise RuleRefused("A card rule names its card, and tells the desk nothing.")
        if self.action in {Action.HOLD, Action.FLAG} and self.reason is None:
            raise RuleRefused("A rule that holds or flags says why.")
        if bool(self.phrases) != (self.kind is Kind.PHRASES) or bool(self.pattern) != (self.kind is Kind.PATTERN):
            raise RuleRefused("A rule has either phrases or a pattern, as its kind says.")


def rule_from(values: Mapping[str, Any]) -> RuleDefinition:
    """Return a rule from plain values, as a data file or a stored version has them.

    :raises RuleRefused: they do not make a rule.
    """
    try:
        plain: dict[str, Any] = {name: tuple(value) if _is_list(value) else value for name, value in values.items()}
        plain |= {"kind": Kind(plain["kind"]), "action": Action(plain["action"])}
        if plain.get("reason") is not None:
            plain["reason"] = Reason(plain["reason"])
        return RuleDefinition(**plain)
    except (KeyError, TypeError, ValueError) as trouble:
        raise RuleRefused(str(trouble)) from trouble


def values_of(rule: RuleDefinition) -> dict[str, Any]:
    """Return a rule as plain values to be stored, without its id: `rule_from` reads them back."""
    values = asdict(rule)
    values.pop("id")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
