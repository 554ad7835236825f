"""From a text to its words: where each stands, and as what it is known. One way for what is kept and what is asked."""

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from django.utils.html import strip_tags

from forum.search.text.stems import stem

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_QUOTE_EDGE = re.compile(r"<blockquote[^>]*>|</blockquote>")
_BREAK = re.compile(r"<(?:/p|/li|/pre|br|hr)[^>]*>")
_LONGEST = 60  # signs of a word that are looked at
_UNFOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "'": "", "’": ""})


class Word(NamedTuple):
    """One word of a text. :param form: folded. :param term: what its forms have in common, as the index has it."""

    start: int
    end: int
    form: str
    term: str


def words_in(text: str) -> list[Word]:
    """Return the words of a text, in order. A sign that stands for several letters gives a word each."""
    return [
        Word(found.start(), found.end(), form, stem(form))
        for found in _WORD.finditer(text)
        for form in folded(found.group())
    ]


@lru_cache(maxsize=50_000)
def folded(word: str) -> tuple[str, ...]:
    """Return a word in small letters without marks: "cafe" for "Café", "dont" for "don’t"."""
    bare = unicodedata.normalize("NFKD", word.casefold().translate(_UNFOLDED))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold()
    return tuple(piece[:_LONGEST] for piece in _PIECE.findall(plain))


def plain(html: str) -> str:
    """Return the text of sanitised HTML without any quote in it, however deep: those are words of others."""
    own, depth, position = [], 0, 0
    for edge in _QUOTE_EDGE.finditer(html):
        if not depth:
            own.append(html[position : edge.start()])
        depth += -1 if edge.group() == "</blockquote>" else 1
        position = edge.end()
    own.append(html[position:] if not depth else "")
    text = unescape(strip_tags(_BREAK.sub(" ", " ".join(own))))
    return unicodedata.normalize("NFC", " ".join(text.split()))
