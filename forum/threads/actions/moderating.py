"""What moderators do with a whole thread."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.threads.actions.publishing import locked_thread
from forum.threads.models import Thread
from forum.threads.rules import may_lock


@transaction.atomic
def lock_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Take no more replies in a thread; what is there stays readable. Locks the thread. Source: README, P-10."""
    return _set(thread, by, is_locked=True)


@transaction.atomic
def unlock_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Let people reply again. Locks the thread. Source: README, P-10."""
    return _set(thread, by, is_locked=False)


@transaction.atomic
def pin_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Keep a thread at the top of its group. Locks the thread. Source: README, P-10."""
    return _set(thread, by, is_pinned=True)


@transaction.atomic
def unpin_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Let a thread take its place among the others. Locks the thread. Source: README, P-10."""
    return _set(thread, by, is_pinned=False)


def _set(thread: Thread, by: Person, **state: bool) -> Thread:
    thread = locked_thread(thread.pk)
    may_lock(thread=thread, by=by).or_refuse()
    for name, value in state.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(state))
    return thread
