"""What differs between two versions of words, word by word, and which words a check found.

Words are shown as they were typed, never laid out: a moderator sees what stands there, whatever it would become.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, TAKEN_OUT, MARKED = "same", "ins", "del", "mark"
MOST_PAIRS = 1_500_000  # words times words: with more, whole lines are compared, so that no text holds a page up
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


@dataclass(frozen=True)
class Part:
    """A stretch of text, and what is to be seen about it: nothing, added, taken out, or marked."""

    text: str
    what: str = SAME


def differences(before: str, after: str) -> list[Part]:
    """Return the one text with what was taken out of it and what was added."""
    parts: list[Part] = []
    for old, new in _changed_lines(_LINE.findall(before), _LINE.findall(after)):
        parts += [Part(old)] if old == new else _by_words(old, new)
    return list(_joined(parts))


def is_changed(parts: Iterable[Part]) -> bool:
    return any(part.what != SAME for part in parts)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Part]:
    """Return the text with stretches of it marked; they may overlap."""
    parts, at = [], 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            parts += [Part(text[at:start]), Part(text[start:end], MARKED)]
            at = end
    return [part for part in (*parts, Part(text[at:])) if part.text]


def _changed_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of what stood and what stands instead: runs of lines that are the same, and runs that are not."""
    for _what, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        yield "".join(before[i:j]), "".join(after[k:m])


def _by_words(before: str, after: str) -> Iterator[Part]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        old, new = [before], [after]
    for _what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if gone == come:
            yield Part(gone)
        else:
            yield Part(gone, TAKEN_OUT)
            yield Part(come, ADDED)


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbours of one kind as one; nothing empty."""
    kept: Part | None = None
    for part in parts:
        if not part.text:
            continue
        if kept is not None and kept.what == part.what:
            kept = Part(kept.text + part.text, kept.what)
            continue
        if kept is not None:
            yield kept
        kept = part
    if kept is not None:
        yield kept
