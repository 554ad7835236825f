"""Writing down what is to be told: parts of the verbs that others do, called by listeners."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists

from forum.groups.models import JoinRequest
from forum.meetups.models import Attendance, Meetup
from forum.notices.models import Kind, Notice
from forum.notices.queries import followers_of
from forum.notices.rules.meetups import TOLD_TO
from forum.notices.rules.threads import LATELY

A_DAY = timedelta(days=1)


def write_to(people: Iterable[int], *, kind: str, now: datetime, due_at: datetime | None = None, **about: Any) -> None:
    """Write a notice to each of these people, unless one of the same thing stands there. Part of the verb that did it.

    One statement for some hundred people. :param due_at: aware UTC; at once where it is left out.
    :param about: fields of `Notice` that say what it is of, and its `sequence`.
    """
    write_each(dict.fromkeys(people, kind), now=now, due_at=due_at, **about)


def write_each(kinds: Mapping[int, str], *, now: datetime, due_at: datetime | None = None, **about: Any) -> None:
    """The same, where each person is told in a way of their own. :param kinds: the kind of notice for each."""
    rows = [
        Notice(recipient_id=pk, kind=kind, made_at=now, due_at=due_at or now, **about) for pk, kind in kinds.items()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def write_that_somebody_asks(people: Iterable[int], *, request_id: int, group_id: int, now: datetime) -> None:
    """Write to these people that somebody asks to be let into a group, unless they were told so and have not looked.

    What they were told of others counts for nothing any more where none of those waits. Two statements. Source: README, N-6.
    """
    waiting = JoinRequest.objects.filter(group=group_id, state=JoinRequest.State.WAITING)
    told = Notice.objects.filter(kind=Kind.ASKED, group=group_id, told_at__isnull=False, read_at=None)
    told.filter(~Exists(waiting.exclude(pk=request_id))).update(read_at=now)
    write_to(people, kind=Kind.ASKED, group_id=group_id, now=now)


def write_to_followers(
    *, thread_id: int, group_id: int, post_id: int, number: int, author_id: int, now: datetime
) -> None:
    """Write that there are replies to everybody who is told of them in a thread, and was told of none that wait to be read.

    One statement, however many follow. Whoever is told that this very post quotes or names them is not told of it twice,
    unless they chose not to be told so.

    :param number: of the post that was published, and its author. Source: README, N-6.
    """
    followers, values = followers_of(thread_id=thread_id, group_id=group_id, number=number, lately=LATELY)
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE.format(followers=followers),
            [Kind.REPLIES, thread_id, number, moment, moment, *values, author_id, post_id, thread_id],
        )


# Written by the database itself: five thousand rows on their way through Python would hold up whoever replied.
_WRITE = """
INSERT INTO notices_notice (recipient_id, kind, thread_id, sequence, made_at, due_at, skipped_because)
SELECT told.person_id, %s, %s, %s, %s, %s, '' FROM ({followers}) told
WHERE told.person_id <> %s
  AND NOT EXISTS (SELECT 1 FROM notices_notice other
                  WHERE other.recipient_id = told.person_id AND other.post_id = %s AND other.kind IN ('named', 'quoted')
                    AND NOT EXISTS (SELECT 1 FROM notices_wish wish
                                    WHERE wish.person_id = other.recipient_id AND wish.kind = other.kind
                                      AND wish.way = 'none'))
  AND NOT EXISTS (SELECT 1 FROM notices_notice known
                  WHERE known.recipient_id = told.person_id AND known.thread_id = %s AND known.kind = 'replies'
                    AND known.read_at IS NULL AND known.skipped_because = '')
ON CONFLICT DO NOTHING"""


def write_to_those_who_come(
    *, meetup: Meetup, kind: str, sequence: int, now: datetime, message_id: int | None = None
) -> None:
    """Write a notice for everybody whom such a thing about a meetup is told; twice is once. Part of the verb that did it.

    Its organiser, who did it, is told nothing. Two statements, however many come.
    """
    people = Attendance.objects.filter(meetup=meetup, state__in=TOLD_TO[Kind(kind)])
    write_to(
        people.exclude(person=meetup.organiser_id).values_list("person", flat=True),
        meetup=meetup, kind=kind, sequence=sequence, now=now, message_id=message_id,
    )  # fmt: skip


def remind(people: Iterable[int], *, meetup: Meetup, now: datetime) -> None:
    """Write that these people are reminded the day before, at the time of day at which a meetup begins there.

    Nothing where that has come already. A time that clocks skip on that day is an hour later.
    """
    due_at = replace(meetup.local, on=meetup.on_date - A_DAY).utc
    if due_at > now:
        write_to(people, meetup=meetup, kind=Kind.REMINDER, sequence=meetup.sequence, due_at=due_at, now=now)
