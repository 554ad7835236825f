"""Changing one's post."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.threads.actions.drafts import clear_draft
from forum.threads.actions.notes import bearer_of, notes_by_moderators, set_notes
from forum.threads.actions.publishing import hand_in, locked_post
from forum.threads.errors import PostMovedOn
from forum.threads.models import Post
from forum.threads.rules import may_edit
from moderation.checks import Found
from moderation.models import Finding, Revision


@transaction.atomic
def edit_post(
    *,
    post: Post,
    title: str,
    body: str,
    seen_revision: int,
    by: Person,
    now: datetime,
    notes: Iterable[str] | None = None,
) -> Post:
    """Give a post new words; the old ones stay in its history, and stay shown while the new ones are held.

    Words that are the same as the newest ones change nothing. Where the newest wait for a moderator, or a moderator
    changed or returned them, the new ones wait too, whatever they say. Locks the thread.

    :param title: of the thread when this is its opening post; not looked at otherwise.
    :param seen_revision: id of the newest version when the form was opened.
    :param now: aware UTC moment of sending.
    :param notes: codes of the content notes that it shall carry; None leaves them. Those of moderators stay.
    :raises NotAllowed: its text is fit to show.
    :raises PostMovedOn: there is a newer version, which `by` had not seen; nothing is written.
    Source: README, P-6, P-13 and P-15.
    """
    post = locked_post(post.pk)
    may_edit(post=post, by=by, now=now).or_refuse()
    newest = Revision.objects.of(post).standing().newest_first()[0]
    title = title if newest.title else ""
    if (newest.title, newest.body) != (title, body):
        if newest.pk != seen_revision:
            raise PostMovedOn(newest)
        hand_in(post, title=title, body=body, by=by, now=now, also_found=_why_it_waits(post, newest))
    if notes is not None:
        bearer = bearer_of(post)
        set_notes(bearer, {*notes, *notes_by_moderators(bearer)})
    clear_draft(group=post.thread.group, thread=post.thread, post=post, by=by)
    return post


def _why_it_waits(post: Post, newest: Revision) -> list[Found]:
    """Why a change of these newest words is read first: else a small change would publish what nobody read, or undo
    what a moderator decided.
    """
    if post.state == Post.State.RETURNED or post.newer_words in (Post.Newer.RETURNED, Post.Newer.DECLINED):
        return [Found(check=Finding.Check.RESUBMITTED)]
    if not newest.published or newest.edited_by_id:
        return [Found(check=Finding.Check.OTHER)]
    return []
