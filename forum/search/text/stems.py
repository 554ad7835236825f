"""What the forms of an English word have in common: "scan" for scans, scanned and scanning.

The first and the last step of M. F. Porter's algorithm ("An algorithm for suffix stripping", 1980). Its middle steps,
which make one of "general" and "generation", are left out: they find what nobody meant.
"""

import re
from functools import lru_cache

_VOWELS = re.compile("[aeiou]|(?<=[^aeiou])y")
_TURNS = re.compile("(?:[aeiou]|(?<=[^aeiou])y)+(?:(?!(?<=[^aeiou])y)[^aeiou])+")  # vowels, and consonants behind them
_DOUBLED = re.compile(r"([^aeiouylsz\d])\1$")
_SHORT = re.compile("[^aeiou][aeiouy][^aeiouwxy]$")
_SUFFIX = re.compile("(?:ed|ing)$")
_ENGLISH = re.compile("[a-z]{3,}")
_IRREGULAR = {"dying": "die", "lying": "lie", "tying": "tie", "news": "news"}
_UNCHANGED = re.compile("(?:ss|us|is)$")  # "less", "virus", "diagnosis"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what a folded word has in common with its other forms; a word with other signs than `a` to `z` stays."""
    if not _ENGLISH.fullmatch(word) or word in _IRREGULAR:
        return _IRREGULAR.get(word, word)
    word = _without_end_of_verb(_without_plural(word))
    if word.endswith("y") and _VOWELS.search(word[:-1]):
        word = word[:-1] + "i"
    return _without_last_e(word)


def _without_plural(word: str) -> str:
    if word.endswith(("ies", "ied")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not _UNCHANGED.search(word) else word


def _without_end_of_verb(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _TURNS.search(word[:-3]) else word
    rest = _SUFFIX.sub("", word)
    if rest == word or not _VOWELS.search(rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _DOUBLED.search(rest):
        return rest[:-1]
    return rest + "e" if len(_TURNS.findall(rest)) == 1 and _SHORT.search(rest) else rest


def _without_last_e(word: str) -> str:
    rest = word[:-1]
    turns = len(_TURNS.findall(rest))
    if word.endswith("e") and (turns > 1 or (turns == 1 and not _SHORT.search(rest))):
        return rest
    return word
