"""Starting a thread."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.content_notes import kept
from forum.threads.actions.drafts import clear_draft
from forum.threads.actions.once import sent_before
from forum.threads.actions.order import next_publication
from forum.threads.actions.publishing import write_post
from forum.threads.models import Post, Thread
from forum.threads.rules import may_start_thread, may_write_unnamed


@transaction.atomic
def start_thread(
    *,
    group: Group,
    title: str,
    body: str,
    is_unnamed: bool,
    form_key: UUID | None,
    by: Person,
    now: datetime,
    notes: Iterable[str] = (),
) -> Post:
    """Open a thread in a group with its first post, and clear the draft of it.

    The same form sent again leads to the post that it made. Locks the group.

    :param now: aware UTC moment of sending. :param notes: codes of content notes, which the thread carries.
    :raises AlreadyPosted: the form was sent before, with other words.
    :raises NotAllowed: `by` may not write here; its text is fit to show.
    Source: README, P-1, P-2, P-4, P-5 and P-15.
    """
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if sent := sent_before(form_key, by, title=title, body=body):
        return sent
    may_start_thread(group=group, by=by, now=now).or_refuse()
    if is_unnamed:
        may_write_unnamed(group=group).or_refuse()
    thread = Thread.objects.create(group=group, title=title, starter=by, notes=kept(notes), started_at=now)
    post = write_post(thread=thread, title=title, body=body, is_unnamed=is_unnamed, form_key=form_key, by=by, now=now)
    if not thread.is_published:  # only its starter sees it, among the others: where it stands until it is approved
        thread.letter, thread.last_publication = post.letter, next_publication()
        thread.save(update_fields=["letter", "last_publication"])
    clear_draft(group=group, thread=None, post=None, by=by)
    return post
