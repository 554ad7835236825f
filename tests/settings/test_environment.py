"""What the environment says of the database."""

import pytest
from django.db import connection

from forum.settings import environment

KEPT = {"prepare_threshold": 5, "options": "-c jit=off"}


@pytest.mark.parametrize(("prepared", "options"), [("", KEPT), ("true", KEPT), ("false", {})])
def test_plans_are_kept_unless_the_operator_says_otherwise_and_the_address_keeps_its_options(
    monkeypatch, prepared, options
):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@database.example/forum?sslmode=require")
    if prepared:
        monkeypatch.setenv("PREPARED_STATEMENTS", prepared)
    assert environment.database()["OPTIONS"] == {"sslmode": "require", **options}


@pytest.mark.postgres
def test_no_query_is_compiled_to_machine_code(db):
    """Not here either: the list of the desk would take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
