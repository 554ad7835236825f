"""Where posts and threads stand, as moderation asks, and how it locks them."""

from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Length, Substr

from accounts.models import Person
from forum.groups.models import MOST_FIRST_POSTS, Group, Membership, Role
from forum.kernel.compiled import Compiled
from forum.threads.actions.publishing import locked_post, locked_thread
from forum.threads.models import Post, Thread
from moderation.kinds import Circumstances
from moderation.models import Revision

# Whoever looks after a group is no newcomer in it.
_TRUSTED = (Role.ORGANISER, Role.MODERATOR, Role.HOST)


def circumstances_of_post(revision: Revision) -> Circumstances:
    """Where a post stands, and how many of its author's stand in that network. One query for regulars, else two."""
    post = cast(Post, revision.target)
    group, author = post.thread.group, revision.author
    path = (*group.ancestor_ids, group.pk)
    published = _published_by(author, root_id=path[0])
    return Circumstances(
        group_id=group.pk,
        path=path,
        published_before=published,
        first_posts_held=_held_of(author, group, root_id=path[0]) if published < MOST_FIRST_POSTS else 0,
        holds_first=group.holds_first,
    )


# Each reply asks it. As many as matter, from the newest on; of the groups whose path begins with that of the root.
_newest_in_network = Compiled(
    lambda author, root: (
        Post.objects.alias(root=Substr("thread__group__path", 1, Length(Value(root))))
        .filter(root=root, author=author, state=Post.State.PUBLISHED)
        .order_by("-publication")
        .values_list("pk")[:MOST_FIRST_POSTS]
    )
)


def _published_by(author: Person, *, root_id: int) -> int:
    return len(_newest_in_network.rows(author=author.pk, root=f"/{root_id}/"))


def _held_of(author: Person, group: Group, *, root_id: int) -> int:
    """How many first posts of a newcomer are read first in a network; none of whoever looks after the group."""
    looks_after = Membership.objects.filter(group=group, person=author, role__in=_TRUSTED, is_in_force=True)
    held = Group.objects.filter(pk=root_id).exclude(Exists(looks_after))
    return held.values_list("first_posts_held", flat=True).first() or 0


def post_stands_in(groups: QuerySet[Any, Any], path: str) -> Exists:
    """The condition for the post that a row points at to stand in one of these groups, now."""
    return Exists(Post.objects.filter(pk=OuterRef(path), thread__group__in=groups))


def post_is_read() -> Exists:
    """The condition on revisions for their post not to have been removed by its author. Source: README, P-7."""
    return Exists(Post.objects.filter(pk=OuterRef("target_id")).exclude(state=Post.State.WITHDRAWN))


def post_is_unnamed(path: str) -> Exists:
    """The condition for the post that a row points at to be written without its author's name. Source: README, P-5."""
    return Exists(Post.objects.filter(pk=OuterRef(path)).exclude(letter=""))


def thread_stands_in(groups: QuerySet[Any, Any], path: str) -> Exists:
    """The condition for the thread that a row points at to stand in one of these groups, now."""
    return Exists(Thread.objects.filter(pk=OuterRef(path), group__in=groups))


def thread_is_unnamed(path: str) -> Exists:
    """The condition for the thread that a row points at to be started without a name. Source: README, P-5."""
    return Exists(Thread.objects.filter(pk=OuterRef(path)).exclude(letter=""))


def lock_post(pk: int) -> Post | None:
    """Lock a post by its thread, and return it; None when there is none."""
    return locked_post(pk) if Post.objects.filter(pk=pk).exists() else None


def lock_thread(pk: int) -> Thread | None:
    """Lock a thread, after or before the one that it was merged into, and return it; None when there is none.

    Of two threads the older one is locked first, so that nobody waits for somebody who waits for them.
    """
    found = Thread.objects.filter(pk=pk).values_list("merged_into", flat=True)
    if not found:
        return None
    return lock_threads(pk, *(each for each in found if each))[pk]


def lock_threads(*ids: int) -> dict[int, Thread]:
    """Lock several threads that there are, oldest first, and return them by id."""
    return {pk: locked_thread(pk) for pk in sorted(ids)}
