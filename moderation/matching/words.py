"""A folded text as words: where each begins and ends, in which sentence, and what it may stand for."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from moderation.matching.folding import Folded
from moderation.matching.spelling import readings

# Letters and digits of any alphabet; inside a word also the signs that people put for letters.
WORD = re.compile(r"[^\W_]+(?:['@$*]+[^\W_]+)*")
FEWEST_SPACED_LETTERS = 3
MOST_SPACED_LETTERS = 60
LETTER_GAPS = frozenset(" .-_*,/|")
LONGEST_WORD = 60  # a longer run of letters is one sign of nothing, and is read as written


class Word(NamedTuple):
    """One written word. A tuple, because there are so many of them.

    :param start: where it begins in the folded text; `end` is one past its last character.
    :param sentence: the number of the sentence it stands in. Phrases never run from one into the next.
    :param readings: what it may stand for, as it is written first.
    """

    start: int
    end: int
    sentence: int
    readings: tuple[str, ...]


def _ends_a_sentence(between: str) -> bool:
    """Whether what stands between two words ends a sentence. Three dots do not: "I want to... die"."""
    if between.count("\n") > 1:
        return True
    if between == between.strip():  # no space: an address, a number, an abbreviation
        return "!" in between or "?" in between
    return "!" in between or "?" in between or ("." in between and ".." not in between and "…" not in between)


def _written_words(folded: Folded) -> list[Word]:
    words: list[Word] = []
    sentence, last_end = 0, 0
    for found in WORD.finditer(folded.text):
        start, end = found.span()
        between = folded.text[last_end:start]
        if between != " " and words and _ends_a_sentence(between):
            sentence += 1
        word = found.group()
        words.append(Word(start, end, sentence, readings(word) if len(word) <= LONGEST_WORD else (word,)))
        last_end = end
    return words


def _is_next_letter(folded: Folded, one: Word, other: Word) -> bool:
    gap = folded.text[one.end : other.start]
    return len(gap) == 1 and gap in LETTER_GAPS and other.end - other.start == 1


def _parted(letters: str, vocabulary: Container[str]) -> list[int]:
    """Return where the letters part into known words, or nothing where they do not.

    The longest known word is taken wherever a way on exists. At most 60 letters, so at most 1,830 looks.
    """
    ways: list[list[int] | None] = [None] * len(letters) + [[]]
    for start in range(len(letters) - 1, -1, -1):
        for end in range(len(letters), start, -1):
            rest = ways[end]
            if rest is not None and letters[start:end] in vocabulary:
                ways[start] = [end, *rest]
                break
    return ways[0] or []


def _joined(folded: Folded, run: list[Word], vocabulary: Container[str]) -> Iterator[Word]:
    """Yield the words that spaced-out letters spell; as one word where they part into none we know."""
    letters = "".join(folded.text[word.start : word.end] for word in run)
    start = 0
    for end in _parted(letters, vocabulary) or [len(letters)]:
        yield Word(run[start].start, run[end - 1].end, run[0].sentence, readings(letters[start:end]))
        start = end


def words_of(folded: Folded, vocabulary: Container[str] = frozenset()) -> list[Word]:
    """Return the words of a text in order, spaced-out letters ("c u r e") read as words. Linear in the text.

    :param vocabulary: the word forms that anybody looks for, to part letters that were spaced out without a gap.
    """
    written = _written_words(folded)
    words: list[Word] = []
    place = 0
    while place < len(written):
        after = place + 1
        if written[place].end - written[place].start == 1:
            while (
                after < len(written)
                and after - place < MOST_SPACED_LETTERS
                and _is_next_letter(folded, written[after - 1], written[after])
            ):
                after += 1
        if after - place >= FEWEST_SPACED_LETTERS:
            words += _joined(folded, written[place:after], vocabulary)
        else:
            words += written[place:after]
        place = after
    return words
