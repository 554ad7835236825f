"""The only module that reads the process environment; the settings import names from here."""

from typing import Any

import environs

_env = environs.Env()


def text(name: str, default: str | None = None) -> str:
    """Return a text variable; without a default, an absent or empty one stops the start with the variable's name."""
    if default is None:
        return _env.str(name, validate=environs.validate.Length(min=1))
    return _env.str(name, default)


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable (`true`, `1`, `on`, `yes` and their opposites)."""
    return _env.bool(name, default)


def number(name: str, *, default: int) -> int:
    """Return a whole number."""
    return _env.int(name, default)


def texts(name: str, default: str | None = None) -> list[str]:
    """Return a comma-separated list; without a default, its absence stops the start."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def pairs(name: str) -> dict[str, str]:
    """Return names and values, as `NAME=value,OTHER=value`; its absence stops the start."""
    given: dict[str, str] = _env.dict(name)
    return given


def database(default: str | None = None) -> dict[str, object]:
    """Return Django's settings for `DATABASE_URL`, e.g. `postgres://…` or `sqlite:///var/alongside.sqlite3`.

    SQLite is opened so that many processes can share one file: a write-ahead log, write
    transactions that take their lock at once (a transaction that reads and then writes
    would otherwise fail under load), and every commit on disk before it is answered.

    PostgreSQL is allowed to keep its plans of the queries that are worked out once (`forum.kernel.compiled`), and
    compiles none of them to machine code: that took it seconds for the list of the desk, which it answers in less than one.
    """
    address = text("DATABASE_URL", default)
    settings: dict[str, Any] = dict(_env.dj_db_url("DATABASE_URL", address))
    settings["CONN_MAX_AGE"] = None
    settings["CONN_HEALTH_CHECKS"] = True
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    elif flag("PREPARED_STATEMENTS", default=True):
        settings["OPTIONS"] = {"prepare_threshold": 5, "options": "-c jit=off", **settings.get("OPTIONS", {})}
    return settings
