"""What has been read."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Person
from forum.groups.models import Group, Membership
from forum.kernel.events import publish
from forum.threads.events import ThreadRead
from forum.threads.models import CaughtUp, Thread

NEVER = 2**62  # a publication that never comes


def note_reading(*, thread: Thread, number: int, by: Person, now: datetime) -> None:
    """Remember that `by` has read a thread up to a number. It only grows, whatever order requests come in.

    A number that the thread has not reached is not believed. That it was read is told to others only where something
    waits to be seen by its reader: it is asked of each page. Source: README, P-11.
    """
    number = min(number, thread.last_number)
    with connection.cursor() as cursor:
        cursor.execute(_FURTHER, [by.pk, thread.pk, number])
        is_further = cursor.rowcount > 0
    if is_further and by.has_news:
        publish(ThreadRead(thread_id=thread.pk, person_id=by.pk, number=number, at=now))
        by.refresh_from_db(fields=["has_news"])  # for the page that they look at


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
    mark, is_new = CaughtUp.objects.get_or_create(
        person_id=person_id, group_id=group_id, defaults={"publication": newest}
    )
    if not is_new and mark.publication < newest:
        CaughtUp.objects.filter(pk=mark.pk).update(publication=newest)


@transaction.atomic
def rest_from_reading(*, by: Person, now: datetime) -> None:
    """Let nothing in the groups of `by` count as new to them until `resume_reading`. Twice is once; two statements.

    Their groups count as read up to a publication that never comes. Source: README, N-9 and P-11.
    """
    groups = Membership.objects.filter(person=by).values_list("group", flat=True)
    CaughtUp.objects.bulk_create(
        [CaughtUp(person=by, group_id=group, publication=NEVER) for group in groups],
        update_conflicts=True, unique_fields=["person", "group"], update_fields=["publication"],
    )  # fmt: skip


@transaction.atomic
def resume_reading(*, by: Person, now: datetime) -> None:
    """Let what is published from now on count as new again; what came since `rest_from_reading` counts as read.

    Doing it twice is doing it once. Three statements. Source: README, N-9 and P-11.
    """
    resting = list(CaughtUp.objects.filter(person=by, publication=NEVER))
    threads = Thread.objects.filter(group__in=[mark.group_id for mark in resting])
    newest = dict(threads.values_list("group").annotate(Max("last_publication")).order_by())
    for mark in resting:
        mark.publication = newest.get(mark.group_id) or 0
    CaughtUp.objects.bulk_update(resting, ["publication"])
