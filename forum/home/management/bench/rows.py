"""A large community for measuring: written straight into the tables, because the verbs would take an hour.

The rows are those that the verbs leave behind, kept figures included. Everything follows from one seed.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts.models import Person
from forum.groups.models import Group, Membership
from forum.home.management.bench.meetups import build_meetups
from forum.meetups.models import Meetup, OwnPlace, Place
from forum.threads.actions.order import publish_after
from forum.threads.models import Post, Reaction, ReadingPosition, Thread
from moderation.models import Revision

START = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
SMALLEST = 9  # posts in a thread of the long tail
AT_ONCE = 2_000

Progress = Callable[[str, int], Callable[[int], None]]


@dataclass(frozen=True, kw_only=True)
class Size:
    posts: int
    threads: int
    groups: int
    people: int = 1_000

    @property
    def longest(self) -> int:
        return max(self.posts // 10, SMALLEST)

    @property
    def listed(self) -> int:
        """Threads of the one group whose front is measured."""
        return self.threads // 5


def is_built(size: Size) -> bool:
    """Whether this database holds such a community already."""
    is_written = Post.objects.count() >= size.posts and Thread.objects.count() == size.threads
    return is_written and Meetup.objects.filter(starts_at__gt=datetime.now(UTC)).exists()


@transaction.atomic
def build(size: Size, progress: Progress) -> None:
    """Write everything, in one transaction: a build that stops half-way leaves nothing."""
    chance = random.Random(20261123)
    _people(size, progress)
    _groups(size)
    _memberships(size, chance, progress)
    _posts(size, chance, progress)
    _reset_sequences()
    publish_after(size.posts)
    _meetups(size, progress)


def _meetups(size: Size, progress: Progress) -> None:
    """As many to come as there are posts, in all groups; the first member looks from Sheffield."""
    told = progress("meetups", size.posts)
    now = datetime.now(UTC)
    groups, organisers = range(1, size.groups + 1), range(2, min(size.people, 100) + 1)
    build_meetups(size.posts, groups=groups, organisers=organisers, first=now.date() + timedelta(days=1), at=START)
    sheffield = Place.objects.get(source_id="geonames-2638077")
    OwnPlace.objects.create(person_id=1, place=sheffield, within_miles=25)
    told(size.posts)


def analyse() -> None:
    """Let the database count its rows, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write(model: type[models.Model], rows: Iterable[Any], told: Callable[[int], None] = lambda count: None) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, AT_ONCE)):
        model._base_manager.bulk_create(batch)
        told(len(batch))


def _people(size: Size, progress: Progress) -> None:
    told = progress("people", size.people)
    numbers = range(1, size.people + 1)
    _write(Person, (
        Person(pk=n, email=f"bench{n}@people.example", name=f"Meadow {n}", name_key=f"meadow{n}", password="!",
               joined_at=START)
        for n in numbers
    ), told)  # fmt: skip
    _write(EmailAddress, (
        EmailAddress(user_id=n, email=f"bench{n}@people.example", verified=True, primary=True) for n in numbers
    ))  # fmt: skip


