"""Order by publication: lists, and what counts as read, followed the ids of posts, which are given when they are written.

A post that a moderator approves hours later keeps its old id: its thread would not have risen in lists, and whoever
had marked all as read meanwhile would never have been told that it is new.
"""

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

COUNTER = {
    # Owned by the column, so that it goes with the table and is in every copy of it.
    "postgresql": (
        "CREATE SEQUENCE threads_publication AS bigint OWNED BY threads_post.publication",
        "SELECT setval('threads_publication', 1 + GREATEST(0, (SELECT MAX(publication) FROM threads_post),"
        " (SELECT MAX(last_publication) FROM threads_thread)), false)",
    ),
    "sqlite": (
        "CREATE TABLE threads_publication (last integer NOT NULL)",
        "INSERT INTO threads_publication SELECT MAX(COALESCE((SELECT MAX(publication) FROM threads_post), 0),"
        " COALESCE((SELECT MAX(last_publication) FROM threads_thread), 0))",
    ),
}
NO_COUNTER = {"postgresql": "DROP SEQUENCE threads_publication", "sqlite": "DROP TABLE threads_publication"}


def follow_what_was_written(apps, schema_editor):
    """Nothing was approved late before this, so posts were published in the order of their ids."""
    apps.get_model("threads", "Post").objects.filter(number__isnull=False).update(publication=F("pk"))


def go_back_to_ids(apps, schema_editor):
    """Let threads and marks name posts again: the newest published one that they stand for."""
    Post, Thread, CaughtUp = (apps.get_model("threads", name) for name in ("Post", "Thread", "CaughtUp"))
    newest_first = Post.objects.order_by("-pk").values("pk")
    of_thread = newest_first.filter(thread=OuterRef("pk"))
    published = Subquery(of_thread.filter(number__isnull=False)[:1])
    Thread.objects.filter(last_publication__gt=0).update(
        last_publication=Coalesce(published, Subquery(of_thread[:1]), Value(0))
    )
    read = newest_first.filter(thread__group=OuterRef("group"), publication__lte=OuterRef("publication"))
    CaughtUp.objects.update(publication=Coalesce(Subquery(read[:1]), Value(0)))


def make_counter(apps, schema_editor):
    for statement in COUNTER[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def take_counter_away(apps, schema_editor):
    schema_editor.execute(NO_COUNTER[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("threads", "0001_threads")]

    operations = [
        migrations.RemoveIndex(model_name="thread", name="threads_of_a_group"),
        migrations.RemoveIndex(model_name="post", name="posts_of_an_author"),
        migrations.RemoveIndex(model_name="post", name="posts_of_a_thread_by_age"),
        migrations.RenameField(model_name="thread", old_name="last_post_id", new_name="last_publication"),
        migrations.RenameField(model_name="caughtup", old_name="post_id", new_name="publication"),
        migrations.AddField(
            model_name="post", name="publication", field=models.BigIntegerField(editable=False, null=True)
        ),
        migrations.RunPython(follow_what_was_written, go_back_to_ids),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("publication",), name="no_publication_used_twice"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(number=None, publication=None) | Q(number__isnull=False, publication__isnull=False),
                name="posts_have_both_number_and_publication_or_neither",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["group", "-last_publication"], name="threads_of_a_group"),
        ),
        migrations.AddIndex(
            model_name="post", index=models.Index(fields=["author", "-publication"], name="posts_of_an_author")
        ),
        migrations.AddIndex(
            model_name="post", index=models.Index(fields=["thread", "publication"], name="posts_of_a_thread_in_order")
        ),
        migrations.RunPython(make_counter, take_counter_away),
    ]
