"""Who may announce, change what was announced, and say who is recognised for a charity."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.rules import may_post_in, role_of
from forum.kernel.verdicts import YES, Verdict, no
from forum.meetups.models import Announcement, Meetup, Series, State, Venue
from forum.meetups.queries import ORGANISING

STATEMENTS = "/me/statements/"


def may_announce(*, group: Group, by: Person, now: datetime) -> Verdict:
    """Organisers, moderators and hosts of a group announce in it, unless moderators asked them to pause.

    Source: README, E-10 and M-7.
    """
    role = role_of(group, by)
    if role not in ORGANISING:
        return no(_("Organisers announce meetups. A host of the group can make you one."))
    return may_post_in(group, by, now=now, role=role)


def may_change_words(*, dates: Meetup | Series, announcement: Announcement, by: Person, now: datetime) -> Verdict:
    """Who organises it may, while a moderator has not turned it down. Source: README, E-3 and E-10.

    :param announcement: whose words they are.
    """
    if dates.organiser_id != by.pk:
        return no(_("Only the person who organises a meetup can change what is said about it."))
    if announcement.state == State.WITHDRAWN:
        return no(_("You took this back, so it cannot be changed any more."))
    if announcement.state in (State.DECLINED, State.HIDDEN):
        return no(
            _("A moderator has decided that this is not shown, so it cannot be changed now. Your page of statements says why, and how to ask for somebody else to look."),
            towards=STATEMENTS,
        )  # fmt: skip
    return may_announce(group=dates.group, by=by, now=now)


def may_withdraw(*, announcement: Announcement, by: Person) -> Verdict:
    """Its author takes back what nobody has seen yet; what people have seen is cancelled instead. Source: README, E-3."""
    if announcement.author_id != by.pk:
        return no(_("Only the person who wrote an announcement can take it back."))
    if announcement.published_at is not None and announcement.state != State.WITHDRAWN:
        return no(_("People have seen this meetup, so it can be cancelled, not taken back."))
    return YES


def may_copy(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Who organises it may, in its group. Source: README, E-10."""
    if meetup.organiser_id != by.pk:
        return no(_("Only the person who organises a meetup can begin another one like it."))
    return may_announce(group=meetup.group, by=by, now=now)


def may_write_venue(*, group: Group, by: Person, now: datetime, venue: Venue | None = None) -> Verdict:
    """Whoever announces in a group writes its venues. Source: README, E-4 and E-10."""
    if venue is not None and venue.state in (State.DECLINED, State.HIDDEN, State.WITHDRAWN):
        return no(
            _("This venue is not shown any more, so it cannot be changed. You can write a new one."),
            towards=STATEMENTS if venue.author_id == by.pk else "",
        )
    return may_announce(group=group, by=by, now=now)


def may_recognise(by: Person) -> Verdict:
    """Staff answer for which charities are marked. Source: README, E-2."""
    return YES if by.is_staff else no(_("Staff say who organises for a charity."))
