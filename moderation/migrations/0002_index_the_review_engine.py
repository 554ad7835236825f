"""Indexes that the review engine lacks: it looks its rows up by thing, and the queue by state and age."""

from django.db import migrations

# With 64-bit keys Django compares `object_pk::bigint` on PostgreSQL, which a plain index does not serve.
POSTGRESQL_BY_THING = (
    "CREATE INDEX review_engine_by_thing ON moderation_moderatedobject (content_type_id, (object_pk::bigint))"
)
SQLITE_BY_THING = "CREATE INDEX review_engine_by_thing ON moderation_moderatedobject (content_type_id, object_pk)"
BY_STATE = "CREATE INDEX review_engine_by_state ON moderation_moderatedobject (status, created)"


def make_indexes(apps, schema_editor):
    schema_editor.execute(POSTGRESQL_BY_THING if schema_editor.connection.vendor == "postgresql" else SQLITE_BY_THING)
    schema_editor.execute(BY_STATE)


def take_indexes_away(apps, schema_editor):
    schema_editor.execute("DROP INDEX review_engine_by_thing")
    schema_editor.execute("DROP INDEX review_engine_by_state")


class Migration(migrations.Migration):
    dependencies = [("review", "0001_revisions"), ("moderation", "0005_auto_20190412_0442")]

    operations = [migrations.RunPython(make_indexes, take_indexes_away)]
