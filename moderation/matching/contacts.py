"""Contact details in a text: telephone numbers, e-mail addresses, postcodes, links, names on other sites.

For the question to the author, "This looks like a telephone number; the group can see it", and for holding
newcomers' links. Doses, dates, times, blood counts and help lines are not contact details. Source: README, M-22.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.matching.folding import Folded, fold
from moderation.matching.patterns import GuardedPattern

LABELS: dict[str, Promise] = {
    "phone": _("a telephone number"),
    "nhs_number": _("an NHS number"),
    "email": _("an e-mail address"),
    "postcode": _("a postcode"),
    "link": _("a link to another site"),
    "handle": _("a name on another site"),
}
MOST_CONTACTS = 40

MAIL_HOSTS = "gmail|googlemail|hotmail|outlook|yahoo|ymail|icloud|btinternet|aol|live|sky|proton|protonmail|talktalk|virginmedia|me|msn"
ENDINGS = "com|co\\.uk|org\\.uk|ac\\.uk|nhs\\.uk|gov\\.uk|org|net|uk|info|io|eu|ie|shop|store|online|site|biz|health|life|xyz|link"
SHORT_HOSTS = r"t\.me|wa\.me|bit\.ly|tinyurl\.com|youtu\.be|fb\.me|m\.me|linktr\.ee|discord\.gg|goo\.gl"
SITES = (
    "insta(?:gram)?|facebook|fb|tik ?tok|snap(?:chat)?|whats ?app|telegram|twitter|messenger|discord|kik|signal|skype"
)
DIGIT_WORDS = "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine"
AREAS = (
    "ab|al|b|ba|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|e|ec|eh|en|ex|"
    "fk|fy|g|gl|gu|gy|ha|hd|hg|hp|hr|hs|hu|hx|ig|im|ip|iv|je|ka|kt|kw|ky|l|la|ld|le|ll|ln|ls|lu|m|me|mk|ml|n|ne|"
    "ng|nn|np|nr|nw|ol|ox|pa|pe|ph|pl|po|pr|rg|rh|rm|s|sa|se|sg|sk|sl|sm|sn|so|sp|sr|ss|st|sw|sy|ta|td|tf|tn|tq|"
    "tr|ts|tw|ub|w|wa|wc|wd|wf|wn|wr|ws|wv|yo|ze"
)

# What follows a number and only looks like the end of a postcode: "L1 2nd" is a vertebra, "B12 5ug" a dose.
NEVER_INWARD = frozenset({"st", "nd", "rd", "th", "hr", "yr", "wk", "pt", "ds", "pg", "ng", "ug"})


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact detail.

    :param kind: a key of `LABELS`.
    :param start: where it begins in the text as it was written; `end` is one past its last character.
    :param folded_span: the same in the folded text.
    """

    kind: str
    start: int
    end: int
    words: str
    folded_span: tuple[int, int]

    @property
    def label(self) -> Promise:
        """What it looks like, for "This looks like …"."""
        return LABELS[self.kind]


def find_contacts(text: str) -> list[Contact]:
    """Return the contact details in a text, in its order. Never raises; linear in the text."""
    return contacts_in(fold(text))


def contacts_in(folded: Folded) -> list[Contact]:
    """Return the contact details in a folded text, in its order, none overlapping; at most `MOST_CONTACTS`."""
    spans: list[tuple[int, int, str]] = []
    taken = bytearray(len(folded.text))
    for kind, seek in SEEKERS:
        for start, end in seek(folded):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                if kind:
                    spans.append((start, end, kind))
    return [_contact(folded, *span) for span in sorted(spans)[:MOST_CONTACTS]]


def _contact(folded: Folded, start: int, end: int, kind: str) -> Contact:
    first, last = folded.span(start, end)
    return Contact(kind=kind, start=first, end=last, words=folded.written[first:last], folded_span=(start, end))


@cache
def _pattern(pattern: str) -> GuardedPattern:
    return GuardedPattern(pattern)


@cache
def _known() -> dict[str, Any]:
    known = tomllib.loads((Path(__file__).parent / "known_help.toml").read_text())
    return {"numbers": frozenset(known["numbers"]), "domains": tuple(known["domains"])}


def _is_known_help(address: str) -> bool:
    """Whether the host of a link or an e-mail address is one that belongs to everybody."""
    host = re.split(r"[/?#:]", address.rpartition("@")[2].removeprefix("https://").removeprefix("http://"))[0]
    return any(host == domain or host.endswith("." + domain) for domain in _known()["domains"])


def _emails(folded: Folded) -> Iterator[tuple[int, int]]:
    at = r"(?:\s+@\s+|\s*(?:\[at\]|\(at\)|\{at\}|<at>)\s*)"
    dot = r"(?:\.|\[dot\]|\(dot\)|\{dot\}|\s+dot\s+)"
    for pattern in (
        r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
        rf"[a-z0-9._%+-]+{at}[a-z0-9-]+(?:\s*{dot}\s*[a-z]+)+",
        rf"[a-z0-9._%+-]+(?:\s+dot\s+[a-z0-9]+)?\s+at\s+(?:{MAIL_HOSTS})\s*{dot}\s*(?:com|co|net|org)\b(?:\s*{dot}\s*uk\b)?",
        r"[a-z0-9._%+-]+\s+at\s+[a-z0-9-]+\s+dot\s+(?:com|org|net|co\s+dot\s+uk|co\.uk|uk)\b",
    ):
        for start, end in _pattern(pattern).spans(folded):
            words = folded.text[start:end]
            if not _is_known_help(re.sub(r"\s+", "", words)):
                yield start, start + len(words.rstrip(".-"))


