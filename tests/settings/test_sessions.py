"""The database of the tests can be made and removed whatever a test, or a run that was killed, left behind."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from tests.sessions import end_sessions
from tests.settings.databases import a_database_of_its_own

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def left_behind() -> Iterator[psycopg.Connection]:
    """Somebody who has a database open that nobody needs any more."""
    with a_database_of_its_own("left") as address, psycopg.connect(address) as somebody:
        somebody.execute("SELECT 1")
        yield somebody


def test_a_database_can_be_removed_whoever_still_has_it_open(left_behind):
    end_sessions(left_behind.info.dbname)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{left_behind.info.dbname}"')
    with pytest.raises(psycopg.OperationalError):
        left_behind.execute("SELECT 1")


def test_nobody_in_another_database_is_put_out(left_behind):
    end_sessions("somewhere_else")
    assert left_behind.execute("SELECT 1").fetchone() == (1,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
