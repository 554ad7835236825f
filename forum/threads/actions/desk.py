"""What moderation asks about posts, registered as a `Kind` in `apps.py`: it knows no room itself."""

from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Person
from forum.groups.models import MOST_FIRST_POSTS, Group, Role
from forum.groups.rules import role_of
from forum.threads.actions.publishing import locked_post
from forum.threads.models import Post
from moderation.kinds import Circumstances
from moderation.models import Revision

# Whoever looks after a group is no newcomer in it.
_TRUSTED = (Role.ORGANISER, Role.MODERATOR, Role.HOST)


def circumstances_of_post(revision: Revision) -> Circumstances:
    """Where a post stands, and how many of its author's stand in that network. One query for regulars, else three."""
    post = cast(Post, revision.target)
    group, author = post.thread.group, revision.author
    path = (*group.ancestor_ids, group.pk)
    published = _published_by(author, root_id=path[0])
    is_new = published < MOST_FIRST_POSTS and role_of(group, author) not in _TRUSTED
    return Circumstances(
        group_id=group.pk,
        path=path,
        published_before=published,
        first_posts_held=Group.objects.values_list("first_posts_held", flat=True).get(pk=path[0]) if is_new else 0,
        holds_first=group.holds_first,
    )


def _published_by(author: Person, *, root_id: int) -> int:
    in_network = Post.objects.filter(author=author, thread__group__path__startswith=f"/{root_id}/")
    return len(in_network.filter(state=Post.State.PUBLISHED).order_by("-pk").values_list("pk")[:MOST_FIRST_POSTS])


def post_stands_in(groups: QuerySet[Any, Any], path: str) -> Exists:
    """The condition for the post that a row points at to stand in one of these groups, now."""
    return Exists(Post.objects.filter(pk=OuterRef(path), thread__group__in=groups))


def post_is_unnamed(path: str) -> Exists:
    """The condition for the post that a row points at to be written without its author's name. Source: README, P-5."""
    return Exists(Post.objects.filter(pk=OuterRef(path)).exclude(letter=""))


def lock_post(pk: int) -> Post | None:
    """Lock a post by its thread, and return it; None when there is none."""
    return locked_post(pk) if Post.objects.filter(pk=pk).exists() else None
