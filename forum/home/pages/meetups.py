"""Meetups as a line each, on pages that are about more."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forum.kernel.moments import spoken_there, zone_named
from forum.meetups.models import Attendance, Status


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A meetup that comes.

    :param when: on the wall where it takes place. :param said: what matters about it now, or nothing.
    """

    address: str
    title: str
    when: str
    town: str
    said: str


def coming(row: dict[str, Any]) -> Coming:
    """Say a row of `lookups` as a line."""
    zone = zone_named(row["zone"])
    return Coming(
        address=f"/meetups/{row['pk']}/",
        title=row["title"],
        when=spoken_there(row["starts_at"], zone=zone),
        town=row["town"] or _("online"),
        said=_said(row),
    )


def _said(row: dict[str, Any]) -> str:
    if row["status"] != Status.SCHEDULED:
        return _("cancelled") if row["status"] == Status.CANCELLED else _("postponed")
    if row.get("state") == Attendance.State.OFFERED:
        return _("a place is kept for you")
    return _("you are waiting for a place") if row.get("state") == Attendance.State.WAITING else ""
