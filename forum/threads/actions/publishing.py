"""From a written revision to words on the page; shared by the verbs that write."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions.order import next_publication
from forum.threads.events import PostEdited, PostHeld, PostPublished, PostShownAgain, ThreadStarted
from forum.threads.models import LETTER_TO_COME, Letter, Post, Quote, Thread
from forum.threads.rendering import RENDERER_VERSION, posts_quoted, render
from moderation.actions import submit_revision
from moderation.checks import Found
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
    """Return a post under the lock of its thread, which guards the words and states of all its posts.

    A moderator may put it into another thread between the look and the lock: then that one is locked as well.
    """
    thread_id = Post.objects.values_list("thread", flat=True).get(pk=post_id)
    while True:
        thread = locked_thread(thread_id)
        post = Post.objects.get(pk=post_id)
        if post.thread_id == thread.pk:
            post.thread = thread
            return post
        thread_id = post.thread_id


def write_post(
    *,
    thread: Thread,
    title: str,
    body: str,
    is_unnamed: bool,
    form_key: UUID | None,
    by: Person,
    now: datetime,
    notes: str = "",
) -> Post:
    """Make the row of a new post and hand its words to review. The caller holds the lock of the thread."""
    post = Post.objects.create(
        thread=thread,
        author=by,
        letter=LETTER_TO_COME if is_unnamed else "",
        form_key=form_key,
        notes=notes,
        written_at=now,
    )
    hand_in(post, title=title, body=body, by=by, now=now)
    return post


def hand_in(post: Post, *, title: str, body: str, by: Person, now: datetime, also_found: Sequence[Found] = ()) -> None:
    """Submit new words of a post, and keep them for their author's eyes where they are held.

    The caller holds the lock of the thread, at `post.thread`.

    :param also_found: why these words wait, whatever the checks of the policy find.
    """
    revision = submit_revision(
        target=post, title=title, body=body, by=by, now=now, publish=show_revision, also_found=also_found
    )
    if revision.published:
        return
    keep_waiting(post, revision)
    tell(PostHeld(post_id=post.pk, thread_id=post.thread_id, revision_id=revision.pk, at=now))


def publish_revision(revision: Revision, now: datetime) -> None:
    """Show a revision that is approved later: registered with moderation as a `Kind`. Locks the thread."""
    revision.target = locked_post(revision.target_id)
    show_revision(revision, now)


def keep_waiting(post: Post, revision: Revision) -> None:
    """Keep that a version waits: words of a new post stand in its row for their author's eyes, others nowhere yet."""
    if post.number is None:
        post.state, post.html, post.renderer_version = Post.State.HELD, _rendered(post, revision.body), RENDERER_VERSION
    else:
        post.newer_words = Post.Newer.HELD
    post.save(update_fields=["state", "html", "renderer_version", "newer_words"])


def show_revision(revision: Revision, now: datetime) -> None:
    """Show an approved revision to everyone who may read the thread, whose lock is held at `revision.target.thread`.

    A new post gets the thread's next number, the forum's next publication, and a letter if its author gave no name.
    Words of a post that was removed meanwhile, or that are older than those shown, are not shown. Source: README, P-2.

    :raises NotAllowed: the post is hidden; its text is fit to show.
    """
    post = cast(Post, revision.target)
    thread, state = post.thread, post.state
    if state == Post.State.WITHDRAWN or (post.revision_id or 0) >= revision.pk:
        return
    if state == Post.State.HIDDEN and post.revision_id:
        raise NotAllowed(_("A moderator has hidden this. Only once that is taken back can newer words of it be shown."))
    is_opening = post.number == 1 or not thread.is_published
    if post.number is None:
        _number(post, thread, now)
    elif state == Post.State.PUBLISHED:
        post.edited_at = now
    if state != Post.State.PUBLISHED:
        thread.reply_count += 0 if is_opening else 1
    if is_opening:
        thread.title, thread.letter = revision.title or thread.title, post.letter
    if state != Post.State.PUBLISHED or is_opening:
        thread.save(update_fields=_OF_THREAD)
    post.state, post.newer_words = Post.State.PUBLISHED, Post.Newer.NONE
    show(post, revision, *_OF_POST)
    if state == Post.State.HIDDEN:
        show_again(_quoting(post))
    _tell(post, revision, state, is_opening, now)


