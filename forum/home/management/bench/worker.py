"""How long the worker takes over one reply to a thread that thousands follow: telling each, and the mails of the day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Person
from forum.groups.models import Membership
from forum.notices.actions import send_due, tell_due
from forum.notices.models import Delivery, Notice
from forum.threads.actions import reply
from forum.threads.models import Subscription, Thread

FOLLOWERS = 5_000
FIRST = 1_000_001  # number of the first of them: rows of the rest of the community begin at 1
AT_ONCE = 1_000
A_DAY = timedelta(hours=25)  # by then everybody's hour has come


@dataclass(frozen=True, kw_only=True)
class Worked:
    """Seconds, and how many they were for."""

    reply: float
    told: int
    telling: float
    sent: int
    sending: float


def work_on_one_reply(now: datetime, told: Callable[[str, int], None], followers: int = FOLLOWERS) -> Worked:
    """Let many follow the longest thread, reply to it, and do what the worker does until the mails of the day are sent.

    Mail goes nowhere: what is measured is all but the mail server. What it writes stays in the database.

    :param told: called with what is being done, and how much of it was.
    """
    thread = Thread.objects.get(pk=1)
    _let_follow(thread, followers, now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    writer = Person.objects.get(pk=1)
    began = perf_counter()
    reply(thread=thread, body="The kettle is on.", is_unnamed=False, form_key=None, by=writer, now=now)
    replied = perf_counter() - began
    ours = Notice.objects.filter(recipient__gte=FIRST)
    began = perf_counter()
    while tell_due(now=now):
        told("told", ours.filter(told_at=now).count())
    telling = perf_counter() - began
    began = perf_counter()
    while send_due(now=now + A_DAY):
        told("mailed", _sent().count())
    sending = perf_counter() - began
    return Worked(
        reply=replied, told=ours.filter(told_at=now).count(), telling=telling, sent=_sent().count(), sending=sending
    )


def _sent() -> QuerySet[Delivery]:
    return Delivery.objects.filter(recipient__gte=FIRST, state="sent")


def _let_follow(thread: Thread, followers: int, now: datetime) -> None:
    """As many new members of its group, and of those above it, who chose to hear of the thread once a day."""
    Person.objects.filter(pk__gte=FIRST).delete()
    numbers = range(FIRST, FIRST + followers)
    groups = [int(part) for part in thread.group.path.strip("/").split("/")]
    Person.objects.bulk_create(
        [
            Person(
                pk=n,
                email=f"follower{n}@people.example",
                name=f"Follower {n}",
                name_key=f"follower{n}",
                password="!",
                joined_at=now,
            )
            for n in numbers
        ],
        AT_ONCE,
    )
    Membership.objects.bulk_create(
        [Membership(person_id=n, group_id=group, role="member", joined_at=now) for n in numbers for group in groups],
        AT_ONCE,
    )
    Subscription.objects.bulk_create(
        [Subscription(person_id=n, group_id=thread.group_id, thread=thread, level="daily") for n in numbers], AT_ONCE
    )
