"""What moderators decide about the words of a post, and how each change is put back."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions.desk.standing import lock_post
from forum.threads.actions.publishing import keep_waiting, put_up_again, show, take_down
from forum.threads.events import PostEdited, PostHidden, PostShownAgain
from forum.threads.models import Post
from moderation.kinds import Change, Deed
from moderation.models import Effect, Revision

SHOWN, STATE, NEWER_WORDS = "shown", "state", "newer_words"


def hide(deed: Deed) -> list[Change]:
    """Take a post that others see off every page. Its place stays, and its words for its author. Source: README, P-13."""
    post: Post = deed.target
    if post.state != Post.State.PUBLISHED:
        raise NotAllowed(_("This is not shown to others, so there is nothing to hide."))
    take_down(post, Post.State.HIDDEN)
    tell(PostHidden(post_id=post.pk, thread_id=post.thread_id, at=deed.now))
    return [Change(subject=post, what=STATE, before=Post.State.PUBLISHED, after=Post.State.HIDDEN)]


def decline(deed: Deed) -> list[Change]:
    """Do not put the words up that wait; what others see of the post stays as it is. Source: README, P-13."""
    return _turn_down(deed.target, Post.State.DECLINED, Post.Newer.DECLINED)


def send_back(deed: Deed) -> list[Change]:
    """Return the words that wait to their author, who can change them and send them again. Source: README, P-13."""
    return _turn_down(deed.target, Post.State.RETURNED, Post.Newer.RETURNED)


def _turn_down(post: Post, state: Post.State, newer: Post.Newer) -> list[Change]:
    if post.state == Post.State.HELD:
        post.state, post.html = state, ""
        post.save(update_fields=["state", "html"])
        return [Change(subject=post, what=STATE, before=Post.State.HELD, after=state)]
    if post.newer_words != Post.Newer.HELD or post.state == Post.State.WITHDRAWN:
        raise NotAllowed(_("Nothing of this waits to be shown. You can hide it, or leave it as it is."))
    post.newer_words = newer
    post.save(update_fields=["newer_words"])
    return [Change(subject=post, what=NEWER_WORDS, before=Post.Newer.HELD, after=newer)]


def restore_state(effect: Effect, by: Person, now: datetime) -> bool:
    """Show a hidden post exactly as it was, or let words wait again that were declined or returned."""
    post = lock_post(effect.subject_id)
    if post is None or post.state != effect.after:
        return False
    if effect.before == Post.State.PUBLISHED:
        if post.revision is None:
            return False
        put_up_again(post)
        tell(PostShownAgain(post_id=post.pk, thread_id=post.thread_id, at=now))
    else:
        keep_waiting(post, Revision.objects.of(post).standing().newest_first()[0])
    return True


def restore_newer_words(effect: Effect, by: Person, now: datetime) -> bool:
    """Let a change of a post wait again that was declined or returned, unless its author has sent another since."""
    post = lock_post(effect.subject_id)
    if post is None or post.newer_words != effect.after or post.state == Post.State.WITHDRAWN:
        return False
    post.newer_words = Post.Newer(effect.before or "")
    post.save(update_fields=["newer_words"])
    return True


def restore_shown(effect: Effect, by: Person, now: datetime) -> bool:
    """Take an approval back: the words before it are shown again, or, where there were none, nothing.

    The place and the number that a new post got stay: numbers are never used twice. Source: README, P-2.
    """
    post = lock_post(effect.subject_id)
    if post is None or post.state != Post.State.PUBLISHED or post.revision_id != effect.after or post.newer_words:
        return False
    post.newer_words = Post.Newer.HELD
    if effect.before is None:
        take_down(post, Post.State.HIDDEN)
        post.revision = None
        post.save(update_fields=["revision", "newer_words"])
        tell(PostHidden(post_id=post.pk, thread_id=post.thread_id, at=now))
        return True
    earlier = Revision.objects.get(pk=effect.before)
    post.edited_at = earlier.created_at if earlier.created_at != post.written_at else None
    if post.number == 1 and earlier.title:
        post.thread.title = earlier.title
        post.thread.save(update_fields=["title"])
    show(post, earlier, "edited_at", "newer_words")
    tell(PostEdited(post_id=post.pk, thread_id=post.thread_id, revision_id=earlier.pk, at=now))
    return True
