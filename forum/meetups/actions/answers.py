"""What the answers of a plan say, once they are all there. Each page keeps its own, as plain values.

A plan may be old: what is read here is what a form once took, and nothing else is trusted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import islice
from typing import Any

from forum.kernel.moments import zone_named
from forum.meetups.local_time import LocalTime
from forum.meetups.models import Announcement, Kind, Mode
from forum.meetups.patterns import DatePattern, PatternDate

STEPS = ("kind", "what", "when", "how-often", "dates", "where", "who", "notes")
ONCE = "once"
ONLINE = "online"
MOST_SESSIONS = 12
_LOOKED_AT = 60  # dates of a pattern, to find the sessions of a course


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything that was answered, by page. Ask only for what `steps_of` says is answered."""

    said: Mapping[str, Mapping[str, Any]]

    @property
    def steps(self) -> list[str]:
        """The questions to be asked. Where there is one date only, there are no others to look at."""
        return [step for step in STEPS if step != "dates" or self.is_course or self.is_series]

    def has(self, step: str) -> bool:
        """Whether a question is answered. A plan that was copied says at which time, but not on which day."""
        return step in self.said and (step != "when" or bool(self.said[step].get("on")))

    @property
    def next_step(self) -> str | None:
        """The first question without an answer; None when all have one."""
        return next((step for step in self.steps if not self.has(step)), None)

    @property
    def kind(self) -> str:
        return str(self.said.get("kind", {}).get("kind", Kind.TOGETHER))

    @property
    def is_course(self) -> bool:
        return self.kind == Kind.COURSE

    @property
    def rhythm(self) -> str:
        """`once`, or a pattern and how many weeks or months: `weeks:2`."""
        return str(self.said.get("how-often", {}).get("rhythm", ONCE))

    @property
    def is_series(self) -> bool:
        return self.rhythm != ONCE and not self.is_course

    @property
    def minutes(self) -> int:
        return int(self.said["when"]["minutes"])

    @property
    def starts(self) -> LocalTime:
        """When it begins, or its first date does."""
        when = self.said["when"]
        return LocalTime(
            on=date.fromisoformat(when["on"]),
            at=time.fromisoformat(when["at"]),
            zone=zone_named(when["zone"]),
            is_second=bool(when.get("is_second")),
        )

    def pattern(self, rhythm: str = "") -> DatePattern:
        """How dates follow each other, by the answer, or by another rhythm."""
        kind, _colon, every = (rhythm or self.rhythm).partition(":")
        starts, until = self.starts, self.said.get("how-often", {}).get("until") or ""
        return DatePattern(
            kind=kind, every=int(every), first_date=starts.on, at_time=starts.at, minutes=self.minutes,
            zone=starts.zone, is_second=starts.is_second, until_date=date.fromisoformat(until) if until else None,
        )  # fmt: skip

    @property
    def left_out(self) -> set[str]:
        """Days on which a course has no session."""
        return set(self.said.get("dates", {}).get("left_out", []))

    @property
    def session_dates(self) -> list[PatternDate]:
        """The sessions of a course: as many as were asked for, without the days that are left out."""
        wanted = int(self.said["how-often"].get("sessions") or 1)
        there = (each for each in self.pattern().next_dates(self.starts.on, _LOOKED_AT) if each.takes_place)
        return list(islice((each for each in there if each.on.isoformat() not in self.left_out), wanted))

    @property
    def venue_id(self) -> int | None:
        venue = str(self.said.get("where", {}).get("venue", ""))
        return int(venue) if venue.isdigit() else None

    @property
    def mode(self) -> str:
        if self.venue_id is None:
            return Mode.ONLINE
        return Mode.BOTH if self.said["where"].get("is_online_too") else Mode.IN_PERSON

    @property
    def title(self) -> str:
        return str(self.said.get("what", {}).get("title", ""))

    @property
    def parts(self) -> dict[str, str]:
        """The words, by the names of their parts."""
        said = {**self.said.get("what", {}), **self.said.get("notes", {}), **self.said.get("where", {})}
        return {name: str(said.get(name) or "") for name in Announcement.PARTS}
