"""What templates say, in the language of whoever reads."""

import pytest
from django.template import Context, engines
from django.utils import translation


def said(template, **values):
    return engines["django"].engine.from_string(template).render(Context(values))


def test_a_sentence_is_kept_for_each_language_by_itself():
    template = engines["django"].engine.from_string('{% translate "Monday" %}')
    for _ in range(2):
        for language, word in (("de", "Montag"), ("en-gb", "Monday"), ("fr", "lundi")):
            with translation.override(language):
                assert template.render(Context()) == word


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ('{% translate "Monday" as day %}{{ day }}!', "Montag!"),
        ("{% translate day %}", "Dienstag"),
        ('{% translate "Monday"|upper %}', "MONTAG"),
        ('{% translate "Monday" noop %}', "Monday"),
        ('{% translate "100% <b>" %}', "100% <b>"),
    ],
)
def test_all_other_ways_to_ask_are_asked_each_time(template, words):
    with translation.override("de"):
        assert said(template, day="Tuesday") == words
    with translation.override("en-gb"):
        assert "tag" not in said(template, day="Tuesday").lower()
