"""What changed since a person was last here, group by group. See README, "Addresses": `/`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Group, Invitation, JoinRequest, Membership
from forum.groups.pages import invitations_of
from forum.groups.queries import audiences_for
from forum.kernel.moments import zone_named
from forum.threads.models import Draft, Post, Thread

# The page asks about a bounded number of rows, however much was written meanwhile, and says so when there is more.
NEWEST_THREADS = 100
THREADS_OF_A_GROUP = 5
VOICES_OF_A_THREAD = 6
DRAFTS = 5
GROUPS_TO_JOIN = 12


@dataclass(kw_only=True)
class NewThread:
    """A thread with something new in it, and who wrote."""

    thread: Thread
    unread_count: int
    voices: str


@dataclass(kw_only=True)
class NewsOfGroup:
    group: Group
    threads: list[NewThread] = field(default_factory=list)
    more_count: int = 0  # threads with something new that are not listed here


@dataclass(frozen=True, kw_only=True)
class Request:
    """A group that somebody waits to be let into: the reader, or `waiting_count` others if the reader hosts it."""

    group_name: str
    group_slug: str
    is_own: bool
    waiting_count: int


@dataclass(frozen=True, kw_only=True)
class CatchUpPage:
    greeting: str
    news: Sequence[NewsOfGroup]
    quiet_groups: str  # names of groups with nothing new, as said in a sentence
    is_all: bool  # False when older threads were not looked at
    drafts: Sequence[Draft]
    invitations: Sequence[Invitation]
    requests: Sequence[Request]
    groups: Sequence[Group]  # all that the reader is in
    to_join: Sequence[Group]  # for somebody who is in no group yet


def catch_up(person: Person, *, now: datetime) -> CatchUpPage:
    """Look up everything that the page says: seven queries at most, whatever there is."""
    groups = _groups_of(person)
    threads = _newest_threads(person, groups)
    news = _by_group(groups, [thread for thread in threads if thread.is_unread], person)
    named = {each.group.pk for each in news}
    is_all = len(threads) < NEWEST_THREADS
    # Of a group whose threads were not looked at nothing is claimed.
    looked_at = {thread.group_id for thread in threads}
    quiet = [each.name for each in groups if each.pk not in named and (is_all or each.pk in looked_at)]
    return CatchUpPage(
        greeting=_greeting(person, now),
        news=news,
        quiet_groups=listed(quiet),
        is_all=is_all,
        drafts=_drafts(person),
        invitations=invitations_of(person, now=now),
        requests=_requests(person),
        groups=groups,
        to_join=[] if groups else _groups_for_a_newcomer(person),
    )


def listed(names: Sequence[str]) -> str:
    """Say names as one does: "Bone, Lounge and Yorkshire"; a long list is cut and says so."""
    if len(names) > 6:
        others = len(names) - 5
        return ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others) % {
            "names": ", ".join(names[:5]),
            "count": others,
        }
    if len(names) > 1:
        return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)


def _greeting(person: Person, now: datetime) -> str:
    hour = now.astimezone(zone_named(person.zone)).hour
    if 5 <= hour < 12:
        said = _("Good morning, %(name)s")
    elif 12 <= hour < 18:
        said = _("Good afternoon, %(name)s")
    elif 18 <= hour < 23:
        said = _("Good evening, %(name)s")
    else:
        said = _("Hello, %(name)s")  # nobody needs to be told that it is night
    return said % {"name": person.name}


def _groups_of(person: Person) -> list[Group]:
    mine = Membership.objects.visible_to(person).in_force().filter(person=person.pk)
    return [each.group for each in mine.select_related("group").order_by("group__path")]


def _newest_threads(person: Person, groups: list[Group]) -> list[Thread]:
    if not groups:
        return []
    here = Thread.objects.visible_to(person).filter(group__in=[group.pk for group in groups])
    return list(here.with_unread_for(person).latest_first()[:NEWEST_THREADS])


def _by_group(groups: list[Group], unread: list[Thread], person: Person) -> list[NewsOfGroup]:
    """Sort what is new under its groups; the group where somebody wrote last comes first."""
    known = {group.pk: group for group in groups}
    news: dict[int, NewsOfGroup] = {}
    for thread in unread:
        of_group = news.setdefault(thread.group_id, NewsOfGroup(group=known[thread.group_id]))
        if len(of_group.threads) < THREADS_OF_A_GROUP:
            of_group.threads.append(NewThread(thread=thread, unread_count=_count(thread), voices=""))
        else:
            of_group.more_count += 1
    shown = [each for of_group in news.values() for each in of_group.threads]
    voices = _voices([each.thread for each in shown], person)
    for each in shown:
        each.voices = said_by(voices[each.thread.pk], each.unread_count)
    return list(news.values())


def _count(thread: Thread) -> int:
    return int(getattr(thread, "unread_count", 0))


def _voices(threads: list[Thread], person: Person) -> dict[int, list[Any]]:
    """The authors of the newest few posts of each thread, newest first: names, letters of those without one."""
    found: dict[int, list[Any]] = defaultdict(list)
    if threads:
        posts = Post.objects.filter(thread__in=[thread.pk for thread in threads]).seen_by(person).new_to(person)
        near_the_end = posts.filter(number__gt=F("thread__last_number") - VOICES_OF_A_THREAD)
        for post in near_the_end.order_by("-id").values("thread_id", "author__name", "letter"):
            found[post["thread_id"]].append(post)
    return found


def said_by(posts: Iterable[dict[str, Any]], unread_count: int) -> str:
    """Say who wrote the unread ones of `posts` (newest first): "Marigold, Teasel and others".

    Whoever wrote without their name stays without one, and is not told from others who did.
    """
    posts = list(posts)[:unread_count]
    names = list(dict.fromkeys(post["author__name"] for post in posts if not post["letter"]))
    if any(post["letter"] for post in posts):
        names.append(_("somebody without their name"))
    if len(names) > 3:
        names = [*names[:3], _("others")]
    elif names and len(posts) < unread_count:
        names.append(_("others"))
    return listed(names)


def _drafts(person: Person) -> list[Draft]:
    """What the person started to write, where it can still be written on."""
    readable = Q(thread=None) | Q(thread__in=Thread.objects.visible_to(person).values("pk"))
    drafts = Draft.objects.visible_to(person).filter(readable).exclude(title="", body="")
    return list(drafts.select_related("group", "thread").order_by("-saved_at")[:DRAFTS])


def _requests(person: Person) -> list[Request]:
    waiting = JoinRequest.objects.visible_to(person).filter(state=JoinRequest.State.WAITING)
    by_group = (
        waiting.order_by("group__path")
        .values("group__name", "group__slug")
        .annotate(all_count=Count("pk"), own_count=Count("pk", filter=Q(person=person.pk)))
    )
    return [
        Request(
            group_name=row["group__name"],
            group_slug=row["group__slug"],
            is_own=row["own_count"] > 0,
            waiting_count=row["all_count"] - row["own_count"],
        )
        for row in by_group[:20]
    ]


def _groups_for_a_newcomer(person: Person) -> list[Group]:
    """Groups for somebody in this situation that let people in at once or on asking; the first steps of the page."""
    found = Group.objects.visible_to(person).filter(audience__in=audiences_for(person))
    return list(found.exclude(joining="invitation").order_by("path")[:GROUPS_TO_JOIN])
