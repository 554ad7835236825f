"""The log, and triggers by which the database itself refuses to change it.

Nothing in the code turns these off: only the owner of the tables can, by hand, in SQL.
On SQLite a later change of `review_logentry` rebuilds the table and drops its triggers: such a migration makes them again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

APPEND_ONLY = ("review_logentry", "review_logcheckpoint")
REFUSAL = "The moderation log is append-only: nothing in it is changed or taken out."
NO_FOLLOWER = "An entry of the moderation log follows the newest one: write it through moderation.log.write."
HEAD_STAYS = "The head of the moderation log moves forward by one entry, and by nothing else."
GENESIS = "0" * 64

POSTGRESQL_FUNCTIONS = (
    f"""
    CREATE FUNCTION review_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE FUNCTION review_log_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE newest record;
    BEGIN
        EXECUTE format('SELECT sequence, hash FROM %I.%I ORDER BY sequence DESC LIMIT 1', TG_TABLE_SCHEMA, TG_TABLE_NAME)
            INTO newest;
        IF NEW.sequence <> coalesce(newest.sequence, 0) + 1 OR NEW.previous_hash <> coalesce(newest.hash, '{GENESIS}') THEN
            RAISE EXCEPTION '{NO_FOLLOWER}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION review_log_head_moves() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'UPDATE' OR NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1 THEN
            RAISE EXCEPTION '{HEAD_STAYS}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
)
POSTGRESQL_TRIGGERS = (
    *(
        (table, f"{table}_stays{what}", f"BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION review_log_refuses()")
        for table in APPEND_ONLY
        for what, events, each in (("", "UPDATE OR DELETE", "ROW"), ("_whole", "TRUNCATE", "STATEMENT"))
    ),
    (
        "review_logentry",
        "review_logentry_follows",
        "BEFORE INSERT ON review_logentry FOR EACH ROW EXECUTE FUNCTION review_log_follows()",
    ),
    (
        "review_loghead",
        "review_loghead_moves",
        "BEFORE UPDATE OR DELETE ON review_loghead FOR EACH ROW EXECUTE FUNCTION review_log_head_moves()",
    ),
    (
        "review_loghead",
        "review_loghead_stays",
        "BEFORE TRUNCATE ON review_loghead FOR EACH STATEMENT EXECUTE FUNCTION review_log_head_moves()",
    ),
)

# A row that `INSERT OR REPLACE` takes out fires no trigger of DELETE on SQLite; the one of INSERT refuses it first.
SQLITE_TRIGGERS = (
    *(
        (f"{table}_{name}", f"BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        for table in APPEND_ONLY
        for name, event in (("unchanged", "UPDATE"), ("stays", "DELETE"))
    ),
    (
        "review_logentry_follows",
        "BEFORE INSERT ON review_logentry "
        "WHEN NEW.sequence <> coalesce((SELECT max(sequence) FROM review_logentry), 0) + 1 OR NEW.previous_hash <> "
        f"coalesce((SELECT hash FROM review_logentry ORDER BY sequence DESC LIMIT 1), '{GENESIS}') "
        f"BEGIN SELECT RAISE(ABORT, '{NO_FOLLOWER}'); END",
    ),
    (
        "review_logcheckpoint_follows",
        "BEFORE INSERT ON review_logcheckpoint WHEN EXISTS (SELECT 1 FROM review_logcheckpoint WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ),
    (
        "review_loghead_moves",
        "BEFORE UPDATE ON review_loghead WHEN NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1 "
        f"BEGIN SELECT RAISE(ABORT, '{HEAD_STAYS}'); END",
    ),
    (
        "review_loghead_stays",
        f"BEFORE DELETE ON review_loghead BEGIN SELECT RAISE(ABORT, '{HEAD_STAYS}'); END",
    ),
    (
        "review_loghead_once",
        "BEFORE INSERT ON review_loghead WHEN EXISTS (SELECT 1 FROM review_loghead) "
        "AND (SELECT sequence FROM review_loghead) > 0 "
        f"BEGIN SELECT RAISE(ABORT, '{HEAD_STAYS}'); END",
    ),
)


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for name, rest in SQLITE_TRIGGERS:
            schema_editor.execute(f"CREATE TRIGGER {name} {rest}", params=None)
        return
    for function in POSTGRESQL_FUNCTIONS:
        schema_editor.execute(function, params=None)
    for table, name, rest in POSTGRESQL_TRIGGERS:
        schema_editor.execute(f"CREATE TRIGGER {name} {rest}", params=None)
        if not name.endswith("_follows"):  # a copy that is fed by replication need not check again what is written
            # Also where `session_replication_role` has been set to have triggers rest.
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", params=None)


def take_triggers_away(apps, schema_editor):
    """Only from an empty log: going back would take its entries away with the table, which is what the log is against."""
    if apps.get_model("review", "LogEntry").objects.exists():
        raise IrreversibleError(
            "The moderation log has entries, and this would take them all away. "
            "Whoever owns the database can do that by hand, after keeping a copy."
        )
    if schema_editor.connection.vendor != "postgresql":
        for name, _rest in SQLITE_TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
        return
    for table, name, _rest in POSTGRESQL_TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
    for function in ("review_log_refuses", "review_log_follows", "review_log_head_moves"):
        schema_editor.execute(f"DROP FUNCTION {function}()", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0002_index_the_review_engine'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LogCheckpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('exported_at', models.DateTimeField()),
                ('destination', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='the_log_has_one_head')],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                ('format', models.PositiveSmallIntegerField()),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('role', models.CharField(blank=True, max_length=80)),
                ('action', models.CharField(max_length=80)),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('group_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('detail', models.JSONField(default=dict)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-sequence'], name='log_by_person'), models.Index(fields=['group_id', '-sequence'], name='log_by_group'), models.Index(fields=['action', '-sequence'], name='log_by_action'), models.Index(fields=['subject_type', 'subject_id', '-sequence'], name='log_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='the_log_counts_from_one')],
            },
        ),
        migrations.RunPython(make_triggers, take_triggers_away),
    ]
