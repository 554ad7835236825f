"""A reply in a thread that five thousand follow: as few queries as any, and one row for each of them."""

import re

import pytest
from django.db import connection

from accounts.models import Person
from forum.home.management.bench.rows import analyse
from forum.notices.models import Notice
from forum.threads.models import Subscription
from tests.factories import WHEN, a_group, a_person, a_thread, joins
from tests.threads.conftest import reply_form

pytestmark = pytest.mark.django_db

MANY = 5_000
# The tables with many rows here, by the names that the statement gives them.
READ_THROUGH = re.compile(
    r"Seq Scan on (threads_subscription|notices_notice)|SCAN (threads_subscription|whole|one|any_|known|other)\b"
)


@pytest.fixture
def thread():
    """A thread that `MANY` people follow, among others that they follow too."""
    group = a_group()
    ann = joins(a_person("Ann"), group).person
    threads = [a_thread(of=group, by=ann) for _each in range(6)]
    people = Person.objects.bulk_create(
        Person(email=f"follower{number}@people.example", name=f"F {number}", name_key=f"f{number}", joined_at=WHEN)
        for number in range(MANY)
    )
    Subscription.objects.bulk_create(
        Subscription(person=person, group=group, thread=thread, level="daily")
        for thread in threads
        for person in people
    )
    Notice.objects.bulk_create(
        Notice(recipient=person, kind="replies", thread=threads[0], sequence=2, made_at=WHEN, due_at=WHEN)
        for person in people
    )
    analyse()
    return threads[-1]


def test_a_reply_that_five_thousand_follow_costs_thirty_queries_and_one_row_for_each(thread, client, queries):
    bea = joins(a_person("Bea"), thread.group).person
    client.force_login(bea)

    def replied(words):
        form = reply_form(thread, bea, words)
        with queries() as asked:
            assert client.post(f"/threads/{thread.pk}/reply/", form).status_code == 302
        return asked

    first = replied("It went well.")
    assert first.count <= 30
    assert Notice.objects.filter(thread=thread, kind="replies").count() == MANY + 1  # and whoever began it
    (fan_out,) = [said for said in first.statements if "INSERT INTO notices_notice" in said]
    assert not READ_THROUGH.search(plan_of(fan_out)), plan_of(fan_out)
    second = replied("It did.")
    assert second.count <= 30
    assert Notice.objects.filter(thread=thread).count() == MANY + 1


def plan_of(statement):
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + statement)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
