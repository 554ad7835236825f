"""What keeps a search quick among millions of entries.

Whoever looks for threads or meetups walks through those and not through every reply. On PostgreSQL the words that are
compared stay within the row, as long as they fit: outside of it, each took several pages more to read.
Rows that are there already move when they are written the next time.
"""

from django.db import migrations, models


def keep_words_in_the_row(apps, schema_editor):
    _store(schema_editor, "MAIN")


def keep_words_anywhere(apps, schema_editor):
    _store(schema_editor, "EXTENDED")


def _store(schema_editor, how):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE search_entry ALTER COLUMN document SET STORAGE {how}", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_titles")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(models.Q(("kind", "post"), _negated=True), ("is_opening", True), _connector="OR"),
                fields=["kind", "-id"],
                name="entries_but_replies",
            ),
        ),
        migrations.RunPython(keep_words_in_the_row, keep_words_anywhere),
    ]
