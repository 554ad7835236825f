"""One verb at a time in a network, so that memberships, gates and counts always agree."""

from django.db import transaction

from accounts.models import Person
from forum.groups.errors import GroupOnTheMove
from forum.groups.models import Group, Membership
from forum.groups.queries import GroupQuerySet
from forum.kernel.compiled import Compiled

_ATTEMPTS = 5


def lock_paths(*pks: int) -> dict[int, Group]:
    """Lock the groups on the way to each of these, root first, and return them fresh, by id.

    Every verb of this app takes the root first, so that two in one network take turns. A group that went to
    another network while we waited is let go of and looked for again.

    :raises GroupOnTheMove: it kept moving; its text is fit to show.
    """
    for _attempt in range(_ATTEMPTS):
        mark = transaction.savepoint()
        ids = _ids_on_paths(pks)
        roots = {path[0] for path in ids}
        list(_locked().filter(pk__in=roots).order_by("pk"))
        now = _ids_on_paths(pks)
        if {path[0] for path in now} == roots:
            transaction.savepoint_commit(mark)
            return {
                group.pk: group
                for group in _locked().filter(pk__in={pk for path in now for pk in path}).order_by("path")
            }
        transaction.savepoint_rollback(mark)
    raise GroupOnTheMove


def lock_path(group: Group) -> list[Group]:
    """Lock the groups on the way to one, and return them fresh, root first."""
    found = lock_paths(group.pk)
    return [found[pk] for pk in (*found[group.pk].ancestor_ids, group.pk)]


def _locked() -> GroupQuerySet:
    # NO KEY: rows that merely point at the group (a new thread, a notice) need not wait.
    return Group.objects.select_for_update(no_key=True)


def _ids_on_paths(pks: tuple[int, ...]) -> list[list[int]]:
    paths = Group.objects.filter(pk__in=pks).values_list("path", flat=True)
    return [[int(part) for part in path.strip("/").split("/")] for path in paths]


def role_kept(group_id: int, person: Person) -> str:
    """Return the person's role in a group, or "", and keep it as it is until the transaction ends.

    For whoever writes there without a lock on the group: somebody who is removed, or who leaves with their words
    erased, is not overtaken by a post that was on its way.
    """
    mine = _role_to_keep.first(group=group_id, person=person.pk)
    return mine["role"] if mine else ""


_role_to_keep = Compiled(
    lambda group, person: (
        Membership.objects.select_for_update(no_key=True)
        .filter(group=group, person=person, is_in_force=True)
        .values("role")
    )
)
