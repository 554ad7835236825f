"""The starter pack against its own examples, and against sentences of the kind that members write."""

from collections import Counter

import pytest

from moderation.matching.definitions import Action, Reason
from moderation.matching.rule_set import Match
from moderation.matching.starter import starter_pack, starter_rules, test_sentences, unseen_sentences

TOPIC = {each.rule.id: each.topic for each in starter_pack()}
SENTENCES = test_sentences()
TOPICS = sorted(set(TOPIC.values()))


def rules_that_match(text):
    found = starter_rules().match(text)
    assert all(isinstance(each, Match) for each in found), found
    return {each.rule_id for each in found}


def topics_of(text):
    return {TOPIC[rule_id] for rule_id in rules_that_match(text)}


@pytest.mark.parametrize(
    ("rule_id", "text"), [(each.rule.id, text) for each in starter_pack() for text in each.must_match]
)
def test_each_rule_matches_its_examples(rule_id, text):
    assert rule_id in rules_that_match(text)


@pytest.mark.parametrize(
    ("rule_id", "text"), [(each.rule.id, text) for each in starter_pack() for text in each.must_not_match]
)
def test_each_rule_leaves_its_counter_examples_alone(rule_id, text):
    assert rule_id not in rules_that_match(text)


def test_every_rule_has_examples_both_ways_and_a_sentence_for_moderators():
    for each in starter_pack():
        assert each.must_match, each.rule.id
        assert each.must_not_match, each.rule.id
        assert each.rule.says.endswith("."), each.rule.id


def test_the_test_set_is_large_enough_and_says_nothing_twice():
    labelled = Counter(bool(sentence.topic) for sentence in SENTENCES)
    assert labelled[True] >= 120
    assert labelled[False] >= 200
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)
    assert {sentence.topic for sentence in SENTENCES} == {"", *TOPICS}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_finds_what_it_must_and_little_else(topic, record_property):
    sought = [sentence.text for sentence in SENTENCES if sentence.topic == topic]
    found = [text for text in sought if topic in topics_of(text)]
    wrong = [sentence.text for sentence in SENTENCES if not sentence.topic and topic in topics_of(sentence.text)]
    recall, precision = len(found) / len(sought), len(found) / (len(found) + len(wrong))
    record_property("recall", recall)
    record_property("precision", precision)
    print(f"{topic}: recall {recall:.3f} of {len(sought)}, precision {precision:.3f}")
    assert recall >= 0.95, set(sought) - set(found)
    assert precision >= 0.95, wrong


@pytest.mark.parametrize("text", [each.text for each in SENTENCES if each.about == "dying"])
def test_talk_of_dying_is_never_taken_for_intent_nor_noticed_at_all(text):
    assert rules_that_match(text) == set()


@pytest.mark.parametrize("text", [each.text for each in SENTENCES if each.topic == "concern"])
def test_thoughts_of_ending_ones_life_show_a_card_and_tell_somebody_and_never_hold(text):
    found = [each for each in starter_rules().match(text) if TOPIC[each.rule_id] == "concern"]
    assert found
    for each in found:
        assert (each.action, each.reason, each.card) == (Action.FLAG, Reason.CONCERN, "suicidal_thoughts")


@pytest.mark.parametrize("text", [each.text for each in SENTENCES if each.about == "treatment_talk"])
def test_treatment_talk_and_things_beside_treatment_are_left_alone(text):
    assert rules_that_match(text) == set()


def test_red_flags_show_a_card_and_tell_nobody():
    for each in starter_pack():
        if each.topic == "red_flags":
            assert (each.rule.action, each.rule.reason) == (Action.CARD, None)


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("temp 38.2", True),
        ("temp of 37.8", True),
        ("38 degrees", True),
        ("my temperature is 37,5", True),
        ("38.1C just now", True),
        ("temp 100.4F", True),
        ("temperature 35.5", True),
        ("it was 36.8 but now the temp is 39", True),
        ("my temperature was normal, 36.8", False),
        ("temp 37.4", False),
        ("temp 36", False),
        ("temp 98.6F", False),
        ("38 weeks since my temperature scare", False),
        ("I'm 38 and my temperature is fine", False),
        ("CA 15-3 38.2", False),
        ("38.2", False),
        ("temp at 38.2.1", False),
        ("£38.20 for a thermometer", False),
        ("the oven is at 40 degrees for the dough", False),
        ("ring them if your temperature is over 37.5", False),
    ],
)
def test_a_temperature_shows_the_card_when_it_is_one_and_is_of_concern(text, is_shown):
    assert ("fever-reading" in rules_that_match(text)) is is_shown


def test_sentences_that_no_rule_was_made_for_are_mostly_found_and_ordinary_ones_left_alone():
    """The honest figure. What the pack does on its own sentences says only that it has not got worse."""
    unseen = unseen_sentences()
    assert not {each.text for each in unseen} & {each.text for each in SENTENCES}
    sought = [each for each in unseen if each.topic]
    for topic in sorted({each.topic for each in sought}):
        found = [topic in topics_of(each.text) for each in sought if each.topic == topic]
        print(f"{topic}, unseen: recall {sum(found)} of {len(found)}")
    assert sum(each.topic in topics_of(each.text) for each in sought) >= 0.6 * len(sought)
    assert [each.text for each in unseen if not each.topic and rules_that_match(each.text)] == []
