"""Posts change their threads: what a split and a merge have in common, and how each is put back.

Whoever calls these holds the locks of both threads. Source: README, P-17.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from django.db.models import Count, Max, Q

from forum.threads.actions.publishing import next_letter
from forum.threads.models import Draft, FormerPlace, Letter, Post, ReadingPosition, Subscription, Thread

_PLACE = ("thread", "number", "publication", "letter", "notes")
_AT_ONCE = 500  # rows in one statement


def leave_places(posts: Iterable[Post]) -> None:
    """Keep where posts stand, before they go: nobody else is ever given their numbers there."""
    FormerPlace.objects.bulk_create(
        [
            FormerPlace(
                thread_id=post.thread_id, post=post, number=post.number, publication=post.publication,
                letter=post.letter, notes=post.notes,
            )
            for post in posts
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip


def stand_in(posts: Sequence[Post]) -> None:
    """Write where posts stand now, as the caller set it: thread, number, publication, letter and notes."""
    Post.objects.bulk_update(posts, _PLACE, batch_size=_AT_ONCE)


def go_back(places: Sequence[FormerPlace], thread: Thread) -> None:
    """Put posts back to where they stood in a thread, each with its number.

    What was published only after it went gets the thread's next number, behind the others. Nobody's name comes back
    that was taken off in the meantime: such posts get a letter of this thread.
    """
    posts, letters = [], dict[int, str]()
    for place in sorted(places, key=lambda each: (each.number is None, each.post.publication or 0)):
        post = place.post
        if place.number is not None:
            post.number, post.publication = place.number, place.publication
        elif post.number is not None:
            thread.last_number += 1
            post.number = thread.last_number
        if post.letter and not place.letter:
            letters[post.author_id] = post.letter = letters.get(post.author_id) or next_letter(thread)
        else:
            post.letter = place.letter
        post.thread, post.notes = thread, place.notes
        posts.append(post)
    FormerPlace.objects.filter(pk__in=[place.pk for place in places]).delete()
    stand_in(posts)


def count_again(thread: Thread) -> None:
    """Keep the figures of a thread whose posts came or went: how many replies, and which is the newest."""
    found = Post.objects.filter(thread=thread, state=Post.State.PUBLISHED).aggregate(
        replies=Count("pk", filter=~Q(number=1)), publication=Max("publication"), at=Max("published_at")
    )
    thread.reply_count = found["replies"]
    thread.last_publication = found["publication"] or thread.last_publication
    thread.last_posted_at = found["at"] or thread.last_posted_at
    thread.save()


def let_followers_follow(*, source: Thread, into: Thread) -> None:
    """Whoever is told of replies in one thread is told of them in the other; what they chose for that one stays.

    Whether they may read it is asked whenever somebody is told. Nothing said about the one thread silences the other.
    """
    told = Subscription.objects.filter(thread=source).exclude(level=Subscription.Level.MUTED)
    Subscription.objects.bulk_create(
        [
            Subscription(person_id=person, group_id=into.group_id, thread=into, level=level)
            for person, level in told.values_list("person", "level")
        ],
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def let_drafts_follow(*, source: Thread, into: Thread) -> None:
    """Take what people began to write along; where they had begun to write in both, the one stands behind the other."""
    Draft.objects.filter(thread=source).exclude(post=None).update(thread=into, group=into.group_id)
    begun = {each.person_id: each for each in Draft.objects.filter(thread=into, post=None)}
    for draft in Draft.objects.filter(thread=source, post=None).select_for_update():
        other = begun.get(draft.person_id)
        if other is None:
            draft.thread, draft.group_id = into, into.group_id
            draft.save(update_fields=["thread", "group"])
            continue
        other.body = "\n\n".join(words for words in (other.body.rstrip(), draft.body) if words.strip())
        other.sequence, other.saved_at = other.sequence + 1, max(other.saved_at, draft.saved_at)
        other.save(update_fields=["body", "sequence", "saved_at"])
        draft.delete()


def keep_read(thread: Thread, numbers: Sequence[int], into: Thread) -> None:
    """What somebody has read stays read: of these numbers of a thread, which are now 1, 2, … of another, so many.

    :param numbers: in order.
    """
    read = ReadingPosition.objects.filter(thread=thread, number__gte=numbers[0]).values_list("person", "number")
    ReadingPosition.objects.bulk_create(
        [
            ReadingPosition(person_id=person, thread=into, number=bisect_right(numbers, number))
            for person, number in read
        ],
        batch_size=_AT_ONCE,
    )


def letters_taken_along(source: Thread, into: Thread, authors: Iterable[int]) -> None:
    """Let people who wrote without their name keep their letters in a thread that begins with their posts."""
    kept = Letter.objects.filter(thread=source, person__in=list(authors)).values_list("person", "letter")
    Letter.objects.bulk_create([Letter(thread=into, person_id=person, letter=letter) for person, letter in kept])
