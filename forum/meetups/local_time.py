"""From an organiser's clock to UTC. What the clock on the wall says is the truth; UTC is derived from it.

Source: README, E-1.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class LocalTime:
    """A day and a time of day in a zone.

    :param is_second: of a time that happens twice, as clocks go back, the second is meant.
    """

    on: date
    at: time
    zone: ZoneInfo
    is_second: bool = False

    @property
    def exists(self) -> bool:
        """Not so for a time that is skipped as clocks go forward."""
        local = self._local
        return local.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None, fold=0) == local.replace(
            tzinfo=None, fold=0
        )

    @property
    def happens_twice(self) -> bool:
        """As clocks go back."""
        first, second = (self._local.replace(fold=fold) for fold in (0, 1))
        return self.exists and first.utcoffset() != second.utcoffset()

    @property
    def utc(self) -> datetime:
        """The aware UTC moment. Ask first whether it `exists`."""
        return self._local.astimezone(UTC)

    @property
    def offset(self) -> timedelta | None:
        """How far the clock there is ahead of UTC then."""
        return self._local.utcoffset()

    @property
    def _local(self) -> datetime:
        return datetime.combine(self.on, self.at, tzinfo=self.zone).replace(fold=int(self.is_second))
