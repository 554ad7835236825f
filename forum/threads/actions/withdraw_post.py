"""Removing one's post."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.threads.actions.publishing import locked_post, show_again
from forum.threads.events import PostWithdrawn
from forum.threads.models import Draft, Post
from forum.threads.rules import may_withdraw


@transaction.atomic
def withdraw_post(*, post: Post, by: Person, now: datetime) -> Post:
    """Remove one's own words everywhere at once: the post, quotes of it, and the title that it gave its thread.

    Its number and its place stay. What others wrote stays too. Doing it again changes nothing. Locks the thread.

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
    thread, was_published = post.thread, post.state == Post.State.PUBLISHED
    post.state, post.html = Post.State.WITHDRAWN, ""
    post.save(update_fields=["state", "html"])
    Draft.objects.filter(post=post).delete()
    if was_published and post.number != 1:
        thread.reply_count -= 1
    elif was_published:
        thread.title = _("A thread whose first post was removed")
    elif not thread.is_published:
        thread.last_publication = 0  # nobody ever saw it: it leaves its starter's lists too
    thread.save(update_fields=["reply_count", "title", "last_publication"])
    show_again(Post.objects.filter(quotes__quoted=post).select_related("thread", "author", "revision"))
    publish(PostWithdrawn(post_id=post.pk, thread_id=thread.pk, at=now))
