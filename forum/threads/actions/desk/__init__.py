"""What the desk asks of this room, and does in it: registered as two `Kind`s in `apps.py`. Moderation knows no room.

Each act returns what it changed, and for each kind of change there is what puts it back: add both here.
"""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Person
from forum.threads.actions.desk import merging, moving, notes, splitting, whole_threads, words
from forum.threads.actions.notes import NOTES
from forum.threads.models import Post, Thread
from moderation.kinds import Act, Ask, Restore
from moderation.models import Effect, Outcome

_ACTS: Mapping[str, Act] = {
    Outcome.LOCK: whole_threads.close,
    Outcome.UNLOCK: whole_threads.open_again,
    Outcome.SLOW: whole_threads.slow_down,
    Outcome.CONTENT_NOTE: notes.put_on,
}
POST_ACTS: Mapping[str, Act] = {
    Outcome.HIDE: words.hide,
    Outcome.DECLINE: words.decline,
    Outcome.RETURN: words.send_back,
    **_ACTS,  # on the thread that the post stands in; but a note, on the post itself
}
THREAD_ACTS: Mapping[str, Act] = {
    Outcome.MOVE: moving.move,
    Outcome.SPLIT: splitting.split,
    Outcome.MERGE: merging.merge,
    **_ACTS,
}
# Each of these changes a thread that is not so yet.
_IS_LOCKED_BY: Mapping[str, bool] = {Outcome.LOCK: True, Outcome.UNLOCK: False}
ASKS: Mapping[str, Ask] = {Outcome.SLOW: whole_threads.PACE, Outcome.CONTENT_NOTE: notes.NOTE}
_RESTORES: Mapping[str, Restore] = {
    words.SHOWN: words.restore_shown,
    words.STATE: words.restore_state,
    words.NEWER_WORDS: words.restore_newer_words,
    whole_threads.IS_LOCKED: whole_threads.restore_lock,
    whole_threads.SLOW: whole_threads.restore_pace,
    moving.GROUP: moving.restore_group,
    splitting.SPLIT: splitting.restore_split,
    merging.MERGED: merging.restore_merge,
    NOTES: notes.take_off,
}


def suits(target: Post | Thread, outcome: str) -> bool:
    """Would this change anything? A thread that is closed for replies is not offered to be closed."""
    thread = target.thread if isinstance(target, Post) else target
    return thread.is_locked != _IS_LOCKED_BY.get(outcome, not thread.is_locked)


def restore(effect: Effect, by: Person, now: datetime) -> bool:
    """Put one change back exactly; False when the thing was changed since. Source: README, M-6."""
    return _RESTORES[effect.what](effect, by, now)
