"""What a thread's page asks the database. Compiled once: it is the page that is read all day."""

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value

from accounts.queries import Viewer
from forum.groups.models import Membership
from forum.kernel.compiled import Compiled
from forum.threads.models import Draft, Post, Reaction, Subscription, Thread
from forum.threads.pages.windows import ON_A_PAGE
from forum.threads.queries import ReadMark, ThreadQuerySet, words_hidden_from
from moderation.queries import groups_at_desk

_COLUMNS = (
    "id", "thread_id", "number", "letter", "state", "html", "with_you_count", "same_here_count", "thank_you_count",
    "written_at", "published_at", "edited_at", "revision_id", "author_id", "author__name", "author__is_active",
    "newer_words", "is_edited_by_moderator", "notes",
)  # fmt: skip
_UNSEEN = (Post.State.HELD, Post.State.RETURNED, Post.State.DECLINED)


def _thread_and_place(viewer: Any, pk: int) -> ThreadQuerySet:
    """The thread, and of the groups around it what pages say."""
    threads = Thread.objects.visible_to(viewer).filter(pk=pk)
    return threads.select_related("group__read_gate", "group__parent__parent")


def _thread(viewer: Any, pk: int) -> QuerySet[Thread]:
    """The thread with what `viewer` has to do with it.

    Annotated: `role` in its group, `mark` up to which they have read, `unread_count`, how they are told (`level`,
    `group_level`), whether there is a post of theirs that nobody else ever saw (`has_unseen`), and whether they have
    begun a reply (`has_begun`).
    """
    threads = _thread_and_place(viewer, pk).with_unread_for(viewer)
    if not viewer.is_authenticated:
        return threads
    mine = {"person": viewer.pk}
    told = Subscription.objects.filter(**mine).values("level")
    return threads.annotate(
        role=Subquery(Membership.objects.filter(**mine, group=OuterRef("group"), is_in_force=True).values("role")[:1]),
        mark=ReadMark(viewer),
        level=Subquery(told.filter(thread=OuterRef("pk"))[:1]),
        group_level=Subquery(told.filter(group=OuterRef("group"), thread=None)[:1]),
        has_unseen=Exists(Post.objects.filter(thread=OuterRef("pk"), author=viewer.pk, state__in=_UNSEEN)),
        has_begun=Exists(Draft.objects.filter(thread=OuterRef("pk"), person=viewer.pk, post=None)),
    )


def _posts(viewer: Any, thread: int, line: Any) -> QuerySet[Post, dict[str, Any]]:
    """The thread's posts that `viewer` may see, in a thread that they may see, with their authors' names."""
    return Post.objects.seen_by(viewer).filter(thread=thread).annotate(line=line).values(*_COLUMNS, "line")


def _line(group: int) -> Subquery:
    """What the author says about themselves in this group: for its members only. Source: README, S-3."""
    lines = Membership.objects.filter(group=group, person=OuterRef("author"), is_in_force=True)
    return Subquery(lines.values("line")[:1])


def _quoted_but_hidden(viewer: Any, thread: int, first: int, last: int) -> QuerySet[Any, Any]:
    """Posts that are quoted by these numbers of a thread and hidden from `viewer` (`is_hidden`), or that carry notes."""
    is_hidden = words_hidden_from(viewer, author="author", letter="letter")
    quoted = Post.objects.filter(
        is_hidden | ~Q(notes=""),
        quoted_in__post__thread=thread, quoted_in__post__number__gte=first, quoted_in__post__number__lte=last,
    )  # fmt: skip
    return quoted.annotate(is_hidden=ExpressionWrapper(is_hidden, BooleanField())).values("pk", "notes", "is_hidden")


_NO_LINE = Value("")
_PAGE = slice(ON_A_PAGE + 1)  # one more, to know whether there is more

thread_and_place = Compiled(_thread_and_place)
thread_seen = Compiled(_thread)
thread_at_their_desk = Compiled(
    lambda viewer, pk: (
        Thread.objects.visible_to(viewer).filter(pk=pk, group__in=groups_at_desk(viewer)).select_related("group")
    )
)
_from_for_members = Compiled(
    lambda viewer, thread, group, number: (
        _posts(viewer, thread, _line(group)).filter(number__gte=number).order_by("number")[_PAGE]
    ),
    varies=True,
)
_before_for_members = Compiled(
    lambda viewer, thread, group, number: (
        _posts(viewer, thread, _line(group)).filter(number__lt=number).order_by("-number")[_PAGE]
    ),
    varies=True,
)
_from_for_others = Compiled(
    lambda viewer, thread, number: (
        _posts(viewer, thread, _NO_LINE).filter(number__gte=number).order_by("number")[_PAGE]
    ),
    varies=True,
)
_before_for_others = Compiled(
    lambda viewer, thread, number: (
        _posts(viewer, thread, _NO_LINE).filter(number__lt=number).order_by("-number")[_PAGE]
    ),
    varies=True,
)
unseen_of = Compiled(
    lambda viewer, thread, group: (
        _posts(viewer, thread, _line(group)).filter(author=viewer.pk, state__in=_UNSEEN).order_by("id")[:20]
    )
)
reactions_by = Compiled(
    lambda viewer, thread, first, last: Reaction.objects.filter(
        person=viewer.pk, post__thread=thread, post__number__gte=first, post__number__lte=last
    ).values_list("post", "kind")
)
quoted_but_hidden = Compiled(_quoted_but_hidden)
reply_begun = Compiled(
    lambda viewer, thread: Draft.objects.filter(person=viewer.pk, thread=thread, post=None).not_posted()
)


def where_posts_went(thread_id: int) -> int:
    """Return the id of the thread in which the posts of a merged one stand now; of any other its own.

    It says nothing of whether anybody may see that one.
    """
    went: int | None = thread_id
    while went is not None:
        thread_id, went = went, Thread.objects.filter(pk=went).values_list("merged_into", flat=True).first()
    return thread_id


def posts_from(viewer: Viewer, thread: Thread, number: int, *, is_member: bool) -> list[dict[str, Any]]:
    """The posts from a number on, oldest first: one more than a page holds."""
    if is_member:
        return _from_for_members.rows(viewer=viewer, thread=thread.pk, group=thread.group_id, number=number)
    return _from_for_others.rows(viewer=viewer, thread=thread.pk, number=number)


def posts_before(viewer: Viewer, thread: Thread, number: int, *, is_member: bool) -> list[dict[str, Any]]:
    """The posts before a number, newest first: one more than a page holds."""
    if is_member:
        return _before_for_members.rows(viewer=viewer, thread=thread.pk, group=thread.group_id, number=number)
    return _before_for_others.rows(viewer=viewer, thread=thread.pk, number=number)
