"""What follows for dates when words are shown, or not shown any more: a date is announced while its words are published.

Called under the lock of the group. Each date is locked before it changes, in the order of its key.
"""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from forum.kernel.events import publish as tell
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions.queue import settle_places
from forum.meetups.events import MeetupAnnounced, MeetupChanged
from forum.meetups.models import Announcement, Meetup, Series, State, Status, Venue, VenueFact
from forum.meetups.queries import MeetupQuerySet
from forum.threads.actions import start_thread


def announce_dates(announcement: Announcement, now: datetime) -> None:
    """Let the dates of a published announcement be seen; a date that waited for words of its own takes them on."""
    if announcement.date_id is not None:
        Meetup.objects.select_for_update(no_key=True).get(pk=announcement.date_id)
        Meetup.objects.filter(pk=announcement.date_id).update(announcement=announcement, is_edited=True)
    dates = _dates_of(announcement)
    dates.update(is_announced=True, kind=announcement.kind, audience=announcement.audience, changed_at=now)
    _settle(dates, now)


def tell_once(announcement: Announcement, now: datetime) -> None:
    """Tell that there is something new, and open the thread about it, where one is wanted.

    Words of one date of a series are nothing new: the series was told of.
    """
    if announcement.date_id is not None:
        return
    tell(MeetupAnnounced(announcement_id=announcement.pk, group_id=announcement.group_id, at=now))
    if announcement.wants_thread and announcement.thread_id is None:
        _open_thread(announcement, now)


def take_dates_off(announcement: Announcement, now: datetime) -> None:
    """Let nobody but their organiser see the dates of an announcement whose words are not shown any more."""
    dates = _dates_of(announcement)
    dates.update(is_announced=False)
    _settle(dates, now)


def give_words_back(announcement: Announcement) -> None:
    """Let a date that had taken on words of its own have those of its series again."""
    for date in _dates_of(announcement).select_related("series__announcement"):
        assert date.series is not None
        words = date.series.announcement
        date.announcement, date.is_announced = words, words.state == State.PUBLISHED
        date.save(update_fields=["announcement", "is_announced"])


def end_making(announcement: Announcement, now: datetime) -> None:
    """Make no more dates of series whose words were taken away before anybody saw them."""
    Series.objects.going_on().filter(announcement=announcement).update(ended_at=now)


def follow_venue(venue: Venue, *, fields: tuple[str, ...], now: datetime) -> None:
    """Write into the dates to come at a venue what they keep of it; where it is somewhere else now, they say so.

    :param fields: what of it has changed for whoever comes; empty where only what is kept follows.
    """
    is_step_free = VenueFact.objects.filter(venue=venue, feature="step_free", answer="yes").exists()
    dates = Meetup.objects.to_come(now).filter(venue=venue).exclude(status=Status.CANCELLED)
    for date in _locked(dates):
        date.place_id, date.is_step_free = venue.place_id, is_step_free
        if fields:
            date.sequence, date.changed_at = date.sequence + 1, now
        date.save(update_fields=["place", "is_step_free", "sequence", "changed_at"])
        if fields and date.is_announced:
            tell(MeetupChanged(meetup_id=date.pk, sequence=date.sequence, fields=fields, by_id=venue.author_id, at=now))


def _dates_of(announcement: Announcement) -> MeetupQuerySet:
    """Its dates, locked; with its series, so that no date is made meanwhile that does not know of this."""
    list(Series.objects.select_for_update(no_key=True).filter(announcement=announcement).values_list("pk"))
    return _locked(Meetup.objects.filter(announcement=announcement))


def _locked(dates: MeetupQuerySet) -> MeetupQuerySet:
    """The same dates, once they are locked in the order of their keys."""
    ids = list(dates.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return Meetup.objects.filter(pk__in=ids).order_by("pk")


def _settle(dates: MeetupQuerySet, now: datetime) -> None:
    """Offer again what was not offered while nobody saw the dates, or keep offers back until somebody does."""
    for date in dates.to_come(now).filter(Q(waiting_count__gt=0) | Q(seats_offered__gt=0)).select_related("group"):
        settle_places(date, now)


def _open_thread(announcement: Announcement, now: datetime) -> None:
    """Start the thread about it. Where its organiser may not write just now, there is none."""
    meetup = Meetup.objects.filter(announcement=announcement).in_order().first()
    body = _("A thread about this meetup: who is coming, how to get there, how it was.")
    if meetup is not None:
        body += f"\n\n/meetups/{meetup.pk}/"
    try:
        post = start_thread(
            group=announcement.group, title=announcement.title, body=body, is_unnamed=False, form_key=None,
            by=announcement.author, now=now,
        )  # fmt: skip
    except NotAllowed:
        return
    Announcement.objects.filter(pk=announcement.pk).update(thread=post.thread)
    announcement.thread = post.thread
