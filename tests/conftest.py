"""Fixtures for every test. People, groups and posts come from `tests/factories.py`."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.models import Person
from forum.groups.models import Group
from moderation import hours
from tests.factories import a_group, a_person, joins
from tests.moderation.unlocking import unlocked
from tests.sessions import end_sessions

# On a busy machine it takes long to make up examples, and no test is worse for it.
hypothesis_settings.register_profile("busy", suppress_health_check=[HealthCheck.too_slow], deadline=None)
hypothesis_settings.load_profile("busy")

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
MUST_RUN = os.environ.get("CI") == "true"
# What is said of one database only is tried in the run on that one, and what asks none in the run on SQLite.
# `make test` makes both runs.
ONLY_ON = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
ASKS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def _left_to_the_other_run(item: pytest.Item) -> str:
    """Return why this run leaves a test to the other, or nothing."""
    other = "postgres" if connection.vendor == "sqlite" else "sqlite"
    if item.get_closest_marker(other):
        return f"about {ONLY_ON[other]} only: the run on it tries this"
    asks = item.get_closest_marker("django_db") or ASKS_A_DATABASE & set(getattr(item, "fixturenames", ()))
    if other == "sqlite" and not asks and not item.get_closest_marker("postgres"):
        return "asks no database: the run on SQLite tries this"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the other run what that one tries; nothing is left to neither."""
    for item in items:
        if item.get_closest_marker("postgres") and item.get_closest_marker("sqlite"):
            raise pytest.UsageError(f"{item.nodeid} would run on no database: it is marked for one and for the other.")
        if reason := _left_to_the_other_run(item):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a test that is skipped for any other reason has failed: it would be tried nowhere."""
    report = yield
    if report.skipped and MUST_RUN and not _left_to_the_other_run(item):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped, and in CI nothing else tries it."
    return report


@pytest.fixture
def now() -> datetime:
    """Monday evening, in winter time in London."""
    return datetime(2026, 11, 23, 19, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_has_hours_of_duty() -> Iterator[None]:
    """What one test set, no page of the next says; and no page looks for it, which would cost it two queries a minute.

    A test about hours of duty begins with `moderation.hours.forget_turns()`.
    """
    hours.keep_turns((), timezone.now())
    yield
    hours.forget_turns()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Test SQLite in a file, as it runs: threads and processes then meet through its locks, not through one connection.

    The file is thrown away, so it need not survive a power cut: what tests wait for is not the disk.
    """
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = settings["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def nobody_is_left_from_before(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """A run that was killed may have left the database of the tests, and somebody in it: neither stops this one."""
    with django_db_blocker.unblock():
        end_sessions(connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_setup(nobody_is_left_from_before: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's own, which can remove the database at the end whoever still has it open: see `tests/sessions.py`."""
    yield
    connections.close_all()
    with django_db_blocker.unblock():
        end_sessions(connection.settings_dict["NAME"])


# What names kinds of things is the same for every test, and is looked up once.
KEPT = ("django_content_type", "auth_permission")
# Tables with rows are emptied, whatever points at them; the others are left alone. To truncate all of them, as Django
# does, PostgreSQL makes a new file for each table and each index: more than a second after each test.
_EMPTY_WHAT_IS_NOT = """
DO $$
DECLARE
    name text;
    has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOREACH name IN ARRAY string_to_array('{tables}', ',') LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    SET LOCAL session_replication_role = origin;
END $$"""


@pytest.fixture(scope="session", autouse=True)
def flush_empties_the_log_too() -> Iterator[None]:
    """A test with real transactions ends with every table emptied; the triggers of the log would refuse that.

    They stay as they are while tests run: see `tests/moderation/unlocking.py`.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_unlocked(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        if operations.connection.vendor == "postgresql":
            tables = re.findall(r'"(\w+)"', " ".join(statements))
            statements = [_EMPTY_WHAT_IS_NOT.format(tables=",".join(each for each in tables if each not in KEPT))]
        else:
            statements = [each for each in statements if not any(f'"{name}"' in each for name in KEPT)]
        with unlocked(operations.connection):
            flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_unlocked)
        yield


@dataclass
class Queries:
    """What one block of code asked of the database."""

    statements: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Statements without the bookkeeping of transactions."""
        return sum(
            not said.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")) for said in self.statements
        )

    @property
    def writes(self) -> list[str]:
        return [said for said in self.statements if said.lstrip("( ").upper().startswith(WRITES)]


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[Queries]]:
    """`with queries() as asked: …` then `asked.count`, `asked.writes`, `asked.statements`."""

    @contextmanager
    def counted() -> Iterator[Queries]:
        asked = Queries()
        with CaptureQueriesContext(connection) as captured:
            yield asked
        # What was prepared by PostgreSQL has no text here.
        asked.statements = [query["sql"] or "a query that is kept prepared" for query in captured.captured_queries]

    return counted


KINDS = (
    "anonymous",
    "stranger",
    "member",
    "member of the parent only",
    "member of a sibling",
    "moderator elsewhere",
    "moderator here",
    "host",
    "staff",
)


@dataclass
class Viewers:
    """A closed group three deep, a hidden one beside it, and the nine kinds of people who may knock."""

    network: Group  # everyone with an account reads it
    parent: Group  # closed
    closed: Group  # closed, three deep: what the kinds are about
    sibling: Group  # closed, beside it
    hidden: Group  # hidden, beside it; none of the nine is in it
    elsewhere: Group  # another network
    insider: Person  # the only member of the hidden group besides its host
    people: dict[str, Person]

    def __getitem__(self, kind: str) -> Person | AnonymousUser:
        return AnonymousUser() if kind == "anonymous" else self.people[kind]

    def client(self, kind: str) -> Client:
        """A browser, signed in as this kind of viewer."""
        client = Client()
        if kind != "anonymous":
            client.force_login(self.people[kind])
        return client


@pytest.fixture
def viewers(db: None) -> Viewers:
    """Everybody of `KINDS`, around one closed group."""
    return nine_viewers()


def nine_viewers() -> Viewers:
    """The same for a fixture that lives longer than one test."""
    host = a_person("Host Here")
    network = a_group("Brambles", reading="members", joining="open", slug="brambles", host=a_person("Host of Brambles"))
    parent = a_group("Living with secondary", under=network, slug="living-with", host=host)
    closed = a_group("Scans and results", under=parent, slug="scans", host=host)
    sibling = a_group("Young children", under=parent, slug="young-children", host=a_person("Host Beside"))
    hidden = a_group("Quiet corner", under=parent, discovery="hidden", joining="invitation", slug="quiet-corner")
    elsewhere = a_group("Harbour", slug="harbour", host=a_person("Host Elsewhere"))
    insider = a_person("Insider")
    joins(insider, hidden)
    people = {kind: a_person(kind.capitalize()) for kind in KINDS[1:] if kind not in ("host", "staff")}
    people |= {"host": host, "staff": a_person("Staff", is_staff=True)}
    joins(people["member"], closed)
    joins(people["member of the parent only"], parent)
    joins(people["member of a sibling"], sibling)
    joins(people["moderator elsewhere"], elsewhere, role="moderator")
    joins(people["moderator here"], closed, role="moderator")
    return Viewers(
        network=network,
        parent=parent,
        closed=closed,
        sibling=sibling,
        hidden=hidden,
        elsewhere=elsewhere,
        insider=insider,
        people=people,
    )
