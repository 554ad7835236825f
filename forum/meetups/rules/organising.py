"""Who may change, stop and hand over what was announced."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.rules import may_host, role_of
from forum.kernel.verdicts import YES, Verdict, no
from forum.meetups.models import CharityOrganiser, Meetup, Mode, Series, Session, Status, Venue
from forum.meetups.queries import ORGANISING
from forum.meetups.rules.attending import path_of
from moderation.rules import may_write

FARTHEST = timedelta(days=731)  # ahead, for the day of a meetup


def may_change(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises it may, until it begins. Source: README, E-10."""
    if meetup.organiser_id != by.pk:
        return no(_("Only the person who organises a meetup can change it."))
    return is_changeable(meetup, now) and may_write(by, path_of(meetup), now)


def is_changeable(meetup: Meetup, now: datetime) -> Verdict:
    """A date that is cancelled, or has begun, stays as it is. Source: README, E-5."""
    if meetup.status == Status.CANCELLED:
        return no(_("This date is cancelled, so it cannot be changed any more. You can announce another one."))
    if meetup.has_begun(now):
        return no(_("This date has begun, so it cannot be changed any more."))
    return YES


def may_move_sessions(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises a course may, also once it has begun: its fourth evening is to come. Source: README, E-10."""
    if meetup.organiser_id != by.pk:
        return no(_("Only the person who organises a meetup can change it."))
    if meetup.status == Status.CANCELLED:
        return no(_("This date is cancelled, so it cannot be changed any more. You can announce another one."))
    if meetup.status == Status.POSTPONED:
        return no(_("This course is postponed. Once it has a new day, you can move one of its sessions."))
    return may_write(by, path_of(meetup), now)


def may_move_session(*, session: Session, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """The same, while the session itself is to come, and takes place. Source: README, E-10."""
    return may_move_sessions(meetup=meetup, by=by, now=now) and is_movable(session, now)


def is_movable(session: Session, now: datetime) -> Verdict:
    """A session that is cancelled, or has begun, stays as it is. Source: README, E-10."""
    if session.is_cancelled:
        return no(_("This session is cancelled, so it cannot be moved any more."))
    if session.has_begun(now):
        return no(_("This session has begun, so it cannot be moved any more."))
    return YES


def may_postpone(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises it may, also while moderators ask them to pause: who comes must know. Source: README, E-3."""
    return postpones_here(meetup, by) and is_changeable(meetup, now)


def postpones_here(meetup: Meetup, by: Person) -> Verdict:
    """Who organises it: they also say why, once it is postponed. Source: README, E-10."""
    if meetup.organiser_id == by.pk:
        return YES
    return no(_("Only the person who organises a meetup can postpone it."))


def may_cancel(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises it may, also while they are asked to pause, and so may hosts. Source: README, E-3 and E-10."""
    return cancels_here(meetup, by) and is_changeable(meetup, now)


def may_cancel_session(*, session: Session, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Whoever may cancel the course may, also once that has begun, until the session has. Source: README, E-3 and E-10."""
    if session.has_begun(now):
        return no(_("This session has begun, so it cannot be cancelled any more."))
    return may_cancel_sessions(meetup=meetup, by=by)


def may_cancel_sessions(*, meetup: Meetup, by: Person) -> Verdict:
    """The same of the course, whatever session it is."""
    if meetup.status == Status.CANCELLED:
        return no(_("This date is cancelled, so it cannot be changed any more. You can announce another one."))
    return cancels_here(meetup, by)


def cancels_here(meetup: Meetup, by: Person) -> Verdict:
    """Who organises it, and hosts: they also say why, once it is cancelled. Source: README, E-10."""
    if meetup.organiser_id == by.pk or may_host(meetup.group, by):
        return YES
    return no(_("The organiser of a meetup can cancel it, and so can the hosts of the group."))


def may_say_why(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Whoever may write in the group may add words to what they do. Source: README, E-3 and M-7."""
    return may_write(by, path_of(meetup), now)


def may_hand_over(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises it may, and hosts, until it ends. Source: README, E-10."""
    if meetup.organiser_id != by.pk and not may_host(meetup.group, by):
        return no(_("The organiser of a meetup can hand it over, and so can the hosts of the group."))
    if meetup.status == Status.CANCELLED:
        return no(_("This date is cancelled, so there is nothing to hand over."))
    if meetup.ends_at <= now:
        return no(_("This date is over, so there is nothing to hand over."))
    return YES


def may_organise_for(*, charity: str, person: Person) -> Verdict:
    """What is run for a charity is taken on by those whom staff recognise for one. Source: README, E-2 and E-10."""
    if not charity or CharityOrganiser.objects.charity_of(person.pk):
        return YES
    return no(
        _("This is run for %(charity)s. Somebody whom staff recognise for a charity can take it on.")
        % {"charity": charity}
    )


def may_name_successor(*, meetup: Meetup, by: Person) -> Verdict:
    """Who organises it may. Source: README, E-10."""
    if meetup.organiser_id != by.pk:
        return no(_("Only the person who organises a meetup says who would go on with it."))
    return YES


def may_organise(*, group: Group, person: Person) -> Verdict:
    """Organisers, moderators and hosts of the group. Source: README, E-10."""
    if person.is_active and role_of(group, person) in ORGANISING:
        return YES
    return no(_("Organisers of this group can take it on. A host can make somebody one."))


def may_change_series(*, series: Series, by: Person, now: datetime) -> Verdict:
    """Who organises it may, while it goes on. Source: README, E-10."""
    if series.organiser_id != by.pk:
        return no(_("Only the person who organises a series can change it."))
    if series.ended_at is not None:
        return no(_("This series has ended. You can announce a new one."))
    return may_write(by, (*series.group.ancestor_ids, series.group_id), now)


def may_write_to_those_who_come(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises it may. Source: README, E-10."""
    if meetup.organiser_id != by.pk:
        return no(_("Only the person who organises a meetup can write to those who come."))
    return may_write(by, path_of(meetup), now)


def may_begin(starts_at: datetime, now: datetime) -> Verdict:
    """In the future, and not so far ahead that nobody can know. Source: README, E-1."""
    if starts_at <= now:
        return no(_("This time is over already. Please choose a later one."))
    if starts_at > now + FARTHEST:
        return no(_("This is more than two years ahead. Please choose a day before that."))
    return YES


def may_be_there(*, mode: str, venue: Venue | None, group_id: int) -> Verdict:
    """At a venue of the group; online alone needs none. Source: README, E-4."""
    if venue is None:
        return YES if mode == Mode.ONLINE else no(_("Please choose where people meet."))
    return YES if venue.group_id == group_id else no(_("This venue belongs to another group."))
