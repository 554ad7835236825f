"""Words that people write never become anything but words."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.threads.rendering import (
    hide_quotes,
    posts_quoted,
    quote_of,
    render,
    without_quotes_of,
)


@pytest.mark.parametrize(
    ("typed", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("![a](https://spy.example/pixel.png)", "<img"),
        ("[press](javascript:alert(1))", "href"),
        ("[press](data:text/html;base64,xx)", "href"),
        ("# Shouting", "<h1"),
        ("Shouting\n=====", "<h1"),
        ('[a](https://a.example "onmouseover=alert(1)")', "title="),
        ('<blockquote data-post="1">forged</blockquote>', "<blockquote"),
    ],
)
def test_nothing_typed_runs_loads_or_shouts(typed, never):
    assert never not in render(typed)


def test_links_lend_no_weight_and_open_no_window():
    html = render("https://a.example and [b](https://b.example)")
    assert html.count('rel="nofollow ugc noopener"') == 2


def test_a_single_line_break_is_kept():
    assert "<br>" in render("one\ntwo")


@pytest.mark.parametrize(
    "typed",
    [
        "> " * 10_000 + "deep",
        ">" * 20_000,
        "- " * 10_000 + "x",
        "[a](https://b.example) " * 870,
        "https://b.example " * 1100,
        "[" * 20_000,
        "*a_" * 6_000,
        "`" * 20_000,
        "<a@" * 6_000,
        "> [post 1]\n> a\n\n" * 1_200,
    ],
)
def test_no_text_that_fits_keeps_the_server_busy(typed):
    started = time.process_time()
    html = render(typed, quoted={1})
    posts_quoted(typed), without_quotes_of(typed, {1}), quote_of(typed, 2)
    assert time.process_time() - started < 3
    assert len(html) < 40 * len(typed)


def test_words_are_not_dropped_however_deep_they_are_nested():
    assert "the word" in render("> " * 60 + "the word")


def test_a_quote_names_nobody_and_leads_to_its_post():
    html = render("> [post 112]\n> quoted words\n\nmine", quoted={112})
    assert '<blockquote data-post="112">' in html
    assert 'href="/posts/112/"' in html
    assert "quoted words" in html
    assert "[post 112]" not in html


def test_a_marker_of_an_unknown_post_stays_as_it_was_typed():
    assert "data-post" not in render("> [post 12]\n> words")


def test_quoting_leaves_out_what_was_quoted_itself():
    quoted = quote_of("> [post 3]\n> older words\n\nnewer words", 7)
    assert quoted.startswith("> [post 7]\n> newer words")
    assert "older" not in quoted


def test_removed_words_are_in_no_quote():
    html = render(
        "> [post 11]\n> secret\n\nmine\n\n> [post 12]\n> stays", quoted={11, 12}, gone={11: "removed by its author"}
    )
    assert "secret" not in html
    assert "mine" in html
    assert "stays" in html
    assert re.findall(r'data-post="(\d+)"', html) == ["11", "12"]


def test_removed_words_cannot_hide_in_nested_lists():
    deep = "> [post 1]\n" + "> " + "- " * 30 + "secret"
    assert "secret" not in render(deep, quoted={1}, gone={1: "removed by its author"})


def test_words_hidden_from_a_reader_are_cut_out_whole():
    html = render("> [post 11]\n> secret\n> > deeper secret\n\nmine\n\n> [post 12]\n> stays", quoted={11, 12})
    shown = hide_quotes(html, {11}, "<hidden>")
    assert "secret" not in shown
    assert "&lt;hidden&gt;" in shown
    assert "mine" in shown
    assert "stays" in shown


def test_a_source_keeps_its_other_words_when_a_quote_is_taken_out():
    source = "before\n\n> [post 1]\n> secret\n\nafter\n\n> [post 2]\n> stays"
    kept = without_quotes_of(source, {1})
    assert "secret" not in kept
    assert all(word in kept for word in ("before", "after", "stays", "[post 1]"))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list(">[]()*_`-#!<&\\ \n\tpost 1ax:/\"'")), max_size=200))
def test_no_mixture_of_signs_breaks_it_or_makes_a_tag(typed):
    html = render(typed, quoted={1})
    quote_of(typed, 3)
    cut = hide_quotes(html, {1}, "x")
    assert 'data-post="1"' not in cut
    for tag in ("<script", "<img", "<h1", "<div", "onerror="):
        assert tag not in html
    assert html.count("<blockquote") == html.count("</blockquote>")
