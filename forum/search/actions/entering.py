"""What stands in the index for each kind of thing: written anew from the thing as it is now, or taken out.

Parts of the verbs that change these things, called by listeners in their transaction, and of `reindex_some`. Each takes
keys; for those of which nothing is shown to others (any more), the entry goes. Source: README, F-2.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.compiled import Compiled
from forum.meetups.models import Announcement
from forum.people.models import Audience, ProfileField
from forum.search.models import Entry
from forum.search.text.terms import VERSION, terms_of
from forum.search.text.words import plain
from forum.threads.models import Post

_CHANGED = ["is_opening", "group", "author", "moment", "title", "words", "title_terms", "terms", "version"]


def enter(kind: str, ids: Collection[int]) -> None:
    """Write the entries of these things of one kind anew: three statements, however many."""
    _write(kind, ids, list(SHOWN[kind]().filter(pk__in=ids)))


def enter_one_post(post_id: int) -> None:
    """Write the entry of one post anew: with each reply, so what it asks is kept ready."""
    _write(Entry.Kind.POST, [post_id], _shown_post.rows(pk=post_id))


def _write(kind: str, ids: Collection[int], shown: Sequence[Any]) -> None:
    gone = set(ids) - {thing.pk for thing in shown}
    if gone:
        Entry.objects.filter(kind=kind, object_id__in=gone).delete()
    Entry.objects.bulk_create(
        [_as_kept(kind, ENTRIES[kind](thing)) for thing in shown],
        update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=_CHANGED,
    )  # fmt: skip


def _as_kept(kind: str, entry: Entry) -> Entry:
    entry.kind, entry.version = kind, VERSION
    entry.title_terms, entry.terms = terms_of(entry.title), terms_of(entry.words)
    return entry


# The things of each kind of which others may see something, in the order in which they came.
SHOWN: dict[str, Callable[[], QuerySet[Any, Any]]] = {
    Entry.Kind.GROUP: lambda: Group.objects.order_by("pk"),
    Entry.Kind.PERSON: lambda: Person.objects.filter(is_active=True).order_by("pk"),
    Entry.Kind.PROFILE: lambda: (
        ProfileField.objects.exclude(html="").exclude(audience=Audience.ME).select_related("person").order_by("pk")
    ),
    Entry.Kind.POST: lambda: (
        Post.objects.filter(state=Post.State.PUBLISHED, thread__is_published=True)
        .select_related("thread")
        .order_by("publication")
    ),
    Entry.Kind.MEETUP: lambda: Announcement.objects.filter(state="published").order_by("pk"),
}


_shown_post = Compiled(lambda pk: SHOWN[Entry.Kind.POST]().filter(pk=pk))


def _of_group(group: Group) -> Entry:
    return Entry(
        object_id=group.pk, group_id=group.pk, moment=group.created_at, title=group.name, words=group.description
    )


def _of_person(person: Person) -> Entry:
    return Entry(object_id=person.pk, author_id=person.pk, moment=person.joined_at, title=person.name)


def _of_profile(field: ProfileField) -> Entry:
    person = field.person
    return Entry(object_id=field.pk, author_id=person.pk, moment=person.joined_at, words=plain(field.html))


def _of_post(post: Post) -> Entry:
    """A post without a name is under nobody's. The one that opens a thread has its title."""
    is_opening = post.number == 1
    return Entry(
        object_id=post.pk, is_opening=is_opening, group_id=post.thread.group_id,
        author_id=None if post.letter else post.author_id, moment=post.published_at or post.written_at,
        title=post.thread.title if is_opening else "", words=plain(post.html),
    )  # fmt: skip


def _of_meetup(announcement: Announcement) -> Entry:
    """What everybody reads who sees one of its dates: nothing of the door, the link, or who meets one there."""
    read = (
        plain(announcement.html),
        announcement.topic,
        announcement.speaker,
        announcement.infection,
        announcement.energy,
    )
    return Entry(
        object_id=announcement.pk, group_id=announcement.group_id, author_id=announcement.author_id,
        moment=announcement.published_at or announcement.written_at, title=announcement.title,
        words=" · ".join(words for words in read if words),
    )  # fmt: skip


ENTRIES: dict[str, Callable[[Any], Entry]] = {
    Entry.Kind.GROUP: _of_group,
    Entry.Kind.PERSON: _of_person,
    Entry.Kind.PROFILE: _of_profile,
    Entry.Kind.POST: _of_post,
    Entry.Kind.MEETUP: _of_meetup,
}


def enter_threads(thread_ids: Iterable[int]) -> None:
    """Write the entries of all posts of these threads anew, a few at a time."""
    ids = list(
        Post.objects.filter(thread__in=list(thread_ids)).order_by("publication", "pk").values_list("pk", flat=True)
    )
    for start in range(0, len(ids), AT_ONCE):
        enter(Entry.Kind.POST, ids[start : start + AT_ONCE])


def take_out(kind: str, *ids: int) -> None:
    """Take the entries of these things out."""
    Entry.objects.filter(kind=kind, object_id__in=ids).delete()


AT_ONCE = 500  # things in one statement
