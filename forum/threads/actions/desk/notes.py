"""Content notes that moderators put on, and how one is taken off again."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.content_notes import ContentNote, codes_in
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions.desk.standing import lock_post, lock_thread
from forum.threads.actions.notes import NOTES, bearer_of, set_notes
from forum.threads.models import Post, Thread
from moderation.kinds import Ask, Change, Deed
from moderation.models import Effect

NOTE = Ask(name="note", label=gettext_lazy("What it is about"), choices=ContentNote.choices)


def put_on(deed: Deed) -> list[Change]:
    """Put a note on a post, or on the whole thread where the post opens it: `{"note": "dying"}`. Source: README, P-15."""
    bearer: Thread | Post = bearer_of(deed.target) if isinstance(deed.target, Post) else deed.target
    note, before = deed.options.get(NOTE.name, ""), bearer.notes
    if note not in ContentNote.values:
        raise NotAllowed(_("Please choose what it is about."))
    if note in codes_in(before):
        raise NotAllowed(_("It carries this note already."))
    set_notes(bearer, [*codes_in(before), note])
    return [Change(subject=bearer, what=NOTES, before=before, after=bearer.notes)]


def take_off(effect: Effect, by: Person, now: datetime) -> bool:
    """Take off what was put on, and leave other notes as they are; False when it is gone already."""
    is_post = effect.subject_type.model_class() is Post
    bearer = lock_post(effect.subject_id) if is_post else lock_thread(effect.subject_id)
    added = set(codes_in(effect.after or "")) - set(codes_in(effect.before or ""))
    if bearer is None or not added <= set(codes_in(bearer.notes)):
        return False
    set_notes(bearer, set(codes_in(bearer.notes)) - added)
    return True
