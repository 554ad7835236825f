"""How one English word may be written: its inflections, common misspellings, and letters put in other clothes."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from moderation.matching.folding import LOOK_ALIKES

VOWELS = "aeiou"
SHORTEST_INFLECTED = 3  # letters
MOST_READINGS = 12
SAME_THRICE = re.compile(r"(.)\1{2,}")
DIGIT_LETTERS = str.maketrans("0345789@$", "oeastbgas")


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "spelling.toml").read_text())


@cache
def _corrections() -> dict[str, str]:
    """Each common misspelling and the word that was meant."""
    return {wrong: right for right, wrongs in _tables()["misspellings"].items() for wrong in wrongs}


@cache
def _uninflected() -> frozenset[str]:
    return frozenset(_tables()["uninflected"])


def _doubles_its_end(word: str) -> bool:
    """Whether the last letter doubles before -ed and -ing: "stop", "cancel", but not "treat" or "show"."""
    return (
        len(word) >= 3
        and word[-1] not in VOWELS + "wxyh"
        and word[-2] in VOWELS
        and (word[-3] not in VOWELS or word[-3:-1] == "ui")
    )


def _stem_endings(word: str) -> set[str]:
    """Return the word with -s, -ed and -ing, as English spells them; the last letter doubled and, as many write, not."""
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if word.endswith("ie"):
        return {plural, word + "d", word[:-2] + "ying"}
    if word.endswith("e"):
        return {plural, word + "d", (word if word.endswith("ee") else word[:-1]) + "ing"}
    endings = {plural, word + "ed", word + "ing"}
    if word.endswith("o"):
        endings.add(word + "es")
    if _doubles_its_end(word):
        endings |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return endings


def inflections(word: str) -> frozenset[str]:
    """Return the forms in which a folded word is looked for: itself, plural, -s, -ed, -ing.

    An irregular word has the forms listed for it; a small word ("my", "of") only itself. The scheme makes some
    forms that nobody writes ("chemoing"); they match nothing. A possessive is a reading: see `readings`.
    """
    if word in _uninflected() or len(word) < SHORTEST_INFLECTED or not word.isalpha():
        return frozenset({word})
    irregular = _tables()["irregular"].get(word)
    endings = set(irregular) if irregular else _stem_endings(word)
    return frozenset({word} | endings)


def _undressed(word: str) -> list[str]:
    """Return the readings of a word in which signs stand for letters: "cur3", "k*i*l*l", "ki11", "сure"."""
    readings = []
    bare = word.replace("*", "")
    if bare != word:
        readings.append(bare)
    letters = sum(sign.isalpha() for sign in bare)
    if letters >= 2 and letters < len(bare.replace("'", "")):
        dressed = bare.translate(DIGIT_LETTERS)
        readings += [dressed.replace("1", "i"), dressed.replace("1", "l")]
    if not bare.isascii():
        readings.append(bare.translate(LOOK_ALIKES))
    return readings


@lru_cache(maxsize=16_384)
def readings(word: str) -> tuple[str, ...]:
    """Return the words that a written word may stand for, itself first; never more than `MOST_READINGS`."""
    found = [word, *_undressed(word)]
    for reading in list(found):
        if SAME_THRICE.search(reading):
            found += [SAME_THRICE.sub(r"\1", reading), SAME_THRICE.sub(r"\1\1", reading)]
    corrections = _corrections()
    found += [corrections[reading] for reading in found if reading in corrections]
    found += [reading[:-2] for reading in found if reading.endswith("'s")]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]
