"""What people read when something of theirs was decided about: plain, gentle, and telling on nobody."""

import re
from datetime import date
from itertools import pairwise

import pytest

from moderation.actions.statements import Telling, composed
from moderation.models import Outcome
from moderation.rules import TAKES

KINDS = ("your post", "the line beside your name", "what you say about yourself", "your account")
SILENT = {Outcome.ESCALATE, Outcome.NO_ACTION, Outcome.CARED}
TOLD = [outcome for outcome in Outcome if outcome not in SILENT]
HARDEST = 6  # a school grade: what somebody of 12 reads with ease


def telling(outcome, **rest):
    given = {"yours": "your post", "guideline": "no_details", "until": "Thursday 3 December 2026, 7.30pm"}
    return Telling(
        outcome=outcome, **{**given, "appeal_until": date(2027, 5, 25) if outcome in TAKES else None, **rest}
    )


def said(outcome, **rest) -> str:
    title, paragraphs = composed(telling(outcome, **rest))
    return "\n".join([title, *paragraphs])


VARIANTS = [
    *[{"yours": kind} for kind in KINDS],
    {"is_change": True},
    {"place": "Living with secondary"},
    {"place": "Living with secondary", "until": ""},
    {"until": ""},
    {"also": "warn"},
    {"guideline": "law"},
    {"was_asked_for": True, "waits_again": True},
    {"is_in_part": True},
]


def syllables(word: str) -> int:
    vowels = re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))
    return max(1, len(vowels))


def grade(text: str) -> float:
    """The school grade of a text by Flesch and Kincaid."""
    sentences = [each for each in re.split(r"[.!?:\n]+", text) if re.search(r"[A-Za-z]", each)]
    words = re.findall(r"[A-Za-z’']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_of_reading_tells_hard_from_easy():
    assert grade("We did not put it up. Your words are kept for you.") < 4
    assert (
        grade("Notwithstanding considerable organisational sensitivities, publication was administratively declined.")
        > 15
    )


@pytest.mark.parametrize("rest", VARIANTS, ids=str)
@pytest.mark.parametrize("outcome", TOLD)
def test_every_statement_is_easy_to_read_however_tired_one_is(outcome, rest):
    text = said(outcome, **rest)
    assert grade(text) <= HARDEST, f"grade {grade(text):.1f}:\n{text}"
    assert max(len(each.split()) for each in re.split(r"[.!?:\n]+", text)) <= 27


@pytest.mark.parametrize("rest", VARIANTS, ids=str)
@pytest.mark.parametrize("outcome", TOLD)
def test_a_statement_says_that_a_person_decided_and_leaves_no_gap_in_its_sentences(outcome, rest):
    title, paragraphs = composed(telling(outcome, **rest))
    assert "A moderator decided this: a person, not a machine." in paragraphs
    for text in (title, *paragraphs):
        assert text.strip()
        assert "%(" not in text
        assert "  " not in text
        assert " ." not in text
    assert title[0].isupper()
    assert len(title) <= 200


@pytest.mark.parametrize("outcome", TOLD)
def test_no_statement_blames_shouts_or_talks_like_an_office(outcome):
    text = said(outcome).lower()
    for word in ("violat", "breach", "inappropriate", "unacceptable", "you must", "failed", "!", "successfully", "reject",
                 "report", "user", "content was"):  # fmt: skip
        assert word not in text, word


def test_what_was_declined_is_told_in_the_gentlest_words():
    text = said("decline")
    for words in ("Thank you for writing", "says nothing about you", "still yours", "kept for you", "no hurry"):
        assert words in text
    assert composed(telling("decline"))[0] == "About your post"


def test_whose_change_was_declined_does_not_fear_for_the_post():
    text = said("decline", is_change=True)
    assert "your change to your post" in text
    assert "stays as it was before" in text


@pytest.mark.parametrize("outcome", [outcome for outcome in TOLD if outcome in TAKES])
def test_what_takes_something_says_how_to_ask_again_and_until_when(outcome):
    text = said(outcome)
    assert "ask for somebody else to look again" in text
    assert "25 May 2027" in text
    assert "never held against you" in text


@pytest.mark.parametrize("outcome", [outcome for outcome in TOLD if outcome not in TAKES])
def test_what_takes_nothing_does_not_talk_of_asking_again(outcome):
    assert "ask for somebody else" not in said(outcome)


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ({"place": "Scans", "until": ""}, "not in Scans any more, and cannot come back in"),
        ({"place": "Scans"}, "come back after Thursday 3 December 2026, 7.30pm"),
        ({"until": ""}, "none of the groups any more, and cannot join one"),
        ({}, "join groups again after Thursday 3 December 2026, 7.30pm"),
    ],
)
def test_a_ban_says_from_where_for_how_long_and_what_is_left(rest, words):
    text = said("ban", **rest)
    assert words in text
    assert ("log in" in text) is ("place" not in rest)


def test_the_moderators_own_words_are_told_as_theirs_and_line_by_line():
    _title, paragraphs = composed(telling("return", words="  Could you take the name out? \n\n The rest is lovely. "))
    said_by = paragraphs.index("The moderator writes:")
    assert paragraphs[said_by + 1 : said_by + 3] == ["Could you take the name out?", "The rest is lovely."]


def test_each_outcome_says_something_of_its_own():
    texts = sorted(said(outcome) for outcome in TOLD)
    assert all(one != other for one, other in pairwise(texts))
