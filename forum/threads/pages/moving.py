"""What a moderator is told before a thread is moved, split or merged: who reads it then, and what else comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Group, Membership
from forum.groups.pages import readers_sentence
from forum.kernel.compiled import Compiled
from forum.threads.models import Post, Thread
from forum.threads.pages.lookups import thread_at_their_desk
from forum.threads.pages.words import excerpt_of, name_said
from forum.threads.rules import may_merge_threads, may_move_thread
from moderation.kinds import places
from moderation.queries import groups_at_desk

MOST_POSTS = 50  # to choose from on one page
MOST_THREADS = 10  # to choose from


@dataclass(frozen=True, kw_only=True)
class Choosable:
    """A post that can be put into a new thread. :param words: the beginning of it, or why it has none."""

    pk: int
    number: int
    who: str
    at: datetime
    words: str


def groups_for(thread: Thread, by: Person) -> list[tuple[int, str]]:
    """Ids and names of the groups that a thread may be moved to by somebody, in the order of the tree."""
    fitting = [group.pk for group in _groups_at_desk.rows(viewer=by) if may_move_thread(thread=thread, group=group)]
    return places().listed(Group.objects.filter(pk__in=fitting).values("pk")) if fitting else []


_groups_at_desk = Compiled(lambda viewer: Group.objects.filter(pk__in=groups_at_desk(viewer)))


def group_chosen(pk: int) -> Group:
    """The group of one of the choices that `groups_for` gave, with who reads it."""
    return Group.objects.select_related("read_gate").get(pk=pk)


def threads_for(thread: Thread, by: Person) -> list[tuple[int, str]]:
    """Ids and titles of the newest threads of the same group, into which somebody may merge a thread."""
    others = Thread.objects.visible_to(by).filter(group=thread.group_id, is_published=True).exclude(pk=thread.pk)
    return [(each.pk, each.title) for each in others.latest_first()[:MOST_THREADS]]


def thread_to_merge_into(pk: int, thread: Thread, by: Person) -> Thread | None:
    """The thread with this id, if somebody reads it and moderates there, and the posts of the other may stand in it."""
    seen: Thread | None = thread_at_their_desk.first(viewer=by, pk=pk)
    return seen if seen is not None and may_merge_threads(thread=thread, into=seen) else None


def posts_to_choose(thread: Thread, by: Person, start: int) -> tuple[list[Choosable], int | None]:
    """Return replies of a thread from a number on, and the number with which the next page begins, if there is one."""
    posts = Post.objects.seen_by(by).filter(thread=thread, number__gte=max(start, 2)).order_by("number")
    found = list(posts.select_related("author", "revision")[: MOST_POSTS + 1])
    following = found[MOST_POSTS].number if len(found) > MOST_POSTS else None
    return [_choosable(post) for post in found[:MOST_POSTS]], following


def _choosable(post: Post) -> Choosable:
    shown = post.revision is not None and post.state == Post.State.PUBLISHED
    return Choosable(
        pk=post.pk,
        number=post.number or 0,
        who=name_said(post.author.name, post.letter, is_mine=False),
        at=post.published_at or post.written_at,
        words=excerpt_of(post.revision) if shown and post.revision else str(Post.State(post.state).label),
    )


def ids_chosen(thread: Thread, ids: Sequence[int], *, all_after: bool) -> list[int]:
    """Return the ids of the replies that were chosen; with all that follow the first of them, where that is wanted."""
    chosen = Post.objects.filter(thread=thread, pk__in=ids, number__gt=1)
    first = chosen.order_by("number").values_list("number", flat=True).first()
    if not all_after or first is None:
        return list(ids)
    return list(Post.objects.filter(thread=thread, number__gte=first).values_list("pk", flat=True))


def comes_of_moving(thread: Thread, group: Group) -> list[str]:
    """Say what a move changes for people."""
    said = [*_readers(thread.group, group), *_authors_left_out(thread, group)]
    if thread.is_pinned:
        said.append(_("It stands at the top of its group now. In the other one it takes its place among the others."))
    return [*said, _("Its address stays the same, and whoever is told of replies is told of them as before.")]


def comes_of_splitting(thread: Thread, count: int) -> list[str]:
    """Say what a split changes for people. :param count: how many posts have a thread of their own then."""
    return [
        ngettext(
            "%(count)d reply has a thread of its own then, in the same group, for the same people.",
            "%(count)d replies have a thread of their own then, in the same group, for the same people.",
            count,
        )
        % {"count": count},
        _("Links to these posts lead to where they stand. Where they stood, a line says where they are."),
        _("Whoever is told of replies here is told of replies there too. What somebody has read stays read."),
    ]


def comes_of_merging(thread: Thread, into: Thread) -> list[str]:
    """Say what a merge changes for people."""
    return [
        *(_readers(thread.group, into.group) if thread.group_id != into.group_id else []),
        *(_authors_left_out(thread, into.group) if thread.group_id != into.group_id else []),
        _("All posts of “%(title)s” stand at the end of “%(into)s” then, in their order. That title goes.")
        % {"title": thread.title, "into": into.title},
        _("The old address leads there. Whoever is told of replies in one of them is told of them there."),
        *_of_letters(thread),
        *([_("“%(into)s” is closed for replies, and stays so.") % {"into": into.title}] if into.is_locked else []),
    ]


def _of_letters(thread: Thread) -> list[str]:
    if not Post.objects.filter(thread=thread).exclude(letter="").exists():
        return []
    return [_("People who wrote without their name may have another letter there.")]


def _readers(group: Group, other: Group) -> list[str]:
    return [
        _("Now: %(readers)s") % {"readers": readers_sentence(group)},
        _("Then: %(readers)s") % {"readers": readers_sentence(other)},
    ]


def _authors_left_out(thread: Thread, group: Group) -> list[str]:
    """Who wrote in a thread and could not read it in another group: a number, as some of them wrote without a name."""
    if group.read_gate_id is None:
        return []
    reads = Membership.objects.filter(group=group.read_gate_id, person=OuterRef("author"), is_in_force=True)
    wrote = Post.objects.filter(thread=thread, author__is_active=True).exclude(Exists(reads))
    left_out = set(wrote.values_list("author", flat=True))
    count = len(left_out)
    if not count:
        return []
    starter = _("The one who started it is among them: please tell them how they can be let in.")
    return [
        ngettext(
            "%(count)d person who wrote in it is not in that group: they would lose sight of it, and of their own words in it, until they are let in.",
            "%(count)d people who wrote in it are not in that group: they would lose sight of it, and of their own words in it, until they are let in.",
            count,
        )
        % {"count": count},
        *([starter] if thread.starter_id in left_out else []),
    ]
