"""What has been read."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.models import CaughtUp, Thread


def note_reading(*, thread: Thread, number: int, by: Person) -> None:
    """Remember that `by` has read a thread up to a number. It only grows, whatever order requests come in.

    A number that the thread has not reached is not believed. Source: README, P-11.
    """
    number = min(number, thread.last_number)
    with connection.cursor() as cursor:
        cursor.execute(_FURTHER, [by.pk, thread.pk, number])


# One statement decides who wins, on both databases, so no lock and no second look are needed.
_FURTHER = """
INSERT INTO threads_readingposition (person_id, thread_id, number) VALUES (%s, %s, %s)
ON CONFLICT (person_id, thread_id) DO UPDATE SET number = excluded.number
WHERE threads_readingposition.number < excluded.number"""


@transaction.atomic
def catch_up_group(*, group: Group, by: Person, now: datetime) -> None:
    """Count everything that a group's threads hold at this moment as read by `by`. Source: README, P-11."""
    begin_reading(group_id=group.pk, person_id=by.pk)


@transaction.atomic
def begin_reading(*, group_id: int, person_id: int) -> None:
    """Let a person's reading of a group begin here: nothing that was published before counts as new to them."""
    newest = Thread.objects.filter(group=group_id).aggregate(newest=Max("last_publication"))["newest"] or 0
    CaughtUp.objects.update_or_create(person_id=person_id, group_id=group_id, defaults={"publication": newest})
