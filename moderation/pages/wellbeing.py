"""How somebody at the desk is doing today, said to themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Person
from moderation.actions.looking import burden_of
from moderation.actions.wellbeing import day_at_forum
from moderation.models import Moderator


@dataclass(frozen=True, kw_only=True)
class Wellbeing:
    """One's own rest, count and limit. Shown by `desk/_wellbeing.html` to oneself only.

    :param rests_until: "not me today"; None when one does not rest now.
    :param week: hard things opened since Monday, today's included.
    """

    rests_until: datetime | None
    today: int
    week: int
    limit: int

    @property
    def is_enough(self) -> bool:
        """As many as one wanted to open on a day, or more."""
        return self.today >= self.limit


def wellbeing_of(by: Person, now: datetime) -> Wellbeing:
    """Look it up for oneself. Two queries."""
    moderator = Moderator.objects.filter(person=by.pk).first() or Moderator(person=by)
    counts, today = burden_of(by, now), day_at_forum(now)
    rests = moderator.rests_until is not None and moderator.rests_until > now
    return Wellbeing(
        rests_until=moderator.rests_until if rests else None,
        today=counts.get(today, 0),
        week=this_week(counts, now),
        limit=moderator.hard_things_a_day,
    )


def this_week(counts: dict[date, int], now: datetime) -> int:
    """The sum of the counts since Monday at the forum."""
    today = day_at_forum(now)
    monday = today - timedelta(days=today.weekday())
    return sum(count for day, count in counts.items() if day >= monday)
