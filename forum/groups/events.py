"""What happened in groups: ids and the moment."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class GroupStarted:
    group_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GroupChanged:
    """A host changed what the group says or who may see, join or write; `fields` names what."""

    group_id: int
    fields: tuple[str, ...]
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GroupMoved:
    """The group stands under another one now, with everything below it."""

    group_id: int
    from_id: int | None
    to_id: int | None
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonJoinedGroup:
    person_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonLeftGroup:
    """The person left, was removed, or closed their account: told once for each group that they are out of."""

    person_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class JoinRequested:
    request_id: int
    person_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class JoinDecided:
    request_id: int
    person_id: int
    group_id: int
    is_let_in: bool
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class JoinRequestWithdrawn:
    request_id: int
    person_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonInvited:
    """An address was invited. Whether it belongs to anybody is not told."""

    invitation_id: int
    group_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered:
    person_id: int
    group_id: int
    is_accepted: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RoleGiven:
    person_id: int
    group_id: int
    role: str
    by_id: int
    at: datetime
