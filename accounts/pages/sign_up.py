"""The answers of somebody who is signing up: kept in their session after the first one, and gone at the end."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

STEPS = ("email", "name", "adult", "health", "situation", "terms", "log-in")
KEPT_FOR = timedelta(hours=4)
SAME_PRESS = timedelta(seconds=30)

_KEY = "sign_up"


@dataclass
class Answers:
    """What was said so far, by step.

    `opened` is the account that came of it, until its address is proved; `held` the name that was kept from
    others where the address had an account already.
    """

    said: dict[str, Any] = field(default_factory=dict)
    opened: int | None = None
    held: str = ""

    def next_step(self) -> str | None:
        """The first question that has no answer yet; None when all have."""
        return next((step for step in STEPS if step not in self.said), None)

    def may_ask(self, step: str) -> bool:
        """Whether every question before this one is answered."""
        return all(before in self.said for before in STEPS[: STEPS.index(step)])

    def before(self, step: str) -> str | None:
        """The question before this one."""
        place = STEPS.index(step)
        return STEPS[place - 1] if place else None


def read_answers(session: SessionBase) -> Answers:
    """Return what the session holds; nothing when it is of another shape."""
    kept = session.get(_KEY)
    if not isinstance(kept, dict) or not isinstance(kept.get("said"), dict):
        return Answers()
    said = {step: value for step, value in kept["said"].items() if step in STEPS}
    return Answers(said=said, opened=kept.get("opened"), held=str(kept.get("held", "")))


def keep_answers(session: SessionBase, answers: Answers) -> None:
    """Put the answers into the session; it ends some hours after the last one."""
    session[_KEY] = {"said": answers.said, "opened": answers.opened, "held": answers.held}
    session.set_expiry(int(KEPT_FOR.total_seconds()))


def forget_answers(session: SessionBase) -> None:
    """Take every answer out of the session."""
    session.pop(_KEY, None)


def was_sent_a_moment_ago(session: SessionBase, answers: Answers, *, now: datetime) -> bool:
    """Whether another press of the last button, with the same answers, made the account already.

    Locks the session's row until the caller's transaction ends, so that one press waits for the other.
    """
    key = session.session_key
    if key is None or Session.objects.select_for_update().filter(pk=key).first() is None:
        return False
    stored = type(session)(key)
    pending = stored.get("account_email_verification_code")
    is_fresh = isinstance(pending, dict) and now.timestamp() - float(pending.get("at", 0)) < SAME_PRESS.total_seconds()
    said = read_answers(stored).said
    return is_fresh and "log-in" in said and all(said.get(step) == answers.said[step] for step in STEPS[:-1])
