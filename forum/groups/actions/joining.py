"""Coming into a group, and into the closed ones above it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.groups.actions.locks import lock_path
from forum.groups.actions.sight import renew_memberships
from forum.groups.events import JoinRequested, PersonJoinedGroup, RoleGiven
from forum.groups.models import Group, Joining, JoinRequest, Membership, Role
from forum.groups.rules import Way, may_join, may_step_in
from forum.kernel.events import publish


@transaction.atomic
def join_group(*, group: Group, by: Person, now: datetime, answers: Sequence[str] = ()) -> Membership | JoinRequest:
    """Join an open group, with the open closed ones above it; or ask the hosts of one that is asked to.

    Pressed twice, it answers with what the first press did.

    :param answers: to the group's questions, in their order; kept until a host decides.
    :raises NotAllowed: its text is fit to show.
    Source: README, G-2 to G-4.
    """
    path = lock_path(group)
    way = Way.to(path, by)
    if way.is_in and way.membership:
        return way.membership
    if way.request and way.request.state == JoinRequest.State.WAITING and path[-1].joining == Joining.REQUEST:
        return way.request
    may_join(way, now).or_refuse()
    if path[-1].joining == Joining.REQUEST and not way.membership:
        return _ask(way, answers, now)
    return let_in(way, now)


@transaction.atomic
def step_in_as_host(*, group: Group, by: Person, now: datetime) -> Membership:
    """Staff become the host of a group that has none, and a member of the closed groups above it.

    :raises NotAllowed: its text is fit to show.
    Source: README, G-6.
    """
    way = Way.to(lock_path(group), by)
    may_step_in(way.group, by).or_refuse()
    membership = let_in(way, now)
    Membership.objects.filter(pk=membership.pk).update(role=Role.HOST)
    renew_trust(by.pk)
    publish(RoleGiven(person_id=by.pk, group_id=group.pk, role=Role.HOST, by_id=by.pk, at=now))
    membership.refresh_from_db()
    return membership


def let_in(way: Way, now: datetime) -> Membership:
    """Write the memberships that are missing on the way. The caller holds the locks and has asked the rule."""
    wanting = [*way.missing, *([] if way.membership else [way.group])]
    made = [
        Membership(person=way.person, group=group, joined_at=now, is_in_force=False, role=Role.MEMBER)
        for group in wanting
    ]
    Membership.objects.bulk_create(made)
    renew_memberships(wanting[0] if wanting else way.group, way.person.pk)
    JoinRequest.objects.filter(
        person=way.person.pk, group__in=[group.pk for group in wanting], state=JoinRequest.State.WAITING
    ).update(state=JoinRequest.State.ACCEPTED, answers=[], decided_at=now)
    for group in wanting:
        publish(PersonJoinedGroup(person_id=way.person.pk, group_id=group.pk, at=now))
    return Membership.objects.select_related("group").get(person=way.person.pk, group=way.group.pk)


def _ask(way: Way, answers: Sequence[str], now: datetime) -> JoinRequest:
    asked = [
        [question, answer.strip()]
        for question, answer in zip(way.group.questions, [*answers, "", "", ""], strict=False)
        if answer.strip()
    ]
    request = JoinRequest.objects.create(person=way.person, group=way.group, answers=asked, asked_at=now)
    publish(JoinRequested(request_id=request.pk, person_id=way.person.pk, group_id=way.group.pk, at=now))
    return request
