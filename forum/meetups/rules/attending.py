"""Who may come to a meetup, and with how many."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Boundary, Person
from forum.kernel.verdicts import YES, Verdict, no
from forum.meetups.models import Attendance, Helper, Meetup, Status
from moderation.models import Sanction
from moderation.rules import may_write


def takes_place(meetup: Meetup, now: datetime) -> bool:
    """Whether places are given and offered: it is announced, goes ahead, and has not begun. Source: README, E-6."""
    return meetup.is_announced and meetup.status == Status.SCHEDULED and not meetup.has_begun(now)


def path_of(meetup: Meetup) -> tuple[int, ...]:
    """Return the ids of the groups from the root to the meetup's own."""
    return (*meetup.group.ancestor_ids, meetup.group_id)


def sees(meetup: Meetup, person: Person) -> bool:
    """Whether somebody with an open account sees the meetup: asked of the one door. Source: README, E-2."""
    return person.is_active and Meetup.objects.visible_to(person).filter(pk=meetup.pk).exists()


def keeps_apart(meetup: Meetup, person: Person) -> bool:
    """Whether somebody asked never to be seen by the one who organises it. Source: README, S-6."""
    return Boundary.objects.filter(setter=person.pk, other=meetup.organiser_id).exists()


def is_stopped(meetup: Meetup, person: Person, now: datetime, *kinds: str) -> bool:
    """Whether a sanction of one of these kinds reaches the meetup's group at this moment. Source: README, M-7."""
    if not person.has_sanctions:
        return False
    against = Sanction.objects.filter(person=person.pk, kind__in=kinds)
    return against.in_force(now).reaching(path_of(meetup)).exists()


def still_belongs(meetup: Meetup, person: Person, now: datetime) -> bool:
    """Whether what somebody said about coming stays: they see the meetup, are not banned, and not kept apart.

    A pause leaves it: what a person said before stays theirs. Whoever organises it from now on takes no place.
    Source: README, E-6 and S-7.
    """
    if person.pk == meetup.organiser_id or is_stopped(meetup, person, now, Sanction.Kind.BAN):
        return False
    return sees(meetup, person) and not keeps_apart(meetup, person)


def may_come(*, meetup: Meetup, by: Person, now: datetime) -> Verdict:
    """Whoever sees it may say that they come, before it begins, unless moderators asked them to pause.

    Not whoever asked to be kept apart from its organiser, who would read their name. Source: README, E-6, M-7 and S-6.
    """
    if not sees(meetup, by):
        return no(_("This meetup is not there for your account any more."))
    if by.pk == meetup.organiser_id:
        return no(_("You organise this meetup, so you are expected anyway."))
    if not (verdict := is_open(meetup, now)) or not (verdict := may_write(by, path_of(meetup), now)):
        return verdict
    if keeps_apart(meetup, by):
        return no(
            _(
                "You asked to be kept apart from the person who organises this meetup, and whoever comes is known to them by name. So you are not put on the list. You can change your wish at any time."
            ),
            towards="/me/apart/",
        )
    return YES


def is_open(meetup: Meetup, now: datetime) -> Verdict:
    """Whether places are given at this moment, and else why not. Source: README, E-6."""
    if meetup.status == Status.CANCELLED:
        return no(_("This meetup is cancelled, so nobody can be put on its list."))
    if meetup.has_begun(now):
        return no(_("This meetup has begun, so nobody can be put on its list any more."))
    if meetup.status == Status.POSTPONED:
        return no(_("This meetup is postponed. Once there is a new day, you can say whether you come."))
    if not meetup.is_announced:
        return no(_("This meetup is not announced, so nobody can be put on its list."))
    return YES


def may_be_so_many(*, meetup: Meetup, party: int, before: int = 0) -> Verdict:
    """As many guests as the organiser allows, and never more people than can ever come.

    :param before: how many they were already: what was allowed then stays. Source: README, E-6.
    """
    if party <= before:
        return YES
    if party > meetup.guest_limit + 1:
        if not meetup.guest_limit:
            return no(_("This meetup is for members alone: there is no room for guests."))
        return no(
            ngettext(
                "You can bring %(count)d guest to this meetup.",
                "You can bring up to %(count)d guests to this meetup.",
                meetup.guest_limit,
            )
            % {"count": meetup.guest_limit}
        )
    if meetup.capacity is not None and party > meetup.capacity:
        return no(
            ngettext(
                "There is %(count)d place at this meetup in all, so you would wait for ever with so many.",
                "There are %(count)d places at this meetup in all, so you would wait for ever with so many.",
                meetup.capacity,
            )
            % {"count": meetup.capacity}
        )
    return YES


def may_note_arrivals(*, meetup: Meetup, by: Person) -> Verdict:
    """Its organiser may, and whoever helps at the door. Source: README, E-7."""
    if by.pk == meetup.organiser_id or Helper.objects.filter(meetup=meetup.pk, person=by.pk).exists():
        return YES
    return no(_("The organiser of the meetup, and those who help at the door, do that."))


def may_name_helpers(*, meetup: Meetup, by: Person) -> Verdict:
    """Its organiser may. Source: README, E-7."""
    return YES if by.pk == meetup.organiser_id else no(_("The organiser of the meetup does that."))


def is_coming(attendance: Attendance) -> Verdict:
    """Whether somebody is on the list of those who come."""
    if attendance.state == Attendance.State.GOING:
        return YES
    return no(_("This person is not on the list of those who come any more."))
