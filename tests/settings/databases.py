"""Databases that a test makes beside its own, and that are gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def a_database_of_its_own(ending: str) -> Iterator[str]:
    """The address of an empty database on the server of the tests; one that a killed run left is replaced."""
    known = connection.settings_dict
    name, where = f"{known['NAME']}_{ending}", f"{known['HOST'] or '127.0.0.1'}:{known['PORT'] or 5432}"
    server = f"postgres://{known['USER']}:{known['PASSWORD']}@{where}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as maker:
        maker.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        maker.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        maker.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
