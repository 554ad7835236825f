"""What moderators decide about a whole thread, and how each change is put back."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions.desk.standing import lock_thread
from forum.threads.models import Post, Thread
from moderation.kinds import Ask, Change, Deed
from moderation.models import Effect

IS_LOCKED, SLOW = "is_locked", "slow"
# Minutes between two replies of one member, and for how many days.
_PACES: dict[str, tuple[int, int, str | Promise]] = {
    "15-1": (15, 1, gettext_lazy("One reply in 15 minutes, for a day")),
    "60-1": (60, 1, gettext_lazy("One reply in an hour, for a day")),
    "60-3": (60, 3, gettext_lazy("One reply in an hour, for three days")),
    "360-7": (360, 7, gettext_lazy("One reply in six hours, for a week")),
}
PACE = Ask(
    name="pace",
    label=gettext_lazy("How slowly, and for how long"),
    choices=[(code, said) for code, (_minutes, _days, said) in _PACES.items()],
)


def close(deed: Deed) -> list[Change]:
    """Take no more replies. Source: README, P-10."""
    return _set_lock(_thread_of(deed), True, _("This thread is closed for replies already."))


def open_again(deed: Deed) -> list[Change]:
    """Let people reply again. Source: README, P-10."""
    return _set_lock(_thread_of(deed), False, _("This thread is open for replies already."))


def slow_down(deed: Deed) -> list[Change]:
    """Take a reply of each member every so many minutes only, for some days. Source: README, P-14."""
    thread, pace = _thread_of(deed), _PACES.get(deed.options.get("pace", ""))
    if pace is None:
        raise NotAllowed(_("Please say how slowly the thread shall go, and for how long."))
    before = _pace(thread)
    thread.slow_minutes, thread.slow_until = pace[0], deed.now + timedelta(days=pace[1])
    thread.save(update_fields=["slow_minutes", "slow_until"])
    return [Change(subject=thread, what=SLOW, before=before, after=_pace(thread))]


def restore_lock(effect: Effect, by: Person, now: datetime) -> bool:
    """Open what was closed, or the other way round, unless that was changed since."""
    thread = lock_thread(effect.subject_id)
    if thread is None or thread.is_locked != effect.after:
        return False
    _set_lock(thread, bool(effect.before), "")
    return True


def restore_pace(effect: Effect, by: Person, now: datetime) -> bool:
    """Let people reply as often as before, unless another pace was set since."""
    thread = lock_thread(effect.subject_id)
    if thread is None or _pace(thread) != effect.after:
        return False
    minutes, until = effect.before or (0, None)
    thread.slow_minutes, thread.slow_until = minutes, datetime.fromisoformat(until) if until else None
    thread.save(update_fields=["slow_minutes", "slow_until"])
    return True


def _thread_of(deed: Deed) -> Thread:
    return deed.target.thread if isinstance(deed.target, Post) else deed.target


def _set_lock(thread: Thread, is_locked: bool, already: str) -> list[Change]:
    if thread.is_locked == is_locked:
        raise NotAllowed(already)
    thread.is_locked = is_locked
    thread.save(update_fields=["is_locked"])
    return [Change(subject=thread, what=IS_LOCKED, before=not is_locked, after=is_locked)]


def _pace(thread: Thread) -> list[Any] | None:
    return [thread.slow_minutes, thread.slow_until.isoformat()] if thread.slow_until else None
