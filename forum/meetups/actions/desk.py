"""What moderators decide about announcements, venues and messages, and how each change is put back.

Registered as three `Kind`s in `apps.py`. Source: README, E-2, E-3 and M-6.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions.following import give_words_back
from forum.meetups.actions.words import Words, keep_waiting, locked, put_up_again, show, take_down
from forum.meetups.models import Announcement, Message, Newer, State
from moderation.kinds import Act, Change, Circumstances, Deed
from moderation.models import Effect, Outcome, Revision

SHOWN, STATE, NEWER_WORDS = "shown", "state", "newer_words"


def hide(deed: Deed) -> list[Change]:
    """Take words off every page; dates that they announced are seen by nobody but their organiser."""
    thing: Words = deed.target
    if thing.state != State.PUBLISHED:
        raise NotAllowed(_("This is not shown to others, so there is nothing to hide."))
    take_down(thing, State.HIDDEN, deed.now)
    return [Change(subject=thing, what=STATE, before=State.PUBLISHED, after=State.HIDDEN)]


def decline(deed: Deed) -> list[Change]:
    """Do not put the words up that wait; what others see stays as it is."""
    return _turn_down(deed.target, State.DECLINED, Newer.DECLINED)


def send_back(deed: Deed) -> list[Change]:
    """Return the words that wait to their author, who can change them and send them again."""
    return _turn_down(deed.target, State.RETURNED, Newer.RETURNED)


def _turn_down(thing: Words, state: State, newer: Newer) -> list[Change]:
    if thing.state == State.HELD:
        thing.state = state
        thing.save(update_fields=["state"])
        return [Change(subject=thing, what=STATE, before=State.HELD, after=state)]
    if thing.newer_words != Newer.HELD or thing.state == State.WITHDRAWN:
        raise NotAllowed(_("Nothing of this waits to be shown. You can hide it, or leave it as it is."))
    thing.newer_words = newer
    thing.save(update_fields=["newer_words"])
    return [Change(subject=thing, what=NEWER_WORDS, before=Newer.HELD, after=newer)]


ACTS: Mapping[str, Act] = {Outcome.HIDE: hide, Outcome.DECLINE: decline, Outcome.RETURN: send_back}


def restore(effect: Effect, by: Person, now: datetime) -> bool:
    """Put one change back exactly; False when the thing was changed since. Source: README, M-6."""
    model = cast("type[Words]", effect.subject_type.model_class())
    thing = locked(model, effect.subject_id)
    return thing is not None and _RESTORES[effect.what](thing, effect, now)


def _restore_state(thing: Words, effect: Effect, now: datetime) -> bool:
    """Show what was hidden exactly as it was, or let words wait again that were declined or returned."""
    if thing.state != effect.after:
        return False
    if effect.before == State.HELD:
        keep_waiting(thing)
        return True
    if thing.revision is None:
        return False
    put_up_again(thing, now)
    return True


def _restore_newer_words(thing: Words, effect: Effect, now: datetime) -> bool:
    """Let a change wait again that was declined or returned, unless its author has sent another since."""
    if thing.newer_words != effect.after or thing.state == State.WITHDRAWN:
        return False
    thing.newer_words = Newer(effect.before or "")
    thing.save(update_fields=["newer_words"])
    return True


def _restore_shown(thing: Words, effect: Effect, now: datetime) -> bool:
    """Take an approval back: the words before it are shown again, or, where there were none, nothing."""
    if thing.state != State.PUBLISHED or thing.revision_id != effect.after or thing.newer_words:
        return False
    if effect.before is not None:
        earlier = Revision.objects.get(pk=effect.before)
        thing.newer_words = Newer.HELD
        thing.edited_at = earlier.created_at if earlier.created_at != thing.written_at else None
        show(thing, earlier, now)
        return True
    take_down(thing, State.HELD, now)
    if isinstance(thing, Announcement) and thing.date_id is not None:
        give_words_back(thing)
    thing.revision = None
    thing.save(update_fields=["revision"])
    return True


_RESTORES: Mapping[str, Callable[[Any, Effect, datetime], bool]] = {
    SHOWN: _restore_shown,
    STATE: _restore_state,
    NEWER_WORDS: _restore_newer_words,
}


def circumstances(revision: Revision) -> Circumstances:
    """Where the words stand. They are nobody's first posts: who organises in a group is no newcomer there."""
    thing = cast(Words, revision.target)
    group = thing.meetup.group if isinstance(thing, Message) else thing.group
    return Circumstances(group_id=group.pk, path=(*group.ancestor_ids, group.pk), holds_first=group.holds_first)


def group_id_of(thing: Words) -> int:
    """The group in which it stands."""
    return thing.meetup.group_id if isinstance(thing, Message) else thing.group_id


def lock(model: type[Words]) -> Callable[[int], Any | None]:
    """What locks one thing of a kind, and returns it fresh."""
    return lambda pk: locked(model, pk)


def stands_in(model: type[Words], within: str) -> Callable[[QuerySet[Any, Any], str], Exists]:
    """The condition for the thing that a row points at to stand in one of some groups.

    :param within: the path from the thing to its group.
    """
    return lambda groups, path: Exists(
        model._base_manager.filter(pk=OuterRef(path), **{f"{within}__in": groups})
    )  # fmt: skip


def is_read(model: type[Words]) -> Callable[[], Exists]:
    """The condition on revisions for their thing not to have been taken away by its author."""
    return lambda: Exists(model._base_manager.filter(pk=OuterRef("target_id")).exclude(state=State.WITHDRAWN))
