"""What happened to meetups: ids and the moment."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class MeetupAnnounced:
    """A meetup, or the dates of a series, can be seen by whoever reads its group."""

    announcement_id: int
    group_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AnnouncementHeld:
    """New words of an announcement wait for a moderator."""

    announcement_id: int
    revision_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AnnouncementShown:
    """Words of an announcement can be read: for the first time, changed, or again. It is no news to anybody."""

    announcement_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AnnouncementTakenDown:
    """Words of an announcement are not shown any more; whatever was derived from them must go too."""

    announcement_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MeetupChanged:
    """When or where one date takes place has changed, or how many can come; `fields` names what."""

    meetup_id: int
    sequence: int
    fields: tuple[str, ...]
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MeetupPostponed:
    """One date does not take place then; when it does is not known yet."""

    meetup_id: int
    sequence: int
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MeetupCancelled:
    """One date does not take place."""

    meetup_id: int
    sequence: int
    by_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MeetupHandedOver:
    """Somebody else organises it from now on."""

    meetup_id: int
    from_id: int
    to_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageShown:
    """What an organiser writes to those who come can be read by them."""

    message_id: int
    meetup_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PlaceOffered:
    """A place is kept for somebody who waited, until a moment."""

    attendance_id: int
    meetup_id: int
    person_id: int
    until: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AttendanceChanged:
    """Somebody comes, waits, comes with more or fewer, or does not come any more."""

    meetup_id: int
    person_id: int
    state: str
    at: datetime
