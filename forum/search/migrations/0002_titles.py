"""Titles by themselves: few among many entries, looked through newest first, and on PostgreSQL looked up by their words.

PostgreSQL knows of a word in its index only that it stands somewhere in a text: to find it in titles it had to read every
text that has it. On SQLite the table beside this one knows.
"""

from django.db import migrations, models


def look_titles_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX entries_by_title_words ON search_entry"
            " USING gin (to_tsvector('pg_catalog.simple', title_terms)) WHERE title_terms <> ''",
            params=None,
        )


def look_no_titles_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX entries_by_title_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_entries")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["-id"], condition=~models.Q(title=""), name="entries_with_title"),
        ),
        migrations.RunPython(look_titles_up, look_no_titles_up),
    ]
