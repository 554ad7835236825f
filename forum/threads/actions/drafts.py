"""Words that are not posted yet."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.content_notes import kept
from forum.threads.errors import AlreadyPosted, DraftMovedOn, PostMovedOn
from forum.threads.models import Draft, Post, Thread
from moderation.models import Revision


@transaction.atomic
def save_draft(
    *,
    group: Group,
    thread: Thread | None,
    post: Post | None,
    title: str,
    body: str,
    sequence: int,
    form_key: UUID | None,
    by: Person,
    now: datetime,
    is_unnamed: bool = False,
    notes: Iterable[str] = (),
    seen_revision: int | None = None,
) -> Draft:
    """Keep what `by` is writing for one place: a new thread, a reply, or an edit. Locks the draft.

    :param sequence: one more than that of the draft the writer saw last; the same words with the same
        sequence may be saved again, so a repeated request is harmless.
    :param is_unnamed: it is to be posted without the writer's name; a box found again keeps its tick.
    :param notes: codes of content notes, whose boxes keep their ticks too.
    :param seen_revision: for an edit, the newest version when the form was opened.
    :raises DraftMovedOn: another device or tab saved something newer, which stays.
    :raises AlreadyPosted: this form was sent; its words must not come back as a draft.
    :raises PostMovedOn: the post that is edited has newer words than this form saw.
    Source: README, P-3.
    """
    place = Draft.objects.filter(person=by).at(group=group, thread=thread, post=post)
    draft = place.select_for_update().first()
    if form_key is not None and (sent := Post.objects.filter(form_key=form_key, author=by).first()):
        raise AlreadyPosted(sent)
    if post is not None and seen_revision is not None:
        _refuse_if_older(post, seen_revision)
    if draft is None:
        draft = _first_draft(place, Draft(person=by, group=group, thread=thread, post=post, saved_at=now))
    if draft.sequence >= sequence:
        known = (draft.sequence, draft.title, draft.body, draft.is_unnamed, draft.notes)
        if known == (sequence, title, body, is_unnamed, kept(notes)):
            return draft
        raise DraftMovedOn(draft)
    draft.title, draft.body, draft.is_unnamed, draft.notes = title, body, is_unnamed, kept(notes)
    draft.sequence, draft.form_key, draft.saved_at = sequence, form_key, now
    draft.save(update_fields=["title", "body", "is_unnamed", "notes", "sequence", "form_key", "saved_at"])
    return draft


@transaction.atomic(savepoint=False)
def clear_draft(*, group: Group, thread: Thread | None, post: Post | None, by: Person) -> None:
    """Take away what was kept for one place: it was posted, or its writer does not want it. Source: README, P-3."""
    Draft.objects.filter(person=by).at(group=group, thread=thread, post=post).delete()


def _first_draft(place: "object", draft: Draft) -> Draft:
    """Make the row of a place's first draft, or find the one that another request has just made."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return place.select_for_update().get()  # type: ignore[attr-defined]
    return draft


def _refuse_if_older(post: Post, seen_revision: int) -> None:
    newest = Revision.objects.of(post).standing().newest_first().first()
    if newest is not None and newest.pk != seen_revision:
        raise PostMovedOn(newest)
