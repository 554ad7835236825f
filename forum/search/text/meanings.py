"""Words that mean the same here. They are a file beside this one, which anybody can read and correct: `same.txt`.

A text that has one of them has their *meaning* too, which is a term like every other; whoever looks for one of them
looks for the meaning. In quotes, words are what they are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from forum.search.text.words import words_in

_MARK = "xx"  # a meaning begins with it; no word of ours does


@cache
def meanings() -> dict[tuple[str, ...], str]:
    """Return the term of each word, or row of words, that means the same as others."""
    known: dict[tuple[str, ...], str] = {}
    for line in lines_of("same"):
        alike = [tuple(word.form for word in words_in(each)) for each in line.split(",")]
        known |= dict.fromkeys(alike, _MARK + "".join(alike[0]))
    return known


def meanings_in(forms: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where each meaning stands among folded words: its first word, how many, its term. The longest row wins."""
    known, lengths, at = meanings(), _lengths(), 0
    while at < len(forms):
        for length in lengths.get(forms[at], ()):
            if meaning := known.get(tuple(forms[at : at + length])):
                yield at, length, meaning
                at += length
                break
        else:
            at += 1


@cache
def _lengths() -> dict[str, list[int]]:
    """How long the rows are that begin with a word, the longest first: most words begin none."""
    lengths = defaultdict[str, set[int]](set)
    for row in meanings():
        lengths[row[0]].add(len(row))
    return {first: sorted(each, reverse=True) for first, each in lengths.items()}


def lines_of(name: str) -> list[str]:
    """Return the lines of a file beside this one; those that begin with `#` are remarks."""
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
