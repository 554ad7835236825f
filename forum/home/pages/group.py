"""A group's front: what it is, who can read it, and its threads. See README, "Addresses": `/groups/<slug>/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.queries import Viewer
from forum.groups.models import Group
from forum.groups.pages import GroupPlace, group_place
from forum.threads.models import Subscription, Thread

THREADS_ON_A_PAGE = 20
MOST_PINNED = 5


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """A group's front for somebody who may read it.

    :param pinned: on the first page only; pinned threads are not repeated in `threads`.
    :param older: the `before` of the next page, if there is one.
    :param level: how the viewer is told of what is new here, if they chose a way.
    """

    place: GroupPlace
    pinned: Sequence[Thread]
    threads: Sequence[Thread]
    older: int | None
    is_first: bool
    level: Subscription | None


def group_page(group: Group, viewer: Viewer, *, before: int, now: datetime) -> GroupPage:
    """Look it up: six queries at most, for whoever may read the group or only know of it.

    :param before: `last_post_id` of the last thread on the page before; 0 for the first page.
    """
    place = group_place(group, viewer, now=now)
    if not place.may_read:
        return GroupPage(place=place, pinned=(), threads=(), older=None, is_first=True, level=None)
    here = Thread.objects.visible_to(viewer).filter(group=group.pk).with_unread_for(viewer)
    here = here.annotate(starter_name=F("starter__name")).latest_first()
    rest = here.filter(is_pinned=False)
    threads = list((rest.filter(last_post_id__lt=before) if before else rest)[: THREADS_ON_A_PAGE + 1])
    return GroupPage(
        place=place,
        pinned=[] if before else list(here.filter(is_pinned=True)[:MOST_PINNED]),
        threads=threads[:THREADS_ON_A_PAGE],
        older=threads[THREADS_ON_A_PAGE - 1].last_post_id if len(threads) > THREADS_ON_A_PAGE else None,
        is_first=not before,
        level=_level(group, viewer) if place.membership else None,
    )


def _level(group: Group, viewer: Viewer) -> Subscription | None:
    return Subscription.objects.visible_to(viewer).filter(group=group.pk, thread=None).first()
