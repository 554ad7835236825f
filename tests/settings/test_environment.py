"""What the environment says of the database."""

import pytest

from forum.settings import environment


@pytest.mark.parametrize(
    ("prepared", "options"), [("", {"prepare_threshold": 5}), ("true", {"prepare_threshold": 5}), ("false", {})]
)
def test_plans_are_kept_unless_the_operator_says_otherwise_and_the_address_keeps_its_options(
    monkeypatch, prepared, options
):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@database.example/forum?sslmode=require")
    if prepared:
        monkeypatch.setenv("PREPARED_STATEMENTS", prepared)
    assert environment.database()["OPTIONS"] == {"sslmode": "require", **options}
