"""What becomes of the words of somebody who leaves."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q

from accounts.events import WordsChoice
from accounts.models import Person
from forum.threads.actions.publishing import locked_post, locked_thread, next_letter
from forum.threads.actions.withdraw_post import take_words_away
from forum.threads.models import Draft, FormerPlace, Letter, Post, Reaction, Thread
from forum.threads.rendering import without_quotes_of
from moderation.actions import erase_words
from moderation.models import Revision


@transaction.atomic
def settle_words_of_leaver(*, person: Person, choice: WordsChoice, now: datetime) -> None:
    """Carry out what somebody chose for their posts when they leave: kept, kept without the name, or erased.

    Reactions go in every case, with their counts. Locks every thread in which they wrote or reacted, oldest first.
    Source: README, C-7 and P-12.
    """
    _lock_threads_of(person)
    _take_reactions_back(person)
    if choice == WordsChoice.UNNAMED:
        _take_name_off(person)
    elif choice == WordsChoice.ERASE:
        _erase(person, now)


def _lock_threads_of(person: Person) -> None:
    wrote, reacted = Post.objects.filter(author=person), Reaction.objects.filter(person=person)
    where = Q(pk__in=wrote.values("thread")) | Q(pk__in=reacted.values("post__thread")) | Q(starter=person)
    list(Thread.objects.select_for_update(no_key=True).filter(where).order_by("pk").values_list("pk"))


def _take_reactions_back(person: Person) -> None:
    for kind in Reaction.Kind.values:
        given = Reaction.objects.filter(person=person, kind=kind)
        field = f"{kind}_count"
        Post.objects.filter(pk__in=given.values("post")).update(**{field: F(field) - 1})
        given.delete()


def _take_name_off(person: Person) -> None:
    """Give the named posts a letter in each thread.

    A new one, even where the person has a letter: with the same, whoever remembers the name of the one would
    know the author of the other.
    """
    named = Post.objects.filter(author=person, letter="")
    threads = Thread.objects.filter(pk__in=named.values("thread")) | Thread.objects.filter(starter=person, letter="")
    for thread_id in threads.order_by("pk").values_list("pk", flat=True):
        thread = locked_thread(thread_id)
        letter = next_letter(thread)
        Post.objects.filter(thread=thread, author=person, letter="").update(letter=letter)
        Thread.objects.filter(pk=thread_id, starter=person, letter="").update(letter=letter)
    Letter.objects.filter(person=person).delete()


def _erase(person: Person, now: datetime) -> None:
    """Empty every post, every version of it, and the quotes of it in what others wrote and in their versions."""
    ids = Post.objects.filter(author=person).order_by("thread", "pk").values_list("pk", flat=True)
    for post_id in list(ids):
        post = locked_post(post_id)
        _erase_quotes_of(post)
        if post.state != Post.State.WITHDRAWN:
            take_words_away(post, now)
        for revision in Revision.objects.of(post):
            erase_words(revision=revision)


def _erase_quotes_of(post: Post) -> None:
    """Take the quoted words out of sources too, older versions and drafts included, or an edit would bring them back."""
    if post.number is None:
        return
    stood = FormerPlace.objects.filter(post=post).values("thread")
    marker, around = f"[post {post.pk}]", Thread.objects.filter(Q(pk=post.thread_id) | Q(pk__in=stood))
    for draft in Draft.objects.filter(thread__in=around, body__contains=marker):
        draft.body = without_quotes_of(draft.body, {post.pk})
        draft.save(update_fields=["body"])
    others = Post.objects.filter(Q(thread__in=around) | Q(quotes__quoted=post))
    revisions = Revision.objects.filter(target_type=ContentType.objects.get_for_model(Post), target_id__in=others)
    for revision in revisions.filter(body__contains=marker):
        erase_words(revision=revision, body=without_quotes_of(revision.body, {post.pk}), title=revision.title)
