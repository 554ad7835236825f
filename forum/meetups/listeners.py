"""What meetups do when something happens below them: whoever may not see one any more does not come to it, and what
somebody who leaves wrote about them is kept or goes as they chose."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.utils import timezone

from accounts.events import BoundarySet, PersonLeft
from accounts.models import Person
from forum.groups.events import GroupChanged, GroupMoved, PersonLeftGroup
from forum.groups.models import Group
from forum.kernel.events import listen
from forum.meetups.actions import (
    go_on_without,
    revoke_feed,
    settle_meetup_words_of_leaver,
    take_out_everywhere,
    take_out_of,
)
from forum.meetups.models import Meetup
from forum.meetups.queries import MeetupQuerySet
from moderation.events import DecisionMade
from moderation.models import Sanction

_WHO_SEES = {"discovery", "reading"}
SUSPENDS = (Sanction.Kind.PAUSE, Sanction.Kind.BAN)


@listen(PersonLeftGroup)
def let_others_organise(event: PersonLeftGroup) -> None:
    """What somebody organised in a group that they left, or were banned from, goes on with somebody else, or not."""
    go_on_without(person_id=event.person_id, group_id=event.group_id, now=event.at)


@listen(PersonLeft)
def let_others_organise_all(event: PersonLeft) -> None:
    """Whatever somebody organised who leaves for good goes on with somebody else, or not."""
    go_on_without(person_id=event.person_id, group_id=None, now=event.at)


@listen(PersonLeftGroup)
def take_out_who_left(event: PersonLeftGroup) -> None:
    """They come to no meetup of a group that they left, or were banned from, unless others come there too."""
    meetups = _inside(event.group_id).where_comes(event.person_id)
    take_out_of(meetups=meetups, person_id=event.person_id, now=event.at)


@listen(GroupChanged)
def take_out_who_lost_sight(event: GroupChanged) -> None:
    """A host made a group smaller: those who cannot read there any more do not come."""
    if _WHO_SEES & set(event.fields):
        take_out_of(meetups=_inside(event.group_id), now=event.at)


@listen(GroupMoved)
def take_out_who_did_not_move_along(event: GroupMoved) -> None:
    """A group stands inside another one now, in which not everybody is."""
    take_out_of(meetups=_inside(event.group_id), now=event.at)


@listen(PersonLeft)
def take_out_who_leaves(event: PersonLeft) -> None:
    """Their places go to others; what was kept of them goes with the account."""
    take_out_everywhere(person_id=event.person_id, now=event.at)


@listen(PersonLeft)
def settle_words(event: PersonLeft) -> None:
    """Keep, unname or erase what they wrote about meetups, as they chose."""
    person = Person.objects.get(pk=event.person_id)
    settle_meetup_words_of_leaver(person=person, choice=event.choice, now=event.at)


@listen(BoundarySet)
def keep_two_apart(event: BoundarySet) -> None:
    """Neither comes to what the other organises."""
    take_out_of(meetups=_organised_by(event.setter_id), person_id=event.other_id, now=event.at)
    take_out_of(meetups=_organised_by(event.other_id), person_id=event.setter_id, now=event.at)


@listen(DecisionMade)
def take_out_who_is_banned(event: DecisionMade) -> None:
    """A ban holds where no membership is needed, too."""
    bans = Sanction.objects.filter(decision=event.decision_id, kind=Sanction.Kind.BAN)
    for person_id, group_id in bans.values_list("person", "group_id"):
        meetups = Meetup.objects.all() if group_id is None else _inside(group_id)
        take_out_of(meetups=meetups.where_comes(person_id), person_id=person_id, now=event.at)


@listen(DecisionMade)
def end_calendar_of_suspended(event: DecisionMade) -> None:
    """Whoever is asked to pause from the whole forum, or banned from it, has no calendar's address any more."""
    suspended = Sanction.objects.filter(decision=event.decision_id, kind__in=SUSPENDS, group_id=None)
    for sanction in suspended.select_related("person"):
        revoke_feed(by=sanction.person, now=event.at)


def end_calendar(sender: Any, **told: Any) -> None:
    """A new password is what people set when somebody else may know the old one: their calendar's address ends too."""
    revoke_feed(by=told["user"], now=timezone.now())


for _signal in (password_changed, password_reset, password_set):
    _signal.connect(end_calendar, dispatch_uid="end_calendar")


def _inside(group_id: int) -> MeetupQuerySet:
    """Meetups of a group and of every group inside it."""
    path = Group.objects.values_list("path", flat=True).get(pk=group_id)
    return Meetup.objects.filter(group__path__startswith=path)


def _organised_by(person_id: int) -> MeetupQuerySet:
    return Meetup.objects.filter(organiser=person_id)
