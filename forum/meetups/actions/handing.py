"""Who organises: handing over, and what happens when an organiser goes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Person
from forum.groups.models import Membership
from forum.kernel.events import publish
from forum.meetups.actions.dates import locked_series
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.stopping import cancel
from forum.meetups.actions.taking_out import take_out_of
from forum.meetups.events import MeetupHandedOver
from forum.meetups.models import Announcement, CharityOrganiser, Meetup, Reason, Series, Status
from forum.meetups.queries import ORGANISING
from forum.meetups.rules.organising import may_hand_over, may_name_successor, may_organise, may_organise_for


@transaction.atomic
def hand_over(*, meetup: Meetup, to: Person, with_series: bool, by: Person, now: datetime) -> Meetup:
    """Let somebody else of the group organise a date, or the series with all its dates to come. Twice is once.

    Whoever asked to be kept apart from the new organiser does not come any more. Locks the series, then the meetups.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-10 and S-6.
    """
    series = locked_series(meetup.series_id) if with_series and meetup.series_id else None
    dates = _locked({meetup.pk, *_to_come(series, now)})
    meetup = next(each for each in dates if each.pk == meetup.pk)
    before = meetup.organiser_id
    if before == to.pk:
        return meetup
    may_hand_over(meetup=meetup, by=by, now=now).or_refuse()
    may_organise(group=meetup.group, person=to).or_refuse()
    may_organise_for(charity=meetup.announcement.charity, person=to).or_refuse()
    if series is not None and series.organiser_id == before:
        _give_series(series, to.pk)
    for each in dates:
        if each.organiser_id == before:
            give(each, to.pk, now)
    return meetup


@transaction.atomic
def name_successor(*, meetup: Meetup, successor: Person | None, by: Person, now: datetime) -> Meetup:
    """Say who would organise a date, and the series that it belongs to, if `by` could not; nobody takes it back.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-10.
    """
    series = locked_series(meetup.series_id) if meetup.series_id else None
    dates = _locked({meetup.pk, *_to_come(series, now)})
    meetup = next(each for each in dates if each.pk == meetup.pk)
    may_name_successor(meetup=meetup, by=by).or_refuse()
    if successor is not None:
        may_organise(group=meetup.group, person=successor).or_refuse()
    for each in (*dates, series):
        if each is not None and each.organiser_id == by.pk:
            each.successor = successor
            each.save(update_fields=["successor"])
    return meetup


@transaction.atomic
def go_on_without(*, person_id: int, group_id: int | None, now: datetime) -> None:
    """Let somebody else organise what is to come of a person who is out of a group, or of the forum; or cancel it.

    Their successor does, else a host; where there is none, it is cancelled, and those who come are told. Part of the
    verb by which they go. Locks the series, then the meetups, in their order.

    :param group_id: None for every group.
    Source: README, E-10.
    """
    place = Q() if group_id is None else Q(group=group_id)
    for pk in (
        Series.objects.filter(place, organiser=person_id, ended_at=None).order_by("pk").values_list("pk", flat=True)
    ):
        series = locked_series(pk)
        if (heir := _who_goes_on(series, person_id)) is None:
            series.ended_at = now
            series.save(update_fields=["ended_at"])
        else:
            _give_series(series, heir)
    theirs = Meetup.objects.to_come(now).filter(place, organiser=person_id).exclude(status=Status.CANCELLED)
    for meetup in _locked(theirs.values_list("pk", flat=True)):
        if (heir := _who_goes_on(meetup, person_id)) is not None:
            give(meetup, heir, now)
        elif not meetup.has_begun(now):
            cancel(meetup, Reason.UNLED, by_id=person_id, now=now)


def give(meetup: Meetup, to_id: int, now: datetime) -> None:
    """Write who organises a date from now on, and tell it. The caller holds its lock."""
    before, meetup.organiser_id = meetup.organiser_id, to_id
    meetup.successor_id = None if meetup.successor_id == to_id else meetup.successor_id
    meetup.save(update_fields=["organiser", "successor"])
    charity = CharityOrganiser.objects.charity_of(to_id)
    Announcement.objects.filter(pk=meetup.announcement_id).exclude(charity="").update(charity=charity)
    take_out_of(meetups=Meetup.objects.filter(pk=meetup.pk), now=now)
    publish(MeetupHandedOver(meetup_id=meetup.pk, from_id=before, to_id=to_id, at=now))


def _give_series(series: Series, to_id: int) -> None:
    series.organiser_id = to_id
    series.successor_id = None if series.successor_id == to_id else series.successor_id
    series.save(update_fields=["organiser", "successor"])


def _who_goes_on(thing: Meetup | Series, gone_id: int) -> int | None:
    """The successor, if they organise in the group, else the host who is there longest."""
    there = Membership.objects.in_force().filter(group=thing.group_id, person__is_active=True).exclude(person=gone_id)
    named = there.filter(person=thing.successor_id, role__in=ORGANISING)
    hosts = there.filter(role="host").order_by("joined_at", "pk")
    return named.values_list("person", flat=True).first() or hosts.values_list("person", flat=True).first()


def _to_come(series: Series | None, now: datetime) -> Iterable[int]:
    if series is None:
        return ()
    dates = Meetup.objects.to_come(now).filter(series=series).exclude(status=Status.CANCELLED)
    return dates.values_list("pk", flat=True)


def _locked(pks: Iterable[int]) -> list[Meetup]:
    return [locked_meetup(pk) for pk in sorted(pks)]
