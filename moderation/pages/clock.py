"""How late something is, in words that say when they were true."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from forum.kernel.moments import spoken_clock, zone_named

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def spoken_length(length: timedelta) -> str:
    """Return a length of time as one says it: "20 min", "3 h", "2 days"."""
    length = max(length, timedelta(minutes=1))
    if length < _HOUR:
        return _("%(minutes)d min") % {"minutes": length // timedelta(minutes=1)}
    if length < 2 * _DAY:
        return _("%(hours)d h") % {"hours": length // _HOUR}
    days = length // _DAY
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def lateness(due_at: datetime, now: datetime) -> str:
    """Return how a moment stands to now: "20 min late", "in 3 h"."""
    if due_at < now:
        return _("%(length)s late") % {"length": spoken_length(now - due_at)}
    return _("in %(length)s") % {"length": spoken_length(due_at - now)}


def as_of(now: datetime, reader: Person) -> str:
    """Return when figures were true, in the reader's zone: "As of 7.30pm."."""
    return _("As of %(clock)s.") % {"clock": spoken_clock(now.astimezone(zone_named(reader.zone)))}