def _groups(size: Size) -> None:
    """Networks of ten: each with three closed subgroups, and two more closed ones under each of those."""
    parents: dict[int, Group] = {}
    for n in range(1, size.groups + 1):
        place = (n - 1) % 10
        above = parents.get(n - place if place <= 3 else n - place + (place - 4) // 2 + 1) if place else None
        group = Group(
            pk=n, name=f"Group {n}", slug=f"group-{n}", description="A room for measuring.", parent=above,
            reading="group" if above else "members", joining="request", created_at=START,
            effective_reading="group" if above else "members", path=f"{above.path if above else '/'}{n}/",
        )  # fmt: skip
        group.read_gate = group if above else None
        group.save(force_insert=True)
        parents[n] = group


def _memberships(size: Size, chance: random.Random, progress: Progress) -> None:
    """Everybody is in two to ten groups and those above them; the reader is in every third group."""
    told = progress("memberships", size.people)
    paths = {
        pk: [int(part) for part in path.strip("/").split("/")] for pk, path in Group.objects.values_list("pk", "path")
    }
    rows: list[Membership] = []
    counts: dict[int, int] = dict.fromkeys(paths, 0)
    for person in range(1, size.people + 1):
        chosen = range(listed_group(size), size.groups + 1, 3) if person == 1 else _some_groups(size, chance)
        for group in sorted({above for pk in chosen for above in paths[pk]}):
            role = "host" if counts[group] == 0 and person > 1 else "member"
            rows.append(Membership(person_id=person, group_id=group, role=role, joined_at=START))
            counts[group] += 1
        told(1)
    _write(Membership, rows)
    for pk, count in counts.items():
        Group.objects.filter(pk=pk).update(member_count=count)


def _some_groups(size: Size, chance: random.Random) -> list[int]:
    chosen = chance.sample(range(1, size.groups + 1), min(chance.randint(2, 10), size.groups))
    return [*chosen, listed_group(size)] if chance.random() < 0.4 else chosen


def listed_group(size: Size) -> int:
    """The group whose front is measured: closed, three deep where there is room."""
    return min(5, size.groups)


def thread_sizes(size: Size) -> list[int]:
    """Posts in each thread: one long, then a tail that falls off to nine."""
    rest = size.posts - size.longest
    count = size.threads - 1
    weights = [1 / (rank + 1) ** 0.9 for rank in range(count)]
    spare = max(rest - SMALLEST * count, 0)
    total = sum(weights)
    sizes = [SMALLEST + int(spare * weight / total) for weight in weights]
    sizes[0] += rest - sum(sizes)
    most = size.longest - 1
    while sizes[0] > most:  # keep the long thread the longest: hand the surplus down
        surplus, sizes[0] = sizes[0] - most, most
        for rank in range(1, count):
            step = min(surplus, max(most // 2 - sizes[rank], 0), 200)
            sizes[rank] += step
            surplus -= step
            if not surplus:
                break
        else:
            break
    return [size.longest, *sizes]


def _posts(size: Size, chance: random.Random, progress: Progress) -> None:
    """Posts come mixed, as people write them: those of one thread do not lie side by side in the table.

    The reader writes like everybody else: a newcomer's replies would wait for a moderator.
    """
    told = progress("posts", size.posts)
    sizes = thread_sizes(size)
    home = [listed_group(size)] * size.listed + [1 + index % size.groups for index in range(size.threads - size.listed)]
    turns = [index for index, count in enumerate(sizes) for _ in range(count)]
    chance.shuffle(turns)
    step = timedelta(seconds=int(timedelta(days=680).total_seconds() / len(turns)))
    threads = [_a_thread(index, home[index], chance, size) for index in range(size.threads)]
    _write(Thread, threads)
    made = _each_post(turns, threads, chance, size, step)
    target, engine = ContentType.objects.get_for_model(Post), apps.get_model("moderation", "ModeratedObject")
    reviewed = ContentType.objects.get_for_model(Revision)
    while batch := list(islice(made, AT_ONCE)):
        revisions = [_a_revision(post, target) for post in batch]
        Revision._base_manager.bulk_create(revisions)
        engine._base_manager.bulk_create([_as_approved(engine, each, reviewed) for each in revisions])
        Post.objects.bulk_create(batch)
        _write(Reaction, (
            Reaction(post_id=post.pk, person_id=chance.randint(2, size.people), kind="with_you")
            for post in batch if post.with_you_count
        ))  # fmt: skip
        told(len(batch))
    Thread.objects.bulk_update(
        threads, ["last_number", "last_publication", "last_posted_at", "reply_count", "started_at"], AT_ONCE // 4
    )
    _write(ReadingPosition, (
        ReadingPosition(person_id=person, thread_id=thread.pk, number=chance.randint(1, thread.last_number))
        for person in range(1, 41) for thread in chance.sample(threads, size.threads // 5)
    ))  # fmt: skip


def _a_thread(index: int, group: int, chance: random.Random, size: Size) -> Thread:
    return Thread(
        pk=index + 1, group_id=group, title=f"{_words(chance, 5).capitalize()} {index + 1}", is_published=True,
        starter_id=chance.randint(2, size.people), started_at=START,
    )  # fmt: skip


def _each_post(
    turns: list[int], threads: list[Thread], chance: random.Random, size: Size, step: timedelta
) -> Iterator[Post]:
    for pk, index in enumerate(turns, start=1):
        thread, moment = threads[index], START + step * pk
        thread.last_number += 1
        thread.reply_count = thread.last_number - 1
        thread.last_publication, thread.last_posted_at = pk, moment
        if thread.last_number == 1:
            thread.started_at = moment
        author = thread.starter_id if thread.last_number == 1 else chance.randint(1, size.people)
        yield Post(
            pk=pk, thread_id=thread.pk, number=thread.last_number, publication=pk, author_id=author, state="published",
            html="\n".join(f"<p>{_words(chance, 33).capitalize()}.</p>" for _ in range(3)), renderer_version=1,
            revision_id=pk, form_key=UUID(int=pk), with_you_count=int(chance.random() < 0.3),
            written_at=moment, published_at=moment,
        )  # fmt: skip


def _a_revision(post: Post, target: ContentType) -> Revision:
    body = post.html.replace("<p>", "").replace("</p>", "\n")
    return Revision(
        pk=post.pk, target_type=target, target_id=post.pk, author_id=post.author_id, body=body, published=True,
        created_at=post.written_at,
    )  # fmt: skip


def _as_approved(engine: Any, revision: Revision, reviewed: ContentType) -> Any:
    """Return the review engine's own row of a revision that was published at once."""
    row = engine(content_type=reviewed, object_pk=revision.pk, state=1, status=1, on=revision.created_at)
    row.changed_object = revision
    return row


_WORDS = (
    "waiting scan kettle garden morning tired letter nurse results friend window walk quiet Thursday better worse "
    "children work sleep tea blanket appointment week again nobody said today still here slowly laugh holiday bus"
).split()


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _reset_sequences() -> None:
    """Rows came with their numbers; let the next one follow them."""
    written = [Person, Group, Thread, Post, Revision]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)
