"""What the database itself refuses, whoever asks: the code, a shell, or somebody with a client of their own."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from moderation import log
from moderation.log.checkpoints import export_checkpoint
from moderation.models import LogCheckpoint, LogEntry, LogHead
from tests.factories import a_person
from tests.moderation.unlocking import TABLES, unlocked

A_ROW = "sequence, format, previous_hash, hash, at, role, action, subject_type, reason, detail, request_id"


@pytest.fixture
def three_entries(db, now, tmp_path):
    ann = a_person("Ann")
    with transaction.atomic():
        entries = [log.write(action=log.Action.HIDE, by=ann, now=now) for _ in range(3)]
    export_checkpoint(to=tmp_path / "checkpoints", now=now)
    return entries


def said(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (LogEntry, LogHead, LogCheckpoint)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_logentry SET reason = 'kind' WHERE sequence = 2",
        "UPDATE review_logentry SET sequence = 9 WHERE sequence = 3",
        "DELETE FROM review_logentry WHERE sequence = 3",
        "DELETE FROM review_logentry",
        "UPDATE review_logcheckpoint SET sequence = 1",
        "DELETE FROM review_logcheckpoint",
        "DELETE FROM review_loghead",
        "UPDATE review_loghead SET sequence = 2",
        "UPDATE review_loghead SET sequence = 5",
    ],
)
def test_the_database_refuses_to_change_or_take_out_what_was_logged(three_entries, statement):
    before = everything()
    with pytest.raises(IntegrityError, match="moderation log"):
        said(statement)
    assert everything() == before


@pytest.mark.postgres  # SQLite has no TRUNCATE
@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_to_empty_the_log_at_once(three_entries, table):
    with pytest.raises(IntegrityError, match="moderation log"):
        said(f"TRUNCATE {table}")
    assert LogEntry.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_refuses_also_a_session_that_has_its_triggers_rest(three_entries):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(IntegrityError, match="append-only"):
            said("DELETE FROM review_logentry")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "how",
    [
        "INSERT INTO",
        pytest.param("INSERT OR REPLACE INTO", marks=pytest.mark.sqlite),
        pytest.param("INSERT OR IGNORE INTO", marks=pytest.mark.sqlite),
    ],
)
@pytest.mark.parametrize(("sequence", "follows"), [(3, 2), (4, 2), (5, 3), (2, 1)])
def test_the_database_refuses_an_entry_that_does_not_follow_the_newest(three_entries, how, sequence, follows):
    before = everything()
    previous = three_entries[follows - 1].hash
    with pytest.raises(IntegrityError, match="moderation log"):
        said(
            f"{how} review_logentry ({A_ROW}) VALUES ({sequence}, 1, '{previous}', '{'0' * 64}', "
            "'2026-11-23 19:30:00+00', '', 'hide', '', '', '{}', '')"
        )
    assert everything() == before


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_refuses_to_put_another_head_or_checkpoint_in_the_place_of_the_first(three_entries):
    before = everything()
    kept = LogCheckpoint.objects.get().pk
    for statement in (
        f"INSERT OR REPLACE INTO review_loghead (id, sequence, hash) VALUES (1, 0, '{'0' * 64}')",
        f"INSERT OR REPLACE INTO review_logcheckpoint VALUES ({kept}, 1, 'x', '2026-11-23 19:30:00', '')",
    ):
        with pytest.raises(IntegrityError, match="moderation log"):
            said(statement)
    assert everything() == before


@pytest.mark.django_db
def test_the_ordinary_ways_of_django_change_nothing_either(three_entries):
    before = everything()
    entry = LogEntry.objects.get(pk=2)
    entry.reason = "kind"
    for attempt in (entry.save, entry.delete, LogEntry.objects.all().delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert everything() == before


@pytest.mark.django_db
def test_the_triggers_stand_again_after_tests_had_them_rest(three_entries):
    with unlocked():
        said("UPDATE review_logentry SET reason = 'kind' WHERE sequence = 2")
    with pytest.raises(IntegrityError, match="append-only"):
        said("UPDATE review_logentry SET reason = 'unkind' WHERE sequence = 2")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'review_log%' AND tgenabled = 'A'")
            assert len(cursor.fetchall()) == 6


@pytest.mark.django_db
def test_nothing_more_is_logged_once_the_head_was_taken_away(three_entries, now):
    with unlocked():
        LogHead.objects.all().delete()
    with pytest.raises(log.HeadIsLost), transaction.atomic():
        log.write(action=log.Action.HIDE, by=None, now=now)
    assert LogEntry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_emptying_every_table_by_command_is_refused_for_real(monkeypatch):
    """The suite's own way past the triggers is put aside here."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    with transaction.atomic():
        log.write(action=log.Action.HIDE, by=None, now=timezone.now())

    def as_for_real(operations, statements):
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", as_for_real)
        with pytest.raises(CommandError):
            call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_migration_is_not_taken_back_while_the_log_has_entries():
    """While it has none, it is: tests/settings/test_migrations.py."""
    with transaction.atomic():
        log.write(action=log.Action.HIDE, by=None, now=timezone.now())
    loader = MigrationLoader(connection)
    made = "review", "0003_log"
    before = loader.project_state(made, at_end=False)
    with pytest.raises(IrreversibleError, match="has entries"), connection.schema_editor() as editor:
        loader.get_migration(*made).unapply(before, editor)
    assert LogEntry.objects.count() == 1
    with pytest.raises(IntegrityError, match="append-only"):
        LogEntry.objects.all().delete()
