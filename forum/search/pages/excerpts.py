"""The part of a text that shows why it was found. Everything that people wrote is escaped here; only the marks are ours."""

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from forum.search.text.asking import Row
from forum.search.text.terms import places_of

_BEFORE, _LONGEST = 70, 260  # signs


def marked(text: str, rows: Sequence[Row]) -> SafeString:
    """Return a text, escaped, with what is looked for in `<mark>`."""
    return _marked(text, places_of(rows, text), 0, len(text))


def excerpt(text: str, rows: Sequence[Row]) -> SafeString:
    """Return the part of a text around the first place that has what is looked for, escaped and marked; or its beginning."""
    places = places_of(rows, text)
    start = _gap_before(text, places[0][0] - _BEFORE) if places else 0
    end = _gap_behind(text, start + _LONGEST)
    cut = _marked(text, places, start, end)
    return format_html("{}{}{}", "… " if start else "", cut, " …" if end < len(text) else "")


def _marked(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> SafeString:
    parts, at = list[str](), start
    for begins, ends in places:
        if begins < at or ends > end:
            continue
        parts += [conditional_escape(text[at:begins]), format_html("<mark>{}</mark>", text[begins:ends])]
        at = ends
    return mark_safe("".join([*parts, conditional_escape(text[at:end])]))


def _gap_before(text: str, at: int) -> int:
    """The beginning of a word at or after a place; the place itself in one endless word."""
    if at <= 0:
        return 0
    gap = text.find(" ", at, at + _BEFORE)
    return gap + 1 if gap >= 0 else at


def _gap_behind(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    gap = text.rfind(" ", at - _BEFORE, at)
    return gap if gap >= 0 else at
