"""Who is in a group, asks to be, or is invited."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Person
from forum.groups.models import Group, Invitation, JoinRequest, Membership, Role
from forum.groups.rules import AFTER_ALL_FOR, MOST_INVITATIONS, may_host, role_of

MEMBERS_ON_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class MembersPage:
    """Who is in a group, in the order in which they came.

    :param leading: hosts, moderators and organisers, on the first page only.
    """

    leading: list[Membership]
    members: list[Membership]
    after: int | None
    mine: Membership | None
    may_host: bool


def members_page(group: Group, viewer: Person, *, after: int) -> MembersPage | None:
    """Look it up; None for whom is not in the group. Two queries, three on the first page."""
    mine = Membership.objects.filter(group=group.pk, person=viewer.pk, is_in_force=True).first()
    if mine is None:
        return None
    seen = Membership.objects.visible_to(viewer).in_force().filter(group=group.pk).select_related("person")
    rows = list(seen.filter(role=Role.MEMBER, pk__gt=after).order_by("pk")[: MEMBERS_ON_A_PAGE + 1])
    leading = [] if after else list(seen.exclude(role=Role.MEMBER).order_by("pk")[:MEMBERS_ON_A_PAGE])
    order = [Role.HOST, Role.MODERATOR, Role.ORGANISER]
    return MembersPage(
        leading=sorted(leading, key=lambda membership: order.index(Role(membership.role))),
        members=rows[:MEMBERS_ON_A_PAGE],
        after=rows[MEMBERS_ON_A_PAGE - 1].pk if len(rows) > MEMBERS_ON_A_PAGE else None,
        mine=mine,
        may_host=bool(may_host(group, viewer, role=mine.role)),
    )


@dataclass(frozen=True, kw_only=True)
class RequestsPage:
    """Requests that wait, oldest first; `after` is where the next page starts.

    :param declined: those who were not let in during the last days, newest first; they can be, after all.
    :param is_for_hosts: the viewer hosts the group. To staff who do not, only requests are shown that no host can
        see, and without the answers: whoever wrote them was told that hosts read them.
    """

    waiting: list[JoinRequest]
    declined: list[JoinRequest]
    after: int | None
    is_for_hosts: bool


def requests_page(group: Group, viewer: Person, *, after: int, now: datetime) -> RequestsPage:
    """Look it up: two queries, three for staff. Source: README, G-4."""
    seen = JoinRequest.objects.visible_to(viewer).filter(group=group.pk).exclude(person=viewer.pk)
    seen = seen.select_related("person")
    rows = list(seen.filter(state=JoinRequest.State.WAITING, pk__gt=after).order_by("pk")[:21])
    is_for_hosts = not viewer.is_staff or role_of(group, viewer) == Role.HOST
    if not is_for_hosts:
        for request in rows:
            request.answers = []
    return RequestsPage(
        waiting=rows[:20],
        declined=list(_declined_lately(seen, now)[:50]),
        after=rows[19].pk if len(rows) > 20 else None,
        is_for_hosts=is_for_hosts,
    )


def _declined_lately(seen: QuerySet[JoinRequest], now: datetime) -> QuerySet[JoinRequest]:
    """Those who can be let in after all: they did not ask again, nor come in otherwise."""
    here = {"person": OuterRef("person"), "group": OuterRef("group")}
    return (
        seen.filter(state=JoinRequest.State.DECLINED, decided_at__gt=now - AFTER_ALL_FOR)
        .exclude(Exists(JoinRequest.objects.filter(**here, pk__gt=OuterRef("pk"))))
        .exclude(Exists(Membership.objects.filter(**here, is_in_force=True)))
        .order_by("-decided_at", "-pk")
    )


def sent_invitations(group: Group, viewer: Person, *, now: datetime) -> list[Invitation]:
    """Invitations to this group that wait for an answer, newest first. One query."""
    sent = Invitation.objects.visible_to(viewer).filter(group=group.pk, ends_at__gt=now)
    return list(sent.select_related("invited_by").order_by("-invited_at", "-pk")[:MOST_INVITATIONS])
