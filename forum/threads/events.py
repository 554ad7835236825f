"""What happened in threads. Ids and the moment only; listeners above re-check sight when they tell anybody."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ThreadStarted:
    """An opening post became visible to the group's readers."""

    thread_id: int
    group_id: int
    post_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostPublished:
    """A reply became visible to the group's readers, at once or after a moderator read it."""

    post_id: int
    thread_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostHeld:
    """New words wait for a moderator: of a new post, or of a published one whose old words stay meanwhile."""

    post_id: int
    thread_id: int
    revision_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostEdited:
    """A published post shows new words."""

    post_id: int
    thread_id: int
    revision_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn:
    """Its author removed a post; whatever was derived from its words must go too."""

    post_id: int
    thread_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostHidden:
    """A moderator took a post off the pages; whatever was derived from its words must go too."""

    post_id: int
    thread_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PostShownAgain:
    """A post that had been hidden is shown as it was before; it is no news to anybody."""

    post_id: int
    thread_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ThreadMoved:
    """A thread stands in another group; whatever was kept for those who could read it there is for others now."""

    thread_id: int
    from_group_id: int
    to_group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ThreadSplit:
    """Posts of a thread stand in one of their own: a new one, or their own again. It is no news to anybody."""

    thread_id: int
    new_thread_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ThreadsMerged:
    """The posts of a thread stand in another one, to which its address leads."""

    thread_id: int
    into_thread_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ThreadRead:
    """Somebody has read further in a thread than before: up to the post of this number."""

    thread_id: int
    person_id: int
    number: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReactionGiven:
    """Somebody answered a post with a kind word; who it was is told to nobody."""

    post_id: int
    thread_id: int
    author_id: int
    at: datetime
