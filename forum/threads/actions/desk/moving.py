"""A thread goes to another group, with everybody's posts, and comes back when that is undone."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.rules import reads_no_wider
from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions.desk.standing import lock_thread
from forum.threads.events import ThreadMoved
from forum.threads.models import Draft, Post, Subscription, Thread
from forum.threads.rules import may_move_thread
from moderation.kinds import Change, Deed
from moderation.models import Effect, Revision
from moderation.queries import groups_at_desk

GROUP = "group"


def move(deed: Deed) -> list[Change]:
    """Put a thread into another group that the moderator has too: `{"group": 7}`. Nobody can read it who could not before.

    Source: README, P-17.
    """
    thread: Thread = deed.target
    group = Group.objects.filter(pk=deed.options.get(GROUP, 0), id__in=groups_at_desk(deed.by)).first()
    if group is None:
        raise NotAllowed(_("Please choose one of the groups that you moderate."))
    may_move_thread(thread=thread, group=group).or_refuse()
    before = [thread.group_id, thread.is_pinned]
    _put(thread, group, is_pinned=False, now=deed.now)
    return [Change(subject=thread, what=GROUP, before=before, after=group.pk)]


def restore_group(effect: Effect, by: Person, now: datetime) -> bool:
    """Put a thread back into its group, unless it was moved or merged since.

    Nor where more people read that group than this one, and something was written in the meantime: it was meant for
    these alone.
    """
    thread, (group_pk, is_pinned) = lock_thread(effect.subject_id), effect.before or (0, False)
    if thread is None or thread.group_id != effect.after or thread.merged_into_id:
        return False
    group = Group.objects.filter(pk=group_pk).first()
    if group is None or (not reads_no_wider(group, thread.group) and written_since(thread, effect.decision.decided_at)):
        return False
    _put(thread, group, is_pinned=is_pinned, now=now)
    return True


def written_since(thread: Thread, moment: datetime) -> bool:
    """Was anything written in a thread, or sent as a change, at a moment or since?"""
    posts = Post.objects.filter(thread=thread)
    kind = ContentType.objects.get_for_model(Post)
    return Revision.objects.filter(target_type=kind, target_id__in=posts.values("pk"), created_at__gte=moment).exists()


def _put(thread: Thread, group: Group, *, is_pinned: bool, now: datetime) -> None:
    left = thread.group_id
    thread.group, thread.is_pinned = group, is_pinned
    thread.save(update_fields=["group", "is_pinned"])
    Subscription.objects.filter(thread=thread).update(group=group)
    Draft.objects.filter(thread=thread).update(group=group)
    tell(ThreadMoved(thread_id=thread.pk, from_group_id=left, to_group_id=group.pk, at=now))
