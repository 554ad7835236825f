"""What moderation asks about groups, registered as `Places` in `apps.py`: it knows no room itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left, Length

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.groups.actions.leaving import erase_memberships
from forum.groups.actions.lines import shown_version
from forum.groups.actions.locks import lock_path, lock_paths
from forum.groups.actions.sight import renew_memberships
from forum.groups.models import Group, Membership, Role
from forum.groups.queries import groups_of
from moderation.kinds import Change, Circumstances
from moderation.models import Effect, Revision
from moderation.queries import not_emptied_since
from moderation.rules import may_come_in

MODERATING = (Role.MODERATOR, Role.HOST)
MEMBERSHIP = "membership"


def moderated_by(person: Person) -> QuerySet[Any, Any]:
    """Ids of the groups where a person is a moderator or host. Rights never flow down. Source: README, G-6."""
    return groups_of(person, roles=MODERATING)


def moderators_of(group_id: int) -> QuerySet[Any, Any]:
    """Ids of the people who moderate a group by their role in it."""
    return moderating(Group.objects.filter(pk=group_id).values("pk"))


def moderating(groups: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Ids of the people who moderate any of these groups by their role in it."""
    return Membership.objects.filter(group__in=groups, role__in=MODERATING, is_in_force=True).values("person")


def everywhere() -> QuerySet[Any, Any]:
    """Ids of all groups."""
    return Group.objects.values("pk")


def within(groups: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Ids of the groups inside these, themselves included: for a role at the desk, which is given with its scope.

    A group is inside another when its path begins with the other's. Said without `LIKE`, whose escapes would nest this
    too deep for the parser of SQLite, once sight of a case stands inside sight of something else.
    """
    above = Group.objects.filter(pk__in=groups, path=Left(OuterRef("path"), Length("path")))
    return Group.objects.filter(Exists(above)).values("pk")


def named(groups: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Ids and names of these groups, in no order."""
    return Group.objects.filter(pk__in=groups).values_list("pk", "name")


def names(ids: Iterable[int]) -> dict[int, str]:
    """Names of groups, by id. One query."""
    return dict(Group.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def listed(groups: QuerySet[Any, Any]) -> list[tuple[int, str]]:
    """Ids and names of these groups, in the order of the tree: each group is followed by those inside it. One query."""
    found = Group.objects.filter(pk__in=groups).values_list("pk", "name", "path")
    rows = {pk: (name, tuple(int(part) for part in path.strip("/").split("/"))) for pk, name, path in found}

    def place(row: tuple[int, tuple[str, tuple[int, ...]]]) -> list[tuple[str, int]]:
        return [(rows[step][0].casefold() if step in rows else "", step) for step in row[1][1]]

    return [(pk, "– " * (len(path) - 1) + name) for pk, (name, path) in sorted(rows.items(), key=place)]


def path_of(group_id: int) -> tuple[int, ...]:
    """Ids from the root to a group; empty when it is gone."""
    path = Group.objects.filter(pk=group_id).values_list("path", flat=True).first() or ""
    return tuple(int(part) for part in path.strip("/").split("/") if part)


def put_out(person: Person, group_id: int | None, by: Person, now: datetime) -> list[Change]:
    """Take a banned person out of a group and all inside it, or out of every group. Locks the paths.

    What is kept of each membership puts it back exactly as it was: the line beside the name by the version of its words.
    """
    memberships = Membership.objects.filter(person=person.pk).select_related("group").order_by("group__path")
    if group_id is not None:
        memberships = memberships.filter(group__in=within(Group.objects.filter(pk=group_id).values("pk")))
    if groups := list(memberships.values_list("group", flat=True)):
        lock_paths(*groups)
    rows = list(memberships)
    changes = [Change(subject=row.group, what=MEMBERSHIP, before=_kept(row), after=None) for row in rows]
    erase_memberships(rows, person.pk, now)
    return changes


def _kept(membership: Membership) -> dict[str, Any]:
    shown = shown_version(membership)
    return {
        "id": membership.pk,
        "person": membership.person_id,
        "role": membership.role,
        "joined_at": membership.joined_at.isoformat(),
        "line": shown.pk if shown else None,
    }


def restore(effect: Effect, by: Person, now: datetime) -> bool:
    """Put a membership back that a ban took away.

    False, and nothing is done, when its group or its person is gone, the person is in it again, or another ban keeps
    them out.
    """
    assert effect.before is not None
    kept: dict[str, Any] = effect.before
    group = Group.objects.filter(pk=effect.subject_id).first()
    if group is None:
        return False
    path = lock_path(group)
    person = Person.objects.get(pk=kept["person"])
    if not person.is_active or not may_come_in(person, tuple(each.pk for each in path), now):
        return False
    if Membership.objects.filter(person=person, group=group).exists():
        return False
    line = Revision.objects.filter(pk=kept["line"]).first() if kept["line"] else None
    Membership.objects.create(
        pk=kept["id"],
        person=person,
        group=path[-1],
        role=kept["role"],
        line=line.body if line else "",
        joined_at=datetime.fromisoformat(kept["joined_at"]),
        is_in_force=False,
    )
    renew_memberships(path[-1], person.pk)
    renew_trust(person.pk)
    return True


def circumstances_of_line(revision: Revision) -> Circumstances:
    """Where a line beside a name stands. It is no post, so it is not among the first that are read first."""
    group = Group.objects.filter(memberships=revision.target_id).first()
    if group is None:
        return Circumstances()
    return Circumstances(group_id=group.pk, path=(*group.ancestor_ids, group.pk), holds_first=group.holds_first)


def line_is_read() -> Q:
    """The condition on revisions for their membership to be there, and the line not emptied since. Source: README, G-8."""
    return Q(Exists(Membership.objects.filter(pk=OuterRef("target_id")))) & not_emptied_since()


def line_stands_in(groups: QuerySet[Any, Any], path: str) -> Exists:
    """The condition for the membership that a row points at to be in one of these groups."""
    return Exists(Membership.objects.filter(pk=OuterRef(path), group__in=groups))
