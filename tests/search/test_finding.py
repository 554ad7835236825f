"""What is found by which words: the same on both databases. Source: README, F-3."""

from weakref import WeakKeyDictionary

import pytest
from django.db import connection

from forum.search.models import Entry
from forum.search.pages import windows
from forum.search.text.asking import read
from forum.search.text.stems import stem
from forum.search.text.words import plain
from tests.factories import WHEN, a_reply, a_thread
from tests.search.conftest import index

pytestmark = pytest.mark.django_db

SAID = {
    "letrozole": "Week three on letrozole, and my knees are eighty.",
    "ibrance": "Started Ibrance on Monday. Bloods are fine so far.",
    "mets": "The mets in my spine are stable, said the scan.",
    "hand foot": "My hand-foot syndrome is better with urea cream. Cool feet at night.",
    "foot hand": "I put my foot down, and gave her a hand.",
    "cafe": "We meet in the Café by the river; don’t bring cake.",
    "worried": "I worried all night, and worrying does not help.",
    "chemo": "Chemo number four. The cold cap hurt.",
    "stage": "They call it stage 4. The choir has its own stage.",
    "her2": "HER2+ and glad of Herceptin.",
    "school": "They were dying to see the school play.",
}
# What somebody writes into the box, and what they find: every one of them, and no other.
TABLE = [
    ("letrozole", {"letrozole"}),
    ("LETROZOLE!", {"letrozole"}),
    ("femara", {"letrozole"}),
    ("palbociclib bloods", {"ibrance"}),
    ("secondaries", {"mets", "stage"}),
    ("metastatic spine", {"mets"}),
    ("stage iv", {"mets", "stage"}),
    ('"stage iv"', set()),
    ('"stage 4"', {"stage"}),
    ("choir stage", {"stage"}),
    ("scans", {"mets"}),
    ("hand-foot", {"hand foot"}),
    ('"hand foot"', {"hand foot"}),
    ("hand foot", {"hand foot", "foot hand"}),
    ("foot hand", {"hand foot", "foot hand"}),
    ("palmar plantar", {"hand foot"}),
    ("cafe", {"cafe"}),
    ("CAFÉ", {"cafe"}),
    ("cafe\u0301", {"cafe"}),
    ("dont", {"cafe"}),
    ("don't", {"cafe"}),
    ("worry", {"worried"}),
    ("worries night", {"worried", }),
    ("chemotherapy", {"chemo"}),
    ('"chemotherapy"', set()),
    ("cold cap", {"chemo"}),
    ("trastuzumab", {"her2"}),
    ("her2", {"her2"}),
    ("die", {"school"}),
    ("the school", {"school"}),
    ("what about the cold cap", {"chemo"}),
    ("NEAR(hand foot)", set()),
    ("letrozole OR chemo", set()),
    ("letrozole -knees", {"letrozole"}),
    ("title_terms : letrozole", set()),
    ("letro*", set()),
    ("letrozole & !knees", {"letrozole"}),
    ("' | 'chemo", {"chemo"}),
    ("river urea", set()),
]  # fmt: skip


@pytest.fixture
def said(library):
    return {
        name: f"/posts/{a_reply(to=library.thread, by=library.bea, body=words).pk}/" for name, words in SAID.items()
    }


def test_the_same_words_find_the_same_on_every_database(library, said, found):
    wrong = []
    for asked, wanted in TABLE:
        seen = set(found(asked, by=library.ann, kind="reply"))
        if seen != {said[name] for name in wanted}:
            wrong.append(f"{asked}: {sorted(name for name, address in said.items() if address in seen)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("one", "other"),
    [("scan", "scanning"), ("hope", "hoping"), ("stop", "stopped"), ("die", "dying"), ("die", "died"), ("dose", "dosed"),
     ("receive", "receiving"), ("agree", "agreed"), ("worry", "worries"), ("tired", "tires"), ("lump", "lumps")],
)  # fmt: skip
def test_forms_of_a_word_find_each_other(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hope", "hop"), ("general", "generation"), ("virus", "viru"), ("new", "news")]
)
def test_words_that_mean_something_else_do_not(one, other):
    assert stem(one) != stem(other)


def test_words_in_quotes_of_others_are_nobodys_own():
    html = (
        "<ul><li><blockquote><p>hers <blockquote>deeper</blockquote></p></blockquote> mine</li></ul><p>and&amp;more</p>"
    )
    assert plain(html) == "mine and&more"


def test_what_has_the_words_in_its_title_comes_before_what_is_newer(library, found):
    old = a_thread(of=library.closed, by=library.ann, title="Cold caps", body="Who tried one?")
    newer = a_reply(to=library.thread, by=library.bea, body="My cold cap hurt.")
    assert found("cold cap", by=library.ann) == [f"/threads/{old.pk}/", f"/posts/{newer.pk}/"]


def test_of_two_alike_the_newer_one_comes_first(library, found):
    posts = [a_reply(to=library.thread, by=library.bea, body="The kettle again") for _each in range(3)]
    assert found("kettle", by=library.ann, kind="reply") == [f"/posts/{post.pk}/" for post in reversed(posts)]


