"""From a written revision to words on the page; shared by the verbs that write."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.events import publish as tell
from forum.threads.actions.order import next_publication
from forum.threads.events import PostEdited, PostHeld, PostPublished, ThreadStarted
from forum.threads.models import LETTER_TO_COME, Letter, Post, Quote, Thread
from forum.threads.rendering import RENDERER_VERSION, numbers_quoted, render
from moderation.actions import submit_revision
from moderation.models import Revision

# NO KEY: rows that merely point at the thread (reading positions, drafts) need not wait for a reply.
_thread_to_lock = Compiled(
    lambda pk: Thread.objects.select_for_update(of=("self",), no_key=True).select_related("group").filter(pk=pk)
)


def locked_thread(thread_id: int) -> Thread:
    """Return the thread with its group, locked until the transaction ends: numbers and counters are safe."""
    (thread,) = _thread_to_lock.rows(pk=thread_id)
    return thread


def locked_post(post_id: int) -> Post:
    """Return a post under the lock of its thread, which guards the words and states of all its posts."""
    thread_id = Post.objects.values_list("thread", flat=True).get(pk=post_id)
    thread = locked_thread(thread_id)
    post = Post.objects.get(pk=post_id)
    post.thread = thread
    return post


def write_post(
    *, thread: Thread, title: str, body: str, is_unnamed: bool, form_key: UUID | None, by: Person, now: datetime
) -> Post:
    """Make the row of a new post and hand its words to review. The caller holds the lock of the thread."""
    post = Post.objects.create(
        thread=thread,
        author=by,
        letter=LETTER_TO_COME if is_unnamed else "",
        form_key=form_key,
        written_at=now,
    )
    hand_in(post, title=title, body=body, by=by, now=now)
    return post


def hand_in(post: Post, *, title: str, body: str, by: Person, now: datetime) -> None:
    """Submit new words of a post. Held words of a new post are rendered for their author's eyes.

    The caller holds the lock of the thread, at `post.thread`.
    """
    revision = submit_revision(target=post, title=title, body=body, by=by, now=now, publish=show_revision)
    if revision.published:
        return
    if post.state == Post.State.HELD:
        post.html = _rendered(post, body)
        post.renderer_version = RENDERER_VERSION
        post.save(update_fields=["html", "renderer_version"])
    tell(PostHeld(post_id=post.pk, thread_id=post.thread_id, revision_id=revision.pk, at=now))


def publish_revision(revision: Revision, now: datetime) -> None:
    """Show a revision that is approved later: registered with moderation as a `Kind`. Locks the thread."""
    revision.target = locked_post(revision.target_id)
    show_revision(revision, now)


def show_revision(revision: Revision, now: datetime) -> None:
    """Show an approved revision to everyone who may read the thread, whose lock is held at `revision.target.thread`.

    A new post gets the thread's next number, the forum's next publication, and a letter if its author gave no name. Words of a post that was
    removed meanwhile, or that are older than those shown, are not shown. Source: README, P-2.
    """
    post = cast(Post, revision.target)
    thread = post.thread
    if post.state == Post.State.WITHDRAWN or (post.revision_id or 0) >= revision.pk:
        return
    is_new = post.state == Post.State.HELD
    is_opening = post.number == 1 or not thread.is_published
    if is_new:
        _number(post, thread, is_opening, now)
    else:
        post.edited_at = now
    if is_opening:
        thread.title, thread.letter = revision.title, post.letter
    if is_new or is_opening:
        thread.save(update_fields=_OF_THREAD)
    show(post, revision, *_OF_POST)
    _tell(post, revision, is_new, is_opening, now)


# What a publication changes, each in one narrow write: a whole row would carry more, and overwrite more.
_OF_THREAD = ("title", "letter", "is_published", "last_number", "last_publication", "last_posted_at", "reply_count")
_OF_POST = ("state", "number", "publication", "letter", "published_at", "edited_at")


def show(post: Post, revision: Revision, *also: str) -> None:
    """Render the words of a version into its post's row, and keep which posts it quotes.

    :param also: names of fields that the caller changed, to be written with it.
    """
    post.html = _rendered(post, revision.body, is_kept=True)
    post.renderer_version, post.revision = RENDERER_VERSION, revision
    post.save(update_fields=["html", "renderer_version", "revision", *also])


def show_again(posts: Iterable[Post]) -> None:
    """Render published posts anew from their published revisions: what they quote may be gone."""
    for post in posts:
        if post.state == Post.State.PUBLISHED and post.revision is not None:
            show(post, post.revision)


def letter_for(thread: Thread, person: Person) -> str:
    """Return the person's letter in this thread, giving out the next one. The caller holds the thread's lock."""
    known = Letter.objects.filter(thread=thread, person=person).first()
    if known is not None:
        return known.letter
    letter = next_letter(thread)
    Letter.objects.create(thread=thread, person=person, letter=letter)
    return letter


def next_letter(thread: Thread) -> str:
    """Give out the next letter: A to Z, then AA, AB, … The caller holds the thread's lock."""
    thread.letter_count += 1
    thread.save(update_fields=["letter_count"])
    letter, rest = "", thread.letter_count
    while rest:
        rest, sign = divmod(rest - 1, 26)
        letter = chr(ord("A") + sign) + letter
    return letter


def _rendered(post: Post, body: str, *, is_kept: bool = False) -> str:
    """Return the HTML of words, each quote bound to the post that it names.

    Whom a block hides from the author is not asked: their words must go when they go, whoever repeats them, and
    somebody who sets a block must not see by a quote who wrote without a name. Readers are asked when they read.
    Source: README, P-12.
    """
    numbers = numbers_quoted(body) - {post.number}
    quoted = list(Post.objects.filter(thread=post.thread_id, number__in=numbers)) if numbers else []
    if is_kept:
        _keep_quotes(post, {each.pk for each in quoted})
    gone = {each.number for each in quoted if each.state == Post.State.WITHDRAWN and each.number}
    return render(body, quoted={each.number: each.pk for each in quoted if each.number}, gone=gone)


def _keep_quotes(post: Post, quoted_ids: set[int]) -> None:
    if post.revision_id is not None:  # else it is new, and has none that could be too many
        Quote.objects.filter(post=post).exclude(quoted__in=quoted_ids).delete()
    Quote.objects.bulk_create([Quote(post=post, quoted_id=pk) for pk in sorted(quoted_ids)], ignore_conflicts=True)


def _number(post: Post, thread: Thread, is_opening: bool, now: datetime) -> None:
    """Give a new post its number and publication, bring its thread to the top, and letter it if it has no name."""
    if post.letter == LETTER_TO_COME:
        post.letter = letter_for(thread, post.author)
    thread.last_number += 1
    thread.last_publication = post.publication = next_publication()
    thread.last_posted_at = now
    thread.is_published = True
    thread.reply_count += 0 if is_opening else 1
    post.number, post.state, post.published_at = thread.last_number, Post.State.PUBLISHED, now


def _tell(post: Post, revision: Revision, is_new: bool, is_opening: bool, now: datetime) -> None:
    thread = post.thread
    if not is_new:
        tell(PostEdited(post_id=post.pk, thread_id=thread.pk, revision_id=revision.pk, at=now))
    elif is_opening:
        tell(ThreadStarted(thread_id=thread.pk, group_id=thread.group_id, post_id=post.pk, at=now))
    else:
        tell(PostPublished(post_id=post.pk, thread_id=thread.pk, group_id=thread.group_id, at=now))
