"""Whatever is written into the box or the address, there is a page, and soon. Source: README, F-5."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.search.forms import KINDS, SINCE
from forum.search.pages.excerpts import excerpt, marked
from forum.search.text.asking import read
from forum.search.text.terms import places_of, terms_of
from forum.search.text.words import plain, words_in
from tests.factories import a_reply

# Signs that mean something to a database, to us, or to nobody.
SIGNS = st.text(
    st.one_of(
        st.sampled_from("\"'“”*-+^:(){}[]<>|&!~@\\/%_ \t\n’½ﬁßé\u0301\u200b\u202e\u0e33😀"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=300,
)
WORDS = st.lists(
    st.sampled_from(["NEAR", "AND", "OR", "NOT", "letrozole", "kettle", "stage", "4", "hand", "foot", "xxend", "title_terms", '"']),
    max_size=40,
).map(" ".join)  # fmt: skip
ODD = st.one_of(SIGNS, WORDS)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(ODD)
def test_any_text_has_terms_of_letters_and_digits_only(text):
    asked = read(text)
    assert all(term.isalnum() for row in asked.rows for term in row)
    assert all(term.isalnum() for term in terms_of(text).split())
    assert all(text[word.start : word.end].strip() for word in words_in(text))


@QUICK
@given(ODD, ODD)
def test_an_excerpt_of_any_text_is_safe_and_says_what_was_written(text, asked):
    rows = read(asked).rows
    for shown in (marked(text, rows), excerpt(text, rows)):
        assert shown.count("<") == 2 * shown.count("<mark>") == 2 * shown.count("</mark>")
    assert all(start < end for start, end in places_of(rows, text))
    assert isinstance(plain(text), str)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.fixed_dictionaries(
    {"q": ODD},
    optional={
        "kind": st.one_of(st.sampled_from([kind for kind, _name in KINDS]), SIGNS),
        "group": st.one_of(st.integers().map(str), SIGNS),
        "since": st.one_of(st.sampled_from(sorted(SINCE)), SIGNS),
        "author": ODD,
        "mine": st.sampled_from(["on", "", "no"]),
        "after": st.one_of(st.lists(st.integers(0, 10**19), min_size=6, max_size=6).map(lambda them: "-".join(map(str, them))), SIGNS),
    },
))  # fmt: skip
def test_any_words_and_filters_give_a_page_with_few_queries(library, browser_of, queries, asked):
    client = browser_of(library.ann)
    with queries() as made:
        answer = client.get("/search/", asked)
    assert answer.status_code in (200, 422)
    assert made.count <= 10  # two of them ask who is at the desk, once a minute


@pytest.mark.django_db
@pytest.mark.parametrize("words", [
    "don't", '"', '""', "NEAR(", "-x", "a*", "title_terms:a", "'", "\\", "a & | !", "ø" * 200, "\ud7ff\ue000", "%", "a" * 200, '"' * 200,
    "( ( (", "{a b}:c", "^kettle", "kettle^2", "1e5 0x1f 4a 00012 1.5", "user@host.example http://host/path?x=y", "hand <-> foot", "\u0660\u0661",
])  # fmt: skip
def test_signs_that_mean_something_to_a_database_are_words_or_nothing(library, browser_of, words):
    a_reply(to=library.thread, by=library.bea, body=words)
    assert browser_of(library.ann).get("/search/", {"q": words}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["q=%ed%a0%80", "q=%ff%fe", "q=a&q=b", "q[]=a", "q", "q=a&after=1-2", "q=a&group=9999999999999999999999"]
)
def test_any_bytes_in_the_address_give_a_page(library, browser_of, query):
    assert browser_of(library.ann).get(f"/search/?{query}").status_code in (200, 422)


@pytest.mark.django_db
def test_what_is_too_long_is_said_beside_the_box_and_kept(library, browser_of):
    answer = browser_of(library.ann).get("/search/", {"q": "kettle " * 2_000})
    assert answer.status_code == 422
    assert "kettle kettle" in answer.content.decode()
    assert "keep to 200 characters" in answer.content.decode()


@pytest.mark.django_db
def test_a_long_post_is_found_and_shown_in_part(library, browser_of, found):
    a_reply(to=library.thread, by=library.bea, body="kettles and pans " * 500 + "lighthouse " + "pots " * 500)
    assert len(found("lighthouse pots", by=library.ann)) == 1
    assert len(browser_of(library.ann).get("/search/", {"q": "lighthouse"}).content) < 20_000
