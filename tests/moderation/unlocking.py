"""How tests get past the log's triggers: as the owner of the tables, by changing the schema.

The code that runs for real has no such switch, neither a setting nor a variable of the session: whoever wants to
change the log there must take its triggers away by hand. Tests need it twice. A test with real transactions ends
with every table emptied, the log too; and tests of `verify_log` do what a tamperer with the owner's password would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as usual
from django.db import transaction

TABLES = ("review_logentry", "review_loghead", "review_logcheckpoint")


@contextmanager
def unlocked(connection: Any = usual) -> Iterator[None]:
    """The triggers rest within, and stand again afterwards exactly as they stood; where it fails, all is rolled back."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        stand_again = _rest_on_postgresql(cursor) if connection.vendor == "postgresql" else _rest_on_sqlite(cursor)
        yield
        for statement in stand_again:
            cursor.execute(statement)


def _rest_on_postgresql(cursor: Any) -> list[str]:
    modes = {"O": "ENABLE", "A": "ENABLE ALWAYS"}
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    )
    triggers = cursor.fetchall()
    for table, name, _mode in triggers:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    return [f"ALTER TABLE {table} {modes[mode]} TRIGGER {name}" for table, name, mode in triggers]


def _rest_on_sqlite(cursor: Any) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s, %s)", TABLES)
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in triggers]
