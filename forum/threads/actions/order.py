"""The order in which posts become visible, over the whole forum: a *publication* is a place in it. See README, P-2."""

from django.db import connection

# PostgreSQL's sequence lets nobody wait for anybody. On SQLite whoever writes is alone, so a row that counts is enough.
_NEXT = {
    "postgresql": ("SELECT nextval('threads_publication')",),
    "sqlite": ("UPDATE threads_publication SET last = last + 1", "SELECT last FROM threads_publication"),
}
_AFTER = {
    "postgresql": "SELECT setval('threads_publication', %s)",
    "sqlite": "UPDATE threads_publication SET last = %s",
}


def next_publication() -> int:
    """Give out the next publication. It only grows, and is never given twice; one that nobody used in the end is left out.

    The caller holds the lock of the thread, so that in a thread publications and numbers go the same way.
    """
    with connection.cursor() as cursor:
        for statement in _NEXT[connection.vendor]:
            cursor.execute(statement)
        return int(cursor.fetchone()[0])


def publish_after(last: int) -> None:
    """Let publications go on after this one: for rows that came with theirs, past the verbs."""
    with connection.cursor() as cursor:
        cursor.execute(_AFTER[connection.vendor], [last])
