"""What moderators do with a whole thread.

Closing, opening, moving, splitting and merging are decisions: they take something from people, or give it back, or put
it where others find it. Pinning puts things in order, and is none. Source: README, decision "Pinning is no decision".
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions.desk.standing import lock_threads
from forum.threads.actions.publishing import locked_thread
from forum.threads.models import Post, Thread
from forum.threads.rules import may_lock
from moderation.actions import act_at_once
from moderation.actions.decide import Choice
from moderation.models import Outcome
from moderation.queries import groups_at_desk


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


@transaction.atomic
def move_thread(*, thread: Thread, group: Group, words: str, by: Person, now: datetime) -> Thread:
    """Put a thread into another group. A decision. Locks the thread. Where it stands there already, nothing changes.

    :param words: to whoever started it; needed where they lose sight of it.
    :raises NotAllowed: its text is fit to show.
    Source: README, P-17 and M-6.
    """
    thread = locked_thread(thread.pk)
    if thread.group_id != group.pk:
        _act(thread, Choice(outcome=Outcome.MOVE, words=words, options={"group": group.pk}), by, now)
        _refuse_silence(thread, group, words, by)
    thread.refresh_from_db()
    return thread


@transaction.atomic
def split_thread(
    *, thread: Thread, posts: Collection[int], title: str, words: str, by: Person, now: datetime
) -> Thread:
    """Give replies of a thread a thread of their own, and return that. A decision. Locks the thread.

    Of the same posts again, the thread that they were given.

    :param posts: their ids. :param words: to whoever started the thread.
    :raises NotAllowed: its text is fit to show.
    Source: README, P-17 and M-6.
    """
    thread = locked_thread(thread.pk)
    if (given := _given_before(thread, posts)) is not None:
        return given
    options = {"posts": list(posts), "title": title}
    _act(thread, Choice(outcome=Outcome.SPLIT, words=words, options=options), by, now)
    return Thread.objects.filter(posts__in=posts).latest("pk")


@transaction.atomic
def merge_threads(*, thread: Thread, into: Thread, words: str, by: Person, now: datetime) -> Thread:
    """Put the posts of a thread behind those of another, and return that. A decision. Locks both, the older one first.

    :param words: to whoever started the thread that ends; needed where they lose sight of it.
    :raises NotAllowed: its text is fit to show.
    Source: README, P-17 and M-6.
    """
    locked = lock_threads(thread.pk, into.pk)
    if locked[thread.pk].merged_into_id != into.pk:
        choice = Choice(outcome=Outcome.MERGE, words=words, options={"thread": into.pk})
        _act(locked[thread.pk], choice, by, now)
        _refuse_silence(locked[thread.pk], into.group, words, by)
    return locked[into.pk]


def _given_before(thread: Thread, posts: Collection[int]) -> Thread | None:
    """The thread in which all these posts of a thread stand since it was split, if that is one."""
    left = Post.objects.filter(pk__in=posts, former_places__thread=thread).exclude(thread=thread)
    found = list(left.values_list("thread", flat=True))
    return Thread.objects.get(pk=found[0]) if len(found) == len(posts) and len(set(found)) == 1 else None


def _refuse_silence(thread: Thread, group: Group, words: str, by: Person) -> None:
    """Nobody loses sight of a thread that they started without a word of how they can be let in to where it goes."""
    starter = thread.starter
    if words.strip() or starter.pk == by.pk or not starter.is_active:
        return
    if not Group.objects.readable_by(starter).filter(pk=group.pk).exists():
        raise NotAllowed(
            _("Whoever started it cannot read in %(group)s. Please tell them, in your words, how they can be let in.")
            % {"group": group.name}
        )


def _act(thread: Thread, choice: Choice, by: Person, now: datetime) -> None:
    """Decide about a thread, as those who moderate its group may; about their own thread they decide about nobody."""
    if not groups_at_desk(by).filter(pk=thread.group_id).exists():
        raise NotAllowed(_("Only those who moderate the group can do this."))
    about = None if thread.starter_id == by.pk else thread.starter
    act_at_once(subject=thread, about=about, choice=choice, by=by, now=now)


def _decide(thread: Thread, outcome: Outcome, by: Person, now: datetime) -> Thread:
    """Close or open a thread, unless it is so already."""
    thread = locked_thread(thread.pk)
    may_lock(thread=thread, by=by).or_refuse()
    if thread.is_locked == (outcome == Outcome.LOCK):
        return thread
    _act(thread, Choice(outcome=outcome), by, now)
    thread.refresh_from_db(fields=["is_locked"])
    return thread


def _pin(thread: Thread, by: Person, *, is_pinned: bool) -> Thread:
    thread = locked_thread(thread.pk)
    may_lock(thread=thread, by=by).or_refuse()
    thread.is_pinned = is_pinned
    thread.save(update_fields=["is_pinned"])
    return thread
