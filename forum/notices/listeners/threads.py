"""What is told when somebody writes, and what counts as seen when somebody reads."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.events import listen
from forum.notices.actions.telling import note_seen
from forum.notices.actions.writing import write_each, write_to, write_to_followers
from forum.notices.models import Kind
from forum.threads.events import PostEdited, PostPublished, ReactionGiven, ThreadRead, ThreadStarted
from forum.threads.models import Post
from forum.threads.queries import people_named

GATHERED_FOR = timedelta(minutes=30)
_MOST_QUOTED = 100  # posts, by one post
# A row for each post that it quotes, one where it quotes none.
_published = Compiled(
    lambda pk: Post.objects.filter(pk=pk).values(
        "pk", "number", "author_id", "thread_id", "thread__group_id", "revision__body",
        "quotes__quoted__author_id", "quotes__quoted__state",
    )[:_MOST_QUOTED]
)  # fmt: skip


@listen(ThreadStarted)
def tell_of_thread(event: ThreadStarted) -> None:
    """Those whom its first post names, and those who follow the group, are told."""
    _tell_of(event)


@listen(PostPublished)
def tell_of_reply(event: PostPublished) -> None:
    """Those whom it quotes or names, and those who follow the thread or its group, are told."""
    _tell_of(event)


@listen(PostEdited)
def tell_of_change(event: PostEdited) -> None:
    """Those whom it quotes or names now, and did not before, are told; of the change itself nobody is."""
    _tell_whom_it_means(_published.rows(pk=event.post_id), event.at)


def _tell_of(event: ThreadStarted | PostPublished) -> None:
    rows = _published.rows(pk=event.post_id)
    _tell_whom_it_means(rows, event.at)
    write_to_followers(
        thread_id=event.thread_id, group_id=event.group_id, post_id=event.post_id, number=rows[0]["number"],
        author_id=rows[0]["author_id"], now=event.at,
    )  # fmt: skip


def _tell_whom_it_means(rows: list[dict[str, Any]], now: datetime) -> None:
    """Write to those whom a post quotes or names, once each: who is quoted needs not hear of being named as well."""
    post = rows[0]
    author = post["author_id"]
    named = people_named(post["revision__body"], group_id=post["thread__group_id"], by=Person(pk=author))
    quoted = {row["quotes__quoted__author_id"] for row in rows if row["quotes__quoted__state"] == "published"}
    kinds = dict.fromkeys(named, Kind.NAMED) | dict.fromkeys(quoted - {author}, Kind.QUOTED)
    write_each(kinds, thread_id=post["thread_id"], post_id=post["pk"], sequence=post["number"], now=now)


@listen(ReactionGiven)
def tell_of_kind_word(event: ReactionGiven) -> None:
    """Whoever wrote the post is told, half an hour later: by then more may have come, and one may be taken back."""
    write_to(
        [event.author_id], kind=Kind.REACTED, thread_id=event.thread_id, post_id=event.post_id, now=event.at,
        due_at=event.at + GATHERED_FOR,
    )  # fmt: skip


@listen(ThreadRead)
def note_that_it_was_seen(event: ThreadRead) -> None:
    """Whoever read the thread needs not be told of what they read."""
    note_seen(person=Person(pk=event.person_id), thread_id=event.thread_id, number=event.number, now=event.at)
