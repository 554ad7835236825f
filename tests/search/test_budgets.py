"""What the search may cost, the same for few things and for many, and that both databases look words up and read no table."""

import pytest
from django.db import connection
from django.utils import timezone

from forum.kernel.compiled import keys_said
from forum.meetups.models import Announcement
from forum.search.pages.suggestions import _titled
from forum.search.pages.windows import _any_seen, _window
from forum.search.queries import wanted_words
from tests.factories import WHEN, a_person, a_reply, a_thread, joins
from tests.meetups.rows import a_meetup
from tests.search.conftest import index

pytestmark = pytest.mark.django_db

BUDGET = 8


def filled(library, count):
    """Something of each kind, and so many posts and meetups, lately."""
    now = timezone.now()
    for at in range(count):
        writer = a_person(f"Lighthouse {at}{count}")
        joins(writer, library.closed)
        a_reply(to=library.thread, by=writer, body="A lighthouse", now=now)
        a_thread(of=library.closed, by=library.ann, title=f"Lighthouse {at}", body="Look up.", now=now)
        a_meetup(of=library.closed, by=library.bea, words={"title": "To the lighthouse"})
    Announcement.objects.update(published_at=now)
    library.closed.description = "A lighthouse"
    library.closed.save()
    index()


def test_a_page_of_the_search_costs_eight_queries_at_most_and_the_same_for_many(library, browser_of, queries):
    client, counts = browser_of(library.ann), []
    for count in (2, 20):
        filled(library, count)
        with queries() as asked:
            answer = client.get("/search/", {"q": "lighthouse", "author": "", "since": "year"})
        assert answer.status_code == 200
        assert len(answer.context["page"].hits) >= 5
        assert asked.count <= BUDGET, "\n".join(asked.statements)
        assert len(answer.content) <= 30_000
        counts.append(asked.count)
    assert counts[1] <= counts[0]
    counts = []
    for group in (library.public, library.closed):  # with two replies, and with all of them
        for _each in range(2):
            a_reply(to=a_thread(of=library.public, by=library.ann), by=library.ann, body="A lighthouse")
        with queries() as asked:
            client.get("/search/", {"q": "lighthouse", "kind": "reply", "group": group.pk})
        counts.append(asked.count)


@pytest.mark.parametrize("words", ["", "xylophone", "letrozol"])
def test_finding_nothing_costs_less(library, browser_of, queries, words):
    client = browser_of(library.ann)
    with queries() as asked:
        client.get("/search/", {"q": words})
    assert asked.count <= 6, "\n".join(asked.statements)


def test_signed_out_it_costs_four_queries_at_most_and_opens_no_session(library, browser_of, queries):
    a_thread(of=library.public, by=library.ann, title="Lighthouse", body="Look up.")
    client = browser_of(None)
    with queries() as asked:
        answer = client.get("/search/", {"q": "lighthouse"})
    assert len(answer.context["page"].hits) == 1
    assert asked.count <= 4, "\n".join(asked.statements)
    assert "sessionid" not in answer.cookies


def plan_of(queryset):
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql, parameters)
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


def many_entries(library, count):
    """Entries of posts that are nobody's, a hundredth of them with a title: enough for a database to prefer an index."""
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
    title = "CASE WHEN n %% 100 = 0 THEN 'word' || n || ' everywher xxend' ELSE '' END"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_entry (kind, object_id, is_opening, group_id, moment, title, words, title_terms, terms, version) "
            f"{numbers} SELECT 'post', 900000 + n, n %% 100 = 0, %s, %s, {title}, '', {title},"
            " 'word' || n || ' everywher word' || (n %% 97) || ' xxend', 1 FROM numbers",
            [library.closed.pk, connection.ops.adapt_datetimefield_value(WHEN)],
        )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('entries_by_words')")  # as happens by itself after a while
            cursor.execute("SELECT gin_clean_pending_list('entries_by_title_words')")
        cursor.execute("ANALYZE search_entry")


def test_words_are_looked_up_in_their_index_and_each_thing_by_its_key(library):
    many_entries(library, 50_000)
    groups = keys_said([library.closed.pk])
    for row in [("word49999",)], [("everywher",)], [("word17", "xxend")], [("everywher",), ("word4900",)]:
        asked = {"words": wanted_words(row), "groups": groups, "oldest": 0, "oldest_titled": 0}
        first = plan_of(_window(library.ann, kind="", is_first=True, **asked))
        further = plan_of(_any_seen(library.ann, kind="", newest=40_000, **asked))
        for plan in (first, further):
            if connection.vendor == "postgresql":
                assert "Seq Scan on search_entry" not in plan, plan
            else:
                assert "SCAN search_words VIRTUAL TABLE INDEX" in plan
                assert "SCAN search_titles VIRTUAL TABLE INDEX" in plan
                assert "SCAN search_entry" not in plan
                assert "SCAN threads_post" not in plan
        if connection.vendor == "postgresql":
            assert "entries_by_title_words" in first, first
            assert "entries_by_words" in first or row == [("everywher",)], first
        else:
            assert "TEMP B-TREE FOR ORDER BY" not in first, "newest first as they come, so that it ends with the page"


def test_the_titles_from_which_words_are_suggested_are_found_by_their_index(library):
    many_entries(library, 50_000)
    assert "entries_with_title" in plan_of(_titled(library.ann, keys_said([library.closed.pk])))


def first_window(library, *, kind="", groups):
    row = [("everywher",)]
    sought = {"words": wanted_words(row), "groups": keys_said(groups)}
    return plan_of(_window(library.ann, kind=kind, is_first=True, **sought, oldest=0, oldest_titled=0))


@pytest.mark.postgres  # on SQLite it always begins with the words
@pytest.mark.parametrize("kind", ["thread", "meetup"])
def test_whoever_looks_for_threads_or_meetups_walks_through_no_replies(library, kind):
    many_entries(library, 50_000)
    assert "entries_but_replies" in first_window(library, kind=kind, groups=[library.closed.pk])


@pytest.mark.postgres
def test_whoever_reads_nothing_walks_through_nothing(library):
    """Groups that one can read are values of the query, so the database knows when there are none."""
    many_entries(library, 50_000)
    walk = "Index Scan Backward using search_entry_pkey"
    assert walk in first_window(library, groups=[library.closed.pk])
    assert walk not in first_window(library, groups=[])
