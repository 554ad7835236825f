"""The tree of groups that one may know of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Group, JoinRequest, Membership, Role
from forum.groups.queries import groups_of

ON_A_PAGE = 60  # groups of the tree, those above the first one not counted
SHORT = 140  # characters of a description in a list


@dataclass(frozen=True, kw_only=True)
class Row:
    """A group in the tree.

    :param role: the viewer's, or "".
    :param count: how many are in it; None where the viewer may not be told.
    :param opens: the next row stands inside this one.
    :param closes: how many levels end after this row, as something to loop over.
    """

    group: Group
    depth: int
    about: str
    role: str = ""
    count: int | None = None
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
    """Look up one page of the tree: four queries at most, however many groups there are."""
    groups = Group.objects.visible_to(viewer)
    if viewer.is_authenticated and viewer.is_staff:
        hosts = Membership.objects.filter(group=OuterRef("pk"), role=Role.HOST, is_in_force=True)
        groups = groups.annotate(has_host=Exists(hosts))
    mine: dict[int, Membership] = {}
    asked: set[int] = set()
    waiting: set[int] = set()
    resting: list[Membership] = []
    if viewer.is_authenticated:
        own = list(Membership.objects.filter(person=viewer.pk).order_by("pk"))
        mine = {m.group_id: m for m in own if m.is_in_force}
        resting = [m for m in own if not m.is_in_force]
        requests = JoinRequest.objects.visible_to(viewer).filter(state=JoinRequest.State.WAITING)
        for pk, person in requests.values_list("group", "person"):
            (asked if person == viewer.pk else waiting).add(pk)
    ordered = list(_in_tree_order(list(groups), mine))
    chosen, following = _one_page(ordered, after)
    rows = [_row(group, mine.get(group.pk), asked=asked, waiting=waiting) for group in chosen]
    is_first = not chosen or chosen[0].pk == ordered[0].pk
    names = {group.pk: group.name for group in ordered}
    return TreePage(
        rows=_nested(rows),
        after=following,
        may_start=viewer.is_authenticated and viewer.is_staff,
        is_first=is_first,
        resting=[RestingPlace(pk=m.pk, name=names.get(m.group_id, ""), since=m.joined_at) for m in resting]
        if is_first
        else [],
    )


def _in_tree_order(groups: list[Group], mine: dict[int, Membership]) -> Iterator[Group]:
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


def _row(group: Group, membership: Membership | None, *, asked: set[int], waiting: set[int]) -> Row:
    about = group.description.split("\n", 1)[0]
    return Row(
        group=group,
        depth=len(group.ancestor_ids),
        about=about if len(about) <= SHORT else about[:SHORT].rsplit(" ", 1)[0] + "…",
        role=membership.role if membership else "",
        count=group.member_count if membership or not group.is_closed else None,
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
