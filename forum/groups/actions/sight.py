"""Who sees which group, worked out from the switches along the path. The only code that writes what follows from them.

`derive_sight` and `standing_in_force` are pure; `renew_sight` and `renew_memberships` apply them to rows.
Callers hold the lock on the network (`lock_paths`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from forum.groups.models import Discovery, Group, Membership, Reading

_STRICTNESS: dict[str, int] = {Reading.PUBLIC: 0, Reading.MEMBERS: 1, Reading.GROUP: 2}
_AT_ONCE = 5_000  # rows named in one statement


@dataclass(frozen=True, kw_only=True)
class Switches:
    """What a host set on one group, and where the group stands."""

    id: int
    parent_id: int | None
    reading: str
    discovery: str


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What follows for one group from the switches on its path, itself included."""

    path: str = "/"
    effective_reading: str = Reading.PUBLIC
    read_gate_id: int | None = None
    know_gate_id: int | None = None


def derive_sight(subtree: Iterable[Switches], above: Sight) -> dict[int, Sight]:
    """Return the sight of each group of a subtree, by id; `above` is that of the parent of its top.

    The strictest reading on the path holds; a gate is the nearest group, from below, that only its members
    read (or know of). Groups may come in any order. Source: README, G-1.
    """
    below: dict[int | None, list[Switches]] = {}
    by_id = {switches.id: switches for switches in subtree}
    for switches in by_id.values():
        parent = switches.parent_id if switches.parent_id in by_id else None
        below.setdefault(parent, []).append(switches)
    found: dict[int, Sight] = {}
    waiting = [(switches, above) for switches in below.get(None, [])]
    while waiting:
        switches, upper = waiting.pop()
        found[switches.id] = sight = Sight(
            path=f"{upper.path}{switches.id}/",
            effective_reading=max(upper.effective_reading, switches.reading, key=_STRICTNESS.__getitem__),
            read_gate_id=switches.id if switches.reading == Reading.GROUP else upper.read_gate_id,
            know_gate_id=switches.id if switches.discovery == Discovery.HIDDEN else upper.know_gate_id,
        )
        waiting += [(child, sight) for child in below.get(switches.id, [])]
    return found


def standing_in_force(
    memberships: Iterable[tuple[int, int]], closed_above: Mapping[int, list[int]]
) -> dict[tuple[int, int], bool]:
    """Say of each (group, person) whether that membership lets the person in.

    It does when the person is in every closed group above. `closed_above` lists those for each group of
    interest; memberships of other groups only count towards the answers. Source: README, G-1.
    """
    standing = set(memberships)
    return {
        (group, person): all((gate, person) in standing for gate in closed_above[group])
        for group, person in standing
        if group in closed_above
    }


def renew_sight(top: Group) -> None:
    """Write what follows for `top` and everything below it, memberships and their counts included."""
    rows = {group.pk: group for group in Group.objects.filter(at_or_below(top))}
    parent = Group.objects.filter(pk=rows[top.pk].parent_id or 0).first()
    changed = []
    for pk, sight in derive_sight(map(_switches_of, rows.values()), _sight_of(parent)).items():
        if _sight_of(rows[pk]) != sight:
            for field, value in vars(sight).items():
                setattr(rows[pk], field, value)
            changed.append(rows[pk])
    Group.objects.bulk_update(changed, [*Sight.__dataclass_fields__], batch_size=500)
    top.refresh_from_db()
    renew_memberships(top)


def renew_memberships(top: Group, person_id: int | None = None) -> None:
    """Put in force, or at rest, each membership in `top` and below it; of one person only, if given."""
    path = Group.objects.filter(pk__in=top.ancestor_ids).in_bulk()
    groups = {**path, top.pk: top, **Group.objects.filter(below(top)).in_bulk()}
    closed = {pk for pk, group in groups.items() if group.reading == Reading.GROUP}
    closed_above = {
        pk: [a for a in group.ancestor_ids if a in closed] for pk, group in groups.items() if pk not in path
    }
    rows = Membership.objects.filter(group__in=closed | closed_above.keys())
    if person_id is not None:
        rows = rows.filter(person=person_id)
    was = {(m.group_id, m.person_id): m for m in rows.only("group_id", "person_id", "is_in_force")}
    wanted = standing_in_force(was, closed_above)
    for is_in_force in (True, False):
        _set_in_force(
            [was[key] for key, want in wanted.items() if want is is_in_force and was[key].is_in_force is not want],
            is_in_force=is_in_force,
        )


def below(top: Group) -> Q:
    """The condition for the groups under `top`, itself not included."""
    return Q(path__startswith=top.path) & ~Q(pk=top.pk) if top.path else Q(pk__in=[])


def at_or_below(top: Group) -> Q:
    """The condition for a group and those under it."""
    return Q(pk=top.pk) | below(top)


def count_members(change: Mapping[int, int]) -> None:
    """Move the kept counts by `change`, group id to difference."""
    by_difference: dict[int, list[int]] = {}
    for pk, difference in change.items():
        by_difference.setdefault(difference, []).append(pk)
    for difference, pks in by_difference.items():
        Group.objects.filter(pk__in=pks).update(member_count=F("member_count") + difference)


def _set_in_force(memberships: list[Membership], *, is_in_force: bool) -> None:
    for start in range(0, len(memberships), _AT_ONCE):
        pks = [membership.pk for membership in memberships[start : start + _AT_ONCE]]
        Membership.objects.filter(pk__in=pks).update(is_in_force=is_in_force)
    by_group = Counter(membership.group_id for membership in memberships)
    count_members({pk: count if is_in_force else -count for pk, count in by_group.items()})


def _switches_of(group: Group) -> Switches:
    return Switches(id=group.pk, parent_id=group.parent_id, reading=group.reading, discovery=group.discovery)


def _sight_of(group: Group | None) -> Sight:
    if group is None:
        return Sight()
    return Sight(**{field: getattr(group, field) for field in Sight.__dataclass_fields__})
