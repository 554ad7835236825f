"""What catch up, a group's front and a person's page ask the database. Compiled once: these pages are read all day."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Group, Invitation, JoinRequest, Membership
from forum.groups.queries import groups_of
from forum.kernel.compiled import Compiled
from forum.meetups.models import Attendance, Meetup
from forum.notices.models import Unreachable
from forum.people.models import ProfileField
from forum.threads.models import Draft, Post, Subscription, Thread
from forum.threads.queries import UnreadCount
from moderation.models import Statement

# The pages ask about a bounded number of rows, however much was written, and say so when there is more.
NEWEST_THREADS = 100
THREADS_ON_A_PAGE = 20
MOST_PINNED = 5
VOICES_OF_A_THREAD = 6
DRAFTS = 5
GROUPS_IN_COMMON = 50
NEXT_MEETUPS = 3
NEWEST_POSTS = 10
REQUESTS = 20
_SLOTS = (10, 30, NEWEST_THREADS)

_ROW = ("id", "title", "group_id", "letter", "is_published", "is_locked", "is_pinned", "replies_seen", "last_publication",
        "last_posted_at", "unread_count", "notes", "starter_id")  # fmt: skip


def _threads(viewer: Any) -> QuerySet[Thread]:
    return Thread.objects.visible_to(viewer).with_unread_for(viewer).latest_first()


def _of_group(viewer: Any, group: int) -> QuerySet[Thread]:
    return _threads(viewer).filter(group=group)


def _listed(threads: QuerySet[Thread], most: int) -> QuerySet[Any, Any]:
    return threads.values(*_ROW, starter_name=F("starter__name"))[:most]


def _newest(viewer: Any, most: int = NEWEST_THREADS) -> QuerySet[Any, Any]:
    """The threads of the viewer's groups in which somebody wrote last.

    They are chosen first and counted then: in one step, SQLite counts what is new in every thread before it sorts.
    """
    mine = Thread.objects.visible_to(viewer).filter(group__in=groups_of(viewer), is_published=True)
    newest = Thread.objects.filter(pk__in=mine.latest_first().values("pk")[:most])
    counted = newest.annotate(unread_count=UnreadCount(viewer)).latest_first()
    return counted.values(
        "id", "title", "group_id", "last_number", "last_posted_at", "unread_count", "notes", "starter_id"
    )


def _requests(viewer: Any) -> QuerySet[Any, Any]:
    waiting = JoinRequest.objects.visible_to(viewer).filter(state=JoinRequest.State.WAITING).order_by("group__path")
    counted = waiting.values("group__name", "group__slug")
    return counted.annotate(own=Count("pk", filter=Q(person=viewer.pk)), waiting=Count("pk"))[:REQUESTS]


def _waiting(viewer: Any) -> QuerySet[Any, Any]:
    """Whether the viewer is invited somewhere, and how many statements they have not read; with the newest of these;
    and whether mail to them comes back. Whoever marked it as unwanted knows why none comes.
    """
    addresses = EmailAddress.objects.filter(user=viewer.pk, verified=True).values_list(Lower("email"))
    unread = Statement.objects.visible_to(viewer).unread()
    return Person.objects.filter(pk=viewer.pk).values(
        is_missed_by_mail=Exists(Unreachable.objects.filter(person=viewer.pk).exclude(why=Unreachable.Why.COMPLAINED)),
        is_invited=Exists(Invitation.objects.filter(email__in=addresses)),
        unread_count=Subquery(unread.values("recipient").annotate(count=Count("pk")).values("count")),
        unread=Subquery(unread.order_by("-pk").values("pk")[:1]),
    )


def _drafts(viewer: Any) -> QuerySet[Draft]:
    """What the viewer began to write, where it can still be written on."""
    readable = Q(thread=None) | Q(thread__in=Thread.objects.visible_to(viewer).values("pk"))
    drafts = Draft.objects.visible_to(viewer).filter(readable).exclude(title="", body="")
    return drafts.select_related("group", "thread").order_by("-saved_at", "-pk")[:DRAFTS]


def _voices(viewer: Any, **places: int) -> QuerySet[Any, Any]:
    """The posts that count as new behind each of these places, in threads which the viewer is known to see.

    :param places: `thread_0` and the number `after_0`, `thread_1` and so on. Said one by one, each is a short range of
        an index; of a list of threads PostgreSQL read every post.
    """
    behind = Q()
    for at in range(len(places) // 2):
        behind |= Q(thread=places[f"thread_{at}"], number__gt=places[f"after_{at}"])
    posts = Post.objects.filter(behind).seen_by(viewer).new_to(viewer)
    return posts.order_by("-number").values("thread_id", "author__name", "letter")


def _known(viewer: Any, slug: str) -> QuerySet[Group]:
    """The group at an address, with how the viewer is told of what is new in it."""
    level = Subscription.objects.visible_to(viewer).filter(group=OuterRef("pk"), thread=None).values("level")
    known = Group.objects.visible_to(viewer).filter(slug=slug)
    return known.annotate(level=Subquery(level[:1]) if viewer.is_authenticated else Value(None, CharField()))


def _to_come(viewer: Any, now: datetime) -> QuerySet[Any, Any]:
    """Announced meetups that are not over, as a line each."""
    meetups = Meetup.objects.visible_to(viewer).to_come(now).filter(is_announced=True).in_order()
    return meetups.values("pk", "starts_at", "zone", "status", title=F("announcement__title"), town=F("place__name"))


def _mine_to_come(viewer: Any, now: datetime) -> QuerySet[Any, Any]:
    """Those that the viewer comes to, waits for, or was offered a place at.

    Asked from their few attendances: from the meetups, SQLite walks through all that are to come.
    """
    seen = Meetup.objects.visible_to(viewer).filter(pk=OuterRef("meetup"), is_announced=True)
    mine = Attendance.objects.of(viewer).filter(Exists(seen), state__in=("going", "waiting", "offered"))
    coming = mine.filter(meetup__ends_at__gt=now).order_by("meetup__starts_at", "meetup")
    about = {name: F(f"meetup__{name}") for name in ("starts_at", "zone", "status")}
    return coming.values(
        "state", pk=F("meetup"), title=F("meetup__announcement__title"), town=F("meetup__place__name"), **about
    )[:NEXT_MEETUPS]  # fmt: skip


def _under_name(viewer: Any, person: int) -> QuerySet[Post]:
    """The newest posts of a person that the viewer may read and that carry their name."""
    posts = Post.objects.visible_to(viewer).filter(author=person, state=Post.State.PUBLISHED, letter="")
    placed = posts.annotate(
        thread_title=F("thread__title"), thread_notes=F("thread__notes"), group_name=F("thread__group__name")
    )
    return placed.order_by("-publication")[:NEWEST_POSTS]


groups_with = Compiled(
    lambda viewer: (
        Membership.objects.visible_to(viewer)
        .in_force()
        .filter(person=viewer.pk)
        .order_by("group__path")
        .values(pk=F("group_id"), name=F("group__name"), slug=F("group__slug"))
    )
)
newest_threads = Compiled(_newest)
drafts_of = Compiled(_drafts)
requests_for = Compiled(_requests)
# Most people are invited nowhere, and nothing was decided about them: this is asked first, and what may be shown
# only if there is something.
waits_for = Compiled(_waiting)
known_group = Compiled(_known)
next_in_group = Compiled(
    lambda viewer, group, now: _to_come(viewer, now).filter(group=group)[:NEXT_MEETUPS], varies=True
)
next_of_mine = Compiled(_mine_to_come)
pinned_in = Compiled(lambda viewer, group: _listed(_of_group(viewer, group).filter(is_pinned=True), MOST_PINNED))
_first_page = Compiled(
    lambda viewer, group: _listed(_of_group(viewer, group).filter(is_pinned=False), THREADS_ON_A_PAGE + 1),
    varies=True,
)
_page_before = Compiled(
    lambda viewer, group, before: _listed(
        _of_group(viewer, group).filter(is_pinned=False, last_publication__lt=before), THREADS_ON_A_PAGE + 1
    ),
    varies=True,
)
_newest_posts = Compiled(_voices)
person_seen = Compiled(lambda viewer, pk: Person.objects.visible_to(viewer).filter(pk=pk))
fields_shown = Compiled(
    lambda viewer, person: ProfileField.objects.visible_to(viewer).filter(person=person).exclude(html="").order_by("pk")
)
groups_in_common = Compiled(
    lambda viewer, person: (
        Membership.objects.visible_to(viewer)
        .in_force()
        .filter(person=person)
        .select_related("group")
        .order_by("group__path")[:GROUPS_IN_COMMON]
    )
)
posts_under_name = Compiled(_under_name, varies=True)


def threads_of(viewer: Viewer, group: int, before: int) -> list[dict[str, Any]]:
    """Threads of a group that are not pinned, newest first, from a place on: one more than a page holds."""
    if before:
        return _page_before.rows(viewer=viewer, group=group, before=before)
    return _first_page.rows(viewer=viewer, group=group)


def voices_in(viewer: Viewer, threads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who wrote the newest few posts in each of these threads, newest first; at most `NEWEST_THREADS` threads."""
    if not threads:
        return []
    slots = next(each for each in _SLOTS if len(threads) <= each)
    places = {f"{name}_{at}": 0 for at in range(slots) for name in ("thread", "after")}
    for at, thread in enumerate(threads):
        places[f"thread_{at}"] = thread["id"]
        places[f"after_{at}"] = max(thread["last_number"] - VOICES_OF_A_THREAD, 0)
    return _newest_posts.rows(viewer=viewer, **places)
