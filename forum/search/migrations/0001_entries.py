"""The index, and what each database keeps beside it to look words up.

PostgreSQL: a column that follows from the terms, with titles weighted, and a GIN index; terms are folded, stemmed and
given their meanings before they come here, so its plain configuration is enough and no extension is needed. What is
compared stays within the row, as long as it fits: outside of it, each took several pages more to read. Of a word in an
index PostgreSQL knows only that it stands somewhere in a text, so titles have one of their own.
SQLite: tables of FTS5 whose content is this one, one for all words and one for those of titles; triggers keep them. A
later change of `search_entry` that rebuilds the table on SQLite drops its triggers: such a migration makes them again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_WITHOUT = "INSERT INTO search_words(search_words, rowid, title_terms, terms) VALUES ('delete', old.id, old.title_terms, old.terms);"
_WITH = "INSERT INTO search_words(rowid, title_terms, terms) VALUES (new.id, new.title_terms, new.terms);"
_WITHOUT_TITLE = (
    "INSERT INTO search_titles(search_titles, rowid, title_terms)"
    " SELECT 'delete', old.id, old.title_terms WHERE old.title_terms <> '';"
)
_WITH_TITLE = (
    "INSERT INTO search_titles(rowid, title_terms) SELECT new.id, new.title_terms WHERE new.title_terms <> '';"
)
MAKE = {
    "postgresql": (
        "ALTER TABLE search_entry ADD COLUMN document tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('pg_catalog.simple', title_terms), 'A') || to_tsvector('pg_catalog.simple', terms)) STORED",
        "ALTER TABLE search_entry ALTER COLUMN document SET STORAGE MAIN",
        "CREATE INDEX entries_by_words ON search_entry USING gin (document)",
        "CREATE INDEX entries_by_title_words ON search_entry"
        " USING gin (to_tsvector('pg_catalog.simple', title_terms)) WHERE title_terms <> ''",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(title_terms, terms, content='search_entry', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER search_entry_comes AFTER INSERT ON search_entry BEGIN {_WITH} END",
        f"CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry BEGIN {_WITHOUT} END",
        "CREATE TRIGGER search_entry_changes AFTER UPDATE OF id, title_terms, terms ON search_entry"
        f" BEGIN {_WITHOUT} {_WITH} END",
        "CREATE VIRTUAL TABLE search_titles USING fts5(title_terms, content='search_entry', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER search_title_comes AFTER INSERT ON search_entry BEGIN {_WITH_TITLE} END",
        f"CREATE TRIGGER search_title_goes AFTER DELETE ON search_entry BEGIN {_WITHOUT_TITLE} END",
        "CREATE TRIGGER search_title_changes AFTER UPDATE OF id, title_terms ON search_entry"
        f" BEGIN {_WITHOUT_TITLE} {_WITH_TITLE} END",
    ),
}
# What was made for `search_entry` goes with it: triggers and indexes of either database.
TAKE_AWAY = {"postgresql": (), "sqlite": ("DROP TABLE search_words", "DROP TABLE search_titles")}


def make_lookup(apps, schema_editor):
    _do(schema_editor, MAKE)


def take_lookup_away(apps, schema_editor):
    _do(schema_editor, TAKE_AWAY)


def _do(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('groups', '0002_reading_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('post', 'post'), ('meetup', 'meetup'), ('group', 'group'), ('person', 'person'), ('profile', 'profile')], max_length=10)),
                ('object_id', models.BigIntegerField()),
                ('is_opening', models.BooleanField(default=False)),
                ('moment', models.DateTimeField()),
                ('title', models.CharField(blank=True, max_length=120)),
                ('words', models.TextField(blank=True)),
                ('title_terms', models.TextField(blank=True)),
                ('terms', models.TextField(blank=True)),
                ('version', models.PositiveSmallIntegerField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
            ],
            options={
                'indexes': [models.Index(fields=['group', '-id'], name='entries_of_a_group'), models.Index(fields=['author', '-id'], name='entries_of_an_author'), models.Index(condition=models.Q(('title', ''), _negated=True), fields=['-id'], name='entries_with_title'), models.Index(condition=models.Q(models.Q(('kind', 'post'), _negated=True), ('is_opening', True), _connector='OR'), fields=['kind', '-id'], name='entries_but_replies')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='one_entry_a_thing')],
            },
        ),
        migrations.RunPython(make_lookup, take_lookup_away),
    ]
