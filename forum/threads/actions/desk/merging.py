"""The posts of a thread go behind those of another, and come back when that is undone."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.rules import reads_no_wider
from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import places
from forum.threads.actions.desk.moving import written_since
from forum.threads.actions.desk.standing import lock_thread
from forum.threads.actions.order import next_publications
from forum.threads.actions.publishing import letter_for, next_letter
from forum.threads.events import ThreadsMerged, ThreadSplit
from forum.threads.models import LETTER_TO_COME, FormerPlace, Letter, Post, ReadingPosition, Thread
from forum.threads.rules import may_merge_threads
from moderation.kinds import Change, Deed
from moderation.models import Effect
from moderation.queries import groups_at_desk

MERGED = "merged"


def merge(deed: Deed) -> list[Change]:
    """Put all posts of a thread behind those of another, in their order: `{"thread": 7}`, whose lock the caller holds too.

    Numbers there go on, and never shift. Nobody can read the posts who could not before. Source: README, P-17.
    """
    thread: Thread = deed.target
    into = Thread.objects.filter(pk=deed.options.get("thread", 0), group__in=groups_at_desk(deed.by)).first()
    if into is None:
        raise NotAllowed(_("Please choose a thread of one of the groups that you moderate."))
    may_merge_threads(thread=thread, into=into).or_refuse()
    posts = list(Post.objects.filter(thread=thread).order_by("number"))
    letters = _letters_in(thread, into, posts)
    read_both = _who_read_both(thread, into)
    places.leave_places(posts)
    _append(posts, thread, into, letters)
    ReadingPosition.objects.filter(thread=into, person__in=read_both).update(number=into.last_number)
    places.let_followers_follow(source=thread, into=into)
    places.let_drafts_follow(source=thread, into=into)
    thread.is_published, thread.is_pinned, thread.last_publication, thread.merged_into = False, False, 0, into
    thread.save()
    places.count_again(into)
    tell(ThreadsMerged(thread_id=thread.pk, into_thread_id=into.pk, at=deed.now))
    return [Change(subject=thread, what=MERGED, before=len(posts), after=into.pk)]


def restore_merge(effect: Effect, by: Person, now: datetime) -> bool:
    """Put the posts back into their own thread, each with its number, unless one of them went elsewhere since.

    Nor where more people read that thread, and something was written in the meantime: it was meant for fewer.
    """
    thread = lock_thread(effect.subject_id)
    if thread is None or thread.merged_into_id != effect.after:
        return False
    into = lock_thread(effect.after or 0)
    back = list(FormerPlace.objects.filter(thread=thread, post__thread=effect.after).select_related("post"))
    if into is None or len(back) != effect.before:
        return False
    if not reads_no_wider(thread.group, into.group) and written_since(into, effect.decision.decided_at):
        return False
    places.leave_places([place.post for place in back if place.post.number is not None])
    places.go_back(back, thread)
    thread.is_published, thread.merged_into = True, None
    for each in (thread, into):
        places.count_again(each)
    tell(ThreadSplit(thread_id=into.pk, new_thread_id=thread.pk, at=now))
    return True


def _append(posts: list[Post], thread: Thread, into: Thread, letters: dict[str, str]) -> None:
    """Let posts stand at the end of another thread, those that nobody sees yet without a number as before."""
    numbered = [post for post in posts if post.number is not None]
    for post, publication in zip(numbered, next_publications(len(numbered)), strict=True):
        if post.number == 1:
            post.notes = thread.notes
        into.last_number += 1
        post.number, post.publication = into.last_number, publication
    for post in posts:
        post.thread, post.letter = into, letters.get(post.letter, post.letter)
    places.stand_in(posts)


def _letters_in(thread: Thread, into: Thread, posts: list[Post]) -> dict[str, str]:
    """For each letter of a thread, the letter of the same person in the other: two people never share one."""
    holders = {each.letter: each.person for each in Letter.objects.filter(thread=thread).select_related("person")}
    found = dict[str, str]()
    for letter in sorted({post.letter for post in posts} - {"", LETTER_TO_COME}, key=lambda each: (len(each), each)):
        found[letter] = letter_for(into, holders[letter]) if letter in holders else next_letter(into)
    return found


def _who_read_both(thread: Thread, into: Thread) -> list[int]:
    """Ids of the people to whom nothing was new in either thread: nothing of it is new to them now."""
    read = ReadingPosition.objects.filter(thread=thread, number__gte=thread.last_number).values("person")
    here = ReadingPosition.objects.filter(thread=into, number__gte=into.last_number, person__in=read)
    return list(here.values_list("person", flat=True))
