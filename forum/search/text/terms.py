"""What the index keeps of a text: its terms in order, then its meanings; and where a text has what is looked for."""

from collections.abc import Iterable, Sequence

from forum.search.text.asking import Row
from forum.search.text.meanings import meanings_in
from forum.search.text.words import Word, words_in

# Changed whenever the same text gives other terms than before: `manage.py reindex` then goes through everything.
VERSION = 1

_END = "xxend"  # so that no row of words begins in a title and ends in what stands below it


def terms_of(text: str) -> str:
    """Return the terms of a text with spaces between; empty where it has no words."""
    words = words_in(text)
    if not words:
        return ""
    meant = dict.fromkeys(meaning for _at, _length, meaning in meanings_in([word.form for word in words]))
    return " ".join([*(word.term for word in words), _END, *meant])


def count_of(row: Row, terms: Sequence[str]) -> int:
    """How often a row of terms stands among those of a text."""
    if len(row) == 1:
        return terms.count(row[0])
    first, last = row[0], len(terms) - len(row) + 1
    return sum(terms[at] == first and tuple(terms[at : at + len(row)]) == row for at in range(last))


def places_of(rows: Iterable[Row], text: str) -> list[tuple[int, int]]:
    """Return where in a text the words stand that are looked for: start and end of each, in order."""
    words = words_in(text)
    wanted = {term for row in rows for term in row}
    marked = {at for at, word in enumerate(words) if word.term in wanted}
    for at, length, meaning in meanings_in([word.form for word in words]):
        if meaning in wanted:
            marked.update(range(at, at + length))
    return list(dict.fromkeys(_place(words[at]) for at in sorted(marked)))


def _place(word: Word) -> tuple[int, int]:
    return word.start, word.end
