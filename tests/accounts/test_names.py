"""Names to be known by: what is refused kindly, and what must not be."""

import pytest

from accounts.names import is_like_a_full_name, keeps_private, may_be_shown, skeleton, suggestions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wren", "wren"), ("Wren", "WREN"), ("Wren", "W r e n"), ("Wren", "w-r.e_n"), ("Wren", "Wrén"), ("Wren", "Ｗｒｅｎ"),
        ("Wren", "𝓦𝓻𝓮𝓷"), ("Coast", "соаѕт"), ("Coast", "C0ast"), ("Bill", "BiII"), ("Bill", "Bi11"), ("Bess", "Be55"),
        ("Modern", "Modem"), ("Swan", "Svvan"), ("Teapot", "T3ap0t"), ("Zoë of Hull", "Zoe of Hull"), ("Σοφια", "σοφια"),
        ("Straße", "strasse"), ("Meadow\u200b", "Meadow"),
    ],
)  # fmt: skip
def test_names_that_the_eye_confuses_are_one(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Wren", "Robin"), ("Wren", "Wren of Hull"), ("मीरा", "मोरा"), ("林さん", "森さん")]
)
def test_names_that_differ_stay_apart(one, other):
    assert skeleton(one) != skeleton(other)


def test_the_skeleton_of_the_longest_name_still_fits_its_column():
    assert len(skeleton("\ufdfa" * 40)) <= 80


@pytest.mark.parametrize(
    "name",
    ["Anna Smith", "anna smith", "ANNA SMITH", "Anna-Smith", "anna.smith", "AnnaSmith", "anna_smith", "Smith, Anna",
     "Mary Jane Smith", "Mrs Smith", "Mr Okafor", "Siobhán O'Brien", "Anna Brown", "Emily Fox", "Rose Smith",
     "Priya Patel", "Ottilie Kowalczyk", "Zoë Harrington", "Rhys ap Gwilym"],
)  # fmt: skip
def test_a_full_name_is_noticed(name):
    assert is_like_a_full_name(name)


@pytest.mark.parametrize(
    "name",
    ["Blue Tit", "Red Kite", "Quiet Otter", "Rose Garden", "Daisy Chain 3", "Anna", "Anna B", "Anna from Leeds",
     "Mum of Two", "Lily Pond", "Robin Redbreast2", "Holly Tree", "Tea and Toast", "wren", "Salt Marsh", "Jo 1975",
     "Northern Star", "林", "Snowdrop", "Wobbly Bike", "Bess with a dog"],
)  # fmt: skip
def test_a_name_that_is_no_full_name_is_not_taken_for_one(name):
    assert not is_like_a_full_name(name)


@pytest.mark.parametrize(
    "name",
    ["Nurse Jackie", "Dr Bob", "dr_bob", "Doctor", "d0ctor", "аdmin", "Adm1n", "The Moderator", "m0derator", "Staff",
     "Charity", "NHS", "Consultant", "nursejackie", "TheAdmin", "Alongside", "Prof. Plum", "Macmillan", "admin7",
     "anna@people.example", "me at www.people.example", "https://x", "annasmith.co.uk", "07700 900123", "+447700900123"],
)  # fmt: skip
def test_a_profession_a_role_or_an_address_is_refused(name):
    verdict = keeps_private(name)
    assert not verdict
    assert len(str(verdict.reason)) > 40


@pytest.mark.parametrize(
    "name", ["Drew", "Marie", "Modern Girl", "Nursery Rhyme", "Hostess2", "Documentary", "Steamy Teapot"]
)
def test_a_word_that_only_begins_like_a_role_is_let_be(name):
    assert keeps_private(name)


@pytest.mark.parametrize(
    "name",
    ["\u202eWren", "Wr\u200ben", "Wren\u2066", "Wren\x07", "\u2028Wren", "\ue000Wren", "🙂", "!!", "-", "a",
     "W\u0301\u0302\u0303\u0304ren", "\U000e0041Wren", "\u00adWren"],
)  # fmt: skip
def test_a_name_with_signs_that_cannot_be_seen_or_said_is_refused(name):
    assert not may_be_shown(name)


@pytest.mark.parametrize("name", ["Wren", "मीरा", "Zoë", "O'Malley", "Nguyễn", "Jo 1975", "Wren 🐦", "林さん"])
def test_names_of_every_alphabet_are_welcome(name):
    assert may_be_shown(name)
    assert keeps_private(name)


@pytest.mark.parametrize("name", ["Wren", "Anna Smith", "Nurse Jackie", "anna@people.example", "林", "Dr", "x" * 40])
def test_each_suggestion_would_itself_be_accepted(name):
    offered = suggestions(name)
    assert len(offered) >= 4
    for each in offered:
        assert may_be_shown(each), each
        assert keeps_private(each), each
        assert not is_like_a_full_name(each), each
        assert len(each) <= 40
