"""Removing one's post."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.kernel.events import publish
from forum.threads.actions.publishing import locked_post, take_down
from forum.threads.events import PostWithdrawn
from forum.threads.models import Draft, Post
from forum.threads.rules import may_withdraw
from moderation.actions import settle_vanished


@transaction.atomic
def withdraw_post(*, post: Post, by: Person, now: datetime) -> Post:
    """Remove one's own words everywhere at once: the post, quotes of it, and the title that it gave its thread.

    Its number and its place stay. What others wrote stays too. What waits, was returned, declined or hidden goes as
    well, and nothing that a moderator does later brings it back. Doing it again changes nothing. Locks the thread.

    :param now: aware UTC moment.
    :raises NotAllowed: the post is somebody else's.
    Source: README, P-7.
    """
    post = locked_post(post.pk)
    may_withdraw(post=post, by=by).or_refuse()
    if post.state != Post.State.WITHDRAWN:
        take_words_away(post, now)
    return post


def take_words_away(post: Post, now: datetime) -> None:
    """Empty a post and what repeats its words. The caller holds the lock of the thread, at `post.thread`."""
    take_down(post, Post.State.WITHDRAWN)
    Draft.objects.filter(post=post).delete()
    thread = post.thread
    if not thread.is_published:
        thread.last_publication = 0  # nobody ever saw it: it leaves its starter's lists too
        thread.save(update_fields=["last_publication"])
    settle_vanished(subject=post, now=now)
    publish(PostWithdrawn(post_id=post.pk, thread_id=thread.pk, at=now))
