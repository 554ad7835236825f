"""Who may do what in a group. Each answer is yes, or no with a sentence for the person who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Audience, Discovery, Group, Invitation, Joining, JoinRequest, Membership, Reading, Role
from forum.groups.queries import audiences_for
from forum.kernel.verdicts import YES, Verdict, no
from moderation.rules import may_come_in, may_write

ASK_AGAIN_AFTER = timedelta(days=30)
AFTER_ALL_FOR = timedelta(days=7)  # how long hosts may think better of not letting somebody in
INVITATION_LASTS = timedelta(days=14)
MOST_INVITATIONS = 100  # waiting at once in one group
DEEPEST = 8  # groups on a path
MOST_QUESTIONS = 3


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one person stands to one group and to those above it.

    :param path: the groups from the root to this one, fresh.
    :param memberships: the person's own on that path, by group id.
    :param request: their newest request to join this group.
    """

    person: Person
    path: Sequence[Group]
    memberships: dict[int, Membership]
    request: JoinRequest | None

    @classmethod
    def to(cls, path: Sequence[Group], person: Person) -> "Way":
        """Look it up: two queries."""
        mine = Membership.objects.filter(person=person.pk, group__in=[group.pk for group in path])
        asked = JoinRequest.objects.filter(person=person.pk, group=path[-1].pk).order_by("-pk").first()
        return cls(person=person, path=path, memberships={m.group_id: m for m in mine}, request=asked)

    @property
    def group(self) -> Group:
        return self.path[-1]

    @property
    def membership(self) -> Membership | None:
        return self.memberships.get(self.group.pk)

    @property
    def is_in(self) -> bool:
        return self.membership is not None and self.membership.is_in_force

    @property
    def missing(self) -> list[Group]:
        """Closed groups above that the person would have to be in, root first."""
        return [g for g in self.path[:-1] if g.reading == Reading.GROUP and g.pk not in self.memberships]

    @property
    def comes_first(self) -> Group | None:
        """The closed group above that the person can ask to join, and has to be in before this one."""
        for above in self.missing if fits(self.group, self.person) else ():
            if above.discovery == Discovery.HIDDEN or not fits(above, self.person):
                return None
            if above.joining != Joining.OPEN:
                return above
        return None

    @property
    def is_known(self) -> bool:
        """May the person know that the group exists? The same as `Group.objects.visible_to`."""
        gate = self.group.know_gate_id
        return gate is None or self.person.is_staff or (gate in self.memberships and self.memberships[gate].is_in_force)


def fits(group: Group, person: Person) -> bool:
    """Is the group for somebody in this person's situation? Declared by themselves; nobody checks."""
    return group.audience in audiences_for(person)


def may_fit(group: Group, person: Person) -> Verdict:
    """Source: README, G-2."""
    if fits(group, person):
        return YES
    if group.audience == Audience.FRIENDS:
        reason = _(
            "%(group)s is for friends and family. If that is what brings you here, you can say so on your own pages: nobody is told."
        )
    else:
        reason = _(
            "%(group)s is for people living with secondary cancer. If that is what brings you here now, you can say so on your own pages: nobody is told."
        )
    return no(reason % {"group": group.name})


def may_pass_doors_above(way: Way) -> Verdict:
    """May the person join every closed group above that they are not in yet? Source: README, G-3."""
    for above in way.missing:
        if above.discovery == Discovery.HIDDEN:
            return no(_("This group stands inside another one, and that one comes first. A host can tell you more."))
        if not (verdict := may_fit(above, way.person)):
            return verdict
        if above.joining != Joining.OPEN:
            return no(
                _("%(group)s comes first: please ask to join it, and then come back here.") % {"group": above.name}
            )
    return YES


def may_join(way: Way, now: datetime) -> Verdict:
    """May the person join, or ask to? Source: README, G-2 to G-4."""
    if way.is_in:
        return no(_("You are in this group."))
    if not way.is_known:
        return no(_("This group cannot be joined."))
    if not (verdict := may_come_in(way.person, tuple(group.pk for group in way.path), now)):
        return verdict
    for verdict in (may_fit(way.group, way.person), may_pass_doors_above(way)):
        if not verdict:
            return verdict
    if way.membership:
        return YES  # it rests only for want of a group above
    if way.group.joining == Joining.INVITATION:
        return no(_("People come into this group when one of its hosts invites them."))
    if way.group.joining == Joining.REQUEST:
        return may_ask(way, now)
    return YES


def may_ask(way: Way, now: datetime) -> Verdict:
    """Source: README, G-4."""
    if way.request is None:
        return YES
    if way.request.state == JoinRequest.State.WAITING:
        return no(_("You have asked to join, and a host will answer. There is nothing more to do."))
    if way.request.state == JoinRequest.State.DECLINED and now < may_ask_again_at(way.request):
        return no(
            _(
                "The hosts could not let you in this time. That says nothing about you: "
                "a group can be full, or meant for something narrower than its name. You can ask again after thirty days."
            )
        )
    return YES


def may_ask_again_at(request: JoinRequest) -> datetime:
    """The moment, aware UTC, from which a request that was declined can be made again. Source: README, G-4."""
    return (request.decided_at or request.asked_at) + ASK_AGAIN_AFTER


