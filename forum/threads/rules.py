"""Who may do what in threads. Whether they may see it was asked before, by `visible_to`."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.rules import may_moderate, may_post_in, reads_no_wider
from forum.kernel.moments import spoken_clock, zone_named
from forum.kernel.verdicts import YES, Verdict, no
from forum.threads.models import Post, Thread
from moderation.rules import may_write

STATEMENTS = "/me/statements/"


def may_start_thread(*, group: Group, by: Person, now: datetime) -> Verdict:
    """Members of the group may. Source: README, P-1."""
    return may_post_in(group, by, now=now)


def may_reply(*, thread: Thread, by: Person, now: datetime, role: str | None = None) -> Verdict:
    """Members of the group may, while the thread is open and its opening post is published. Source: README, P-1.

    :param role: of `by` in the group, where it is known already.
    """
    if not thread.is_published:
        return no(_("Nobody else sees this thread, so it cannot be answered."))
    if thread.is_locked:
        return no(_("A moderator has closed this thread, so no new replies can be added."))
    verdict = may_post_in(thread.group, by, now=now, role=role)
    return may_reply_so_soon(thread, by, now, role) if verdict else verdict


def may_reply_so_soon(thread: Thread, by: Person, now: datetime, role: str | None) -> Verdict:
    """In a slow thread, once in so many minutes; whoever moderates the group as often as they need to.

    One query where the thread is slow, else none. Source: README, P-14.
    """
    if thread.slow_until is None or thread.slow_until <= now or may_moderate(thread.group, by, role=role):
        return YES
    mine = Post.objects.filter(thread=thread.pk, author=by.pk).exclude(number=1)
    latest = mine.order_by("-written_at").values_list("written_at", flat=True).first()
    free_at = latest + timedelta(minutes=thread.slow_minutes) if latest else now
    if free_at <= now:
        return YES
    return no(
        ngettext(
            "This thread goes slowly for a while: one reply from each person in %(count)d minute. You can write again %(when)s, and what you have written is kept until then.",
            "This thread goes slowly for a while: one reply from each person in %(count)d minutes. You can write again %(when)s, and what you have written is kept until then.",
            thread.slow_minutes,
        )
        % {"count": thread.slow_minutes, "when": _spoken(min(free_at, thread.slow_until), by, now)}
    )


def _spoken(moment: datetime, person: Person, now: datetime) -> str:
    """Say a moment within the next day, where the person is: the next whole minute, never one too early."""
    zone = zone_named(person.zone)
    local = (moment + timedelta(seconds=59)).astimezone(zone)
    said = _("at %(clock)s") if local.date() == now.astimezone(zone).date() else _("tomorrow at %(clock)s")
    return said % {"clock": spoken_clock(local)}


def may_write_unnamed(*, group: Group) -> Verdict:
    """Where the group's hosts allow it. Source: README, P-5."""
    if not group.allows_unnamed:
        return no(_("In this group, posts carry their author's name. You can post with your name, or not at all."))
    return YES


def may_edit(*, post: Post, by: Person, now: datetime) -> Verdict:
    """The author may, while the post stands, its thread is open, and they are not asked to pause.

    What was declined or hidden cannot be changed and sent again: that would undo what a moderator decided.
    Source: README, P-6 and P-13.
    """
    if post.author_id != by.pk:
        return no(_("Only the person who wrote a post can change it."))
    if not (verdict := _may_change_words_of(post)):
        return verdict
    if post.thread.is_locked:
        return no(_("A moderator has closed this thread, so its posts cannot be changed. You can still remove yours."))
    group = post.thread.group
    return may_write(by, (*group.ancestor_ids, group.pk), now)


def _may_change_words_of(post: Post) -> Verdict:
    if post.state == Post.State.WITHDRAWN:
        return no(_("You removed this post, so it cannot be changed any more."))
    if post.state == Post.State.DECLINED:
        return no(
            _("This was not put up, and cannot be sent again. Your page of statements says why, and how to ask for somebody else to look. What you wrote is still yours to read and copy."),
            towards=STATEMENTS,
        )  # fmt: skip
    is_returned = post.revision_id is None and post.newer_words == Post.Newer.RETURNED
    if post.state == Post.State.HIDDEN and not is_returned:
        return no(
            _("A moderator has hidden this post, so it cannot be changed now. Your page of statements says why, and how to ask for somebody else to look. What you wrote is still yours to read and copy."),
            towards=STATEMENTS,
        )  # fmt: skip
    return YES


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


def may_move_thread(*, thread: Thread, group: Group) -> Verdict:
    """To a group that nobody reads who cannot read the thread where it stands. Source: README, P-17."""
    if not thread.is_published:
        return no(_("Nobody else sees this thread, so there is nothing to move."))
    if thread.group_id == group.pk:
        return no(_("The thread stands in this group already."))
    return _may_be_read_in(group, thread.group)


def may_merge_threads(*, thread: Thread, into: Thread) -> Verdict:
    """Into another thread, that nobody reads who cannot read this one. Source: README, P-17."""
    if thread.pk == into.pk:
        return no(_("This is the same thread. Please choose another one."))
    if not thread.is_published or not into.is_published:
        return no(_("Only threads that others see can be merged."))
    return _may_be_read_in(into.group, thread.group)


def _may_be_read_in(group: Group, now_in: Group) -> Verdict:
    if reads_no_wider(group, now_in):
        return YES
    return no(
        _("People who cannot read this thread now could read it in %(group)s. What was written for a few is not shown to more.")
        % {"group": group.name}
    )  # fmt: skip


def may_see_history(*, post: Post, by: Person) -> Verdict:
    """The author, and the group's moderators while the post stands. Source: README, P-6."""
    if post.author_id == by.pk:
        return YES
    if post.state == Post.State.HIDDEN:
        return no(_("A moderator has removed this post, and its earlier versions with it."))
    if post.state != Post.State.PUBLISHED:
        return no(_("This post was removed by its author, and its earlier versions with it."))
    return may_moderate(post.thread.group, by)