def small_windows(monkeypatch, size):
    """The queries that are kept have the sizes that windows really have."""
    monkeypatch.setattr(windows, "IN_A_WINDOW", size)
    for each in (*windows._WINDOWS.values(), *windows._ANY_SEEN.values()):
        monkeypatch.setattr(each, "_plans", WeakKeyDictionary())


def test_a_group_is_found_by_its_name_however_much_is_written_about_it(library, found, monkeypatch):
    small_windows(monkeypatch, 5)
    for _each in range(8):
        a_reply(to=library.thread, by=library.bea, body="I was at the harbour, at the harbour.")
    assert found("harbour", by=library.ann)[0] == f"/groups/{library.public.slug}/"


@pytest.mark.parametrize("count", [0, 1, 20, 21, 40, 47])
def test_pages_neither_skip_nor_repeat_anything_and_none_is_empty(library, found, browser_of, monkeypatch, count):
    small_windows(monkeypatch, 15)
    monkeypatch.setattr(windows, "TITLES", 3)
    wanted = {
        f"/posts/{a_reply(to=library.thread, by=library.bea, body='A bus. ' * (at % 4 + 1)).pk}/" for at in range(count)
    }
    wanted |= {
        f"/threads/{a_thread(of=library.closed, by=library.ann, title='A bus', body='Late.').pk}/" for _each in range(5)
    }
    seen = found("bus", by=library.ann)
    assert len(seen) == len(wanted)
    assert set(seen) == wanted


def test_what_is_written_while_one_pages_moves_nothing(library, browser_of):
    for _each in range(30):
        a_reply(to=library.thread, by=library.bea, body="The bus was late")
    client = browser_of(library.ann)
    first = client.get("/search/", {"q": "bus"}).context["page"]
    a_reply(to=library.thread, by=library.bea, body="Bus bus bus bus")
    second = client.get("/search/", {"q": "bus", "after": first.after}).context["page"]
    addresses = [hit.address for hit in (*first.hits, *second.hits)]
    assert len(addresses) == len(set(addresses)) == 30
    assert not second.after


def test_each_filter_narrows_what_is_found(library, found, time_machine):
    time_machine.move_to(WHEN.replace(month=12), tick=False)
    here = a_reply(to=library.thread, by=library.bea, body="A lighthouse", now=WHEN)
    there = a_thread(of=library.public, by=library.ann, title="Lighthouse", body="Look up.")
    reply, thread = f"/posts/{here.pk}/", f"/threads/{there.pk}/"
    assert set(found("lighthouse", by=library.ann)) == {reply, thread}
    assert found("lighthouse", by=library.ann, kind="reply") == [reply]
    assert found("lighthouse", by=library.ann, kind="thread") == [thread]
    assert found("lighthouse", by=library.ann, kind="person") == []
    assert found("lighthouse", by=library.ann, group=library.public.pk) == [thread]
    assert found("lighthouse", by=library.ann, author="bea birch") == [reply]
    assert found("lighthouse", by=library.ann, author="Nobody") == []
    assert set(found("lighthouse", by=library.ann, since="year")) == {reply, thread}


def test_only_threads_that_one_has_been_in_are_those_that_one_has_opened(library, found, browser_of):
    post = a_reply(to=library.thread, by=library.bea, body="A lighthouse")
    assert found("lighthouse", by=library.ann, mine="on") == []
    browser_of(library.ann).get(f"/threads/{library.thread.pk}/")
    assert found("lighthouse", by=library.ann, mine="on") == [f"/posts/{post.pk}/"]


def test_since_leaves_out_what_is_older(library, found, time_machine):
    a_reply(to=library.thread, by=library.bea, body="A lighthouse", now=WHEN)
    time_machine.move_to(WHEN.replace(month=12), tick=False)
    assert found("lighthouse", by=library.ann, since="week") == []
    assert len(found("lighthouse", by=library.ann, since="month")) == 1


def test_read_takes_at_most_so_much():
    assert len(read("word " * 5_000).rows) == 1
    assert len(read(" ".join(f"w{at}" for at in range(5_000))).rows) == 12


def test_an_older_index_is_made_anew_and_what_is_there_is_left(library, found):
    Entry.objects.update(version=0, title_terms="", terms="")
    assert found("kettle", by=library.ann) == []
    index()
    assert len(found("kettle", by=library.ann)) == 1


@pytest.mark.sqlite
def test_the_tables_of_words_follow_what_they_are_made_from(library):
    """What comes, changes, loses its title or goes: SQLite compares its own tables with the entries."""
    a_thread(of=library.closed, by=library.ann, title="Mouth ulcers", body="Any tips?")
    index()
    entries = Entry.objects.filter(title="Mouth ulcers")
    assert entries.update(title_terms="tips xxend", terms="ice lolli xxend") == 1
    entries.update(title_terms="")
    entries.update(title_terms="mouth xxend")
    Entry.objects.filter(title="Waiting for Thursday").delete()
    with connection.cursor() as cursor:
        for table in ("search_words", "search_titles"):
            cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
        cursor.execute("SELECT count(*) FROM search_titles WHERE search_titles MATCH 'mouth'")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM search_titles WHERE search_titles MATCH 'tips OR thursday'")
        assert cursor.fetchone() == (0,)
