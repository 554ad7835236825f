"""What becomes of a request to join."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.groups.actions.joining import let_in
from forum.groups.actions.locks import lock_path
from forum.groups.errors import AlreadyAnswered
from forum.groups.events import JoinDecided, JoinRequestWithdrawn, RequestsRead
from forum.groups.models import Group, JoinRequest
from forum.groups.rules import AFTER_ALL_FOR, Way, may_be_let_in, may_host
from forum.kernel.events import publish


@transaction.atomic
def decide_join_request(*, request: JoinRequest, is_let_in: bool, by: Person, now: datetime) -> JoinRequest:
    """A host lets somebody in, or does not. The answers are erased either way.

    :raises AlreadyAnswered: another host was first, or the person took it back; nothing is written.
    :raises NotAllowed: `by` may not decide, or a group above comes first; nothing is written.
    Source: README, G-4.
    """
    path = lock_path(request.group)
    waiting = _in_state(request, JoinRequest.State.WAITING)
    may_host(path[-1], by).or_refuse()
    way = Way.to(path, waiting.person)
    if is_let_in:
        may_be_let_in(way, now).or_refuse()
    _answer(waiting, JoinRequest.State.ACCEPTED if is_let_in else JoinRequest.State.DECLINED, by, now)
    if is_let_in and not way.is_in:
        let_in(way, now)
    _tell(waiting, is_let_in, by, now)
    return waiting


@transaction.atomic
def let_in_after_all(*, request: JoinRequest, by: Person, now: datetime) -> JoinRequest:
    """A host lets in somebody who was not let in during the last seven days: it was a slip, or there is room now.

    :raises AlreadyAnswered: it is longer ago, they asked again meanwhile, or they are in; nothing is written.
    :raises NotAllowed: `by` may not decide, or a group above comes first; nothing is written.
    Source: README, G-4.
    """
    path = lock_path(request.group)
    declined = _in_state(request, JoinRequest.State.DECLINED)
    may_host(path[-1], by).or_refuse()
    way = Way.to(path, declined.person)
    if way.is_in or way.request != declined or (declined.decided_at or now) <= now - AFTER_ALL_FOR:
        raise AlreadyAnswered
    may_be_let_in(way, now).or_refuse()
    _answer(declined, JoinRequest.State.ACCEPTED, by, now)
    let_in(way, now)
    _tell(declined, True, by, now)
    return declined


@transaction.atomic
def withdraw_join_request(*, request: JoinRequest, by: Person, now: datetime) -> None:
    """A person takes their request back; the hosts see no more of it.

    :raises AlreadyAnswered: a host was first.
    Source: README, G-4.
    """
    lock_path(request.group)
    waiting = _in_state(request, JoinRequest.State.WAITING)
    if waiting.person_id != by.pk:
        raise AlreadyAnswered
    _answer(waiting, JoinRequest.State.WITHDRAWN, None, now)
    publish(JoinRequestWithdrawn(request_id=waiting.pk, person_id=waiting.person_id, group_id=waiting.group_id, at=now))


@transaction.atomic
def note_requests_read(*, group: Group, by: Person, now: datetime) -> None:
    """Tell that `by` has looked at who asks to be let in: what they were told of it counts as read. Source: README, N-6."""
    publish(RequestsRead(person_id=by.pk, group_id=group.pk, at=now))
    by.refresh_from_db(fields=["has_news"])  # for the page that they look at


def withdraw_requests_below(*, group: Group, person_id: int, now: datetime) -> None:
    """Take back a person's requests to groups inside one that they are out of. The caller holds the lock."""
    JoinRequest.objects.filter(
        person=person_id, group__path__startswith=group.path, state=JoinRequest.State.WAITING
    ).update(state=JoinRequest.State.WITHDRAWN, answers=[], decided_at=now)


def _in_state(request: JoinRequest, state: JoinRequest.State) -> JoinRequest:
    found = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=request.pk, state=state)
        .first()
    )
    if found is None:
        raise AlreadyAnswered
    return found


def _answer(request: JoinRequest, state: JoinRequest.State, by: Person | None, now: datetime) -> None:
    request.state, request.decided_by, request.decided_at, request.answers = state, by, now, []
    request.save(update_fields=["state", "decided_by", "decided_at", "answers"])


def _tell(request: JoinRequest, is_let_in: bool, by: Person, now: datetime) -> None:
    publish(
        JoinDecided(
            request_id=request.pk,
            person_id=request.person_id,
            group_id=request.group_id,
            is_let_in=is_let_in,
            by_id=by.pk,
            at=now,
        )
    )
