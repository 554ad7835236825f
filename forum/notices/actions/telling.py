"""Telling what is due, and noting that it was read."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.news import note_news
from accounts.models import Person
from forum.notices.actions.gathering import gather
from forum.notices.models import Break, Delivery, Notice, Skipped, Way
from forum.notices.rules import is_dropped_by_break, waits_for_break, why_not_told
from forum.notices.rules.ways import GATHERED, chosen_for, way_for

TOLD_AT_ONCE = 200  # in one transaction
KEPT = timedelta(days=90)  # what was to be told before that is history
_ERASED_AT_ONCE = 2000


@transaction.atomic
def tell_due(*, now: datetime) -> int:
    """Tell the next notices that are due, each only if it may still be told; return how many were looked at.

    What is told appears on its recipient's pages, and waits to be mailed where they wish it: by itself, or with what else
    gathers. What is not, says why. What comes in a break waits for its end, or is dropped. Locks the notices; whoever else
    tells at the same time passes those by.

    :param now: aware UTC.
    Source: README, E-11, N-1, N-6 and N-9.
    """
    due = Notice.objects.to_tell(now).select_for_update(of=("self",), skip_locked=True)
    notices = list(due.select_related("recipient", "thread")[:TOLD_AT_ONCE])
    chosen = chosen_for(notices)
    away = _breaks(notices, now)
    ways: dict[int, str] = {}
    for notice in notices:
        ways[notice.pk] = way_for(notice, chosen)
        until = away.get(notice.recipient_id) if waits_for_break(notice) else None
        if until is not None and not is_dropped_by_break(notice):
            notice.due_at = until
            continue
        notice.skipped_because = _why_not(notice, ways[notice.pk], until, now)
        notice.told_at = None if notice.skipped_because else now
    Notice.objects.bulk_update(notices, ["told_at", "skipped_because", "due_at"])
    told = [notice for notice in notices if notice.told_at]
    note_news(people=[notice.recipient_id for notice in told], has_news=True)
    _queue_mail(told, ways, now)
    return len(notices)


def _why_not(notice: Notice, way: str, away_until: datetime | None, now: datetime) -> str:
    if away_until is not None:
        return Skipped.AWAY
    return Skipped.UNWANTED if way == Way.NONE else why_not_told(notice, now)


def _breaks(notices: Iterable[Notice], now: datetime) -> dict[int, datetime]:
    people = {notice.recipient_id for notice in notices}
    return dict(Break.objects.filter(person__in=people, until__gt=now).values_list("person", "until"))


def _queue_mail(told: Iterable[Notice], ways: Mapping[int, str], now: datetime) -> None:
    """Let a mail wait for each that is mailed at once, and one for each person and way by which more gathers."""
    Delivery.objects.bulk_create(
        Delivery(recipient_id=notice.recipient_id, notice=notice, due_at=now)
        for notice in told
        if ways[notice.pk] == Way.MAIL
    )
    gather({(each.recipient, ways[each.pk]) for each in told if ways[each.pk] in GATHERED}, now=now)


@transaction.atomic
def read_notices(*, up_to: datetime | None, by: Person, now: datetime) -> None:
    """Note that `by` has looked at what they were told, up to a moment. Doing it twice is doing it once.

    Where nothing new is left that they may see, nothing says any more that there is.

    :param up_to: aware UTC; None where they saw nothing new.
    """
    if up_to is not None:
        Notice.objects.visible_to(by).unread().filter(told_at__lte=up_to).update(read_at=now)
    settle_news(by)


@transaction.atomic
def note_seen(*, person: Person, thread_id: int, number: int, now: datetime) -> None:
    """Note that a person has seen what they are told of a thread, as far as they read it. Part of the verb of reading.

    One statement, and two more where there was something. :param number: of the last post that they read.
    """
    unread = Notice.objects.filter(recipient=person, thread=thread_id, read_at=None, skipped_because="")
    if unread.filter(kind__in=("replies", "named", "quoted"), sequence__lte=number).update(read_at=now):
        settle_news(person)


@transaction.atomic
def note_list_seen(*, person: Person, kinds: Iterable[str], now: datetime, **about: int) -> None:
    """Note that a person has seen what some kinds of notices tell them, on the page that lists it. Part of looking at it.

    One look-up; where there was something, one statement and two more. :param about: fields of `Notice`, if they narrow it.
    """
    unread = Notice.objects.filter(recipient=person, kind__in=kinds, read_at=None, skipped_because="", **about)
    if unread.exists():
        unread.update(read_at=now)
        settle_news(person)


def settle_news(person: Person) -> None:
    """Take back that there is something new for a person, where there is nothing; also for the page that they look at.

    Two statements at most.
    """
    if not Notice.objects.visible_to(person).unread().exists():
        note_news(people=[person.pk], has_news=False)
        person.has_news = False


@transaction.atomic
def forget_old_notices(*, now: datetime) -> bool:
    """Erase the next notices and mails that are older than ninety days; return whether there may be more.

    Source: README, N-6.
    """
    notices = Notice.objects.filter(made_at__lt=now - KEPT, due_at__lt=now - KEPT).order_by("made_at")
    mails = Delivery.objects.filter(notice=None, due_at__lt=now - KEPT).order_by("due_at")
    erased = [_erase_next(notices), _erase_next(mails)]
    return max(erased) == _ERASED_AT_ONCE


def _erase_next(old: QuerySet[Any]) -> int:
    keys = list(old.values_list("pk", flat=True)[:_ERASED_AT_ONCE])
    old.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)
