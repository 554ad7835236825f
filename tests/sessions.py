"""Whoever else has a test database open: PostgreSQL removes no database while somebody does."""

from typing import Any

from django.db import connection as usual


def end_sessions(database: str, connection: Any = usual) -> None:
    """End whatever is open in this one database; SQLite knows no sessions.

    Those in other databases, of the worker beside this one among them, are left alone. Source: PostgreSQL, DROP DATABASE.
    """
    if connection.vendor != "postgresql":
        return
    with connection._nodb_cursor() as cursor:  # as Django does when it makes and removes test databases
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
            "WHERE datname = %s AND usename = current_user",
            [database],
        )
