"""Replying."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from forum.groups.actions.locks import role_kept
from forum.kernel.content_notes import kept
from forum.threads.actions.drafts import clear_draft
from forum.threads.actions.once import sent_before
from forum.threads.actions.publishing import locked_thread, write_post
from forum.threads.models import Post, Thread
from forum.threads.rules import may_reply, may_write_unnamed


@transaction.atomic
def reply(
    *,
    thread: Thread,
    body: str,
    is_unnamed: bool,
    form_key: UUID | None,
    by: Person,
    now: datetime,
    notes: Iterable[str] = (),
) -> Post:
    """Add a post to a thread, and clear the draft of it.

    The same form sent again leads to the post that it made. Locks the thread, then the membership of `by`.

    :param now: aware UTC moment of sending. :param notes: codes of content notes.
    :raises AlreadyPosted: the form was sent before, with other words.
    :raises NotAllowed: the thread is closed, or `by` may not write here; its text is fit to show.
    Source: README, P-1, P-2, P-4, P-5 and P-15.
    """
    thread = locked_thread(thread.pk)
    if sent := sent_before(form_key, by, title="", body=body):
        return sent
    may_reply(thread=thread, by=by, now=now, role=role_kept(thread.group_id, by)).or_refuse()
    if is_unnamed:
        may_write_unnamed(group=thread.group).or_refuse()
    post = write_post(
        thread=thread, title="", body=body, is_unnamed=is_unnamed, form_key=form_key, by=by, now=now, notes=kept(notes)
    )
    clear_draft(group=thread.group, thread=thread, post=None, by=by)
    return post
