"""Who may do what in threads. Whether they may see it was asked before, by `visible_to`."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.rules import may_moderate, may_post_in
from forum.kernel.verdicts import YES, Verdict, no
from forum.threads.models import Post, Thread
from moderation.rules import may_write


def may_start_thread(*, group: Group, by: Person, now: datetime) -> Verdict:
    """Members of the group may. Source: README, P-1."""
    return may_post_in(group, by, now=now)


def may_reply(*, thread: Thread, by: Person, now: datetime, role: str | None = None) -> Verdict:
    """Members of the group may, while the thread is open and its opening post is published. Source: README, P-1.

    :param role: of `by` in the group, where it is known already.
    """
    if not thread.is_published:
        return no(_("This thread is not open for replies yet: a moderator reads its first post before others do."))
    if thread.is_locked:
        return no(_("A moderator has closed this thread, so no new replies can be added."))
    return may_post_in(thread.group, by, now=now, role=role)


def may_write_unnamed(*, group: Group) -> Verdict:
    """Where the group's hosts allow it. Source: README, P-5."""
    if not group.allows_unnamed:
        return no(_("In this group, posts carry their author's name. You can post with your name, or not at all."))
    return YES


def may_edit(*, post: Post, by: Person, now: datetime) -> Verdict:
    """The author may, while the post stands, its thread is open, and they are not asked to pause. Source: README, P-6."""
    if post.author_id != by.pk:
        return no(_("Only the person who wrote a post can change it."))
    if post.state == Post.State.WITHDRAWN:
        return no(_("You removed this post, so it cannot be changed any more."))
    if post.thread.is_locked:
        return no(_("A moderator has closed this thread, so its posts cannot be changed. You can still remove yours."))
    group = post.thread.group
    return may_write(by, (*group.ancestor_ids, group.pk), now)


def may_withdraw(*, post: Post, by: Person) -> Verdict:
    """The author may, always. Source: README, P-7."""
    if post.author_id != by.pk:
        return no(_("Only the person who wrote a post can remove it."))
    return YES


def may_react(*, post: Post, by: Person, now: datetime) -> Verdict:
    """Members of the group may, to what others have written. Source: README, P-8."""
    if post.state != Post.State.PUBLISHED:
        return no(_("There is nothing here to answer to: this post is not shown to others."))
    if post.author_id == by.pk:
        return no(_("This is your own post."))
    return may_post_in(post.thread.group, by, now=now)


def may_lock(*, thread: Thread, by: Person) -> Verdict:
    """Moderators and hosts of the group may close, open, pin and unpin its threads. Source: README, P-10."""
    return may_moderate(thread.group, by)


def may_see_history(*, post: Post, by: Person) -> Verdict:
    """The author, and the group's moderators while the post stands. Source: README, P-6."""
    if post.author_id == by.pk:
        return YES
    if post.state != Post.State.PUBLISHED:
        return no(_("This post was removed by its author, and its earlier versions with it."))
    return may_moderate(post.thread.group, by)