def may_be_let_in(way: Way, now: datetime) -> Verdict:
    """May a host let this person in? Said to the host. Source: README, G-4 and M-7."""
    if not may_come_in(way.person, tuple(group.pk for group in way.path), now):
        return no(_("Moderators have decided that they do not come in. The desk can tell you more."))
    for above in way.missing:
        if above.joining != Joining.OPEN or not fits(above, way.person):
            return no(_("They have to be in the group above first. Their request waits here until then."))
    if not fits(way.group, way.person):
        return no(_("This group is for somebody in another situation than the one that they gave."))
    return YES


def may_accept(way: Way, invitation: Invitation, now: datetime) -> Verdict:
    """Source: README, G-5."""
    if invitation.ends_at <= now:
        return no(_("This invitation has ended. The person who sent it can send another."))
    if not (verdict := may_come_in(way.person, tuple(group.pk for group in way.path), now)):
        return verdict
    verdict = may_fit(way.group, way.person)
    return may_pass_doors_above(way) if verdict else verdict


def role_of(group: Group, person: Person) -> str | None:
    """The person's role in the group, if they are in it with force. One query."""
    return (
        Membership.objects.filter(group=group.pk, person=person.pk, is_in_force=True)
        .values_list("role", flat=True)
        .first()
    )


def _known_role(group: Group, by: Person, role: str | None) -> str | None:
    return role_of(group, by) if role is None else role


def may_post_in(group: Group, by: Person, *, now: datetime, role: str | None = None) -> Verdict:
    """Members write, unless moderators asked them to pause.

    :param role: the person's role here where it is known already, "" for somebody who is not in the group.
    Source: README, P-1 and M-7.
    """
    if not _known_role(group, by, role):
        return no(_("Only members write in this group. You can join it first."))
    return may_write(by, (*group.ancestor_ids, group.pk), now)


def may_moderate(group: Group, by: Person, *, role: str | None = None) -> Verdict:
    """Moderators and hosts of this group, not of one above or below. Source: README, G-6."""
    if _known_role(group, by, role) in (Role.MODERATOR, Role.HOST):
        return YES
    return no(_("Only the moderators and hosts of this group can do that."))


def may_host(group: Group, by: Person, *, role: str | None = None) -> Verdict:
    """Hosts of this group, and staff, who answer for all of them. Source: README, G-6."""
    if by.is_staff or _known_role(group, by, role) == Role.HOST:
        return YES
    return no(_("Only the hosts of this group can do that."))


def may_start_in(parent: Group | None, by: Person) -> Verdict:
    """Staff start networks; hosts start groups inside theirs. Source: README, G-7."""
    if parent is None:
        return YES if by.is_staff else no(_("Only staff start a new network. A host can start a group inside theirs."))
    if not (verdict := may_host(parent, by)):
        return verdict
    if len(parent.ancestor_ids) + 2 > DEEPEST:
        return no(_("Groups cannot be nested deeper than this."))
    return YES


def may_move(group: Group, parent: Group | None, by: Person, height: int) -> Verdict:
    """:param height: how many levels hang below the group. Source: README, G-7."""
    if parent is not None and (parent.pk == group.pk or group.pk in parent.ancestor_ids):
        return no(_("A group cannot stand inside itself."))
    if not (verdict := may_start_in(parent, by)):
        return verdict
    if parent is not None and len(parent.ancestor_ids) + 2 + height > DEEPEST:
        return no(_("Groups cannot be nested deeper than this."))
    return YES


def may_step_in(group: Group, by: Person) -> Verdict:
    """Staff take on a group that nobody hosts. Source: README, G-6."""
    if not by.is_staff:
        return no(_("Only staff can do that."))
    if Membership.objects.filter(group=group.pk, role=Role.HOST, is_in_force=True).exists():
        return no(_("This group has a host."))
    return YES


def may_give_role(membership: Membership, by: Person) -> Verdict:
    """Hosts and staff; a host gives up their own role, and only staff take it from another host. Source: README, G-6."""
    if not (verdict := may_host(membership.group, by)):
        return verdict
    if membership.role == Role.HOST and membership.person_id != by.pk and not by.is_staff:
        return no(_("Only staff can change what another host does."))
    return YES


def may_remove(membership: Membership, by: Person) -> Verdict:
    """Source: README, G-6."""
    if membership.person_id == by.pk:
        return no(_("To go, leave the group yourself."))
    if not (verdict := may_host(membership.group, by)):
        return verdict
    if membership.role == Role.HOST and not by.is_staff:
        return no(_("Only staff can remove another host."))
    return YES


def may_be_set_so(*, discovery: str, reading: str, questions: Sequence[str]) -> Verdict:
    """Do the switches agree with each other? Source: README, G-1."""
    if discovery == Discovery.HIDDEN and reading != Reading.GROUP:
        return no(_("A group that nobody outside knows of can be read by its own members only."))
    if len(questions) > MOST_QUESTIONS:
        return no(_("Ask at most three questions."))
    return YES


def reads_no_wider(group: Group, than: Group) -> bool:
    """Can everybody who reads in `group` read in the other one too? Asked of how both are set, not of who is in them.

    Source: README, S-2 and P-17.
    """
    if than.effective_reading == Reading.PUBLIC:
        return True
    if than.effective_reading == Reading.MEMBERS:
        return group.effective_reading != Reading.PUBLIC
    return than.read_gate_id in (group.pk, *group.ancestor_ids)
