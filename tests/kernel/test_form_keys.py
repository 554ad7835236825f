"""A form's key: whose it is, for which place, sent once."""

from dataclasses import dataclass

import pytest
from django.core import signing

from forum.kernel.form_keys import BadFormKey, new_form_key, open_form_key, read_form_key


@dataclass
class Somebody:
    pk: int


ANN, BEN = Somebody(1), Somebody(2)


def test_a_form_gives_its_own_key_to_the_person_who_opened_it():
    one, other = new_form_key(ANN, "/threads/5/reply/"), new_form_key(ANN, "/threads/5/reply/")
    assert read_form_key(one, ANN, "/threads/5/reply/") == read_form_key(one, ANN, "/threads/5/reply/")
    assert read_form_key(one, ANN, "/threads/5/reply/") != read_form_key(other, ANN, "/threads/5/reply/")


@pytest.mark.parametrize(
    ("person", "place"), [(BEN, "/threads/5/reply/"), (ANN, "/threads/6/reply/"), (Somebody(None), "/threads/5/reply/")]
)
def test_a_form_cannot_be_sent_by_somebody_else_or_to_another_place(person, place):
    key = new_form_key(ANN, "/threads/5/reply/")
    with pytest.raises(BadFormKey) as refused:
        read_form_key(key, person, place)
    assert "nothing was sent" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "forged", "\x00", "\ud800", "🙂:🙂:🙂", "x" * 1_000_000, None, 7, ["a"], {"person": 1},
     signing.dumps({"person": 1, "place": "/x/", "uuid": "0" * 32}),  # signed for something else
     signing.dumps({"person": 1}, salt="forum.kernel.form_keys"),
     signing.dumps([1], salt="forum.kernel.form_keys"),
     signing.dumps({"person": "x", "place": "/x/", "uuid": "y"}, salt="forum.kernel.form_keys")],
    ids=lambda text: type(text).__name__,  # a signature has the second in it: two processes would not find the same tests
)  # fmt: skip
def test_a_forged_key_is_refused_with_a_sentence_and_never_an_error(text):
    assert open_form_key(text) is None
    with pytest.raises(BadFormKey):
        read_form_key(text, ANN, "/x/")
