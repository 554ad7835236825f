"""Names to be known by: what two of them have in common to the eye, and what gives somebody away."""

import re
import unicodedata
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from forum.kernel.verdicts import YES, Verdict, no

LONGEST = 40

# Signs of other alphabets, and digits, that look like Latin letters. `i`, `l` and `1` are one sign to the eye.
_LOOKALIKES = str.maketrans(
    {
        sign: letter
        for letter, signs in {
            "a": "аα4@æ", "b": "вьβ8", "c": "с", "d": "ԁđð", "e": "еε3€є", "g": "9", "h": "нħһ", "k": "кκ", "l": "іιıłiǀ|!1ɩ",
            "j": "ј", "m": "м", "n": "пηո", "o": "оοø0œσօ", "p": "рρ", "q": "ԛ", "r": "гґ", "s": "ѕ5$", "t": "тτŧ7", "u": "υս",
            "v": "ν", "w": "ԝω", "x": "хχ", "y": "уү", "z": "2",
        }.items()
        for sign in signs
    }
)  # fmt: skip
_ALIKE_TOGETHER = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_MARKS_OF_LATIN = re.compile("[\u0300-\u036f]")


def _listed(name: str) -> frozenset[str]:
    """Return the words of a file in `accounts/words/`."""
    return frozenset((Path(__file__).parent / "words" / f"{name}.txt").read_text(encoding="utf-8").split())


def skeleton(name: str) -> str:
    """Return what is left of a name when all that the eye may overlook is taken away; at most 80 signs.

    Compatibility forms, capitals, accents, look-alike letters of other alphabets, digits that stand for
    letters, spaces and punctuation. Two names with the same skeleton are too like each other.
    """
    plain = _MARKS_OF_LATIN.sub("", unicodedata.normalize("NFKD", name)).casefold()
    plain = unicodedata.normalize("NFKC", plain).translate(_LOOKALIKES)
    kept = "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LNM")
    for pair, one in _ALIKE_TOGETHER:
        kept = kept.replace(pair, one)
    return kept[:80]


def may_be_shown(name: str) -> Verdict:
    """Whether every sign of a name can be seen, and enough of them are letters. Source: README, C-3."""
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for sign in name):
        return no(_("There is an invisible sign in this name. It often comes with copying. Please type the name."))
    if re.search(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3}", unicodedata.normalize("NFD", name)):
        return no(_("Some letters of this name have so many marks that others cannot read it."))
    if sum(unicodedata.category(sign)[0] in "LN" for sign in name) < 2:
        return no(_("Please use at least two letters, so that others can say your name."))
    return YES


def keeps_private(name: str) -> Verdict:
    """Whether a name says nothing by which a stranger could find its person, nor claims a role here.

    Source: README, C-3.
    """
    if re.search(r"\S@\S|\bwww\.|https?:|\.(?:com|org|net|uk|co)\b", name, re.IGNORECASE):
        return no(
            _(
                "This looks like an address. Everybody here will see the name, so please choose one that cannot be used to find you."
            )
        )
    if len(re.findall(r"\d", name)) >= 7:
        return no(_("This looks like a telephone number. Please choose a name that cannot be used to find you."))
    if _names_a_role(name):
        return no(
            _(
                "A name with a profession or a role in it could make somebody believe that you answer for this forum, or give medical advice. Please choose another."
            )
        )
    return YES


def is_like_a_full_name(name: str) -> bool:
    """Whether a name looks like a first name and a surname: "Anna Smith", "anna.smith", "AnnaSmith", "Mrs Smith".

    "Blue Tit", "Anna from Leeds", "Anna B" and "Rose Garden" do not.
    """
    words = _words(name)
    if not 2 <= len(words) <= 4 or not all(re.fullmatch(r"[^\W\d_]+(?:['’][^\W\d_]+)?", word) for word in words):
        return False
    if len(words[-1]) < 2 or any(word.casefold() in _JOINING for word in words):
        return False
    plain = [_MARKS_OF_LATIN.sub("", unicodedata.normalize("NFKD", word)).casefold() for word in words]
    if plain[0] in _TITLES:
        return True
    if plain[0] in _GIVEN_NAMES:
        return plain[0] not in _THINGS or plain[-1] not in _THINGS
    has_capitals = all(word[0] != word[0].lower() for word in words)
    return has_capitals and not any(word in _THINGS for word in plain)


def suggestions(name: str) -> list[str]:
    """Return names near the one that was refused; the caller offers those that are free."""
    first = next((word for word in _words(name) if len(word) > 1 and not _names_a_role(word)), "")
    first = re.sub(r"[^\w'’]|[\d_]", "", first)[:20]
    if not first or "@" in name:
        return [str(each) for each in (_("Blue Tit"), _("Teapot"), _("Quiet Otter"), _("Harbour Light"))]
    start = sum(map(ord, skeleton(name))) % len(_BESIDE)
    return [str(_BESIDE[(start + step) % len(_BESIDE)]) % {"name": first} for step in range(len(_BESIDE))]


_BESIDE = (
    _("%(name)s by the sea"), _("%(name)s and a teapot"), _("%(name)s in the garden"), _("%(name)s with a dog"),
    _("%(name)s of the allotment"), _("%(name)s and the cat"), _("%(name)s up the hill"), _("%(name)s by the river"),
)  # fmt: skip

_JOINING = _listed("joining")
_TITLES = _listed("titles")

# Where a word alone, or at the start of a run of letters, claims to speak for the forum or for medicine.
_ROLES = frozenset(map(skeleton, _listed("roles")))
_ROLES_WITHIN = tuple(map(skeleton, ("admin", "moderator", "nurse", "doctor", "oncologist", "alongside", "macmillan")))
_NOT_ROLES = tuple(map(skeleton, ("nursery", "nurseri")))


def _names_a_role(name: str) -> bool:
    folded = [skeleton(word) for word in _words(name)]
    if any(word in _ROLES or _is_role_in_one_word(word) for word in folded):
        return True
    return _is_role_in_one_word("".join(folded))


def _is_role_in_one_word(word: str) -> bool:
    return any(word.startswith(role) or word.endswith(role) for role in _ROLES_WITHIN) and not word.startswith(
        _NOT_ROLES
    )


def _words(name: str) -> list[str]:
    """Split at spaces, punctuation and a capital inside: "AnnaSmith" and "anna_smith" are two words each."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", unicodedata.normalize("NFKC", name))
    return [word for word in re.split(r"[\s._,;:/+*~\-–—()\"“”]+", parted) if word]


# Frequent given names in Britain, of many origins, to tell "Anna Brown" from "Blue Tit". Not complete, and need not be:
# two capitalised words that are no things count as a full name in any case.
_GIVEN_NAMES = _listed("given_names")

# Words of colour, weather, garden, kitchen and animals: names that people choose so as not to be known.
_THINGS = _listed("things")