def _links(folded: Folded) -> Iterator[tuple[int, int]]:
    for pattern in (
        r"\b(?:https?|hxxps?)://[^\s<>\"]+",
        r"\bwww\.[a-z0-9-]+\.[^\s<>\"]+",
        rf"\b(?:{SHORT_HOSTS})/[^\s<>\"]+",
        rf"\b(?:[a-z0-9][a-z0-9-]*\.)+(?:{ENDINGS})\b(?:/[^\s<>\"]*)?",
        r"\b(?:www\s+dot\s+)?[a-z0-9-]{3,}\s+dot\s+(?:com|org|net|co\s+dot\s+uk)\b",
    ):
        for start, end in _pattern(pattern).spans(folded):
            words = folded.text[start:end].rstrip(".,;:!?)'*_]")
            if words and not _is_known_help(words.removeprefix("www.")):
                yield start, start + len(words)


def _dates_and_times(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield what looks like a run of digits and is none of ours."""
    for pattern in (
        r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b",
        r"\b(?:19|20)\d{2}-\d{2}-\d{2}\b",
        r"\b\d{1,2}[:.]\d{2}\s?(?:am|pm)\b",
        r"\b\d{1,2}:\d{2}(?::\d{2})?\b",
    ):
        yield from _pattern(pattern).spans(folded)


def _digit_runs(folded: Folded) -> Iterator[tuple[int, int]]:
    for start, end in _pattern(r"[+(]{0,2}\d[\d ()./+-]{6,30}\d").spans(folded):
        before = folded.text[start - 1 : start]
        if not (before.isalnum() or before in {"/", "£", "$", "-", "."} or folded.text[end : end + 1].isalpha()):
            yield start, end


def _phones(folded: Folded) -> Iterator[tuple[int, int]]:
    for start, end in _digit_runs(folded):
        if _is_phone(folded.text[start:end]):
            yield start, end
    digit = rf"(?:(?:double|treble|triple)\s+)?(?:{DIGIT_WORDS})"
    yield from _pattern(rf"\b(?:oh|o|zero|nought)(?:[\s,-]+{digit}){{7,12}}\b").spans(folded)


def _is_phone(run: str) -> bool:
    """Whether a run of digits is dialled: a UK number, or one with a country's code, and no help line."""
    groups = re.findall(r"\d+", run.replace("(0)", ""))
    digits = "".join(groups)
    has_plus = run.lstrip("( ").startswith("+")
    if has_plus or digits.startswith("00"):
        abroad = digits if has_plus else digits[2:]
        if not abroad.startswith("44"):
            return 9 <= len(abroad) <= 15
        return len(abroad) in {11, 12} and _nationally(abroad) not in _known()["numbers"]
    if digits.startswith("447") and len(digits) == 12:
        return True
    is_national = re.fullmatch(r"0[1235789]\d{8,9}", digits) is not None
    return is_national and digits not in _known()["numbers"] and _is_grouped_as_dialled(groups)


def _nationally(digits: str) -> str:
    return "0" + digits.removeprefix("44").removeprefix("0")


def _is_grouped_as_dialled(groups: list[str]) -> bool:
    """Whether digits are spaced as in a telephone number, not as in a list of counts: "0.9 1.2 150 0.8"."""
    sizes = {len(group) for group in groups}
    return sizes == {1} or (1 not in sizes and len(groups[0]) >= 3)


def _nhs_numbers(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield ten digits whose last one is the check that the NHS prescribes (modulus 11)."""
    for start, end in _pattern(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b").spans(folded):
        digits = [int(sign) for sign in folded.text[start:end] if sign.isdigit()]
        check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
        is_whole = not folded.text[start - 1 : start].isalnum() and folded.text[end : end + 1] != "-"
        if check % 11 == digits[9] and check != 10 and is_whole and digits[0] in {4, 6, 7, 9}:
            yield start, end


def _postcodes(folded: Folded) -> Iterator[tuple[int, int]]:
    for start, end in _pattern(rf"\b(?:{AREAS})[0-9][0-9a-z]? ?[0-9][abd-hjlnp-uw-z]{{2}}\b").spans(folded):
        before = folded.text[start - 1 : start]
        if folded.text[end - 2 : end] not in NEVER_INWARD and before not in {"@", "/", "#", "'"}:
            yield start, end


def _handles(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield names on other sites: an @name beside such a site, or "my insta is ann_b"."""
    for start, end in _pattern(rf"\b(?:{SITES})\b[^.!?\n@]{{0,30}}@[a-z0-9._]{{3,30}}").spans(folded):
        yield folded.text.index("@", start), end
    for start, end in _pattern(rf"(?:^|[^a-z0-9])@[a-z0-9._]{{3,30}}[^.!?\n@]{{0,15}}\b(?:{SITES})\b").spans(folded):
        at = folded.text.index("@", start)
        yield at, at + len(re.split(r"[^a-z0-9._@]", folded.text[at:end])[0].rstrip("."))
    named = rf"\b(?:my|our|on|add me on|find me on)\s+(?:{SITES})\s*(?:name|handle|username)?\s*(?:is|as|:|=|-)\s*[a-z0-9._]*[a-z0-9][0-9_][a-z0-9._]*"
    for start, end in _pattern(named).spans(folded):
        words = folded.text[start:end].rstrip(".")
        yield start + len(words) - len(re.split(r"[\s:=-]", words)[-1]), start + len(words)


# The first to claim a character has it, so that a date inside is no number, and an address's host no link.
SEEKERS: tuple[tuple[str, Callable[[Folded], Iterator[tuple[int, int]]]], ...] = (
    ("email", _emails),
    ("link", _links),
    ("handle", _handles),
    ("", _dates_and_times),
    ("nhs_number", _nhs_numbers),
    ("phone", _phones),
    ("postcode", _postcodes),
)
