"""How phrases are sought: whole words, their other forms, their misspellings, and letters in other clothes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.matching.errors import OverBudget, RuleRefused
from moderation.matching.folding import fold
from moderation.matching.phrases import PhraseTree, ways_to_say
from moderation.matching.rule_set import LARGEST_TEXT, Match, RuleSet
from moderation.matching.spelling import MOST_READINGS, inflections, readings
from moderation.matching.words import words_of

ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)  # half characters included


def rule(*phrases, **rest):
    return {"id": "a-rule", "kind": "phrases", "action": "flag", "reason": "other", "phrases": phrases, **rest}


def words_found(text, *phrases, **rest):
    found = RuleSet([rule(*phrases, **rest)]).match(text)
    assert all(isinstance(each, Match) for each in found), found
    return [each.words for each in found]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cure", "It cures everything"),
        ("cure", "CURED!"),
        ("cure", "a cure’s a cure"),
        ("remedy", "remedies"),
        ("stop treatment", "Stopping treatments was hard"),
        ("sell", "they sold me it"),
        ("donate", "donating"),
        ("miracle cure", "a mirical cure"),
        ("don't need chemo", "you dont need keemo"),
        ("cure", "c u r e"),
        ("cure", "c.u.r.e"),
        ("cure", "c-u-r-e"),
        ("cure", "cu\u200bre"),
        ("cure", "c\u00adure"),
        ("cure", "cur3"),
        ("cure", "сurе"),  # the first and last letters are Cyrillic
        ("cure", "ｃｕｒｅ"),
        ("cure", "cüré"),
        ("cure", "cuuuuure"),
        ("cure", "c*u*r*e"),
        ("miracle cure", "m i r a c l e c u r e"),
        ("self-harm", "self harm"),
        ("take .. tablets", "take all of the tablets"),
        ("(big|small) pharma", "small pharma"),
        ("(very|) ill", "ill"),
        ("=kill myself", "kill\nmyself"),
        ("want to die", "want to... die"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(phrase, text):
    assert words_found(text, phrase)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("cure", "curious, secure, obscure, manicure"),
        ("ill", "I'll be there, and I will"),
        ("hell", "he'll come"),
        ("=kill", "killing time"),
        ("want to die", "What I want to. Die Hard is on."),
        ("take .. tablets", "take one or two or three tablets"),
        ("stop treatment", "stop\n\ntreatment"),
        ("cure", "C U R next year"),
    ],
)
def test_other_words_are_not_the_phrase(phrase, text):
    assert not words_found(text, phrase)


def test_what_is_found_is_told_in_the_words_that_were_written():
    text = "So… a M\u200bI\u200bRACLE  cürë for all"
    assert words_found(text, "miracle cure") == ["M\u200bI\u200bRACLE  cürë"]


@pytest.mark.parametrize(
    "phrase", ["", ".. cure", "cure ..", "(a|b", "a .. b .. c .. d", "a .. .. b", "(a b|c d|e f) " * 8, "£", "x" * 2000]
)
def test_a_phrase_that_cannot_be_sought_is_refused_with_a_sentence(phrase):
    with pytest.raises(RuleRefused, match=r"\w+"):
        ways_to_say(phrase)


@given(ANY_TEXT)
def test_any_text_can_be_folded_and_every_character_of_it_comes_from_what_was_written(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert len(folded.text) <= 18 * len(text)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= place < len(text) for place in folded.origins)
    assert len(folded.encoded) == len(folded.characters) - 1


@given(ANY_TEXT)
def test_any_text_has_words_in_order_with_few_readings(text):
    folded = fold(text)
    words = words_of(folded, frozenset({"cure", "a", "ab"}))
    assert len(words) <= len(folded.text)
    last_end = 0
    for word in words:
        assert last_end <= word.start < word.end <= len(folded.text)
        assert 1 <= len(word.readings) <= MOST_READINGS
        last_end = word.end


def dress(word, seed):
    """Return a word as somebody writes it who does not want it found."""
    ways = [
        lambda: " ".join(word), lambda: ".".join(word), lambda: "\u200b".join(word), lambda: word.upper(),
        lambda: word.replace("i", "1").replace("o", "0").replace("e", "3"),
        lambda: "*".join(word), lambda: word[0] + word[1] * 4 + word[2:], lambda: word.translate(str.maketrans("aeoc", "аеос")),
    ]  # fmt: skip
    return ways[seed % len(ways)]()


@given(
    st.sampled_from(["miracle", "remedy", "suicide", "discount", "overdose"]),
    st.integers(0, 7),
    st.text("bdfg ,", max_size=20),
)
def test_a_word_is_found_whatever_it_wears(word, seed, around):
    dressed = dress(word, seed)
    assert dressed in words_found(f"{around}; {dressed}. {around}", word)


@given(st.from_regex(r"[a-z]{1,30}", fullmatch=True))
def test_a_word_is_among_its_own_inflections_and_readings(word):
    assert word in inflections(word)
    assert readings(word)[0] == word


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("stop", {"stop", "stops", "stopped", "stopping", "stoped", "stoping"}),
        ("carry", {"carry", "carries", "carried", "carrying"}),
        ("cure", {"cure", "cures", "cured", "curing"}),
        ("treat", {"treat", "treats", "treated", "treating"}),
        ("pass", {"pass", "passes", "passed", "passing"}),
        ("die", {"die", "dies", "died", "dying"}),
        ("my", {"my"}),
    ],
)
def test_a_word_has_the_forms_that_english_gives_it(word, forms):
    assert inflections(word) == forms


@given(st.lists(st.sampled_from(["a", "b", "c", "ab", "ba"]), max_size=200))
def test_steps_grow_with_the_words_and_no_faster(sequence):
    phrases = ["a .. a .. a", "(a|b) (a|b) .. c", "a b a b a b", "b .. b .. c", "(a b|b a|ab) .. (c|a b)"]
    tree = PhraseTree([(number, ways_to_say(phrase)) for number, phrase in enumerate(phrases)])
    _hits, steps = tree.find(words_of(fold(" ".join(sequence))))
    assert steps <= 150 * len(sequence)


def test_a_text_that_takes_too_many_steps_is_given_up(monkeypatch):
    monkeypatch.setattr("moderation.matching.phrases.FREE_STEPS", 5)
    monkeypatch.setattr("moderation.matching.phrases.STEPS_A_WORD", 0)
    tree = PhraseTree([(0, ways_to_say("a .. a .. a"))])
    with pytest.raises(OverBudget):
        tree.find(words_of(fold("a " * 100)))


@given(ANY_TEXT)
def test_nothing_that_anybody_writes_makes_the_rules_fail(text):
    rules = RuleSet(
        [
            rule("a .. b", "(c|d e) f", unless=("not a",)),
            {"id": "p", "kind": "pattern", "action": "hold", "reason": "other", "pattern": "[^ ]+"},
        ]
    )
    for found in rules.match(text):
        assert isinstance(found, Match)
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.words


def test_only_the_first_part_of_an_enormous_text_is_read_and_it_waits():
    found = RuleSet([rule("cure")]).match("cure " + "x" * LARGEST_TEXT)
    assert [each.action for each in found] == ["hold", "flag"]
