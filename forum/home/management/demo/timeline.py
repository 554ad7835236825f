"""When everything in the demo community was said: a year up to now, from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.home.management.demo.scripts import Said, Script

YEAR = timedelta(days=365)
SETTLED = timedelta(days=21)  # by then the groups stand and most people are in
NEWCOMER = "Bryony"


@dataclass
class Line:
    """One post to come: which thread, which of its posts, and when."""

    at: datetime
    script: Script
    said: Said
    is_opening: bool


class Timeline:
    def __init__(self, *, now: datetime, chance: random.Random) -> None:
        self.now = now
        self.chance = chance
        self.began = now - YEAR

    def arrival(self, name: str, order: int) -> datetime:
        """When somebody made their account: in the first days, one after another; the newcomer lately."""
        if name == NEWCOMER:
            return self.now - timedelta(days=75)
        return self.began + timedelta(hours=order)

    def lines(self, scripts: list[Script]) -> list[Line]:
        """Every post of every thread, in the order in which they are said."""
        return sorted((line for script in scripts for line in self._of(script)), key=lambda line: line.at)

    def _of(self, script: Script) -> Iterator[Line]:
        names = [said.author for said in script.said]
        earliest = self.arrival(NEWCOMER, 0) + timedelta(days=1) if NEWCOMER in names else self.began + SETTLED
        start = self._start(script, earliest)
        moments = [start]
        for _said in script.said[1:]:
            moments.append(moments[-1] + self._gap(script))
        # A thread that would run past now is told faster, to end some minutes or hours ago.
        last = self.now - timedelta(minutes=self.chance.randint(6, 900))
        if moments[-1] > last:
            pace = (last - start) / (moments[-1] - start)
            moments = [start + (moment - start) * pace for moment in moments]
        for number, (said, moment) in enumerate(zip(script.said, moments, strict=True)):
            yield Line(moment, script, said, number == 0)

    def _start(self, script: Script, earliest: datetime) -> datetime:
        if script.is_pinned:
            return earliest + timedelta(hours=self.chance.random() * 48)
        span = (self.now - timedelta(hours=20)) - earliest
        start = self.now - timedelta(hours=20) - span * self.chance.random() ** 2
        hour = 3 if script.room == "night-owls" else self.chance.choice((8, 10, 13, 16, 19, 20, 21))
        return min(start.replace(hour=hour, minute=self.chance.randint(0, 59)), self.now - timedelta(hours=18))

    def _gap(self, script: Script) -> timedelta:
        if script.room == "night-owls":
            return timedelta(minutes=self.chance.randint(2, 25))
        if len(script.said) > 30:
            return timedelta(hours=self.chance.uniform(6, 90))
        return timedelta(hours=self.chance.choice((0.1, 0.3, 0.7, 1.5, 3, 7, 14, 26)))
