"""Querysets that are worked out once: never one person's answer for another. Source: README, S-1."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import CharField, F, Func
from django.http import Http404

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.compiled import Compiled
from forum.threads.models import Post
from tests.factories import WHEN, a_group, a_person, a_thread, joins

pytestmark = pytest.mark.django_db


def test_each_viewer_and_each_value_gets_their_own_answer():
    known = Compiled(lambda viewer, slug: Group.objects.visible_to(viewer).filter(slug=slug))
    ann, bea = a_person("Ann Wren"), a_person("Bea Finch")
    hers, other = a_group(discovery="hidden"), a_group(discovery="hidden")
    joins(ann, hers)
    for _ in range(2):
        assert known.first(viewer=ann, slug=hers.slug) == hers
        assert known.first(viewer=ann, slug=other.slug) is None
        assert known.first(viewer=bea, slug=hers.slug) is None


def test_what_a_viewer_may_not_see_is_not_there_for_them():
    known = Compiled(lambda viewer, slug: Group.objects.visible_to(viewer).filter(slug=slug))
    ann, hers = a_person("Ann Wren"), a_group(discovery="hidden")
    joins(ann, hers)
    assert known.or_404(viewer=ann, slug=hers.slug) == hers
    for viewer, slug in ((a_person("Bea Finch"), hers.slug), (ann, "no-such-group")):
        with pytest.raises(Http404):
            known.or_404(viewer=viewer, slug=slug)


@pytest.mark.parametrize("text", ["", "%", "' OR 1=1 --", "2113113002", "\\", "é" * 200])
def test_a_text_is_a_value_and_nothing_more(text):
    group = a_group()
    named = Compiled(lambda slug: Group.objects.filter(slug=slug))
    assert named.rows(slug=text) == []
    assert named.rows(slug=group.slug) == [group]


def test_a_queryset_that_changes_a_value_is_refused():
    """Kept, it would give everybody what the first one asked for."""
    changed = Compiled(lambda word: Group.objects.filter(name__contains=word))
    with pytest.raises(AssertionError, match="changed what it was given"):
        changed.rows(word="Lounge")


def test_a_queryset_that_looks_at_more_than_an_id_is_refused():
    looks = Compiled(lambda viewer: Group.objects.filter(name=viewer.name))
    with pytest.raises(AttributeError):
        looks.rows(viewer=a_person("Ann Wren"))


def test_columns_keep_their_names_in_whatever_order_they_are_asked_for():
    """What is worked out may stand between fields; a value under another's name would be shown as something else."""

    def rows(slug):
        found = Group.objects.filter(slug=slug).annotate(twice=F("member_count") * 2)
        return found.values("name", "twice", "slug")

    group = a_group("Lounge")
    assert Compiled(rows).rows(slug=group.slug) == list(rows(group.slug))


@pytest.mark.django_db(transaction=True)
def test_a_kept_query_that_locks_is_refused_outside_a_transaction():
    """Where it was worked out once, nothing would notice that its lock is gone as soon as it is taken."""
    group = a_group()
    locked = Compiled(lambda pk: Group.objects.select_for_update().filter(pk=pk))
    with transaction.atomic():
        assert locked.rows(pk=group.pk) == [group]
    with pytest.raises(transaction.TransactionManagementError):
        locked.rows(pk=group.pk)


def test_a_percent_sign_is_a_percent_sign():
    """In SQL it also stands for a value: a sign too few or too many and values land in each other's place."""

    def rows(slug):
        part = Func(template="'50%%%%'", output_field=CharField())
        return Group.objects.filter(slug=slug).annotate(part=part).values_list("part", "slug")

    group = a_group()
    assert Compiled(rows).rows(slug=group.slug) == list(rows(group.slug)) == [("50%", group.slug)]


@pytest.mark.postgres
def test_postgresql_keeps_one_plan_for_all_values_unless_the_way_depends_on_them():
    slugs = [a_group().slug for _ in range(10)]
    same_way = Compiled(lambda slug, count: Group.objects.filter(slug=slug, member_count__gte=count))
    own_way = Compiled(lambda count: Group.objects.filter(member_count__gte=count).order_by("name")[:1], varies=True)
    for number, slug in enumerate(slugs):
        # Numbers that fit into two bytes, four and eight: for each size PostgreSQL would plan anew.
        assert same_way.rows(slug=slug, count=-(10 ** (2 * number % 18)))
        assert own_way.rows(count=-number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, custom_plans + generic_plans FROM pg_prepared_statements")
        kept = [times for statement, times in cursor.fetchall() if "groups_group" in statement]
    assert kept == [10]


def test_a_key_is_a_value_and_nothing_more():
    author = a_person()
    group = a_group(host=author)
    thread, other = (a_thread(of=group, by=author) for _each in range(2))
    keyed = Compiled(lambda form_key, author: Post.objects.filter(form_key=form_key, author=author))
    for each in (thread, other):
        (post,) = Post.objects.filter(thread=each)
        assert keyed.rows(form_key=post.form_key, author=author.pk) == [post]
    assert keyed.rows(form_key=uuid4(), author=author.pk) == []
    assert keyed.rows(form_key=post.form_key, author=author.pk + 1) == []


def test_a_moment_is_found_to_the_microsecond():
    early, late = a_person(), a_person(joined_at=WHEN + timedelta(microseconds=1))
    since = Compiled(lambda moment: Person.objects.filter(joined_at__gt=moment, pk__gte=early.pk))
    assert since.rows(moment=WHEN) == [late]
    assert since.rows(moment=WHEN - timedelta(microseconds=1)) == [early, late]
    assert since.rows(moment=(WHEN + timedelta(microseconds=1)).astimezone(ZoneInfo("Asia/Kathmandu"))) == []
