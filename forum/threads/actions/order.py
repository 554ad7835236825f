"""The order in which posts become visible, over the whole forum: a *publication* is a place in it. See README, P-2."""

from django.db import connection

_AFTER = {
    "postgresql": "SELECT setval('threads_publication', %s)",
    "sqlite": "UPDATE threads_publication SET last = %s",
}


def next_publication() -> int:
    """Give out the next publication. It only grows, and is never given twice; one that nobody used in the end is left out.

    The caller holds the lock of the thread, so that in a thread publications and numbers go the same way.
    """
    return next_publications(1)[0]


def next_publications(count: int) -> list[int]:
    """Give out so many publications, lowest first, as `next_publication` does one.

    PostgreSQL's sequence lets nobody wait for anybody. On SQLite whoever writes is alone, so a row that counts is enough.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval('threads_publication') FROM generate_series(1, %s)", [count])
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("UPDATE threads_publication SET last = last + %s", [count])
        cursor.execute("SELECT last FROM threads_publication")
        (last,) = cursor.fetchone()
        return list(range(last - count + 1, last + 1))


def publish_after(last: int) -> None:
    """Let publications go on after this one: for rows that came with theirs, past the verbs."""
    with connection.cursor() as cursor:
        cursor.execute(_AFTER[connection.vendor], [last])
