"""How groups and memberships are found. Sight begins here: see README, S-1 to S-3."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import Boundary, Person

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.groups.models import Group, Invitation, JoinRequest, Membership


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Groups whose existence `viewer` may know of: name and description, not what is written inside.

        Signed out: the publicly readable ones. Signed in: all but those with a hidden group on their
        path (or hidden themselves) that the viewer is not in. Staff know of every group; that alone
        does not let them read. Source: README, S-1.
        """
        if not viewer.is_authenticated:
            return self.filter(effective_reading="public", know_gate=None)
        if viewer.is_staff:
            return self.all()
        return self.filter(Q(know_gate=None) | Q(know_gate__in=groups_of(viewer)))

    def readable_by(self, viewer: "Viewer") -> Self:
        """Groups whose threads `viewer` may read.

        `read_gate` is the nearest group on the path that only its members read; a membership is in force
        only while the person is in every such group above it, so that one look-up answers for the whole
        path. Source: README, S-2.
        """
        if not viewer.is_authenticated:
            return self.filter(effective_reading="public")
        return self.filter(Q(read_gate=None) | Q(read_gate__in=groups_of(viewer)))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Memberships of groups that `viewer` is in, except those of people hidden from them. Source: README, S-3."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(group__in=groups_of(viewer)).exclude(person__in=Boundary.objects.hidden_from(viewer))

    def in_force(self) -> Self:
        """Memberships that let their person in: nobody is let in below a closed group that they are not in."""
        return self.filter(is_in_force=True)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own requests, and those to groups that one hosts. Source: README, G-4."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(person=viewer) | Q(group__in=groups_of(viewer, roles=("host",))))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Invitations to the viewer's own verified address, and those sent for groups that they host."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(email=viewer.email) | Q(group__in=groups_of(viewer, roles=("host",))))


def groups_of(person: Person, roles: tuple[str, ...] = ()) -> QuerySet[Any, Any]:
    """Ids of the groups that a person is in, with force; only those where they have one of `roles`, if given."""
    from forum.groups.models import Membership

    mine = Membership.objects.filter(person=person.pk, is_in_force=True)
    return (mine.filter(role__in=roles) if roles else mine).values("group")


def people_in_groups_of(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of the people with whom `viewer` shares a group."""
    from forum.groups.models import Membership

    return Membership.objects.filter(is_in_force=True, group__in=groups_of(viewer)).values("person")
