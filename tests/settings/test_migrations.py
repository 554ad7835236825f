"""Every migration can be taken back, on the database that the tests run on."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.architecture.source import ROOT
from tests.settings.databases import a_database_of_its_own

OURS = ("accounts", "groups", "meetups", "notices", "people", "review", "search", "threads")
# Everything that a database was told to keep: tables, indexes, triggers, and on PostgreSQL constraints.
KEPT = {
    "sqlite": "SELECT type, name FROM sqlite_master",
    "postgresql": """
        SELECT 'table', tablename FROM pg_tables WHERE schemaname = 'public'
        UNION ALL SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'constraint', conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
}
THERE_AND_BACK = f"""
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
def kept():
    with connection.cursor() as cursor:
        cursor.execute({KEPT}[connection.vendor])
        return sorted(cursor.fetchall())
call_command("migrate", verbosity=0)
before = kept()
MigrationExecutor(connection).migrate([(app, None) for app in {OURS}])
print("left:", [name for kind, name in kept() if name.split("_")[0] in {OURS}])
call_command("migrate", verbosity=0)
print("again:", before == kept())
"""

# A thread of posts 1 and 2, one of 3 and 4 of which 4 was removed while it waited, and 5, a thread that still waits.
WITH_ROWS = """
import django
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
WHEN = datetime(2026, 11, 2, tzinfo=UTC)
def at(migration):
    call_command("migrate", "threads", migration, verbosity=0)
    found = MigrationExecutor(connection).loader.project_state([("threads", migration)]).apps
    return {name: found.get_model(app, name).objects for app, name in (
        ("accounts", "Person"), ("groups", "Group"), ("threads", "Thread"), ("threads", "Post"), ("threads", "CaughtUp"))}
def say(rows, place):
    print([list(rows[name].order_by("pk").values_list(place[name], flat=True)) for name in place])
rows = at("0001_threads")
person = rows["Person"].create(email="a@b.example", name="A", name_key="a", joined_at=WHEN)
group = rows["Group"].create(name="G", slug="g", path="/1/", created_at=WHEN)
for newest, posts in ((2, [1, 2]), (3, [1, None]), (5, [None])):
    thread = rows["Thread"].create(
        group=group, title="T", starter=person, started_at=WHEN, last_post_id=newest, is_published=posts[0] == 1)
    for number in posts:
        state = "published" if number else "withdrawn"
        rows["Post"].create(thread=thread, author=person, number=number, state=state, written_at=WHEN)
rows["CaughtUp"].create(person=person, group=group, post_id=2)
NOW = {"Thread": "last_publication", "Post": "publication", "CaughtUp": "publication"}
say(at("0002_order_by_publication"), NOW)
from forum.threads.actions.order import next_publication
rows = at("0002_order_by_publication")
late = rows["Post"].get(pk=5)
place = next_publication()
rows["Post"].filter(pk=5).update(number=1, state="published", publication=place)
rows["Thread"].filter(pk=3).update(last_publication=place, is_published=True)
rows["CaughtUp"].update(publication=place)
say(rows, NOW)
say(at("0001_threads"), {"Thread": "last_post_id", "CaughtUp": "post_id"})
say(at("0002_order_by_publication"), NOW)
"""


@pytest.fixture
def empty_database(tmp_path, django_db_setup) -> Iterator[str]:
    """The address of a database of its own with nothing in it."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with a_database_of_its_own("empty") as address:
        yield address


def told_by(script: str, database: str) -> list[str]:
    """What a script prints, run in a process of its own on a database of its own."""
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "forum.settings.test"}
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_the_migrations_go_back_to_nothing_and_forth_again(empty_database):
    assert told_by(THERE_AND_BACK, empty_database) == ["left: []", "again: True"]


def test_threads_written_before_publications_keep_their_order_and_what_was_read(empty_database):
    """And when it is taken back, ids stand again where they stood: those of posts that were published."""
    there, late, back, again = told_by(WITH_ROWS, empty_database)
    assert there == "[[2, 3, 5], [1, 2, 3, None, None], [2]]"
    assert late == "[[2, 3, 6], [1, 2, 3, None, 6], [6]]"  # the next one is given to what is approved next
    assert back == "[[2, 3, 5], [5]]"
    assert again == "[[2, 3, 5], [1, 2, 3, None, 5], [5]]"
