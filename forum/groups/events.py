"""What happened in groups: ids and the moment."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class GroupStarted:
    """A network, or a group inside another, was started."""

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
    """The person is in the group now."""

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
    """Somebody asks the hosts to be let in."""

    request_id: int
    person_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class JoinDecided:
    """A host let somebody in, or did not."""

    request_id: int
    person_id: int
    group_id: int
    is_let_in: bool
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class JoinRequestWithdrawn:
    """The person took their request back."""

    request_id: int
    person_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestsRead:
    """Somebody has looked at who asks to be let into a group."""

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
    """An invitation was accepted or declined; it is erased."""

    person_id: int
    group_id: int
    is_accepted: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RoleGiven:
    """A host made somebody a member, an organiser, a moderator or a host."""

    person_id: int
    group_id: int
    role: str
    by_id: int
    at: datetime
