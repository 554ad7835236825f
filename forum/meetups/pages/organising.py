"""What its organiser sees on the page of a meetup besides what everybody sees, and what is reported of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.queries import Viewer
from forum.meetups.actions.words import newest_known_to
from forum.meetups.models import Announcement, Meetup
from forum.meetups.pages.own_words import OwnWords, own_change, own_words
from forum.meetups.text import parts_of
from moderation.pages.reports import Reported


@dataclass(frozen=True, kw_only=True)
class Organising:
    """For the organiser alone.

    :param own: words of theirs that others do not see, or not yet.
    :param can_withdraw: nobody has seen it, so that it can be taken back.
    """

    meetup_id: int
    series_id: int | None
    venue_id: int | None
    own: OwnWords | None
    can_withdraw: bool


def organising(meetup: Meetup, viewer: Viewer, now: datetime) -> Organising | None:
    """What the organiser of a meetup is told and can do; None for everybody else, who cost no query.

    :param meetup: with its announcement.
    """
    if meetup.organiser_id != viewer.pk:
        return None
    words = own_change(meetup.announcement, meetup.pk if meetup.series_id else None)
    return Organising(
        meetup_id=meetup.pk,
        series_id=meetup.series_id,
        venue_id=meetup.venue_id,
        own=own_words(words, viewer, now),
        can_withdraw=meetup.announcement.published_at is None,
    )


def newest_words(announcement: Announcement, by: Person) -> tuple[dict[str, str], int]:
    """The newest words that `by` may read, by the names of their fields, and the id of that version."""
    newest = newest_known_to(by, announcement)
    if newest is None:
        return {"title": "", **dict.fromkeys(Announcement.PARTS, "")}, 0
    return {"title": newest.title, **parts_of(newest.body, Announcement.PARTS)}, newest.pk


def reported_meetup(meetup: Meetup) -> Reported:
    """What the page says on which somebody tells a moderator of a meetup."""
    announcement = meetup.announcement
    return Reported(
        subject=announcement,
        revision=announcement.revision,
        words=_("The meetup “%(title)s”") % {"title": announcement.title},
        address=f"/meetups/{meetup.pk}/report/",
        back=f"/meetups/{meetup.pk}/",
    )
