"""Telephone numbers, addresses and links are noticed; doses, dates, counts and help lines are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.matching.contacts import LABELS, MOST_CONTACTS, _known, find_contacts


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Ring me on 07700 900123.", "phone", "07700 900123"),
        ("07700900123", "phone", "07700900123"),
        ("07700-900-123", "phone", "07700-900-123"),
        ("0 7 7 0 0 9 0 0 1 2 3", "phone", "0 7 7 0 0 9 0 0 1 2 3"),
        ("077\u200b00 900123", "phone", "077\u200b00 900123"),
        ("(0114) 496 0123 after six", "phone", "(0114) 496 0123"),
        ("on 020 7946 0991 or", "phone", "020 7946 0991"),
        ("+44 (0)7700 900 123", "phone", "+44 (0)7700 900 123"),
        ("00447700900123", "phone", "00447700900123"),
        ("447700900123", "phone", "447700900123"),
        ("+353 87 123 4567", "phone", "+353 87 123 4567"),
        ("oh seven seven double oh nine double oh one two three", "phone", "oh seven seven double oh nine double oh one two three"),
        ("０７７００ ９００１２３", "phone", "０７７００ ９００１２３"),
        ("jan.holt@example.co.uk!", "email", "jan.holt@example.co.uk"),
        ("jan at gmail dot com", "email", "jan at gmail dot com"),
        ("jan [at] example [dot] org", "email", "jan [at] example [dot] org"),
        ("jan(at)example.org", "email", "jan(at)example.org"),
        ("we're at S11 9NA", "postcode", "S11 9NA"),
        ("sw1a2aa", "postcode", "sw1a2aa"),
        ("see https://buy.example/x?y=1.", "link", "https://buy.example/x?y=1"),
        ("www.bestcure.com", "link", "www.bestcure.com"),
        ("bestcure dot com", "link", "bestcure dot com"),
        ("join t.me/cures", "link", "t.me/cures"),
        ("my insta is jan_h72", "handle", "jan_h72"),
        ("find me @jan.h on facebook", "handle", "@jan.h"),
        ("my NHS number is 943 476 5919", "nhs_number", "943 476 5919"),
    ],
)  # fmt: skip
def test_a_contact_detail_is_noticed_where_it_stands(text, kind, words):
    (contact,) = find_contacts(text)
    assert (contact.kind, contact.words) == (kind, words)
    assert text[contact.start : contact.end] == words
    assert str(contact.label)


@pytest.mark.parametrize(
    "text",
    [
        "letrozole 2.5 mg, then 125mg palbociclib for 21 days",
        "B12 1mg every 12 weeks",
        "Scan at 08:30 on 12/03/2026, then 14.15 on 03.07.2026 10.30",
        "2026-11-23 12:30:15",
        "03.07.2026 0900",
        "01 02 2026 900",
        "CA 15-3 of 27, then 31, 45",
        "CA 15-3 27 31 45 60 72 81 95",
        "neuts 0.9 1.2 2.4 150 0.8",
        "platelets 150 140 135 90 and hb 110 105 98",
        "L1 2nd fracture, T12 old, S1 fine",
        "999, 111, 101, 116 123 and 85258",
        "Macmillan 0808 808 0000, also +44 808 808 0000",
        "Marie Curie 0800 090 2309; Childline 0800 1111",
        "write to jo@samaritans.org or look at www.nhs.uk/cancer and bbc.co.uk",
        "trial NCT01234567890, protocol 4.12.7",
        "one two three four five six seven eight nine ten fractions",
        "£01234567890",
        "ER 8/8 PR 0 HER2 3+ grade 3 22mm",
        "I was at home. Dot came round.",
        "Instagram is full of cures",
        "@everyone hello",
        "he's 6ft2 and 38",
    ],
)
def test_doses_dates_counts_and_help_lines_are_nobodys_details(text):
    assert find_contacts(text) == []


@pytest.mark.parametrize("number", sorted(_known()["numbers"]))
def test_every_help_line_may_be_given_in_any_grouping(number):
    for written in (number, " ".join([number[:4], number[4:7], number[7:]]), f"{number[:4]} {number[4:]}"):
        assert find_contacts(f"ring {written} now") == []


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789 @.+-()/:abcukdotam")), max_size=300))
def test_any_text_can_be_looked_through(text):
    contacts = find_contacts(text)
    assert len(contacts) <= MOST_CONTACTS
    last_end = 0
    for contact in contacts:
        assert contact.kind in LABELS
        assert last_end <= contact.start < contact.end <= len(text)
        assert contact.words == text[contact.start : contact.end]
        last_end = contact.end


@given(
    st.from_regex(r"07[0-9]{3} ?[0-9]{6}", fullmatch=True),
    st.sampled_from(["call {} please", "{}", "({})", "me: {}, evenings"]),
)
def test_every_mobile_number_is_noticed(number, sentence):
    assert [contact.kind for contact in find_contacts(sentence.format(number))] == ["phone"]
