"""What moderators do with a whole thread.

Closing and opening are decisions: they take something from people, or give it back. Pinning puts things in order, and
is none. Source: README, decision "Pinning is no decision".
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.threads.actions.publishing import locked_thread
from forum.threads.models import Thread
from forum.threads.rules import may_lock
from moderation.actions import act_at_once
from moderation.actions.decide import Choice
from moderation.models import Outcome


@transaction.atomic
def lock_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Take no more replies in a thread; what is there stays readable. A decision. Locks the thread.

    :raises NotAllowed: its text is fit to show.
    Source: README, P-10 and M-6.
    """
    return _decide(thread, Outcome.LOCK, by, now)


@transaction.atomic
def unlock_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Let people reply again. A decision. Locks the thread.

    :raises NotAllowed: its text is fit to show.
    Source: README, P-10 and M-6.
    """
    return _decide(thread, Outcome.UNLOCK, by, now)


@transaction.atomic
def pin_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Keep a thread at the top of its group. Locks the thread. Source: README, P-10."""
    return _pin(thread, by, is_pinned=True)


@transaction.atomic
def unpin_thread(*, thread: Thread, by: Person, now: datetime) -> Thread:
    """Let a thread take its place among the others. Locks the thread. Source: README, P-10."""
    return _pin(thread, by, is_pinned=False)


def _decide(thread: Thread, outcome: Outcome, by: Person, now: datetime) -> Thread:
    """Decide it, unless it is so already. Whoever closes their own thread decides about nobody."""
    thread = locked_thread(thread.pk)
    may_lock(thread=thread, by=by).or_refuse()
    if thread.is_locked == (outcome == Outcome.LOCK):
        return thread
    about = None if thread.starter_id == by.pk else thread.starter
    act_at_once(subject=thread, about=about, choice=Choice(outcome=outcome), by=by, now=now)
    thread.refresh_from_db(fields=["is_locked"])
    return thread


def _pin(thread: Thread, by: Person, *, is_pinned: bool) -> Thread:
    thread = locked_thread(thread.pk)
    may_lock(thread=thread, by=by).or_refuse()
    thread.is_pinned = is_pinned
    thread.save(update_fields=["is_pinned"])
    return thread
