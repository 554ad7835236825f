"""Sources of posts, as they may be shown: in a box to be edited, as a quote, as earlier versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.queries import Viewer
from forum.threads.models import LETTER_TO_COME, Draft, Post, Thread
from forum.threads.pages.lookups import reply_begun
from forum.threads.pages.windows import address_of
from forum.threads.queries import words_hidden_from
from forum.threads.rendering import own_words, posts_quoted, quote_of, render, without_quotes_of
from moderation.models import Revision
from moderation.pages.reports import Reported


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a post's words, rendered.

    :param is_moderators: a moderator changed something in it.
    """

    html: str
    title: str
    at: datetime
    is_shown: bool
    is_moderators: bool


def excerpt_of(revision: Revision) -> str:
    """Return a short plain text of a version, for lists at the desk: without quotes, whose words may be gone."""
    words = " ".join(f"{revision.title} {own_words(revision.body)}".split())
    return words if len(words) <= 200 else words[:199] + "…"


def without_quotes(words: str) -> str:
    """Return a source without the words of any post that it quotes: for the export, which nobody asks again later."""
    return without_quotes_of(words, posts_quoted(words))


def source_for(viewer: Person, thread: Thread, body: str) -> str:
    """Return the source of words in a thread, without quotes of what is removed or hidden from `viewer`."""
    return without_quotes_of(body, _not_to_be_repeated(viewer, thread, [body]))


def source_of_version(revision: Revision, viewer: Person) -> str:
    """Return the source of a version of a post as one person may read it. Source: README, P-12."""
    post = Post.objects.filter(pk=revision.target_id).select_related("thread").first()
    return source_for(viewer, post.thread, revision.body) if post else without_quotes(revision.body)


def name_said(name: str, letter: str, *, is_mine: bool) -> str:
    """Return who wrote, as readers see it: the name, or the letter of words without one."""
    if not letter:
        return name
    if letter == LETTER_TO_COME:
        return _("You, without your name")
    if is_mine:
        return _("You, without your name (%(letter)s)") % {"letter": letter}
    return _("A member of this group (%(letter)s)") % {"letter": letter}


def reported_post(post: Post, viewer: Viewer) -> Reported:
    """Return what the page says on which `viewer` tells a moderator of a post."""
    said = {"name": name_said(post.author.name, post.letter, is_mine=False), "title": post.thread.title}
    return Reported(
        subject=post,
        revision=post.revision,
        words=_("%(name)s in “%(title)s”") % said,
        address=f"/posts/{post.pk}/report/",
        back=address_of(post),
    )


def quote_for(viewer: Person, thread: Thread, post_id: int) -> str:
    """Return a post as a quote to reply with; nothing when `viewer` may not see it, or it has no words."""
    quoted = Post.objects.visible_to(viewer).filter(thread=thread.pk, state=Post.State.PUBLISHED, pk=post_id)
    post = quoted.select_related("revision").first()
    if post is None or post.revision is None:
        return ""
    return quote_of(post.revision.body, post.pk)


def draft_for(viewer: Person, *, thread: Thread) -> Draft | None:
    """Return what `viewer` was writing as a reply, in a thread that they are known to see."""
    draft: Draft | None = reply_begun.first(viewer=viewer, thread=thread.pk)
    if draft is not None:
        draft.body = source_for(viewer, thread, draft.body)
    return draft


def versions_for(viewer: Person, post: Post) -> list[Version]:
    """Return the versions of a post, newest first. To others than the author, only those that were published."""
    revisions = Revision.objects.of(post).standing().newest_first()
    if post.author_id != viewer.pk:
        revisions = revisions.filter(published=True)
    found = list(revisions[:100])
    hidden = _not_to_be_repeated(viewer, post.thread, [each.body for each in found])
    return [
        Version(
            html=render(without_quotes_of(each.body, hidden)),
            title=each.title,
            at=each.created_at,
            is_shown=each.pk == post.revision_id and post.state == Post.State.PUBLISHED,
            is_moderators=each.edited_by_id is not None,
        )
        for each in found
    ]


def _not_to_be_repeated(viewer: Person, thread: Thread, bodies: Iterable[str]) -> set[int]:
    """Ids of posts quoted in these sources whose words are gone, or hidden from `viewer`."""
    ids = set().union(*map(posts_quoted, bodies))
    if not ids:
        return set()
    gone = ~Q(state=Post.State.PUBLISHED) | words_hidden_from(viewer, author="author", letter="letter")
    return set(Post.objects.quotable_in(thread).filter(gone, pk__in=ids).values_list("pk", flat=True))
