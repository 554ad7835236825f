"""Content notes of threads and posts: put on by authors as they write, and by moderators, whose notes stay."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType

from forum.kernel.content_notes import codes_in, kept
from forum.threads.models import Post, Thread
from moderation.models import Effect, Outcome

NOTES = "notes"


def bearer_of(post: Post) -> Thread | Post:
    """Return what carries the notes of a post: the thread, where the post opens it, since its title is in every list."""
    return post.thread if post.number == 1 or not post.thread.is_published else post


def set_notes(bearer: Thread | Post, codes: Iterable[str]) -> None:
    """Keep the notes of a thread or post. The caller holds the lock of the thread."""
    notes = kept(codes)
    if notes != bearer.notes:
        bearer.notes = notes
        bearer.save(update_fields=["notes"])


def notes_by_moderators(bearer: Thread | Post) -> set[str]:
    """Return the codes of the notes that moderators put on, and did not take back: its author keeps them."""
    put_on = Effect.objects.filter(
        subject_type=ContentType.objects.get_for_model(bearer), subject_id=bearer.pk, what=NOTES,
        decision__outcome=Outcome.CONTENT_NOTE, decision__reversed_by=None,
    )  # fmt: skip
    return {code for each in put_on for code in set(codes_in(each.after or "")) - set(codes_in(each.before or ""))}
