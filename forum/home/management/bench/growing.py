"""More replies in a built community, until the search has a million things to look through.

Their words fall off as those of people do: a few stand in every tenth text, most in hardly any. They have no versions:
the search looks at what is shown.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import accumulate, islice

from django.db import transaction

from forum.search.text.meanings import lines_of
from forum.threads.actions.order import publish_after
from forum.threads.models import Post, Thread

AT_ONCE = 5_000
WORDS = 60  # in a text
INVENTED = 20_000  # words beside those of the field
_SYLLABLES = "ba den for gil hum ka lor mis nat per quo ral sed tin vol wes yar zu".split()


def grow_to(posts: int, told: Callable[[int], None]) -> None:
    """Write replies until there are so many posts, spread over all threads. Nothing where there are as many already.

    :param told: called with how many there are.
    """
    newest = Post.objects.order_by("-publication")[0]
    first = int(newest.publication or 0) + 1
    missing = posts - Post.objects.count()
    threads = list(Thread.objects.order_by("pk"))
    made = _replies(threads, newest, first, missing)
    while batch := list(islice(made, AT_ONCE)):
        with transaction.atomic():
            Post.objects.bulk_create(batch)
            publish_after(int(batch[-1].publication or 0))
        told(posts - missing + int(batch[-1].publication or 0) - first + 1)
    Thread.objects.bulk_update(threads, ["last_number", "last_publication", "last_posted_at", "reply_count"], 500)


def _replies(threads: list[Thread], newest: Post, first: int, count: int) -> Iterator[Post]:
    chance = random.Random(20261126)
    words, weights = _vocabulary(chance)
    authors = list(Post.objects.order_by("pk").values_list("author", flat=True)[:1_000])
    for publication in range(first, first + count):
        thread = chance.choice(threads)
        moment = newest.written_at + timedelta(seconds=30 * (publication - first))
        thread.last_number += 1
        thread.reply_count += 1
        thread.last_publication, thread.last_posted_at = publication, moment
        text = " ".join(chance.choices(words, cum_weights=weights, k=WORDS))
        yield Post(
            thread=thread, number=thread.last_number, publication=publication, author_id=chance.choice(authors),
            state="published", html=f"<p>{text}.</p>", renderer_version=1, written_at=moment, published_at=moment,
        )  # fmt: skip


def _vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Words, the most common first, and how often they come, added up."""
    known = "scan kettle tired nurse thursday waiting today again week better".split()
    of_field = [word for line in (*lines_of("field"), *lines_of("same")) for word in line.replace(",", " ").split()]
    invented = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _each in range(INVENTED)]
    chance.shuffle(of_field)
    words = list(dict.fromkeys([*known, *of_field, *invented]))
    return words, list(accumulate(1 / (rank + 10) for rank in range(len(words))))
