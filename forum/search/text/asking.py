"""From what somebody wrote into the search box to what is looked for. Whatever they wrote, this never fails."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forum.search.text.meanings import meanings_in
from forum.search.text.words import Word, words_in

LONGEST = 200  # signs
MOST = 12  # things looked for at once

Row = tuple[str, ...]  # terms that stand one behind the other

_QUOTED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]')
_CHUNK = re.compile(r"\S+")
# Words that stand everywhere. They are looked for only in quotes, or where there is nothing else.
_EVERYWHERE = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "for",
        "from",
        "get",
        "got",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "ive",
        "im",
        "me",
        "my",
        "of",
        "off",
        "on",
        "or",
        "our",
        "ours",
        "out",
        "she",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "then",
        "there",
        "they",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for: each of these rows of terms, wherever it stands.

    :param words: the plain words among them, as they were written: one of them may be mistyped.
    """

    rows: tuple[Row, ...] = ()
    words: tuple[Word, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)


def read(text: str) -> Asked:
    """Return what is looked for: words in quotes as they stand, and each other word by what it means."""
    text = text[:LONGEST]
    quoted = [tuple(word.term for word in words_in(found)) for found in _QUOTED.findall(text)]
    loose = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    chunks = [words_in_place(loose, chunk) for chunk in _CHUNK.finditer(loose)]
    kept = [chunk for chunk in chunks if not _is_everywhere(chunk)]
    if not kept and not any(quoted):
        kept = chunks
    rows = [*quoted, *_meant(kept)]
    return Asked(
        rows=tuple(dict.fromkeys(row for row in rows if row))[:MOST],
        words=tuple(word for chunk in kept for word in chunk),
    )


def words_in_place(text: str, chunk: "re.Match[str]") -> list[Word]:
    """Return the words of a part of a text, each with its place in the whole."""
    return [
        word._replace(start=word.start + chunk.start(), end=word.end + chunk.start())
        for word in words_in(chunk.group())
    ]


def _is_everywhere(chunk: Sequence[Word]) -> bool:
    return len(chunk) == 1 and chunk[0].form in _EVERYWHERE


def _meant(chunks: Sequence[Sequence[Word]]) -> list[Row]:
    """Return the meanings of loose words, and the other chunks as rows: "hand-foot" is a row of two."""
    words = [word for chunk in chunks for word in chunk]
    found, taken = list[Row](), set[int]()
    for at, length, meaning in meanings_in([word.form for word in words]):
        found.append((meaning,))
        taken.update(range(at, at + length))
    at = 0
    for chunk in chunks:
        rest = [word.term for place, word in enumerate(chunk, at) if place not in taken]
        at += len(chunk)
        found.append(tuple(rest))
    return found
