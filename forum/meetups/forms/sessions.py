"""When one session of a course takes place instead: the day, from when, and until when."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.meetups.actions.arranging import Arrangement, meant_time
from forum.meetups.errors import NoSuchTime
from forum.meetups.forms.changing import WhenForm
from forum.meetups.forms.fields import LENGTHS, ending_field, second_field
from forum.meetups.local_time import LocalTime
from forum.meetups.models.dates import derived

LONGEST_MINUTES = max(int(minutes) for minutes, _words in LENGTHS)


class SessionForm(WhenForm):
    """Its arrangement is that of the course, with the time of the session. The length follows from the two times."""

    minutes = None  # type: ignore[assignment]
    until = ending_field()
    is_second_until = second_field(_("Which of the two, for the end?"))

    def __init__(self, data: Any = None, *, arrangement: Arrangement, ends: time, **rest: Any) -> None:
        self._ends = ends
        super().__init__(data, arrangement=arrangement, **rest)

    @staticmethod
    def initial_of(arrangement: Arrangement) -> dict[str, Any]:
        return {"on": arrangement.on_date, "at": arrangement.at_time}

    def prepare(self) -> None:
        self.initial["until"] = self._ends
        ends = self._ending()
        self.ask_which()
        if ends is None or not ends.happens_twice:
            del self.fields["is_second_until"]

    def _ending(self) -> LocalTime | None:
        begins, until = self.beginning(), self._ends
        if begins is None:
            return None
        if self.is_bound:
            try:
                until = self.sent_time("until")
            except forms.ValidationError:
                return None
        return ending(begins, until)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if {"on", "at", "until"} - set(said) or self.errors:
            return said
        begins = LocalTime(on=said["on"], at=said["at"], zone=self.zone, is_second=bool(said.get("is_second")))
        at = ending(begins, said["until"].replace(second=0, microsecond=0))
        try:
            ends = meant_time(on=at.on, at=at.at, zone=at.zone, is_second=said.get("is_second_until"))
        except NoSuchTime as refusal:
            self.add_error("is_second_until" if "is_second_until" in self.fields else "until", str(refusal))
            return said
        said["minutes"] = (ends.utc - begins.utc) // timedelta(minutes=1)
        if not 0 < said["minutes"] <= LONGEST_MINUTES:
            self.add_error("until", _("Please give a time after the beginning, and at most 8 hours later."))
        return said


def ending(begins: LocalTime, until: time) -> LocalTime:
    """When something ends that begins then: at the next time that the clock on the wall says so."""
    return LocalTime(on=begins.on + timedelta(days=until <= begins.at), at=until, zone=begins.zone)


def ends_at(begins: LocalTime, minutes: int) -> time:
    """What the clock on the wall says as it ends."""
    end: datetime = derived(begins, minutes)[1]
    return end.astimezone(begins.zone).time()
