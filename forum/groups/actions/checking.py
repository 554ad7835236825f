"""Is what the verbs keep still true? Worked out again the slow way: from each group up to its root, step by step."""

from collections import Counter
from collections.abc import Iterator

from accounts.models import Person
from accounts.queries import is_trusted_somewhere
from forum.groups.models import Discovery, Group, Membership, Reading


def sight_that_drifted() -> Iterator[str]:
    """Say of each kept path, reading, gate, count, membership and trust what it is and what it should be.

    Nothing is said when all is well. Nothing is mended: a difference means that something wrote around the verbs.
    Source: README, G-1.
    """
    groups = Group.objects.in_bulk()
    standing = {(m.group_id, m.person_id): m for m in Membership.objects.all()}
    for group in groups.values():
        yield from _of_group(group, _path_of(group, groups))
    counts: Counter[int] = Counter()
    for (group_pk, person_pk), membership in standing.items():
        above = _path_of(groups[group_pk], groups)[:-1]
        is_let_in = all((each.pk, person_pk) in standing for each in above if each.reading == Reading.GROUP)
        counts[group_pk] += is_let_in
        if membership.is_in_force != is_let_in:
            yield f"membership {membership.pk}: in force is {membership.is_in_force}, should be {is_let_in}"
    for group in groups.values():
        if group.member_count != counts[group.pk]:
            yield f"group {group.pk}: member_count is {group.member_count}, should be {counts[group.pk]}"
    yield from _of_trust()


def _path_of(group: Group, groups: dict[int, Group]) -> list[Group]:
    path = [group]
    while (parent := path[0].parent_id) is not None:
        path.insert(0, groups[parent])
    return path


def _of_group(group: Group, path: list[Group]) -> Iterator[str]:
    readings = [each.reading for each in path]
    strictest = next((each for each in (Reading.GROUP, Reading.MEMBERS) if each in readings), Reading.PUBLIC)
    closed = [each.pk for each in path if each.reading == Reading.GROUP]
    hidden = [each.pk for each in path if each.discovery == Discovery.HIDDEN]
    should = {
        "path": "/" + "".join(f"{each.pk}/" for each in path),
        "effective_reading": strictest,
        "read_gate_id": closed[-1] if closed else None,
        "know_gate_id": hidden[-1] if hidden else None,
    }
    for field, value in should.items():
        if getattr(group, field) != value:
            yield f"group {group.pk}: {field} is {getattr(group, field)}, should be {value}"


def _of_trust() -> Iterator[str]:
    for person in Person.objects.only("pk", "is_trusted"):
        expected = is_trusted_somewhere(person.pk)
        if person.is_trusted != expected:
            yield f"person {person.pk}: is_trusted is {person.is_trusted}, should be {expected}"
