"""What happens to a revision when it is submitted: published at once, or held for a moderator."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from moderation.checks import Judgement
from moderation.library.moderator import GenericModerator

_judgement: ContextVar[Judgement | None] = ContextVar("judgement", default=None)


@contextmanager
def judged(judgement: Judgement) -> Iterator[None]:
    """While this lasts, the review engine decides by what the checks found: it asks with the words alone."""
    token = _judgement.set(judgement)
    try:
        yield
    finally:
        _judgement.reset(token)


class Policy(GenericModerator):
    """Publish at once, unless a check holds. Without a judgement, hold. Source: README, M-1."""

    manager_names: ClassVar[list[str]] = ["approved"]
    visibility_column = "published"
    notify_user = False
    notify_moderator = False
    auto_approve_for_staff = False
    auto_approve_for_superusers = False
    auto_reject_for_anonymous = False

    def is_auto_reject(self, obj: Any, user: Any) -> str | bool:
        return False

    def is_auto_approve(self, obj: Any, user: Any) -> str | bool:
        judgement = _judgement.get()
        if judgement is None or judgement.holds:
            return False
        return self.reason("published at once")
