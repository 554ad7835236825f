"""A group's front: what it is, who can read it, and its threads. See README, "Addresses": `/groups/<slug>/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.queries import Viewer
from forum.groups.models import Group
from forum.groups.pages import GroupPlace, group_place
from forum.home.pages.lookups import THREADS_ON_A_PAGE, known_group, next_in_group, pinned_in, threads_of
from forum.home.pages.meetups import Coming, coming
from forum.home.pages.rows import Row, rows_of
from forum.threads.models import Subscription


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """A group's front for somebody who may read it.

    :param pinned: on the first page only; pinned threads are not repeated in `threads`.
    :param older: the `before` of the next page, if there is one.
    :param meetups: the next few, for members, on the first page; everybody who reads is led to the list of all.
    :param told: how the viewer is told of what is new here, for members.
    """

    place: GroupPlace
    pinned: Sequence[Row]
    threads: Sequence[Row]
    older: int | None
    is_first: bool
    meetups: Sequence[Coming]
    told: str


def group_at(viewer: Viewer, slug: str) -> Group | None:
    """Return the group at an address, if `viewer` may know of it, with its `level` of telling them: one query."""
    found: Group | None = known_group.first(viewer=viewer, slug=slug)
    return found


def group_page(group: Any, viewer: Viewer, *, before: int, now: datetime) -> GroupPage:
    """Look it up: five queries at most, for whoever may read the group or only know of it.

    :param group: as `group_at` gives it.
    :param before: `last_publication` of the last thread on the page before; 0 for the first page.
    """
    place = group_place(group, viewer, now=now)
    if not place.may_read:
        return GroupPage(place=place, pinned=(), threads=(), older=None, is_first=True, meetups=(), told="")
    threads = threads_of(viewer, group.pk, before)
    pinned = [] if before else pinned_in.rows(viewer=viewer, group=group.pk)
    return GroupPage(
        place=place,
        pinned=rows_of(pinned, viewer, now),
        threads=rows_of(threads[:THREADS_ON_A_PAGE], viewer, now),
        older=threads[THREADS_ON_A_PAGE - 1]["last_publication"] if len(threads) > THREADS_ON_A_PAGE else None,
        is_first=not before,
        meetups=_next(group, viewer, now) if place.membership and not before else (),
        told=str(Subscription.Level(group.level or Subscription.Level.DAILY).label) if place.membership else "",
    )


def _next(group: Group, viewer: Viewer, now: datetime) -> list[Coming]:
    return [coming(row) for row in next_in_group.rows(viewer=viewer, group=group.pk, now=now)]
