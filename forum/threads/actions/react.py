"""Reactions."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Person
from forum.kernel.events import publish as tell
from forum.threads.events import ReactionGiven
from forum.threads.models import Post, Reaction
from forum.threads.rules import may_react


@transaction.atomic
def react(*, post: Post, kind: str, by: Person, now: datetime) -> None:
    """Say *with you*, *same here* or *thank you* to a post. Saying it twice is saying it once. Locks the post.

    :raises NotAllowed: its text is fit to show.
    Source: README, P-8.
    """
    post = _locked(post)
    may_react(post=post, by=by, now=now).or_refuse()
    _reaction, is_new = Reaction.objects.get_or_create(post=post, person=by, kind=Reaction.Kind(kind))
    if is_new:
        _count(post, kind, 1)
        tell(ReactionGiven(post_id=post.pk, thread_id=post.thread_id, author_id=post.author_id, at=now))


@transaction.atomic
def take_back_reaction(*, post: Post, kind: str, by: Person, now: datetime) -> None:
    """Take it back; nothing happens when there is nothing to take back. Locks the post. Source: README, P-8."""
    post = _locked(post)
    taken, _rows = Reaction.objects.filter(post=post, person=by, kind=Reaction.Kind(kind)).delete()
    if taken:
        _count(post, kind, -1)


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",), no_key=True).select_related("thread__group").get(pk=post.pk)


def _count(post: Post, kind: str, by_how_many: int) -> None:
    field = f"{kind}_count"
    Post.objects.filter(pk=post.pk).update(**{field: F(field) + by_how_many})
