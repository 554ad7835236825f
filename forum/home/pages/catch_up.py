"""What changed since a person was last here, group by group. See README, "Addresses": `/`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.groups.models import Group, Invitation
from forum.groups.pages import invitations_of
from forum.groups.queries import audiences_for
from forum.home.pages.lookups import (
    NEWEST_THREADS,
    drafts_of,
    groups_with,
    newest_threads,
    next_of_mine,
    requests_for,
    voices_in,
    waits_for,
)
from forum.home.pages.meetups import Coming, coming
from forum.home.pages.rows import Row, listed, news_of
from forum.kernel.moments import zone_named
from forum.threads.models import Draft
from moderation.pages.statements import Holding, holding_for

THREADS_OF_A_GROUP = 5
GROUPS_TO_JOIN = 12


@dataclass(kw_only=True)
class NewsOfGroup:
    """A group with something new in it.

    :param within: "in" and its name, for those who hear a button and do not see the heading above it.
    :param more: leads to the threads that are not listed here; empty when all are.
    """

    pk: int
    name: str
    slug: str
    within: str
    threads: list[Row]
    more: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """A group that somebody waits to be let into: the reader, or others if the reader hosts it."""

    group_name: str
    group_slug: str
    is_own: bool
    waiting: str


@dataclass(frozen=True, kw_only=True)
class CatchUpPage:
    """
    :param told: what moderators wrote and the reader has not read, what they asked of them that holds now, whether there
        is other news, and whether mail to them comes back.
    """

    greeting: str
    told: Sequence[Holding]
    news: Sequence[NewsOfGroup]
    quiet_groups: str  # names of groups with nothing new, as said in a sentence
    is_all: bool  # False when older threads were not looked at
    drafts: Sequence[Draft]
    meetups: Sequence[Coming]  # the next few that the reader comes to or waits for
    invitations: Sequence[Invitation]
    requests: Sequence[Request]
    groups: Sequence[dict[str, Any]]  # all that the reader is in: pk, name and slug
    to_join: Sequence[Group]  # for somebody who is in no group yet


def catch_up(person: Person, *, now: datetime) -> CatchUpPage:
    """Look up everything that the page says: eight queries at most, whatever there is; two more while a pause holds."""
    groups = groups_with.rows(viewer=person)
    threads = newest_threads.rows(viewer=person) if groups else []
    news = _by_group(groups, [each for each in threads if each["unread_count"]], person, now)
    named = {each.pk for each in news}
    waiting = waits_for.first(viewer=person) or {}
    # What holds says more than that somebody wrote about it: one line for both.
    unread = _unread(waiting)
    news_else = [] if unread else _told(person)  # what moderators wrote is news too, and is not said twice
    told = {each.address: each for each in (*unread, *holding_for(person, now=now), *news_else, *_missed(waiting))}
    is_all = len(threads) < NEWEST_THREADS
    # Of a group whose threads were not looked at nothing is claimed.
    looked_at = {each["group_id"] for each in threads}
    quiet = [each["name"] for each in groups if each["pk"] not in named and (is_all or each["pk"] in looked_at)]
    return CatchUpPage(
        greeting=_greeting(person, now),
        told=list(told.values()),
        news=news,
        quiet_groups=listed(quiet),
        is_all=is_all,
        drafts=drafts_of.rows(viewer=person),
        meetups=[coming(row) for row in next_of_mine.rows(viewer=person, now=now)],
        invitations=invitations_of(person, now=now) if waiting.get("is_invited") else (),
        requests=[_request(row) for row in requests_for.rows(viewer=person)],
        groups=groups,
        to_join=[] if groups or told else _groups_for_a_newcomer(person),
    )


def _unread(waiting: dict[str, Any]) -> list[Holding]:
    """A line for what moderators wrote and nobody should miss. Source: README, M-8."""
    count = waiting.get("unread_count")
    if not count:
        return []
    said = ngettext("A moderator wrote to you.", "Moderators wrote to you %(count)s times.", count)
    address = f"/statements/{waiting['unread']}/" if count == 1 else "/me/statements/"
    return [Holding(words=said % {"count": count}, address=address)]


def _told(person: Person) -> list[Holding]:
    """A line for what was told and not looked at. Source: README, N-6."""
    return [Holding(words=_("There is something new for you."), address="/notices/")] if person.has_news else []


def _missed(waiting: dict[str, Any]) -> list[Holding]:
    """A line for whoever may wait for mail in vain. Source: README, N-12."""
    if not waiting.get("is_missed_by_mail"):
        return []
    return [
        Holding(words=_("Mail from here does not reach you. This is how it can again."), address="/notices/settings/")
    ]


def _greeting(person: Person, now: datetime) -> str:
    hour = now.astimezone(zone_named(person.zone)).hour
    if 5 <= hour < 12:
        greeting = _("Good morning, %(name)s")
    elif 12 <= hour < 18:
        greeting = _("Good afternoon, %(name)s")
    elif 18 <= hour < 23:
        greeting = _("Good evening, %(name)s")
    else:
        greeting = _("Hello, %(name)s")  # nobody needs to be told that it is night
    return greeting % {"name": person.name}


def _by_group(
    groups: list[dict[str, Any]], unread: list[dict[str, Any]], person: Person, now: datetime
) -> list[NewsOfGroup]:
    """Sort what is new under its groups; the group where somebody wrote last comes first."""
    by_group: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for thread in unread:
        by_group[thread["group_id"]].append(thread)
    shown = [thread for threads in by_group.values() for thread in threads[:THREADS_OF_A_GROUP]]
    voices: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for post in voices_in(person, shown):
        voices[post["thread_id"]].append(post)
    known = {group["pk"]: group for group in groups}
    return [
        NewsOfGroup(
            **known[pk],
            within=_("in %(name)s") % known[pk],
            threads=news_of(threads[:THREADS_OF_A_GROUP], voices, person, now),
            more=_more(len(threads) - THREADS_OF_A_GROUP, known[pk]["name"]),
        )
        for pk, threads in by_group.items()
    ]


def _more(count: int, group: str) -> str:
    if count <= 0:
        return ""
    said = ngettext("%(count)s more thread in %(group)s", "%(count)s more threads in %(group)s", count)
    return said % {"count": count, "group": group}


def _request(row: dict[str, Any]) -> Request:
    others = row["waiting"] - row["own"]
    said = ngettext("%(count)s person asks to join %(group)s", "%(count)s people ask to join %(group)s", others)
    return Request(
        group_name=row["group__name"],
        group_slug=row["group__slug"],
        is_own=row["own"] > 0,
        waiting=said % {"count": others, "group": row["group__name"]} if others else "",
    )


def _groups_for_a_newcomer(person: Person) -> list[Group]:
    """Groups for somebody in this situation that let people in at once or on asking; the first steps of the page."""
    found = Group.objects.visible_to(person).filter(audience__in=audiences_for(person))
    return list(found.exclude(joining="invitation").order_by("path")[:GROUPS_TO_JOIN])
