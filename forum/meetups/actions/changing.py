"""Other words for what was announced."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.meetups.actions.words import hand_in, locked, newest_known_to
from forum.meetups.errors import MeetupMovedOn
from forum.meetups.models import Announcement, Meetup, Series, State
from forum.meetups.rules.announcing import may_change_words
from forum.meetups.text import compose


@transaction.atomic
def change_words(
    *, dates: Meetup | Series, title: str, parts: Mapping[str, str], seen: int, by: Person, now: datetime
) -> Announcement:
    """Give other words to one date, or to a whole series. The old ones stay while the new ones wait.

    One date of a series gets an announcement of its own, which it takes on once that is published. Words that are the
    same as the newest change nothing. Locks the group.

    :param seen: id of the newest version that `by` could read when the form was opened.
    :raises NotAllowed: its text is fit to show.
    :raises MeetupMovedOn: there is a newer version, which `by` had not seen; nothing is written.
    Source: README, E-3 and E-10.
    """
    announcement = locked(Announcement, announcement_of(dates).pk)
    assert announcement is not None
    may_change_words(dates=dates, announcement=announcement, by=by, now=now).or_refuse()
    newest = newest_known_to(by, announcement)
    body = compose({name: parts.get(name, "") for name in Announcement.PARTS})
    if newest is not None and (newest.title, newest.body) == (title, body):
        return announcement
    if newest is not None and newest.pk != seen:
        raise MeetupMovedOn
    if isinstance(dates, Meetup) and dates.series_id is not None and announcement.date_id is None:
        announcement = _own_announcement(dates, announcement, by, now)
    if announcement.author_id != by.pk:
        announcement.author = by
        announcement.save(update_fields=["author"])
    hand_in(announcement, title=title, parts=parts, by=by, now=now)
    return announcement


def announcement_of(dates: Meetup | Series) -> Announcement:
    """The words that a change is about: of a date of a series, its own ones that wait, where there are some."""
    if isinstance(dates, Meetup) and dates.series_id is not None and dates.announcement.date_id is None:
        own = Announcement.objects.filter(date=dates, state__in=(State.HELD, State.RETURNED))
        return own.order_by("-pk").first() or dates.announcement
    return dates.announcement


def _own_announcement(date: Meetup, shared: Announcement, by: Person, now: datetime) -> Announcement:
    return Announcement.objects.create(
        group_id=shared.group_id, author=by, kind=shared.kind, audience=shared.audience, date=date, written_at=now,
        charity=shared.charity, thread=shared.thread,
    )  # fmt: skip
