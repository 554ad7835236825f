"""Guarded patterns: regular expressions whose time is linear in the text, whatever somebody writes into them.

RE2 has no look-around and no back-references, which is what makes it linear. Patterns read the folded text:
small letters, no accents, "-" for every dash and "'" for every apostrophe. `\\b` and `\\w` know a to z only.
"""

from collections.abc import Iterator
from typing import Any

import re2
from django.utils.translation import gettext as _

from moderation.matching.errors import RuleRefused
from moderation.matching.folding import Folded

LONGEST_PATTERN = 1_000  # characters
LARGEST_PROGRAM = 1_000  # RE2's own steps; `(x{100}){100}` would be ten thousand
MEMORY = 1 << 19  # bytes that one pattern may use, its cache included
MOST_SPANS = 40  # in one text; the rest would tell a moderator nothing more


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = False
    return options


class GuardedPattern:
    """One pattern, compiled. Not changed after it is built; safe to share between threads."""

    def __init__(self, pattern: str) -> None:
        """:raises RuleRefused: it is no pattern, is too large, or matches where there is nothing."""
        if len(pattern) > LONGEST_PATTERN:
            raise RuleRefused(_("A pattern has at most %(count)s characters.") % {"count": LONGEST_PATTERN})
        try:
            self._compiled = re2.compile(pattern, _options())
        except (re2.error, UnicodeError) as trouble:
            raise RuleRefused(
                _("This pattern cannot be read. Look-around and back-references are not possible here.")
            ) from trouble
        if self._compiled.programsize > LARGEST_PROGRAM:
            raise RuleRefused(_("This pattern is too large. Its repeats may be too many."))
        if self._compiled.search(b"") is not None:
            raise RuleRefused(_("This pattern matches where there is nothing, so it would match everything."))

    def spans(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """Yield where it matches in the folded text, from left to right, without overlaps."""
        for number, found in enumerate(self._compiled.finditer(folded.encoded)):
            if number == MOST_SPANS:
                return
            start, end = found.span()
            if start == end:
                continue
            # `.` never splits a character, but `\C` may: take in the whole of it.
            yield folded.characters[start], folded.characters[end - 1] + 1


class PatternBatch:
    """A few patterns read together first: only where any of them matches is each asked.

    It saves time and decides nothing: where they cannot be joined, each is asked at once. (RE2 has sets of its own
    for this, but they answer "nothing matched" when they run out of memory. A joined pattern reads on, only slower.)
    """

    def __init__(self, patterns: list[tuple[int, str]]) -> None:
        """:param patterns: each owner's number with a pattern that `GuardedPattern` has accepted."""
        self._patterns = patterns
        options = _options()
        options.max_mem = MEMORY * len(patterns)
        try:
            self._joined = re2.compile("|".join(f"(?:{pattern})" for _owner, pattern in patterns), options)
        except re2.error:
            self._joined = None

    def owners_to_ask(self, folded: Folded) -> list[int]:
        """Return the owners of these patterns, or none where no pattern can match."""
        if self._joined is not None and self._joined.search(folded.encoded) is None:
            return []
        return [owner for owner, _pattern in self._patterns]
