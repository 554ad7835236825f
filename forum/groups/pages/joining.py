"""What stands between a person and a group, and what goes when they leave."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Person
from forum.groups.models import Group, Invitation, Joining, JoinRequest, Membership, Reading, Role
from forum.groups.pages.place import readers_sentence_outside
from forum.groups.rules import Way, fits, may_ask_again_at, may_join
from forum.kernel.verdicts import Verdict


@dataclass(frozen=True, kw_only=True)
class JoinPage:
    """What stands between a person and a group.

    :param comes_first: the closed group above that has to be asked first, if that is what is in the way.
    :param also: closed groups above that joining this one joins too.
    :param again_at: when a request that was declined can be made again.
    """

    way: Way
    verdict: Verdict
    readers: str
    comes_first: Group | None
    also: list[Group]
    waiting: JoinRequest | None
    again_at: datetime | None
    is_invited: bool
    fits: bool


def join_page(group: Group, viewer: Person, *, is_invited: bool, now: datetime) -> JoinPage:
    """Look it up: three queries."""
    path = list(Group.objects.visible_to(viewer).filter(pk__in=[*group.ancestor_ids, group.pk]).order_by("path"))
    way = Way.to(path, viewer)
    request = way.request
    state = request.state if request else ""
    return JoinPage(
        way=way,
        verdict=may_join(way, now),
        readers=readers_sentence_outside(group),
        comes_first=next((above for above in way.missing if above.joining != Joining.OPEN), None),
        also=way.missing,
        waiting=request if state == JoinRequest.State.WAITING else None,
        again_at=may_ask_again_at(request) if request and state == JoinRequest.State.DECLINED else None,
        is_invited=is_invited,
        fits=fits(group, viewer),
    )


@dataclass(frozen=True, kw_only=True)
class LeavePage:
    """What goes when a person leaves.

    :param along: groups inside that they are in and would be out of.
    """

    membership: Membership
    along: list[Group]
    is_only_host: bool


def leave_page(group: Group, viewer: Person) -> LeavePage | None:
    """Look it up; None when they are not in the group. Two queries."""
    mine = Membership.objects.filter(person=viewer.pk, group__path__startswith=group.path).select_related("group")
    by_group = {membership.group_id: membership for membership in mine}
    membership = by_group.pop(group.pk, None)
    if membership is None:
        return None
    others = Membership.objects.filter(group=group.pk, role=Role.HOST).exclude(person=viewer.pk)
    return LeavePage(
        membership=membership,
        along=[each.group for each in by_group.values() if each.is_in_force] if group.reading == Reading.GROUP else [],
        is_only_host=membership.role == Role.HOST and not others.exists(),
    )


def group_of_resting_place(person: Person, pk: int) -> Group | None:
    """The group of a membership of one's own that rests, which one may not know of now; for leaving it."""
    found = Membership.objects.filter(pk=pk, person=person.pk, is_in_force=False).select_related("group").first()
    return found.group if found else None


def invitations_of(viewer: Person, *, now: datetime) -> list[Invitation]:
    """Invitations to a person that have not ended. One query."""
    found = Invitation.objects.sent_to(viewer).filter(ends_at__gt=now).select_related("group", "invited_by")
    return list(found.order_by("-pk")[:50])
