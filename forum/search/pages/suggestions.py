"""What somebody may have meant who found nothing: one word of theirs, said as others write it. Source: README, F-4."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from accounts.queries import Viewer
from forum.kernel.compiled import Among, Compiled, keys_said
from forum.search.models import Entry
from forum.search.text.asking import Asked
from forum.search.text.meanings import lines_of, meanings
from forum.search.text.words import words_in

_TITLES = 300
_SHORTEST = 4  # letters of a word that is looked at


def suggested(text: str, asked: Asked, viewer: Viewer, groups: str) -> str:
    """Return what was asked with one word changed to a like one, or "" where none is like it.

    Words come from this field's own list, and from the newest titles and names that the viewer sees; from nowhere else.
    Two queries. :param groups: as `perhaps_seen_by` takes them.
    """
    known = field_words() | _words_of(_titles_seen_by(viewer, groups))
    for word in asked.words:
        if len(word.form) >= _SHORTEST and word.form not in known and (meant := _like(word.form, known)):
            return text[: word.start] + meant + text[word.end :]
    return ""


@cache
def field_words() -> frozenset[str]:
    """The words of the two files of this field."""
    return frozenset(part for row in meanings() for part in row) | _words_of(lines_of("field"))


def _titles_seen_by(viewer: Viewer, groups: str) -> Iterable[str]:
    """In two steps: whether a thing may be seen is then asked of the few, and not of everything that was ever written."""
    newest = keys_said(pk for (pk,) in _newest.rows(viewer=viewer, groups=groups))
    return [title for (title,) in _seen.rows(viewer=viewer, keys=newest)]


def _titled(viewer: Any, groups: Any) -> QuerySet[Any, Any]:
    return Entry.objects.perhaps_seen_by(viewer, groups).titled().newest_first().values_list("pk")[:_TITLES]


_newest = Compiled(_titled, varies=True)
_seen = Compiled(lambda viewer, keys: Entry.objects.visible_to(viewer).filter(Among("pk", keys)).values_list("title"))


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.form for text in texts for word in words_in(text))


def _like(word: str, known: Collection[str]) -> str:
    """The known word that is nearest to one, by at most one slip of the finger, or two in a long word."""
    most = 1 if len(word) < 7 else 2
    near = ((slips_between(word, each, most), each) for each in known if abs(len(each) - len(word)) <= most)
    best = min(((slips, each) for slips, each in near if slips <= most), default=(0, ""))
    return best[1]


def slips_between(one: str, other: str, most: int) -> int:
    """How many letters were left out, added, changed or swapped between two words; more than `most` is `most` + 1."""
    before, row = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, sign in enumerate(other, 1):
            least = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != sign))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == sign:
                least = min(least, older[to - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]
