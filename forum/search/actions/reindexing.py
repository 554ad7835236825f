"""Filling the index, while people write."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef

from forum.search.actions.entering import AT_ONCE, SHOWN, enter
from forum.search.models import Entry
from forum.search.text.terms import VERSION
from forum.threads.models import Post, Thread


class Batch(NamedTuple):
    """What one call went through: how many things, of how many the entries were written, and up to which place."""

    looked_at: int
    written: int
    up_to: int


@transaction.atomic
def reindex_some(*, kind: str, after: int) -> Batch:
    """Look at the next things of a kind, and write the entries that are missing or made in an older way.

    Locks the threads of posts, oldest first.

    What was done is done: whoever stops it goes on where it was, by asking again. What somebody writes or removes
    meanwhile waits for one batch at most, and is in the index as it is then.

    :param after: `up_to` of the batch before; 0 for the first. Nothing is left where a batch looked at nothing.
    """
    # It walks along the keys. Asked for "the next that are missing", PostgreSQL compares all things with all entries
    # while it knows nothing of a table that is only just being filled.
    order = "publication" if kind == Entry.Kind.POST else "pk"
    places = list(SHOWN[kind]().filter(**{f"{order}__gt": after}).order_by(order).values_list("pk", order)[:AT_ONCE])
    if not places:
        return Batch(0, 0, after)
    kept = Entry.objects.filter(kind=kind, version=VERSION, object_id__in=[pk for pk, _place in places])
    missing = {pk for pk, _place in places} - set(kept.values_list("object_id", flat=True))
    if missing and kind == Entry.Kind.POST:
        threads = Thread.objects.filter(pk__in=Post.objects.filter(pk__in=missing).values("thread"))
        list(threads.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    if missing:
        enter(kind, missing)
    return Batch(len(places), len(missing), places[-1][1])


def forget_versions() -> None:
    """Let every entry count as made in an older way, and take those out whose thing is not shown to others any more."""
    for kind, shown in SHOWN.items():
        entries = Entry.objects.filter(kind=kind)
        entries.exclude(Exists(shown().order_by().filter(pk=OuterRef("object_id")))).delete()
        entries.update(version=0)
