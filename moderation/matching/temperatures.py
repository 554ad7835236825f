"""Body temperatures that people mention: 38.2, "temp of 37.8", "38 degrees", 101F. Pure reading; no diagnosis.

Source: README, M-23: 37.5C and above, or below 36C, during treatment is a reason to ring the hospital's line.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from moderation.matching.folding import Folded
from moderation.matching.words import Word

FEVER = Decimal("37.5")  # degrees Celsius, and all below too
LOW = Decimal("36")
POSSIBLE_LOW = Decimal("33.5")  # what a living person's thermometer shows
POSSIBLE_HIGH = Decimal("43")
NEAR = 7  # words between the number and the word "temperature"

NUMBER = re.compile(r"(?<![\w.,£$/:#-])(\d{2,3})(?:[.,](\d{1,2}))?(?![\d/:%]|[.,]\d|-\d)")
UNIT = re.compile(r"\s*(?:(?:°|º|degrees?\b|degs?\b|celsius\b|centigrade\b)\s*(?P<scale>[cf]\b)?|(?P<letter>[cf])\b)")
_WORDS = {
    name: frozenset(words)
    for name, words in tomllib.loads((Path(__file__).parent / "temperatures.toml").read_text()).items()
}
SUPPOSED = re.compile(r"\b(?:if|whenever|in case|should) (?:your|you|you're|yours|his|their|anyone|anybody|someone)\b")


def readings_of_concern(folded: Folded, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where the folded text tells of a body temperature that is 37.5C or above, or below 36C.

    A bare number counts only near a word such as "temperature", or before "degrees"; 36.8 never does.
    """
    by_start = {word.start: number for number, word in enumerate(words)}
    for found in NUMBER.finditer(folded.text):
        number = by_start.get(found.start())
        if number is None:
            continue
        unit = UNIT.match(folded.text, found.end())
        if _is_of_concern(_celsius(found, unit)) and _is_of_a_body(folded, words, number, found, unit):
            yield found.start(), unit.end() if unit else found.end()


def _celsius(found: re.Match[str], unit: re.Match[str] | None) -> Decimal:
    degrees = Decimal(f"{found[1]}.{found[2] or 0}")
    scale = unit and (unit["scale"] or unit["letter"])
    if scale == "f" or (scale is None and 95 <= degrees <= 109):
        return (degrees - 32) * 5 / 9
    return degrees


def _is_of_concern(celsius: Decimal) -> bool:
    return POSSIBLE_LOW <= celsius < LOW or FEVER <= celsius <= POSSIBLE_HIGH


def _is_of_a_body(
    folded: Folded, words: Sequence[Word], number: int, found: re.Match[str], unit: re.Match[str] | None
) -> bool:
    sentence = words[number].sentence
    before = [word for word in words[max(0, number - NEAR) : number] if word.sentence == sentence]
    last = number + (1 if found[2] else 0)  # "38.2" is two words
    after = [word for word in words[last + 1 : last + 1 + NEAR] if word.sentence == sentence]
    near = [*before, *after]
    if _any_of(near, _WORDS["elsewhere"]) or (before and SUPPOSED.search(folded.text, before[0].start, found.start())):
        return False
    counts = bool(after) and not folded.text[found.end() : after[0].start].strip(" -")  # "38 weeks", not "37.8, day 10"
    if not unit and ((counts and _any_of(after[:1], _WORDS["counted"])) or _any_of(before[-1:], _WORDS["counting"])):
        return False
    return _any_of(near, _WORDS["tells"]) or bool(unit and (found[2] or not unit["letter"]))


def _any_of(words: Sequence[Word], wanted: frozenset[str]) -> bool:
    return any(reading in wanted for word in words for reading in word.readings)
