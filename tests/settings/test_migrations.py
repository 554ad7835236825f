"""Every migration can be taken back, on the database that the tests run on."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.architecture.source import ROOT
from tests.settings.databases import a_database_of_its_own

OURS = ("people", "threads", "groups", "review", "moderation", "accounts")
THERE_AND_BACK = f"""
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
before = sorted(connection.introspection.table_names())
for app in {OURS}:
    call_command("migrate", app, "zero", verbosity=0)
print("left:", [name for name in connection.introspection.table_names() if name.split("_")[0] in {OURS}])
call_command("migrate", verbosity=0)
print("again:", before == sorted(connection.introspection.table_names()))
"""


@pytest.fixture
def empty_database(tmp_path, django_db_setup) -> Iterator[str]:
    """The address of a database of its own with nothing in it."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with a_database_of_its_own("empty") as address:
        yield address


def test_the_migrations_go_back_to_nothing_and_forth_again(empty_database):
    environment = {**os.environ, "DATABASE_URL": empty_database, "DJANGO_SETTINGS_MODULE": "forum.settings.test"}
    ended = subprocess.run(
        [sys.executable, "-c", THERE_AND_BACK],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "left: []\nagain: True\n"
