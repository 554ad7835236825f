"""How groups and memberships are found. Sight begins here: see README, S-1 to S-3."""

from typing import TYPE_CHECKING, Any, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Boundary, Person, Situation

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
        """One's own requests to groups that one may know of, and those to groups that one hosts.

        Not those of people hidden from the viewer: another host answers them, or staff where no host can.
        Source: README, G-4.
        """
        from forum.groups.models import Group

        if not viewer.is_authenticated:
            return self.none()
        own = Q(person=viewer.pk, group__in=Group.objects.visible_to(viewer).values("pk"))
        answered = Q(group__in=groups_of(viewer, roles=("host",)))
        if viewer.is_staff:
            answered |= self.seen_by_no_host()
        return self.filter(own | (answered & ~Q(person__in=Boundary.objects.hidden_from(viewer))))

    def seen_by_no_host(self) -> Q:
        """The condition for requests that no host can see: there is none, or all are hidden from who asks, or the
        other way round.
        """
        from forum.groups.models import Membership

        asker, host = OuterRef(OuterRef("person")), OuterRef("person")
        between = Boundary.objects.filter(Q(setter=asker, other=host) | Q(setter=host, other=asker, kind="block"))
        hosts = Membership.objects.filter(group=OuterRef("group"), role="host", is_in_force=True)
        return Q(~Exists(hosts.exclude(Exists(between))))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Invitations to the viewer's own addresses, and those sent for groups that they host. Source: README, G-5."""
        if not viewer.is_authenticated:
            return self.none()
        return self.sent_to(viewer) | self.filter(group__in=groups_of(viewer, roles=("host",)))

    def sent_to(self, person: Person) -> Self:
        """Invitations to addresses that the account has proved to be its own.

        Not those from somebody whom a block or *kept apart* stands between, nor those that would tell an account
        of a hidden group which is not for people in its situation. Source: README, G-5.
        """
        between = Boundary.objects.filter(Q(setter=OuterRef("invited_by"), other=person.pk)) | Boundary.objects.filter(
            setter=person.pk, other=OuterRef("invited_by")
        )
        return (
            self.filter(
                email__in=EmailAddress.objects.filter(user=person.pk, verified=True).values_list(Lower("email"))
            )
            .exclude(Exists(between))
            .exclude(~Q(group__audience__in=audiences_for(person)), group__know_gate__isnull=False)
        )


def audiences_for(person: Person) -> list[str]:
    """The kinds of group that are for somebody in this person's situation. Source: README, G-2."""
    if person.situation == Situation.SECONDARY:
        return ["secondary", "everyone"]
    if person.situation in (Situation.FRIEND_OR_FAMILY, Situation.BEREAVED):
        return ["friends", "everyone"]
    return ["everyone"]


def people_at(address: str) -> QuerySet[Any, Any]:
    """The account that has proved an address to be its own, if any."""
    proved = EmailAddress.objects.filter(email__iexact=address, verified=True)
    return Person.objects.filter(pk__in=proved.values("user"), is_active=True)


def groups_of(person: Person, roles: tuple[str, ...] = ()) -> QuerySet[Any, Any]:
    """Ids of the groups that a person is in, with force; only those where they have one of `roles`, if given."""
    from forum.groups.models import Membership

    mine = Membership.objects.filter(person=person.pk, is_in_force=True)
    return (mine.filter(role__in=roles) if roles else mine).values("group")


def people_in_groups_of(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of the people with whom `viewer` shares a group.

    For `pk__in` on people: it refers to the person asked about, so that the database looks at their memberships only
    and does not gather everybody in the viewer's groups.
    """
    from forum.groups.models import Membership

    theirs = Membership.objects.filter(person=OuterRef("pk"), is_in_force=True)
    return theirs.filter(group__in=groups_of(viewer)).values("person")


def moderating_memberships(person_id: int) -> QuerySet[Any, Any]:
    """Memberships by which a person looks after a group, whether or not they rest now. Source: README, G-6."""
    from forum.groups.models import Membership

    return Membership.objects.filter(person=person_id, role__in=("moderator", "host"))
