"""Text made comparable: small letters, no accents, one kind of apostrophe, dash and space, nothing invisible.

What is found in the folded text is always told as places in the text that the person wrote.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

# Letters of other alphabets that look like a Latin one. Used only for a whole word, as one more way to read it.
LOOK_ALIKES = str.maketrans(
    "авеѕіјкмнорстухԁԛԝһӏαβεηικνορτυχℓıʟɑɡ",
    "abesijkmhopctyxdqwhlabenikvoptuxlilag",
)
ONE_APOSTROPHE = dict.fromkeys("’‘ʼ`´＇ʹ′", "'")
ONE_DASH = dict.fromkeys("‐‑‒–—―−", "-")


@dataclass(frozen=True)
class Folded:
    """A text and its comparable form.

    :param written: what the person wrote.
    :param text: the comparable form.
    :param origins: for each character of `text`, the place in `written` that it came from.
    """

    written: str
    text: str
    origins: Sequence[int]

    @cached_property
    def encoded(self) -> bytes:
        """The comparable form as RE2 reads it, encoded once for all patterns."""
        return self.text.encode()

    @cached_property
    def characters(self) -> Sequence[int]:
        """For each byte of `encoded`, and one past its end, the number of the character that holds it."""
        if len(self.encoded) == len(self.text):
            return range(len(self.text) + 1)
        numbers: list[int] = []
        for number, sign in enumerate(self.text):
            numbers += [number] * len(sign.encode())
        return [*numbers, len(self.text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters `start` to `end` of the comparable form stand in what was written."""
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=4096)
def _fold_sign(sign: str) -> str:
    """Return the comparable form of one character: nothing for an invisible one, at most 18 characters."""
    if sign in ONE_APOSTROPHE:
        return "'"
    if sign in ONE_DASH:
        return "-"
    category = unicodedata.category(sign)
    if category == "Cf" or "\ufe00" <= sign <= "\ufe0f" or sign in "\u115f\u1160\u3164\u034f\u17b4\u17b5":
        return ""  # zero-width joiners, soft hyphens, marks of direction, fillers
    if category == "Cs":
        return "\ufffd"  # half a character cannot be encoded
    if sign == "\n":
        return "\n"
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    plain = unicodedata.normalize("NFKD", sign).casefold()
    return "".join(each for each in plain if not "\u0300" <= each <= "\u036f")


def fold(written: str) -> Folded:
    """Return the text beside its comparable form. Linear in the text."""
    forms = {sign: _fold_sign(sign) for sign in set(written)}
    if all(len(form) == 1 for form in forms.values()):  # nearly every text; the loop below is for the rest
        return Folded(
            written, written.translate({ord(sign): form for sign, form in forms.items()}), range(len(written))
        )
    pieces: list[str] = []
    origins: list[int] = []
    for place, sign in enumerate(written):
        piece = forms[sign]
        pieces.append(piece)
        origins += [place] * len(piece)
    return Folded(written, "".join(pieces), origins)
