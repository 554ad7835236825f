"""Every sentence that people read is marked for translation.

Each translated string comes out in ⟦brackets⟧; what stands on a page outside of them must be data: people's own
words, numbers, the name of the forum. A sentence that was missed stands there naked.
"""

import re
from contextlib import contextmanager
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from forum.kernel import moments
from forum.kernel.templatetags.words import in_language
from forum.threads.pages import thread as thread_pages
from forum.threads.templatetags import posts
from moderation.models import Statement
from tests.border.test_canaries import world  # noqa: F401
from tests.border.world import addresses, plain

pytestmark = pytest.mark.django_db

SHOWN_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "aria-description", "label")
# Names that are the same in every language, and addresses.
NAMES = (
    "Alongside",
    "NHS",
    "SHOUT",
    "Shout",
    "Samaritans",
    "Macmillan",
    "Markdown",
    "Europe/London",
    "A thread whose first post was removed",  # a title, kept in the language of the moment in which the other went
    "Why?",  # what a group asks, as the world of these tests has it
    "Sheffield",  # where its people meet, with a postcode that there is nowhere
    "ZZ99 9ZZ",
)
KEPT = (moments.said, thread_pages._said, in_language, posts._boxes, posts._draft_words)


@contextmanager
def in_brackets():
    """Put every translated string into brackets, wherever it is asked for, and take all of them off again."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("gettext", "ngettext", "pgettext", "npgettext"):
            # Django keeps each of these when it is first asked for: what is put back must not be one with brackets.
            real = getattr(translation._trans, name)
            for place in (trans_real, translation._trans):
                patch.setattr(place, name, _with_brackets(real))
        # What is kept in the words of the test before must not be left in brackets for the one after.
        for kept in KEPT:
            kept.cache_clear()
        yield
        for kept in KEPT:
            kept.cache_clear()


def _with_brackets(real):
    def wrapped(*args):
        text = real(*args)
        return f"⟦{text}⟧" if text else text

    return wrapped


@pytest.fixture
def bracketed():
    with in_brackets():
        yield


def test_no_bracket_is_left_for_the_test_after():
    vars(translation._trans).clear()  # as in a process in which nothing was counted yet
    with in_brackets():
        assert translation.ngettext("%d person", "%d people", 2) == "⟦%d people⟧"
    for said in (
        translation.gettext("Save"),
        translation.ngettext("%d person", "%d people", 2),
        translation.pgettext("a month", "May"),
        translation.npgettext("a month", "%d May", "%d Mays", 2),
    ):
        assert "⟦" not in said


class Shown(HTMLParser):
    """Collects what a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "pre", "code", "kbd", "template", "svg"):
            self.silent += 1
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES and value:
                self.texts.append(value)
        about = dict(attrs)
        if tag == "input" and about.get("type") in ("submit", "button") and about.get("value"):
            self.texts.append(about["value"])
        if tag == "meta" and about.get("name") == "description":
            self.texts.append(about.get("content") or "")

    def handle_endtag(self, tag):
        if tag in ("script", "style", "pre", "code", "kbd", "template", "svg"):
            self.silent -= 1

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


def outside_brackets(text: str) -> str:
    """What is left when everything between brackets goes; brackets may stand inside brackets."""
    depth, left = 0, []
    for sign in text:
        depth += sign == "⟦"
        if not depth:
            left.append(sign)
        depth -= sign == "⟧"
    return "".join(left)


def naked(html: str, data: re.Pattern[str]) -> set[str]:
    """Texts of a page with letters outside of brackets that are not data.

    A sentence may be cut by its own links and emphasis, so brackets are followed through the whole page.
    """
    shown = Shown()
    shown.feed(html)
    left = outside_brackets("\x1f".join(shown.texts))
    return {
        found for text in left.split("\x1f") if re.search(r"[^\W\d_]", data.sub("", text)) for found in [text.strip()]
    }


@pytest.mark.parametrize("kind", ["anonymous", "stranger", "member", "host", "staff"])
def test_no_sentence_is_missed(world, bracketed, kind):  # noqa: F811
    client = world.viewers.client(kind)
    words = [canary.word for canary in world.canaries]
    people = [person.name for person in world.viewers.people.values()] + [world.viewers.insider.name]
    groups = [getattr(world.viewers, name).name for name in ("network", "parent", "sibling", "hidden", "elsewhere")]
    people += [r"Host[ \w]*", r"[A-Z]\w+ \d+"]
    zones = {name.rpartition("/")[2].replace("_", " ") for name in available_timezones()}
    # A statement stays in the language in which it was given.
    told = [said for statement in Statement.objects.all() for said in (statement.title, *statement.paragraphs)]
    names = sorted((*words, *groups, *NAMES, *zones, *told), key=len, reverse=True)
    data = re.compile("|".join([r"[\w.-]+@[\w.-]+", *map(re.escape, names), *people, r"\b[A-Z]\b"]))
    missed = set()
    for address in addresses():
        path = world.closed.path(address) or "/" + plain(address.route)
        response = client.get(path)
        if response.get("Content-Type", "").startswith("text/html"):
            missed |= {f"{address}: {text[:160]}" for text in naked(response.content.decode(), data)}
    assert not missed, "\n".join(sorted(missed))
