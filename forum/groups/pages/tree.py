"""The tree of groups that one may know of."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Group, JoinRequest, Membership, Role
from forum.groups.queries import groups_of
from forum.kernel.compiled import Compiled

ON_A_PAGE = 60  # groups of the tree, those above the first one not counted
SHORT = 140  # characters of a description in a list


@dataclass(frozen=True, kw_only=True)
class Row:
    """A group in the tree.

    :param role: the viewer's, or "".
    :param people: how many are in it; empty where the viewer may not be told.
    :param opens: the next row stands inside this one.
    :param closes: how many levels end after this row, as something to loop over.
    """

    group: Group
    depth: int
    about: str
    role: str = ""
    people: str = ""
    has_asked: bool = False
    has_requests: bool = False
    lacks_host: bool = False
    opens: bool = False
    closes: str = ""

    @property
    def role_said(self) -> str:
        return str(Role(self.role).label)


@dataclass(frozen=True, kw_only=True)
class RestingPlace:
    """A membership that rests. `name` is empty where its person may not know of the group just now."""

    pk: int
    name: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class TreePage:
    """Groups that one may know of, those one is in first; `after` is where the next page starts, if there is one.

    :param resting: the viewer's memberships that rest, so that they can be left; on the first page only.
    """

    rows: list[Row]
    after: int | None
    may_start: bool
    is_first: bool
    resting: list[RestingPlace]


def tree_page(viewer: Viewer, *, after: int) -> TreePage:
    """Look up one page of the tree: three queries at most, however many groups there are."""
    own = _places_of.rows(viewer=viewer) if viewer.is_authenticated else []
    mine = {place["group_id"]: place["role"] for place in own if place["is_in_force"]}
    requests = _requests_seen_by.rows(viewer=viewer) if viewer.is_authenticated else []
    asked = {group for group, person in requests if person == viewer.pk}
    waiting = {group for group, person in requests if person != viewer.pk}
    ordered = list(_in_tree_order(_groups_known_to.rows(viewer=viewer), mine))
    chosen, following = _one_page(ordered, after)
    is_first = not chosen or chosen[0].pk == ordered[0].pk
    names = {group.pk: group.name for group in ordered}
    resting = [
        RestingPlace(pk=place["pk"], name=names.get(place["group_id"], ""), since=place["joined_at"])
        for place in own
        if not place["is_in_force"]
    ]
    return TreePage(
        rows=_nested([_row(group, mine.get(group.pk, ""), asked=asked, waiting=waiting) for group in chosen]),
        after=following,
        may_start=viewer.is_authenticated and viewer.is_staff,
        is_first=is_first,
        resting=resting if is_first else [],
    )


def _known(viewer: Any) -> QuerySet[Group]:
    """Every group that the viewer may know of, with what a list says of it; for staff, whether it `has_host`."""
    groups = Group.objects.visible_to(viewer).only(
        "name", "slug", "description", "discovery", "path", "parent", "read_gate", "member_count"
    )
    if not viewer.is_authenticated or not viewer.is_staff:
        return groups
    hosts = Membership.objects.filter(group=OuterRef("pk"), role=Role.HOST, is_in_force=True)
    return groups.annotate(has_host=Exists(hosts))


_groups_known_to = Compiled(_known)
_places_of = Compiled(
    lambda viewer: (
        Membership.objects.filter(person=viewer.pk)
        .order_by("pk")
        .values("pk", "group_id", "role", "is_in_force", "joined_at")
    )
)
_requests_seen_by = Compiled(
    lambda viewer: (
        JoinRequest.objects.visible_to(viewer).filter(state=JoinRequest.State.WAITING).values_list("group", "person")
    )
)


def _in_tree_order(groups: list[Group], mine: Container[int]) -> Iterator[Group]:
    """Each group before those inside it; beside each other, those with mine in them first, then by name."""
    held = {pk for group in groups if group.pk in mine for pk in (*group.ancestor_ids, group.pk)}
    present = {group.pk for group in groups}
    below: dict[int | None, list[Group]] = {}
    for group in sorted(groups, key=lambda group: (group.pk not in held, group.name.casefold(), group.pk)):
        below.setdefault(group.parent_id if group.parent_id in present else None, []).append(group)
    waiting = below.get(None, [])[::-1]
    while waiting:
        group = waiting.pop()
        yield group
        waiting += below.get(group.pk, [])[::-1]


def _one_page(ordered: list[Group], after: int) -> tuple[list[Group], int | None]:
    """The groups behind `after`, with those above the first of them said again before it."""
    start = next((place + 1 for place, group in enumerate(ordered) if group.pk == after), 0)
    chosen = ordered[start : start + ON_A_PAGE]
    following = chosen[-1].pk if start + ON_A_PAGE < len(ordered) else None
    above = set(chosen[0].ancestor_ids) if chosen else set()
    return [*(group for group in ordered[:start] if group.pk in above), *chosen], following


def _row(group: Group, role: str, *, asked: set[int], waiting: set[int]) -> Row:
    count = group.member_count if role or not group.is_closed else None
    about = group.description.split("\n", 1)[0]
    return Row(
        group=group,
        depth=len(group.ancestor_ids),
        about=about if len(about) <= SHORT else about[:SHORT].rsplit(" ", 1)[0] + "…",
        role=role,
        people="" if count is None else ngettext("%(count)d person", "%(count)d people", count) % {"count": count},
        has_asked=group.pk in asked,
        has_requests=group.pk in waiting,
        lacks_host=not getattr(group, "has_host", True),
    )


def _nested(rows: list[Row]) -> list[Row]:
    depths = [row.depth for row in (*rows[1:], *rows[:1])]
    return [
        replace(row, opens=following > row.depth, closes="x" * (row.depth - following))
        for row, following in zip(rows, depths, strict=True)
    ]


def places_to_move(group: Group, viewer: Person) -> tuple[list[Group], bool]:
    """The groups under which the viewer may put this one, in tree order; and may it stand by itself? One query."""
    places = Group.objects.visible_to(viewer)
    if not viewer.is_staff:
        places = places.filter(Q(pk__in=groups_of(viewer, roles=(Role.HOST,))) | Q(pk=group.parent_id))
    found = [each for each in _in_tree_order(list(places), {}) if not each.path.startswith(group.path)]
    return found, viewer.is_staff or group.parent_id is None
