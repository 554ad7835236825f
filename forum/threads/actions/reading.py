"""What has been read."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.models import CaughtUp, ReadingPosition, Thread


def note_reading(*, thread: Thread, number: int, by: Person) -> None:
    """Remember that `by` has read a thread up to a number. It only grows, whatever order requests come in.

    One statement when a position is there already, so no transaction is opened around it. A number that the
    thread has not reached is not believed. Source: README, P-11.
    """
    number = min(number, thread.last_number)
    position = ReadingPosition.objects.filter(person=by, thread=thread.pk)
    if position.filter(number__lt=number).update(number=number) or position.exists():
        return
    ReadingPosition.objects.bulk_create(
        [ReadingPosition(person=by, thread=thread, number=number)], ignore_conflicts=True
    )
    position.filter(number__lt=number).update(number=number)


@transaction.atomic
def catch_up_group(*, group: Group, by: Person, now: datetime) -> None:
    """Count everything that a group's threads hold at this moment as read by `by`. Source: README, P-11."""
    begin_reading(group_id=group.pk, person_id=by.pk)


@transaction.atomic
def begin_reading(*, group_id: int, person_id: int) -> None:
    """Let a person's reading of a group begin here: nothing that was written before counts as new to them."""
    newest = Thread.objects.filter(group=group_id).aggregate(newest=Max("last_post_id"))["newest"] or 0
    CaughtUp.objects.update_or_create(person_id=person_id, group_id=group_id, defaults={"post_id": newest})
