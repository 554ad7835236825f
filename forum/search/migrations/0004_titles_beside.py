"""On SQLite, a table of the words of titles: in that of all words, everything that has one was gone through for those few.

As `0001_entries` says, a later change that rebuilds `search_entry` drops these triggers, and makes them again.
"""

from django.db import migrations

_WITHOUT = (
    "INSERT INTO search_titles(search_titles, rowid, title_terms)"
    " SELECT 'delete', old.id, old.title_terms WHERE old.title_terms <> '';"
)
_WITH = (
    "INSERT INTO search_titles(rowid, title_terms) SELECT new.id, new.title_terms WHERE new.title_terms <> '';"
)
MAKE = (
    "CREATE VIRTUAL TABLE search_titles USING fts5(title_terms, content='search_entry', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO search_titles(rowid, title_terms) SELECT id, title_terms FROM search_entry WHERE title_terms <> ''",
    f"CREATE TRIGGER search_title_comes AFTER INSERT ON search_entry BEGIN {_WITH} END",
    f"CREATE TRIGGER search_title_goes AFTER DELETE ON search_entry BEGIN {_WITHOUT} END",
    f"CREATE TRIGGER search_title_changes AFTER UPDATE OF id, title_terms ON search_entry BEGIN {_WITHOUT} {_WITH} END",
)
TAKE_AWAY = (
    "DROP TRIGGER search_title_changes",
    "DROP TRIGGER search_title_goes",
    "DROP TRIGGER search_title_comes",
    "DROP TABLE search_titles",
)


def make_lookup(apps, schema_editor):
    _do(schema_editor, MAKE)


def take_lookup_away(apps, schema_editor):
    _do(schema_editor, TAKE_AWAY)


def _do(schema_editor, statements):
    if schema_editor.connection.vendor == "sqlite":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_found_among_millions")]

    operations = [migrations.RunPython(make_lookup, take_lookup_away)]
