"""What moderators carry: a rest for today, their own limit, and how many hard things they opened."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.moments import FORUM_ZONE, zone_named
from forum.kernel.verdicts import NotAllowed
from moderation.actions.people import let_go_of_everything
from moderation.hours import forget_turns
from moderation.models import HardDay, Moderator
from moderation.rules import may_open_desk

MORNING = time(5)
MOST_A_DAY = 50


@transaction.atomic
def rest_for_today(*, by: Person, now: datetime) -> datetime:
    """ "Not me today": until five in the morning tomorrow, where they are, what they had taken on is free for others.

    No reason is asked, and nobody is told. Returns when the rest ends; it ends by the clock.

    :raises NotAllowed: the desk is not open to `by`.
    Source: README, M-17.
    """
    may_open_desk(by).or_refuse()
    zone = zone_named(by.zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    until = datetime.combine(tomorrow, MORNING, tzinfo=zone)
    Moderator.objects.filter(person=by.pk).update(rests_until=until)
    let_go_of_everything(by)
    transaction.on_commit(forget_turns)
    return until


@transaction.atomic
def come_back(*, by: Person) -> None:
    """Take the rest back: one is at the desk again. Done twice it is done once. Source: README, M-17."""
    Moderator.objects.filter(person=by.pk).update(rests_until=None)
    transaction.on_commit(forget_turns)


@transaction.atomic
def choose_hard_limit(*, hard_things_a_day: int, by: Person) -> None:
    """Choose after how many hard things a day the desk suggests to stop.

    :raises NotAllowed: the number makes no sense, or the desk is not open to `by`.
    Source: README, M-17.
    """
    may_open_desk(by).or_refuse()
    if not 1 <= hard_things_a_day <= MOST_A_DAY:
        raise NotAllowed(_("Please choose a number from 1 to %(most)d.") % {"most": MOST_A_DAY})
    Moderator.objects.filter(person=by.pk).update(hard_things_a_day=hard_things_a_day)


@transaction.atomic
def count_hard_thing(*, by: Person, now: datetime) -> None:
    """Count one hard thing that `by` has opened today: the forum's day, whatever the hour where they are.

    Two at once, from two tabs, count as two: the first makes the row, both add to it. Source: README, M-14.
    """
    day = day_at_forum(now)
    HardDay.objects.bulk_create([HardDay(person=by, day=day)], ignore_conflicts=True)
    HardDay.objects.filter(person=by.pk, day=day).update(count=F("count") + 1)


def day_at_forum(now: datetime) -> date:
    """The day that it is where the forum is."""
    return now.astimezone(FORUM_ZONE).date()
