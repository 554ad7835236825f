"""Rules as a whole: what excuses a match, what cannot be saved, and that no failure lets a text through."""

import pytest

from moderation.matching.definitions import Action
from moderation.matching.errors import RuleRefused
from moderation.matching.patterns import LONGEST_PATTERN, MOST_SPANS, GuardedPattern
from moderation.matching.rule_set import MOST_MATCHES, Failed, Match, RuleSet, refuse_unsound


def phrases(rule_id="phrases", *, sought=("cure",), **rest):
    return {"id": rule_id, "kind": "phrases", "action": "flag", "reason": "other", "phrases": sought, **rest}


def pattern(rule_id="pattern", *, sought=r"\bx\d+", **rest):
    return {"id": rule_id, "kind": "pattern", "action": "hold", "reason": "harm", "pattern": sought, **rest}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("there is a cure", True),
        ("there is no cure", False),
        ("no, really, believe me, a cure", True),  # four words away
        ("There is no hope. A cure", True),  # another sentence
        ("a cure, no", False),
        ("no cure. But wait: a cure!", True),
    ],
)
def test_an_unless_phrase_excuses_what_stands_near_it_in_the_same_sentence(text, is_found):
    found = RuleSet([phrases(unless=("no",), near=3)]).match(text)
    assert bool(found) is is_found


def test_an_unless_phrase_excuses_a_pattern_as_well():
    rules = RuleSet([pattern(unless=("room",))])
    assert rules.match("meet in room x12") == []
    assert [found.words for found in rules.match("buy X12 now")] == ["X12"]


def test_each_rule_says_what_it_is_in_its_matches():
    found = RuleSet([phrases(), pattern(), {**phrases("help"), "action": "card", "card": "fever", "reason": None}])
    (one, two, three) = found.match("cure x1")
    assert (one.rule_id, one.action, one.reason) == ("phrases", "flag", "other")
    assert (two.rule_id, two.action, two.reason, two.card) == ("help", "card", None, "fever")
    assert (three.rule_id, three.action, three.start, three.end) == ("pattern", "hold", 5, 7)


@pytest.mark.parametrize(
    "definition",
    [
        pattern(sought=r"(?=a)b"),  # look-ahead
        pattern(sought=r"(a)\1"),  # back-reference
        pattern(sought=r"(x{100}){100}"),  # ten thousand steps
        pattern(sought=r"((a{0,100}){0,100}){0,100}"),
        pattern(sought="x*"),  # matches nothing, everywhere
        pattern(sought="("),
        pattern(sought="\ud800"),
        pattern(sought="a" * (LONGEST_PATTERN + 1)),
        phrases(sought=(".. a",)),
        phrases(sought=()),
        phrases(unless=("(",)),
        phrases(action="ban"),
        phrases(reason="whim"),
        phrases(reason=None),
        phrases(action="card"),
        {"id": "empty"},
        {},
        {**phrases(), "surprise": 1},
    ],
)
def test_a_rule_that_cannot_be_asked_is_refused_at_saving_and_holds_where_it_is_kept_anyway(definition):
    with pytest.raises(RuleRefused):
        refuse_unsound(definition)
    (failed, match) = RuleSet([definition, phrases("sound")]).match("a cure")
    assert isinstance(failed, Failed)
    assert failed.action == Action.HOLD
    assert failed.rule_id == definition.get("id", "")
    assert (match.rule_id, match.words) == ("sound", "cure")


def test_a_rule_that_can_be_asked_is_not_refused():
    refuse_unsound(phrases())
    refuse_unsound(pattern(sought=r"(a+)+$"))  # ruinous elsewhere, linear here


def test_a_pattern_that_fails_while_it_is_asked_holds_and_names_itself_and_the_others_are_still_asked(monkeypatch):
    rules = RuleSet([pattern("broken"), phrases("sound")])

    def fail(self, folded):
        raise MemoryError

    monkeypatch.setattr(GuardedPattern, "spans", fail)
    found = rules.match("x1 cure")
    assert [(type(each), each.rule_id, each.action) for each in found] == [
        (Failed, "broken", "hold"),
        (Match, "sound", "flag"),
    ]


def test_phrases_that_fail_while_they_are_sought_hold_and_every_one_is_named(monkeypatch):
    monkeypatch.setattr("moderation.matching.phrases.PhraseTree.find", lambda self, words: 1 / 0)
    found = RuleSet([phrases("one"), phrases("two"), pattern("three")]).match("x1")
    assert {(each.rule_id, each.action) for each in found} == {("one", "hold"), ("two", "hold"), ("three", "hold")}
    assert {each.rule_id for each in found if isinstance(each, Failed)} == {"one", "two"}


def test_a_text_that_cannot_be_read_at_all_is_held_by_every_rule(monkeypatch):
    monkeypatch.setattr("moderation.matching.rule_set.fold", lambda text: 1 / 0)
    found = RuleSet([phrases("one"), pattern("two")]).match("hello")
    assert [(each.rule_id, each.action) for each in found] == [("one", "hold"), ("two", "hold")]


def test_where_patterns_cannot_be_read_together_each_is_asked(monkeypatch):
    rules = RuleSet([pattern()])
    for batch in rules._batches:
        monkeypatch.setattr(batch, "_joined", None)
    assert [found.words for found in rules.match("x1 and x2")] == ["x1", "x2"]


def test_a_failure_never_quotes_the_text(monkeypatch, caplog):
    def fail(self, folded):
        raise ValueError(folded.text)

    monkeypatch.setattr(GuardedPattern, "spans", fail)
    (failed,) = RuleSet([pattern()]).match("x1 my secret")
    assert "secret" not in failed.trouble + caplog.text


def test_one_rule_tells_a_moderator_no_more_than_twenty_times():
    assert len(RuleSet([phrases(), pattern()]).match("cure x1 " * 200)) == 2 * MOST_MATCHES
    assert MOST_SPANS >= MOST_MATCHES


def test_patterns_read_small_letters_and_tell_places_in_what_was_written():
    text = "Ｅ ﷺ İ X\u200b12 ok"
    (found,) = RuleSet([pattern()]).match(text)
    assert found.words == "X\u200b12" == text[found.start : found.end]


def test_many_rules_take_steps_by_the_words_and_not_by_the_rules():
    """What a thousand lists cost: a word that no list knows costs one step, however many lists there are."""
    rules = RuleSet(
        [
            phrases(str(number), sought=(f"unheard{'abcdefghij'[number % 10]}{'abcdefghij'[number // 10 % 10]} of",))
            for number in range(1000)
        ]
    )
    from moderation.matching.folding import fold
    from moderation.matching.words import words_of

    words = words_of(fold("the dog is asleep " * 500))
    assert rules._tree.find(words) == ([], len(words))
