"""The index, and what each database keeps beside it to look words up.

PostgreSQL: a column that follows from the terms, with titles weighted, and a GIN index. Terms are folded, stemmed and
given their meanings before they come here, so its plain configuration is enough and no extension is needed.
SQLite: a table of FTS5 whose content is this one; triggers keep it. A later change of `search_entry` that rebuilds the
table on SQLite drops its triggers: such a migration makes them again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_WITHOUT = "INSERT INTO search_words(search_words, rowid, title_terms, terms) VALUES ('delete', old.id, old.title_terms, old.terms);"
_WITH = "INSERT INTO search_words(rowid, title_terms, terms) VALUES (new.id, new.title_terms, new.terms);"
MAKE = {
    "postgresql": (
        "ALTER TABLE search_entry ADD COLUMN document tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('pg_catalog.simple', title_terms), 'A') || to_tsvector('pg_catalog.simple', terms)) STORED",
        "CREATE INDEX entries_by_words ON search_entry USING gin (document)",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(title_terms, terms, content='search_entry', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER search_entry_comes AFTER INSERT ON search_entry BEGIN {_WITH} END",
        f"CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry BEGIN {_WITHOUT} END",
        "CREATE TRIGGER search_entry_changes AFTER UPDATE OF id, title_terms, terms ON search_entry"
        f" BEGIN {_WITHOUT} {_WITH} END",
    ),
}
TAKE_AWAY = {
    "postgresql": ("DROP INDEX entries_by_words", "ALTER TABLE search_entry DROP COLUMN document"),
    "sqlite": (
        "DROP TRIGGER search_entry_changes", "DROP TRIGGER search_entry_goes", "DROP TRIGGER search_entry_comes",
        "DROP TABLE search_words",
    ),
}


def make_lookup(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def take_lookup_away(apps, schema_editor):
    for statement in TAKE_AWAY[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("groups", "0002_reading_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("post", "post"), ("meetup", "meetup"), ("group", "group"), ("person", "person"),
                            ("profile", "profile"),
                        ],
                        max_length=10,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("is_opening", models.BooleanField(default=False)),
                ("moment", models.DateTimeField()),
                ("title", models.CharField(blank=True, max_length=120)),
                ("words", models.TextField(blank=True)),
                ("title_terms", models.TextField(blank=True)),
                ("terms", models.TextField(blank=True)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.group"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["group", "-id"], name="entries_of_a_group"),
                    models.Index(fields=["author", "-id"], name="entries_of_an_author"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="one_entry_a_thing")],
            },
        ),
        migrations.RunPython(make_lookup, take_lookup_away),
    ]
