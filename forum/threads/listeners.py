"""What threads do when something happens below them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.events import PersonLeft
from accounts.models import Person
from accounts.pages.words import Home, Words
from forum.groups.events import PersonJoinedGroup
from forum.groups.models import Group
from forum.groups.rules import may_post_in
from forum.kernel.events import listen
from forum.kernel.form_keys import open_form_key
from forum.threads.actions import begin_reading, save_draft, settle_words_of_leaver
from forum.threads.actions.once import sent_before
from forum.threads.errors import AlreadyPosted, DraftMovedOn, PostMovedOn
from forum.threads.forms.writing import DraftForm
from forum.threads.models import Draft, Post, Thread
from forum.threads.pages.windows import address_of, box_of
from forum.threads.rules import may_edit, may_start_thread


@listen(PersonJoinedGroup)
def let_reading_begin(event: PersonJoinedGroup) -> None:
    """What was written before somebody came is not "new" to them."""
    begin_reading(group_id=event.group_id, person_id=event.person_id)


@listen(PersonLeft)
def settle_words(event: PersonLeft) -> None:
    """Keep, unname or erase what they wrote, as they chose. Their other rows go with accounts' own walk."""
    person = Person.objects.get(pk=event.person_id)
    settle_words_of_leaver(person=person, choice=event.choice, now=event.at)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where words are written, and the page that has the box."""

    group: Group
    thread: Thread | None = None
    post: Post | None = None
    page: str


def take_words_home(words: Words, by: Person, now: datetime) -> Home | None:
    """Keep words that were sent while their writer was logged out as the draft of their place.

    None where their writer cannot write there any more, or where another draft stands that they do not go on from:
    it is not replaced, and they wait on a page of their own. Source: README, P-3.
    """
    place = _place_of(words.path, by, now)
    form = DraftForm({field.name: field.value for field in words.fields})
    if place is None or not form.is_valid():
        return None
    said, key = form.cleaned_data, open_form_key(words.form_key)
    try:
        if posted := sent_before(key.uuid if key else None, by, title=said["title"], body=said["body"]):
            return Home(address_of(posted), _("You are logged in again. These words of yours were posted before."))
        is_kept = _keep(place, said, key.uuid if key else None, by, now)
    except (AlreadyPosted, DraftMovedOn, PostMovedOn):
        return None
    words_here = _("You are logged in again. Your words are here as you left them, and not posted yet.")
    return Home(place.page, words_here) if is_kept else None


def _keep(place: _Place, said: dict[str, Any], form_key: UUID | None, by: Person, now: datetime) -> bool:
    """Save the draft, unless one of other words stands there; say whether it was done."""
    there = Draft.objects.visible_to(by).at(group=place.group, thread=place.thread, post=place.post).first()
    if there is not None and not _go_on_from(there, said, form_key):
        return False
    save_draft(
        group=place.group,
        thread=place.thread,
        post=place.post,
        title=said["title"],
        body=said["body"],
        is_unnamed=said["is_unnamed"],
        seen_revision=said["seen_revision"],
        sequence=there.sequence + 1 if there else 1,
        form_key=form_key,
        by=by,
        now=now,
    )
    return True


def _go_on_from(draft: Draft, said: dict[str, Any], form_key: UUID | None) -> bool:
    """Whether a draft is of the same form, or of words that these begin with."""
    if form_key is not None and draft.form_key == form_key:
        return True
    return bool(said["body"].startswith(draft.body.strip()) and said["title"].startswith(draft.title.strip()))


def _place_of(path: str, by: Person, now: datetime) -> _Place | None:
    """The place of a form's address, where `by` may write there still; a closed thread shows them what they began."""
    try:
        at = resolve(path)
    except Resolver404:
        return None
    if at.view_name in ("threads:reply", "threads:draft_reply"):
        thread = Thread.objects.visible_to(by).select_related("group").filter(pk=at.kwargs["pk"]).first()
        if thread is not None and may_post_in(thread.group, by, now=now):
            return _Place(group=thread.group, thread=thread, page=box_of(thread))
    if at.view_name in ("threads:new", "threads:draft_new"):
        group = Group.objects.readable_by(by).filter(slug=at.kwargs["slug"]).first()
        if group is not None and may_start_thread(group=group, by=by, now=now):
            return _Place(group=group, page=f"/groups/{group.slug}/new/")
    if at.view_name in ("threads:edit", "threads:draft_edit"):
        post = Post.objects.visible_to(by).select_related("thread__group").filter(pk=at.kwargs["pk"]).first()
        if post is not None and may_edit(post=post, by=by, now=now):
            return _Place(group=post.thread.group, thread=post.thread, post=post, page=f"/posts/{post.pk}/edit/")
    return None
