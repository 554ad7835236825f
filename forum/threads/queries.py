"""How threads and posts are found. See README, S-2, S-4 and S-6."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import Boundary, Person
from forum.groups.models import Group

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.threads.models import Draft, Post, Subscription, Thread


def words_hidden_from(viewer: Person, *, author: str, letter: str) -> Q:
    """The condition under which words are hidden from `viewer` by a block or *kept apart*.

    Words without a name are hidden only by their author's own wish: if the viewer's block hid them too,
    blocking people one by one would tell who wrote them.

    :param author: path of the field that holds who wrote.
    :param letter: path of the field that holds the letter of words without a name.
    """
    return Q(**{f"{author}__in": Boundary.objects.hiding_from(viewer)}) | Q(
        **{f"{author}__in": Boundary.objects.hidden_from(viewer), letter: ""}
    )


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Published threads in groups that `viewer` may read, and the viewer's own that are not published yet.

        A thread whose starter is hidden from the viewer is hidden whole: its title is their words.
        Source: README, S-2, S-4 and S-6.
        """
        readable = self.filter(group__in=Group.objects.readable_by(viewer).values("pk"))
        if not viewer.is_authenticated:
            return readable.filter(is_published=True)
        return readable.filter(Q(is_published=True) | Q(starter=viewer.pk)).exclude(
            words_hidden_from(viewer, author="starter", letter="letter")
        )

    def latest_first(self) -> Self:
        """By the newest published post. `last_post_id` is unique, so it pages by itself."""
        return self.order_by("-last_post_id")


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Published and removed posts in threads that `viewer` may read, and the viewer's own held ones.

        A removed post is here as an empty place: its words are gone from the row. Source: README, S-2, S-4, S-6.
        """
        from forum.threads.models import Thread

        return self.filter(thread__in=Thread.objects.visible_to(viewer).values("pk")).seen_by(viewer)

    def seen_by(self, viewer: "Viewer") -> Self:
        """The same, where the thread itself is already known to be visible to the viewer."""
        if not viewer.is_authenticated:
            return self.filter(state__in=("published", "withdrawn"))
        return self.filter(Q(state__in=("published", "withdrawn")) | Q(author=viewer.pk)).exclude(
            words_hidden_from(viewer, author="author", letter="letter")
        )

    def oldest_first(self) -> Self:
        return self.order_by("number")


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own drafts, as long as one may read the place they are for. Source: README, P-3."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(person=viewer.pk, group__in=Group.objects.readable_by(viewer).values("pk"))


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own choices, in groups that one may read."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(person=viewer.pk, group__in=Group.objects.readable_by(viewer).values("pk"))


def authors_readable_by(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of people who wrote, under their name, something that `viewer` may read."""
    from forum.threads.models import Post

    return Post.objects.visible_to(viewer).filter(state="published", letter="").values("author")