# What a publication changes, each in one narrow write: a whole row would carry more, and overwrite more.
_OF_THREAD = ("title", "letter", "is_published", "last_number", "last_publication", "last_posted_at", "reply_count")
_OF_POST = ("state", "number", "publication", "letter", "published_at", "edited_at", "newer_words")


def take_down(post: Post, state: Post.State) -> None:
    """Take a post's words off every page at once: the post, quotes of it, and the title that it gave its thread.

    Its place and its number stay, and what others wrote. The caller holds the lock of the thread, at `post.thread`.
    """
    thread, was_shown = post.thread, post.state == Post.State.PUBLISHED
    post.state, post.html = state, ""
    post.save(update_fields=["state", "html"])
    if was_shown and post.number != 1:
        thread.reply_count -= 1
    elif was_shown and _gave_title(post):
        thread.title = _("A thread whose first post was removed")
    thread.save(update_fields=["reply_count", "title"])
    show_again(_quoting(post))


def put_up_again(post: Post) -> None:
    """Show a post that was taken down exactly as it was. The caller holds the lock of the thread, at `post.thread`."""
    thread, revision = post.thread, post.revision
    assert revision is not None
    post.state = Post.State.PUBLISHED
    if post.number != 1:
        thread.reply_count += 1
    elif _gave_title(post):
        thread.title = revision.title
    thread.save(update_fields=["reply_count", "title"])
    show(post, revision, "state")
    show_again(_quoting(post))


def _gave_title(post: Post) -> bool:
    """Is the title of a thread among the words of its first post? Not where a moderator split it off and named it."""
    return post.revision is not None and bool(post.revision.title)


def _quoting(post: Post) -> QuerySet[Post]:
    return Post.objects.filter(quotes__quoted=post).select_related("thread", "author", "revision")


def show(post: Post, revision: Revision, *also: str) -> None:
    """Render the words of a version into its post's row, and keep which posts it quotes.

    :param also: names of fields that the caller changed, to be written with it.
    """
    post.html = _rendered(post, revision.body, is_kept=True)
    post.renderer_version, post.revision = RENDERER_VERSION, revision
    post.is_edited_by_moderator = revision.edited_by_id is not None
    post.save(update_fields=["html", "renderer_version", "revision", "is_edited_by_moderator", *also])


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
    ids = posts_quoted(body) - {post.pk}
    quoted = list(Post.objects.quotable_in(post.thread, post).filter(pk__in=ids)) if ids else []
    if is_kept:
        _keep_quotes(post, {each.pk for each in quoted})
    gone = {each.pk: _gone_as(each) for each in quoted if each.state != Post.State.PUBLISHED}
    return render(body, quoted={each.pk for each in quoted}, gone=gone)


def _gone_as(post: Post) -> str:
    return _("removed by a moderator") if post.state == Post.State.HIDDEN else _("removed by its author")


def _keep_quotes(post: Post, quoted_ids: set[int]) -> None:
    if post.revision_id is not None:  # else it is new, and has none that could be too many
        Quote.objects.filter(post=post).exclude(quoted__in=quoted_ids).delete()
    Quote.objects.bulk_create([Quote(post=post, quoted_id=pk) for pk in sorted(quoted_ids)], ignore_conflicts=True)


def _number(post: Post, thread: Thread, now: datetime) -> None:
    """Give a new post its number and publication, bring its thread to the top, and letter it if it has no name."""
    if post.letter == LETTER_TO_COME:
        post.letter = letter_for(thread, post.author)
    thread.last_number += 1
    thread.last_publication = post.publication = next_publication()
    thread.last_posted_at = now
    thread.is_published = True
    post.number, post.published_at = thread.last_number, now


def _tell(post: Post, revision: Revision, state: str, is_opening: bool, now: datetime) -> None:
    """:param state: in which the post was before."""
    thread = post.thread
    if state == Post.State.PUBLISHED:
        tell(PostEdited(post_id=post.pk, thread_id=thread.pk, revision_id=revision.pk, at=now))
    elif state == Post.State.HIDDEN:
        tell(PostShownAgain(post_id=post.pk, thread_id=thread.pk, at=now))
    elif is_opening:
        tell(ThreadStarted(thread_id=thread.pk, group_id=thread.group_id, post_id=post.pk, at=now))
    else:
        tell(PostPublished(post_id=post.pk, thread_id=thread.pk, group_id=thread.group_id, at=now))
