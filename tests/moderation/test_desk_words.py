"""Every sentence on the pages of the desk is marked for translation, and none of them is unkind."""

import re

import pytest
from django.utils import timezone

from moderation.models import Statement
from tests.border.desk import Desk
from tests.border.test_desk import rows
from tests.test_pseudo_locale import NAMES, bracketed, naked  # noqa: F401

pytestmark = pytest.mark.django_db

NAMED = ("Scans", "Harbour", "Betony", "Siskin", "Sorrel", "Newling", "Wren", "Yarrow", "Campion", "Linnet", "A day",
         "Some words", "I said that.", "removed by its author",  # a quote, as it was kept when its post went
         *NAMES)  # fmt: skip
DATA = "desk:starter_pack"  # rules and examples, in the language in which the pack is written


@pytest.fixture
def desk(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return Desk(timezone.now())


def what_is_data():
    """Names, groups, what people wrote, and statements, which stay in the words in which they were given."""
    kept = [words for each in Statement.objects.all() for words in (each.title, *each.paragraphs)]
    literal = sorted((*NAMED, *kept), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, literal), r"zq\w+", r"Neighbour \d+", r"Group \d+"]))


@pytest.mark.parametrize("kind", ["lead", "moderator here", "safeguarding lead", "staff", "anonymous", "not trained"])
def test_no_sentence_is_missed(desk, bracketed, kind):  # noqa: F811
    browser, missed, data = desk.client(kind), set(), what_is_data()
    for name, method in dict.fromkeys((name, method) for name, method, _answers in rows() if name != DATA):
        path = desk.path(name)
        answer = browser.get(path) if method == "GET" else browser.post(path, {})
        if answer.get("Content-Type", "").startswith("text/html"):
            missed |= {f"{method} {name}: {text[:160]}" for text in naked(answer.content.decode(), data)}
    assert not missed, "\n".join(sorted(missed))
