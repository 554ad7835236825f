"""Lists of phrases: how one is written, and how all of them are sought at once, word by word.

A phrase is words, each sought in its inflections and common misspellings. `=word` is sought only as written.
`(a|b c|)` is any of these, or nothing. ` .. ` is up to three other words. Phrases never run across sentences.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from django.utils.translation import gettext as _

from moderation.matching.errors import OverBudget, RuleRefused
from moderation.matching.folding import fold
from moderation.matching.spelling import inflections
from moderation.matching.words import WORD, Word

LONGEST_PHRASE = 1_200  # characters
MOST_WAYS = 600  # in which one phrase may be said
MOST_GAPS = 2
GAP_WORDS = 3
STEPS_A_WORD = 4_000  # far above what the starter pack takes; a list that needs more is not worth the wait
FREE_STEPS = 200_000

# One place in a phrase: the word forms that may stand there. None is a gap.
Place = frozenset[str] | None
PIECE = re.compile(r"\(([^()]*)\)|(\.\.)|([^\s()]+)")


def _places(words: str) -> tuple[Place, ...]:
    """Return the places of plain words, some marked `=`."""
    places: list[Place] = []
    for chunk in words.split():
        forms = [found.group() for found in WORD.finditer(fold(chunk).text)]
        if not forms:
            raise RuleRefused(_("“%(part)s” is not a word.") % {"part": chunk})
        exact = chunk.startswith("=")
        places += [frozenset({form}) if exact else inflections(form) for form in forms]
    return tuple(places)


def _choices(inside: str) -> list[tuple[Place, ...]]:
    """Return the ways to say `(a|b c|)`; the single words among them are one way with many forms."""
    ways = [_places(each) for each in inside.split("|")]
    single: set[str] = set()
    for way in ways:
        if len(way) == 1:
            single |= way[0] or set()
    longer = [way for way in ways if len(way) != 1]
    return ([(frozenset(single),)] if single else []) + longer


def _read_pieces(phrase: str) -> list[list[tuple[Place, ...]]]:
    if re.sub(PIECE, "", phrase).strip() or "(" in re.sub(r"\([^()]*\)", "", phrase):
        raise RuleRefused(_("The brackets in “%(phrase)s” do not pair.") % {"phrase": phrase})
    pieces: list[list[tuple[Place, ...]]] = []
    for choice, gap, words in PIECE.findall(phrase):
        if gap:
            pieces.append([(None,)])
        else:
            pieces.append(_choices(choice) if choice else [_places(words)] if words else [()])
    return pieces


def ways_to_say(phrase: str) -> list[tuple[Place, ...]]:
    """Return every sequence of places that the phrase stands for.

    :raises RuleRefused: it has no word, is too long, or stands for too many.
    """
    if len(phrase) > LONGEST_PHRASE:
        raise RuleRefused(_("A phrase has at most %(count)s characters.") % {"count": LONGEST_PHRASE})
    pieces = _read_pieces(phrase)
    count = 1
    for piece in pieces:
        count *= len(piece)
    if count > MOST_WAYS:
        raise RuleRefused(_("“%(phrase)s” can be said in too many ways. Split it in two.") % {"phrase": phrase})
    ways = {tuple(place for part in way for place in part) for way in product(*pieces)}
    for way in ways:
        _refuse_if_unsound(way, phrase)
    return sorted(ways, key=lambda way: [sorted(place or ()) for place in way])


def _refuse_if_unsound(way: tuple[Place, ...], phrase: str) -> None:
    if not way or way[0] is None or way[-1] is None:
        raise RuleRefused(_("“%(phrase)s” must begin and end with a word.") % {"phrase": phrase})
    if way.count(None) > MOST_GAPS or any(one is other is None for one, other in pairwise(way)):
        raise RuleRefused(_("“%(phrase)s” has too many gaps. Two are enough.") % {"phrase": phrase})


@dataclass(slots=True)
class _Node:
    """A place reached in the tree of all phrases.

    :param onward: the next node for each set of word forms, by the set's number.
    :param gap: the node behind a gap.
    :param owners: whose phrase ends here.
    """

    onward: dict[int, "_Node"] = field(default_factory=dict)
    gap: "_Node | None" = None
    owners: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of `owner` from word `first` to word `last`, both included."""

    owner: int
    first: int
    last: int


_NOWHERE: frozenset[int] = frozenset()
_Standing = dict[tuple[int, int], tuple[_Node, int]]


class PhraseTree:
    """All phrases of many owners, sought in one pass over the words.

    Not changed after it is built; safe to share between threads.
    """

    def __init__(self, lists: Iterable[tuple[int, Iterable[tuple[Place, ...]]]]) -> None:
        """:param lists: each owner's number with the ways to say its phrases."""
        self._root = _Node()
        self._numbers: dict[frozenset[str], int] = {}
        forms: dict[str, list[int]] = {}
        for owner, ways in lists:
            for way in ways:
                self._plant(owner, way, forms)
        self._by_form = {form: frozenset(numbers) for form, numbers in forms.items()}
        self.vocabulary = self._by_form.keys()

    def _plant(self, owner: int, way: tuple[Place, ...], forms: dict[str, list[int]]) -> None:
        node = self._root
        for place in way:
            if place is None:
                node.gap = node.gap or _Node()
                node = node.gap
                continue
            number = self._numbers.setdefault(place, len(self._numbers))
            for form in place:
                known = forms.setdefault(form, [])
                if number not in known:
                    known.append(number)
            node = node.onward.setdefault(number, _Node())
        if owner not in node.owners:
            node.owners.append(owner)

    def find(self, words: Sequence[Word]) -> tuple[list[Hit], int]:
        """Return what was found, in the order of the last words, and the number of steps that it took.

        Each word takes at most as many steps as the phrases have places, however many words came before:
        two ways to stand at one place are one, the earlier beginning kept.

        :raises OverBudget: more steps than `STEPS_A_WORD` for each word.
        """
        hits: list[Hit] = []
        steps, allowed = 0, FREE_STEPS + STEPS_A_WORD * len(words)
        # Each node stood at, by its identity and the words that its gap may still pass over, and where its phrase began.
        standing: _Standing = {}
        sentence = -1
        for number, word in enumerate(words):
            if word.sentence != sentence:
                standing, sentence = {}, word.sentence
            here = self._places_of(word)
            if not here and not standing:  # most words: no phrase begins with it, and none has begun
                steps += 1
                continue
            standing[id(self._root), 0] = (self._root, number)
            onward: _Standing = {}
            for (which, spare), (node, first) in standing.items():
                steps += 1
                if spare:
                    onward.setdefault((which, spare - 1), (node, first))
                for following in _following(node, here) if here else ():
                    steps += 1
                    hits += [Hit(owner, first, number) for owner in following.owners]
                    onward.setdefault((id(following), 0), (following, first))
                    if following.gap is not None:
                        onward.setdefault((id(following.gap), GAP_WORDS), (following.gap, first))
            if steps > allowed:
                raise OverBudget
            standing = onward
        return hits, steps

    def _places_of(self, word: Word) -> frozenset[int]:
        """Return the numbers of the sets that hold what the word may stand for."""
        if len(word.readings) == 1:
            return self._by_form.get(word.readings[0], _NOWHERE)
        return _NOWHERE.union(*(self._by_form.get(form, _NOWHERE) for form in word.readings))


def _following(node: _Node, here: frozenset[int]) -> list[_Node]:
    """Return the nodes that the word leads to; looks through the shorter of the two."""
    onward = node.onward
    if len(here) < len(onward):
        return [onward[place] for place in here if place in onward]
    return [after for place, after in onward.items() if place in here]
