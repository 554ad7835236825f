"""Meetups: where and when people meet, who announces it, and who comes."""

from forum.meetups.models.announcing import (
    Announcement,
    Audience,
    CharityOrganiser,
    Kind,
    Message,
    Mode,
    Newer,
    Plan,
    State,
)
from forum.meetups.models.attending import Attendance, AttendanceStep, CalendarFeed, Helper
from forum.meetups.models.dates import Meetup, Pattern, Reason, Series, Session, Status
from forum.meetups.models.places import OwnPlace, Place, PlaceName, Venue, VenueFact

__all__ = [
    "Announcement",
    "Attendance",
    "AttendanceStep",
    "Audience",
    "CalendarFeed",
    "CharityOrganiser",
    "Helper",
    "Kind",
    "Meetup",
    "Message",
    "Mode",
    "Newer",
    "OwnPlace",
    "Pattern",
    "Place",
    "PlaceName",
    "Plan",
    "Reason",
    "Series",
    "Session",
    "State",
    "Status",
    "Venue",
    "VenueFact",
]
