"""What moderators are shown of announcements, venues and messages: registered as three `Kind`s in `apps.py`.

That they may see the case was asked before. With the words of an announcement stand when and where it takes place,
since that is what somebody judges with them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Reading
from forum.kernel.moments import exact
from forum.meetups.actions.words import Words
from forum.meetups.models import Announcement, Meetup, Message, Newer, State, Venue
from forum.meetups.pages.own_words import newest
from forum.meetups.text import parts_of
from moderation.kinds import Neighbour, Setting
from moderation.models import Revision

MOST_DATES = 12
_PLACE = {"group": "group", "meetup": "meetup__group"}


def address_of(thing: Words) -> str:
    """The page on which it stands: of an announcement, that of its first date to come, or its last one."""
    if isinstance(thing, Venue):
        return f"/meetups/venues/{thing.pk}/"
    meetup_id = thing.meetup_id if isinstance(thing, Message) else _date_of(thing)
    return f"/meetups/{meetup_id}/" if meetup_id else "/meetups/"


def is_seen_by(thing: Words, viewer: Viewer) -> bool:
    """Whether somebody can open that page now."""
    if isinstance(thing, Venue):
        return Venue.objects.visible_to(viewer).filter(pk=thing.pk).exists()
    meetup_id = thing.meetup_id if isinstance(thing, Message) else _date_of(thing)
    return Meetup.objects.visible_to(viewer).filter(pk=meetup_id or 0).exists()


def excerpt_of(revision: Revision) -> str:
    """Return a short plain text of a version, for lists at the desk: without the names of its parts."""
    model = revision.target_type.model_class()
    parts = parts_of(revision.body, model.PARTS) if model in (Announcement, Venue, Message) else {}
    words = " ".join(" ".join([revision.title, *parts.values()]).split())
    return words if len(words) <= 200 else words[:199] + "…"


def setting_of(thing: Words, person: Person, now: datetime) -> Setting:
    """Say where it stands; of an announcement, with when and where its dates take place."""
    setting = settings_for(type(thing))([thing.pk], person)[thing.pk]
    return replace(setting, neighbours=_dates_around(thing)) if isinstance(thing, Announcement) else setting


def settings_for(model: type[Any]) -> Callable[[Iterable[int], Person], dict[int, Setting]]:
    """What says of things of one kind where they stand, for a list. One query."""

    def settings_of(ids: Iterable[int], person: Person) -> dict[int, Setting]:
        group = "meetup__group" if model is Message else "group"
        rows = model._base_manager.filter(pk__in=list(ids)).values(
            "pk", "state", "newer_words", who=F("author__name"), place_name=F(f"{group}__name"),
            reading=F(f"{group}__effective_reading"), count=F(f"{group}__member_count"),
            said=newest(model, "title"), body=newest(model, "body"),
        )  # fmt: skip
        return {row["pk"]: _setting(model, row) for row in rows}

    return settings_of


def _setting(model: type[Any], row: dict[str, Any]) -> Setting:
    is_change = row["newer_words"] == Newer.HELD
    said = {
        Announcement: _("New words for the meetup “%(title)s”") if is_change else _("Meetup “%(title)s”"),
        Venue: _("New words about the venue “%(title)s”") if is_change else _("Venue “%(title)s”"),
        Message: _("Message to those who come"),
    }[model]
    name = parts_of(row["body"] or "", Venue.PARTS)["name"] if model is Venue else ""
    return Setting(
        title=said % {"title": name or row["said"] or ""},
        place=_place(row["place_name"], row["reading"], row["count"]),
        who=row["who"],
        is_removed=row["state"] == State.WITHDRAWN,
        is_hidden=row["state"] == State.HIDDEN,
    )


def _place(group: str, reading: str, count: int) -> str:
    if reading == Reading.PUBLIC:
        return _("%(group)s (anyone can read it)") % {"group": group}
    if reading == Reading.MEMBERS:
        return _("%(group)s (everyone with an account can read it)") % {"group": group}
    said = ngettext("%(group)s (closed, %(count)d person)", "%(group)s (closed, %(count)d people)", count)
    return said % {"group": group, "count": count}


def _date_of(announcement: Announcement) -> int | None:
    return (
        announcement.date_id or announcement.meetups.order_by("-starts_at", "-pk").values_list("pk", flat=True).first()
    )


def _dates_around(announcement: Announcement) -> list[Neighbour]:
    """When and where it takes place, as one who judges it must know."""
    own = Meetup.objects.filter(pk=announcement.date_id) if announcement.date_id else announcement.meetups.in_order()
    dates = list(own.select_related("venue", "venue__place", "organiser")[:MOST_DATES])
    if not dates:
        return []
    lines = format_html_join("", "<li>{}</li>", ((_said(each),) for each in dates))
    return [
        Neighbour(
            who=_("When and where"), at=announcement.written_at, html=format_html_join("", "<ul>{}</ul>", ((lines,),)),
            address=f"/meetups/{dates[0].pk}/" if dates[0].is_announced else "",
        )
    ]  # fmt: skip


def _said(meetup: Meetup) -> str:
    said = [exact(meetup.starts_at, zone=meetup.zone_info), str(meetup.get_mode_display())]
    if meetup.venue is not None:
        said += [each for each in (meetup.venue.name, str(meetup.venue.place)) if each]
    if meetup.capacity:
        said.append(ngettext("%(count)d person", "%(count)d people", meetup.capacity) % {"count": meetup.capacity})
    return ", ".join(said)
