"""Starting a group, changing what a host set, and saying beforehand who gains or loses sight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.groups.actions.addresses import free_address
from forum.groups.actions.joining import let_in
from forum.groups.actions.locks import lock_path, lock_paths
from forum.groups.actions.sight import at_or_below, below, renew_sight
from forum.groups.events import GroupChanged, GroupMoved, GroupStarted, RoleGiven
from forum.groups.models import Group, Membership, Role
from forum.groups.rules import Way, may_be_set_so, may_host, may_move, may_start_in
from forum.kernel.events import publish

CHANGEABLE = frozenset(
    {
        "name",
        "description",
        "parent",
        "discovery",
        "reading",
        "joining",
        "audience",
        "questions",
        "allows_unnamed",
        "holds_first",
        "first_posts_held",
    }
)


@transaction.atomic
def start_group(
    *,
    name: str,
    description: str,
    parent: Group | None,
    by: Person,
    now: datetime,
    discovery: str,
    reading: str,
    joining: str,
    audience: str,
    questions: Sequence[str] = (),
    allows_unnamed: bool = True,
) -> Group:
    """Start a network, or a group inside another; whoever starts it is its host.

    Its address is made of two plain words, so that it tells nothing about the people in it.

    :raises NotAllowed: its text is fit to show.
    Source: README, G-7.
    """
    above = lock_path(parent) if parent else []
    may_start_in(above[-1] if above else None, by).or_refuse()
    may_be_set_so(discovery=discovery, reading=reading, questions=questions).or_refuse()
    group = Group.objects.create(
        name=name.strip(),
        slug=free_address(),
        description=description.strip(),
        parent=above[-1] if above else None,
        discovery=discovery,
        reading=reading,
        joining=joining,
        audience=audience,
        questions=list(questions),
        allows_unnamed=allows_unnamed,
        created_at=now,
    )
    renew_sight(group)
    publish(GroupStarted(group_id=group.pk, by_id=by.pk, at=now))
    host = let_in(Way.to([*above, group], by), now)
    Membership.objects.filter(pk=host.pk).update(role=Role.HOST)
    renew_trust(by.pk)
    publish(RoleGiven(person_id=by.pk, group_id=group.pk, role=Role.HOST, by_id=by.pk, at=now))
    group.refresh_from_db()
    return group


@transaction.atomic
def change_group(*, group: Group, by: Person, now: datetime, **values: Any) -> Group:
    """Change what a host sets; who may see what follows at once, for this group and everything below it.

    :param values: any of `CHANGEABLE`; `parent` moves the group with all that stands inside it.
    :raises NotAllowed: its text is fit to show; nothing is written.
    Source: README, G-7.
    """
    assert values.keys() <= CHANGEABLE, values.keys() - CHANGEABLE
    parent = values.get("parent")
    locked = lock_paths(*{group.pk, *([parent.pk] if parent else [])})
    fresh = locked[group.pk]
    under = list(Group.objects.select_for_update(no_key=True).filter(below(fresh)).order_by("path"))
    may_host(fresh, by).or_refuse()
    changed = {field: value for field, value in values.items() if getattr(fresh, field) != value}
    from_id = fresh.parent_id
    if "parent" in changed:
        height = max((g.path.count("/") for g in under), default=fresh.path.count("/")) - fresh.path.count("/")
        may_move(fresh, locked[parent.pk] if parent else None, by, height).or_refuse()
    for field, value in changed.items():
        setattr(fresh, field, value)
    may_be_set_so(discovery=fresh.discovery, reading=fresh.reading, questions=fresh.questions).or_refuse()
    if not changed:
        return fresh
    fresh.save(update_fields=list(changed))
    if changed.keys() & {"parent", "discovery", "reading"}:
        renew_sight(fresh)
    _tell(fresh, changed, from_id, by, now)
    return fresh


def _tell(group: Group, changed: dict[str, Any], from_id: int | None, by: Person, now: datetime) -> None:
    if "parent" in changed:
        publish(GroupMoved(group_id=group.pk, from_id=from_id, to_id=group.parent_id, by_id=by.pk, at=now))
    if fields := tuple(sorted(changed.keys() - {"parent"})):
        publish(GroupChanged(group_id=group.pk, fields=fields, by_id=by.pk, at=now))


@dataclass(frozen=True, kw_only=True)
class SightOfGroup:
    """Who may read one group, and know of it, at one moment. None stands for a whole class of readers."""

    reading: str
    readers: frozenset[int] | None
    knowers: frozenset[int] | None


@dataclass(frozen=True, kw_only=True)
class SightChange:
    """What one change would do to one group."""

    group: Group
    before: SightOfGroup
    after: SightOfGroup


@transaction.atomic
def preview_change(*, group: Group, by: Person, now: datetime, **values: Any) -> list[SightChange]:
    """Say who would gain or lose sight of which group: the change is made, looked at, and taken back.

    Only groups that `by` may know of are told. Nothing is written and nobody is told.

    :raises NotAllowed: the change itself would be refused; its text is fit to show.
    Source: README, G-7.
    """
    changes: list[SightChange] = []
    try:
        with transaction.atomic():
            lock_paths(group.pk)
            told = {g.pk: g for g in Group.objects.visible_to(by).filter(at_or_below(group))}
            before = _sight_of(told)
            change_group(group=group, by=by, now=now, **values)
            after = _sight_of(told)
            changes = [
                SightChange(group=told[pk], before=before[pk], after=after[pk])
                for pk in told
                if before[pk] != after[pk]
            ]
            raise _TakeBack
    except _TakeBack:
        return sorted(changes, key=lambda change: change.group.path)


class _TakeBack(Exception):
    """Ends the transaction of a preview."""


def _sight_of(pks: Iterable[int]) -> dict[int, SightOfGroup]:
    groups = list(Group.objects.filter(pk__in=pks))
    gates = {gate for group in groups for gate in (group.read_gate_id, group.know_gate_id) if gate}
    inside: dict[int, set[int]] = {gate: set() for gate in gates}
    for gate, person in Membership.objects.filter(group__in=gates, is_in_force=True).values_list("group", "person"):
        inside[gate].add(person)
    return {
        group.pk: SightOfGroup(
            reading=group.effective_reading,
            readers=frozenset(inside[group.read_gate_id]) if group.read_gate_id else None,
            knowers=frozenset(inside[group.know_gate_id]) if group.know_gate_id else None,
        )
        for group in groups
    }
