"""One group, as one viewer meets it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Boundary, Person
from accounts.queries import Viewer
from forum.groups.models import Group, Joining, JoinRequest, Membership, Reading, Role
from forum.groups.rules import DEEPEST, Way, may_host, may_join, may_moderate, may_post_in
from forum.kernel.compiled import Compiled
from forum.kernel.verdicts import Verdict, no


def readers_sentence(group: Group) -> str:
    """Say who can read in a group, to somebody who can.

    Look the group up with `select_related("read_gate")`: the closed group above (or itself) is who reads.
    Source: README, S-2.
    """
    if group.read_gate_id and group.read_gate:
        return ngettext(
            "Only %(group)s, %(count)d person, can read this.",
            "Only %(group)s, %(count)d people, can read this.",
            group.read_gate.member_count,
        ) % {"group": group.read_gate.name, "count": group.read_gate.member_count}
    if group.effective_reading == Reading.PUBLIC:
        return _("Anyone can read this, signed in or not.")
    return _("Everyone with an account can read this.")


def readers_sentence_outside(group: Group) -> str:
    """Say who can read in a group, to somebody outside it: never how many. Source: README, S-3."""
    if group.is_closed:
        return _("Only members can read what is written here.")
    return readers_sentence(group)


@dataclass(frozen=True, kw_only=True)
class GroupPlace:
    """A group as one viewer meets it.

    :param above: the groups on its path, root first, itself not included.
    :param inside: the groups directly inside it that the viewer may know of, by name.
    :param hosts: names and ids of its hosts; empty for those who are not in it.
    :param readers: who can read here, in a sentence.
    :param joining: may the viewer join or ask to; its reason says why not.
    :param comes_first: the group above that they can ask to join before this one.
    """

    group: Group
    above: list[Group]
    inside: list[Group]
    membership: Membership | None
    hosts: list[Person]
    may_read: bool
    readers: str
    joining: Verdict
    posting: Verdict
    moderating: Verdict
    hosting: Verdict
    has_asked: bool
    inside_mine: frozenset[int]
    comes_first: Group | None = None

    @property
    def role(self) -> str:
        return self.membership.role if self.membership else ""


def group_place(group: Group, viewer: Viewer, *, now: datetime) -> GroupPlace:
    """Look up a group's surroundings: two queries for its members, three for others, one signed out.

    :param group: one that `viewer` may know of.
    """
    above_ids = _in_slots(group.ancestor_ids)
    around = _around.rows(viewer=viewer, group=group.pk, **above_ids)
    above = sorted((each for each in around if each.parent_id != group.pk), key=lambda each: len(each.path))
    inside = [each for each in around if each.parent_id == group.pk]
    if group.read_gate_id:
        group.read_gate = next(each for each in [group, *above] if each.pk == group.read_gate_id)
    if not viewer.is_authenticated:
        closed_door = no(_("Log in or make an account to join."))
        return GroupPlace(
            group=group, above=above, inside=inside, membership=None, hosts=[], may_read=not group.is_closed,
            readers=readers_sentence_outside(group), joining=closed_door, posting=closed_door,
            moderating=closed_door, hosting=closed_door, has_asked=False, inside_mine=frozenset(),
        )  # fmt: skip
    mine, hosts = _who_is_here(group, above_ids, viewer)
    return _place(group, above, inside, mine, hosts, viewer, now)


def _place(
    group: Group,
    above: list[Group],
    inside: list[Group],
    mine: dict[int, Membership],
    hosts: list[Person],
    viewer: Person,
    now: datetime,
) -> GroupPlace:
    membership = mine.get(group.pk)
    is_in = membership is not None and membership.is_in_force
    asks = not is_in and group.joining == Joining.REQUEST
    way = Way(
        person=viewer,
        path=[*above, group],
        memberships=mine,
        request=JoinRequest.objects.filter(person=viewer.pk, group=group.pk).order_by("-pk").first() if asks else None,
    )
    gate = mine.get(group.read_gate_id) if group.read_gate_id else None
    may_read = not group.is_closed or (gate is not None and gate.is_in_force)
    role = membership.role if membership and is_in else ""
    return GroupPlace(
        group=group,
        above=above,
        inside=inside,
        membership=membership if is_in else None,
        hosts=hosts if is_in else [],
        may_read=may_read,
        readers=readers_sentence(group) if may_read else readers_sentence_outside(group),
        joining=may_join(way, now),
        posting=may_post_in(group, viewer, now=now, role=role),
        moderating=may_moderate(group, viewer, role=role),
        hosting=may_host(group, viewer, role=role),
        has_asked=way.request is not None and way.request.state == JoinRequest.State.WAITING,
        inside_mine=frozenset(pk for pk, each in mine.items() if each.is_in_force),
        comes_first=None if is_in else way.comes_first,
    )


def _groups_around(viewer: Any, group: int, **above: int) -> QuerySet[Group]:
    near = Q(pk__in=list(above.values())) | Q(parent=group)
    return Group.objects.visible_to(viewer).filter(near).order_by("name", "pk")


def _people_around(viewer: Any, group: int, **above: int) -> QuerySet[Membership]:
    """The viewer's memberships hereabouts, and the group's hosts whom nothing hides from them."""
    near = Q(group=group) | Q(group__parent=group) | Q(group__in=list(above.values()))
    hosting = Q(group=group, role=Role.HOST, is_in_force=True) & ~Q(person__in=Boundary.objects.hidden_from(viewer))
    return Membership.objects.filter((Q(person=viewer.pk) & near) | hosting).select_related("person").order_by("pk")


_around = Compiled(_groups_around)
_here = Compiled(_people_around)


def _in_slots(ids: list[int]) -> dict[str, int]:
    """As many values as a path may have groups, so that the same SQL serves every group."""
    return {f"above_{at}": ids[at] if at < len(ids) else 0 for at in range(max(DEEPEST, len(ids)))}


def _who_is_here(group: Group, above: dict[str, int], viewer: Person) -> tuple[dict[int, Membership], list[Person]]:
    """Look up the memberships of the viewer, by group id, and the hosts. One query."""
    mine: dict[int, Membership] = {}
    hosts: list[Person] = []
    for membership in _here.rows(viewer=viewer, group=group.pk, **above):
        if membership.person_id == viewer.pk:
            mine[membership.group_id] = membership
        if membership.group_id == group.pk and membership.role == Role.HOST and membership.is_in_force:
            hosts.append(membership.person)
    return mine, hosts
