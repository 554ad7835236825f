"""What an author alone sees of their own posts that others do not see, or do not see in their newest words.

Source: README, P-6, P-13 and M-2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.threads.models import Post, Thread
from forum.threads.pages.words import source_for
from forum.threads.rendering import render
from moderation.models import Outcome, Revision, Statement
from moderation.pages.waiting import waiting_of

State, Newer = Post.State, Post.Newer

# By state, and by what became of newer words: what is the matter. "unapproved": its approval was taken back.
_WAITING = ((State.HELD, ""), ("unapproved", Newer.HELD), (State.PUBLISHED, Newer.HELD))
_RETURNED = ((State.RETURNED, ""), ("unapproved", Newer.RETURNED), (State.PUBLISHED, Newer.RETURNED))
_SAID: dict[tuple[str, str], str | Promise] = {
    (State.HELD, ""): gettext_lazy("Only you can see this yet."),
    (State.RETURNED, ""): gettext_lazy("A moderator has sent this back to you. Only you can see it. You can change it and send it again."),
    (State.DECLINED, ""): gettext_lazy("This was not put up, and only you can see it. What you wrote is still yours, to read and to copy."),
    (State.HIDDEN, ""): gettext_lazy("A moderator has removed this. Only you can see what stands here, to read and to copy."),
    ("unapproved", Newer.HELD): gettext_lazy("This is being read again. Until then only you can see it."),
    ("unapproved", Newer.RETURNED): gettext_lazy("A moderator has sent this back to you. Only you can see it. You can change it and send it again."),
    ("unapproved", Newer.DECLINED): gettext_lazy("This was not put up, and only you can see it. What you wrote is still yours, to read and to copy."),
    (State.PUBLISHED, Newer.HELD): gettext_lazy("You changed this. Until your change has been read, everybody else sees the words as they were."),
    (State.PUBLISHED, Newer.RETURNED): gettext_lazy("A moderator has sent your change back to you. Everybody sees the words as they were. You can change them again."),
    (State.PUBLISHED, Newer.DECLINED): gettext_lazy("Your change was not put up. Everybody sees the words as they were."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNote:
    """What stands above the words of one's own post.

    :param statement: the address of what a moderator wrote; empty where there is none.
    :param html: one's own words, sanitised, also where the row of the post has none any more.
    :param change: the address at which one can change it and send it again; empty where one cannot.
    :param newer: the address of words that others do not see yet.
    """

    sentences: tuple[str, ...]
    statement: str
    html: str
    change: str
    newer: str


def is_noted(post: dict[str, Any], viewer: Any) -> bool:
    """Whether the author has something to be told at a post: for them alone, so that others' pages ask for nothing."""
    is_own = post["author_id"] == viewer.pk and post["state"] != State.WITHDRAWN
    return is_own and (post["state"] != State.PUBLISHED or bool(post["newer_words"]))


def own_notes(viewer: Person, thread: Thread, posts: Iterable[dict[str, Any]], now: datetime) -> dict[int, OwnNote]:
    """Look up what the author of these posts is told at each. Two queries where there is anything, else none."""
    noted = {each["id"]: each for each in posts if is_noted(each, viewer)}
    if not noted:
        return {}
    waiting = waiting_of(Post, noted, now=now)
    notes = {}
    for kept in _kept(viewer, list(noted)):
        row = noted[kept["id"]]
        matter = _matter(row, kept)
        said, is_waiting = [str(_SAID[matter])], matter in _WAITING
        if is_waiting and (wait := waiting.get(kept["id"])):
            said += [*wait.reasons, wait.until]
        notes[kept["id"]] = OwnNote(
            sentences=tuple(said),
            statement=f"/statements/{kept['statement']}/" if kept["statement"] and not is_waiting else "",
            html=_words(viewer, thread, row, kept),
            change=f"/posts/{kept['id']}/edit/" if matter in _RETURNED else "",
            newer=f"/posts/{kept['id']}/history/" if row["state"] == State.PUBLISHED else "",
        )
    return notes


def _kept(viewer: Person, ids: list[int]) -> QuerySet[Any, Any]:
    """Of each post the words that its author may still read, and the statement about it that was given last."""
    kind = ContentType.objects.get_for_model(Post)
    versions = Revision.objects.filter(target_type=kind, target_id=OuterRef("pk")).standing().newest_first()
    given = Statement.objects.visible_to(viewer).filter(
        decision__case__subject_type=kind, decision__case__subject_id=OuterRef("pk"),
        decision__outcome__in=(Outcome.HIDE, Outcome.DECLINE, Outcome.RETURN),
    )  # fmt: skip
    own = Post.objects.seen_by(viewer).filter(pk__in=ids, author=viewer.pk)
    return own.values(
        "id", "revision_id", shown=F("revision__body"), newest=Subquery(versions.values("body")[:1]),
        statement=Subquery(given.order_by("-pk").values("pk")[:1]),
    )  # fmt: skip


def _matter(row: dict[str, Any], kept: dict[str, Any]) -> tuple[str, str]:
    if row["state"] == State.HIDDEN and kept["revision_id"] is None:
        return "unapproved", row["newer_words"]
    return row["state"], row["newer_words"] if row["state"] == State.PUBLISHED else ""


def _words(viewer: Person, thread: Thread, row: dict[str, Any], kept: dict[str, Any]) -> str:
    if row["state"] in (State.PUBLISHED, State.HELD):
        return str(row["html"])
    return render(source_for(viewer, thread, kept["shown"] or kept["newest"] or ""))
