"""Some replies of a thread get a thread of their own, and come back when that is undone."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.content_notes import codes_in, kept
from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import places
from forum.threads.actions.desk.standing import lock_thread
from forum.threads.events import ThreadsMerged, ThreadSplit
from forum.threads.models import FormerPlace, Post, Thread
from moderation.kinds import Change, Deed
from moderation.models import Effect

SPLIT = "split"


def split(deed: Deed) -> list[Change]:
    """Give replies a thread of their own in the same group: `{"posts": [ids], "title": "…"}`. Numbers go from 1 again.

    The same people read both, with what they had read, and whoever follows the one follows the other.
    Source: README, P-17.
    """
    thread: Thread = deed.target
    posts = _chosen(thread, deed.options.get("posts", ()))
    fresh = _begun(thread, posts[0], str(deed.options.get("title", "")))
    numbers = [post.number or 0 for post in posts]
    places.leave_places(posts)
    for number, post in enumerate(posts, 1):
        post.thread, post.number = fresh, number
    places.stand_in(posts)
    fresh.last_number = len(posts)
    places.letters_taken_along(thread, fresh, {post.author_id for post in posts if post.letter})
    places.keep_read(thread, numbers, fresh)
    places.let_followers_follow(source=thread, into=fresh)
    for each in (thread, fresh):
        places.count_again(each)
    tell(ThreadSplit(thread_id=thread.pk, new_thread_id=fresh.pk, at=deed.now))
    return [Change(subject=thread, what=SPLIT, before=None, after=fresh.pk)]


def restore_split(effect: Effect, by: Person, now: datetime) -> bool:
    """Put the replies back to their numbers, unless the new thread was written in, moved or merged since."""
    thread = lock_thread(effect.subject_id)
    fresh = lock_thread(effect.after or 0)
    if thread is None or fresh is None or fresh.merged_into_id or thread.merged_into_id:
        return False
    left = list(FormerPlace.objects.filter(thread=thread, post__thread=fresh).select_related("post"))
    if fresh.group_id != thread.group_id or len(left) != Post.objects.filter(thread=fresh).count():
        return False
    places.go_back(left, thread)
    places.let_followers_follow(source=fresh, into=thread)
    places.let_drafts_follow(source=fresh, into=thread)
    fresh.is_published, fresh.is_pinned, fresh.last_publication, fresh.merged_into = False, False, 0, thread
    fresh.save()
    places.count_again(thread)
    tell(ThreadsMerged(thread_id=fresh.pk, into_thread_id=thread.pk, at=now))
    return True


def _chosen(thread: Thread, ids: Sequence[int]) -> list[Post]:
    posts = list(Post.objects.filter(thread=thread, pk__in=ids, number__gt=1).order_by("number"))
    if not posts or len(posts) != len(set(ids)):
        raise NotAllowed(_("Some of these posts do not stand in this thread any more. Please choose again."))
    if posts[0].state != Post.State.PUBLISHED:
        raise NotAllowed(_("A thread begins with a post that others can read. Please choose another first one."))
    return posts


def _begun(thread: Thread, first: Post, title: str) -> Thread:
    """The new thread: as open, as slow and as carefully noted as the one that it comes from."""
    return Thread.objects.create(
        group=thread.group,
        title=title,
        starter=first.author,
        letter=first.letter,
        is_published=True,
        is_locked=thread.is_locked,
        slow_minutes=thread.slow_minutes,
        slow_until=thread.slow_until,
        notes=kept({*codes_in(thread.notes), *codes_in(first.notes)}),
        letter_count=thread.letter_count,
        started_at=first.published_at or first.written_at,
    )
