"""What an organiser changes: when, where, for how many, and why something does not take place. One question a page."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from forum.kernel.moments import zone_named
from forum.meetups.actions.arranging import Arrangement, meant_time
from forum.meetups.actions.splitting import Days
from forum.meetups.errors import NoSuchTime
from forum.meetups.forms.fields import (
    CHOSEN,
    LENGTHS,
    LONGEST_SERIES,
    ONLINE,
    Choices,
    beginning_field,
    capacity_field,
    day_field,
    guests_field,
    length_field,
    second_field,
)
from forum.meetups.local_time import LocalTime
from forum.meetups.models import Mode, Pattern, Reason
from forum.meetups.rules.organising import FARTHEST

LONGEST_MESSAGE = 5_000


class ChangeForm(forms.Form):
    """A part of how a date, or a series from a date on, is arranged.

    :param arrangement: as it is now. :param zone: whose clock is meant, by its name.
    """

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)

    def __init__(
        self, data: Any = None, *, arrangement: Arrangement, seen: str, zone: str, now: datetime, **rest: Any
    ) -> None:
        self.arrangement, self.zone, self.now = arrangement, zone_named(zone), now
        super().__init__(data, initial={"seen": seen, **self.initial_of(arrangement)}, **rest)
        self.prepare()

    @staticmethod
    def initial_of(arrangement: Arrangement) -> dict[str, Any]:
        """What stands in the fields before anybody typed."""
        return {}

    def prepare(self) -> None:
        """What of the fields depends on how it is now."""

    @property
    def wanted(self) -> Arrangement:
        """How it is wanted, once the form is valid."""
        return self.arrangement

    def days(self, now: Days) -> Days:
        """How the dates of a series follow each other then. :param now: as they do now."""
        return now


class WhenForm(ChangeForm):
    on = day_field(_("Which day?"))
    at = beginning_field()
    is_second = second_field()
    minutes = length_field()

    @staticmethod
    def initial_of(arrangement: Arrangement) -> dict[str, Any]:
        return {"on": arrangement.on_date, "at": arrangement.at_time, "minutes": arrangement.minutes}

    def prepare(self) -> None:
        if (kept := str(self.arrangement.minutes)) not in dict(LENGTHS):
            self.fields["minutes"].choices = [(kept, _("As long as now")), *LENGTHS]  # type: ignore[attr-defined]
        self.ask_which()

    def ask_which(self) -> None:
        """Ask which is meant only where the time that was sent, or that stands there, happens twice."""
        begins = self.beginning()
        if begins is None or not begins.happens_twice:
            del self.fields["is_second"]

    def beginning(self) -> LocalTime | None:
        """When it would begin, by what was sent or stands there; None where that is no time, or far away."""
        on, at = self.arrangement.on_date, self.arrangement.at_time
        if self.is_bound:
            try:
                on, at = self.fields["on"].clean(self.data.get("on")), self.sent_time("at")
            except forms.ValidationError:
                return None
        is_near = abs(on - self.now.date()) <= FARTHEST + timedelta(days=366)
        return LocalTime(on=on, at=at, zone=self.zone) if is_near else None

    def sent_time(self, name: str) -> time:
        """:raises ValidationError: what was sent is no time of the day."""
        sent: time = self.fields[name].clean(self.data.get(name))
        return sent.replace(second=0, microsecond=0)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.now.astimezone(self.zone).date():
            raise forms.ValidationError(_("This day is over already. Please choose a later one."))
        if on > self.now.date() + FARTHEST:
            raise forms.ValidationError(_("This is more than two years ahead. Please choose a day before that."))
        return on

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        on, at = said.get("on"), said.get("at")
        if on is None or at is None:
            return said
        at = said["at"] = at.replace(second=0, microsecond=0)
        try:
            starts = meant_time(on=on, at=at, zone=self.zone, is_second=said.get("is_second"))
        except NoSuchTime as refusal:
            self.add_error("is_second" if "is_second" in self.fields else "at", str(refusal))
        else:
            if starts.utc <= self.now:
                self.add_error("at", _("This time is over already. Please choose a later one."))
        return said

    @property
    def wanted(self) -> Arrangement:
        said = self.cleaned_data
        return replace(
            self.arrangement, on_date=said["on"], at_time=said["at"], minutes=said["minutes"],
            is_second=said.get("is_second") or False,
        )  # fmt: skip


RHYTHMS: Choices = [
    ("weeks:1", _("Every week, on that weekday")),
    ("weeks:2", _("Every two weeks, on that weekday")),
    ("weekday:1", _("Each month, on the same weekday of the month: the second Tuesday, for instance")),
    ("last:1", _("Each month, on the last such weekday of the month")),
    ("day:1", _("Each month, on that day of the month")),
    ("weekday:2", _("Every two months, on the same weekday of the month")),
    ("weekday:3", _("Every three months, on the same weekday of the month")),
]


class PatternForm(WhenForm):
    """When, for a series from a date on."""

    rhythm = forms.ChoiceField(label=_("How often?"), widget=forms.RadioSelect, error_messages=CHOSEN)
    until = day_field(_("Until which day?"), required=False, help_text=_("If you know when it ends."))

    def __init__(self, *arguments: Any, days_now: Days, **rest: Any) -> None:
        self._days_now = days_now
        super().__init__(*arguments, **rest)

    def prepare(self) -> None:
        super().prepare()
        self.fields["on"].label = _("On which day is the first of them?")
        now = f"{self._days_now.pattern}:{self._days_now.every}"
        field = self.fields["rhythm"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = RHYTHMS if now in dict(RHYTHMS) else [(now, _("As it is now")), *RHYTHMS]
        self.initial.update(rhythm=now, until=self._days_now.until_date)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        on, until = said.get("on"), said.get("until")
        if on and until and not on <= until <= on + LONGEST_SERIES:
            self.add_error("until", _("Please choose a day after the first one and within five years, or none."))
        if on and said.get("rhythm", "").startswith(Pattern.LAST_WEEKDAY) and (on + timedelta(7)).month == on.month:
            self.add_error("rhythm", _("The day above is not the last such weekday of its month."))
        return said

    def days(self, now: Days) -> Days:
        kind, _colon, every = self.cleaned_data["rhythm"].partition(":")
        return Days(pattern=kind, every=int(every), until_date=self.cleaned_data["until"])


class WhereForm(ChangeForm):
    """:param venues: each by its key, with its name."""

    venue = forms.ChoiceField(label=_("Where is it?"), widget=forms.RadioSelect, error_messages=CHOSEN)
    is_online_too = forms.BooleanField(label=_("People can join online as well"), required=False)

    def __init__(self, *arguments: Any, venues: dict[str, Any], **rest: Any) -> None:
        self._venues = venues
        super().__init__(*arguments, **rest)

    @staticmethod
    def initial_of(arrangement: Arrangement) -> dict[str, Any]:
        venue = str(arrangement.venue.pk) if arrangement.venue else ONLINE
        return {"venue": venue, "is_online_too": arrangement.mode == Mode.BOTH}

    def prepare(self) -> None:
        choices = [(key, ", ".join(filter(None, (venue.name, venue.area)))) for key, venue in self._venues.items()]
        self.fields["venue"].choices = [*choices, (ONLINE, _("Online only"))]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Arrangement:
        venue = self._venues.get(self.cleaned_data["venue"])
        if venue is None:
            return replace(self.arrangement, venue=None, mode=Mode.ONLINE)
        mode = Mode.BOTH if self.cleaned_data["is_online_too"] else Mode.IN_PERSON
        return replace(self.arrangement, venue=venue, mode=mode)


class ManyForm(ChangeForm):
    capacity = capacity_field(
        _("Guests count, too. Leave it empty if there is room for all. Nobody who comes already is sent away.")
    )
    guests = guests_field()

    @staticmethod
    def initial_of(arrangement: Arrangement) -> dict[str, Any]:
        return {"capacity": arrangement.capacity, "guests": arrangement.guest_limit}

    @property
    def wanted(self) -> Arrangement:
        said = self.cleaned_data
        return replace(self.arrangement, capacity=said["capacity"], guest_limit=said["guests"])


def _words(label: str | Promise, *, required: bool) -> WordsField:
    return WordsField(
        label=label, max_length=LONGEST_MESSAGE, lines=4, required=required,
        help_text=_("Those who come, wait or were offered a place read it, and so does a moderator."),
        error_messages={
            "required": _("Please write what they should know."),
            "max_length": _("This is longer than fits: %(show_value)d characters, and %(limit_value)d fit."),
        },
    )  # fmt: skip


class KeyedForm(forms.Form):
    """A form that does its deed once, however often it is sent."""

    use_required_attribute = False
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_000)


class StopForm(KeyedForm):
    """Why a date does not take place. :param may_write: whether words can be added."""

    reason = forms.ChoiceField(
        label=_("Why?"), widget=forms.RadioSelect, error_messages=CHOSEN,
        choices=[each for each in Reason.choices if each[0] not in (Reason.PATTERN, Reason.UNLED)],
    )  # fmt: skip
    words = _words(_("Your words to those who come"), required=False)

    def __init__(self, *arguments: Any, may_write: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if not may_write:
            del self.fields["words"]


class MessageForm(KeyedForm):
    words = _words(_("What should those who come know?"), required=True)


class PersonForm(forms.Form):
    """Who organises. :param people: each by their key, with their name."""

    use_required_attribute = False
    person = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect, error_messages=CHOSEN)
    with_series = forms.ChoiceField(
        label=_("Which dates?"), widget=forms.RadioSelect, error_messages=CHOSEN,
        choices=[("yes", _("This date and all others of the series that are to come")), ("no", _("This date only"))],
        initial="yes",
    )  # fmt: skip

    def __init__(self, *arguments: Any, people: Choices, in_series: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        if not in_series:
            del self.fields["with_series"]


class EndForm(forms.Form):
    """After which date a series ends. :param dates: each by its day, with its words."""

    use_required_attribute = False
    last = forms.ChoiceField(label=_("Which date is the last one?"), error_messages=CHOSEN)

    def __init__(self, *arguments: Any, dates: Choices, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        ends_now = ("none", _("None: it ends now"))
        self.fields["last"].choices = [("", _("Choose a date")), *dates, ends_now]  # type: ignore[attr-defined]

    @property
    def last_day(self) -> date | None:
        """The day that was chosen; None where it ends now."""
        said = self.cleaned_data["last"]
        return None if said == "none" else date.fromisoformat(said)
