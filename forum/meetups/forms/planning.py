"""A plan, one question a page. Each form has an `answer`: plain values, as the plan keeps them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.me import zones
from forum.kernel.forms import WordsField
from forum.kernel.moments import FORUM_ZONE, zone_named
from forum.meetups.actions.answers import MOST_SESSIONS, ONCE, ONLINE, Answers
from forum.meetups.forms.fields import (
    CHOSEN,
    LONGEST_SERIES,
    Choices,
    beginning_field,
    capacity_field,
    day_field,
    guests_field,
    length_field,
    second_field,
)
from forum.meetups.forms.saying import link_field, what_fields
from forum.meetups.local_time import LocalTime
from forum.meetups.models import Audience, Kind
from forum.meetups.patterns import PatternDate
from moderation.forms.asking import AsksFirst

NEW_VENUE = "new"
FARTHEST = timedelta(days=2 * 366)  # ahead, for a date

KINDS: Choices = [
    (Kind.TOGETHER, _("A get-together: people meet and talk")),
    (Kind.SESSION, _("An information session: somebody speaks about a topic")),
    (Kind.COURSE, _("A course: several sessions, and people come to all of them")),
    (Kind.ACTIVITY, _("A walk or an activity")),
]
AUDIENCES: Choices = [
    (Audience.SECONDARY, Audience.SECONDARY.label),
    (Audience.FRIENDS, Audience.FRIENDS.label),
    (Audience.EVERYONE, _("Both, and everybody else here")),
]
INFECTION = _("Please stay at home if you have a cough, a cold or a fever. We open a window.")
APPOINTMENT = _("Appointment")


class Step(AsksFirst):
    """One page. Which of its fields are words that others read, `looked_at` says."""

    looked_at: ClassVar[tuple[str, ...]] = ()
    is_one_question = False
    use_required_attribute = False

    def __init__(self, data: Any = None, *, answers: Answers, now: datetime, **rest: Any) -> None:
        self.answers, self.now = answers, now
        super().__init__(data, **rest)
        self.prepare()
        if self.is_one_question:
            first = next(iter(self.fields.values()))
            setattr(first, "template_name", "forms/question.html")  # noqa: B010 (the stubs lack it)

    def prepare(self) -> None:
        """What of the form depends on earlier answers."""

    @property
    def answer(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class KindStep(Step):
    is_one_question = True

    kind = forms.ChoiceField(
        label=_("What kind of meetup is it?"), choices=KINDS, widget=forms.RadioSelect,
        error_messages=CHOSEN,
    )  # fmt: skip


class WhatStep(Step):
    looked_at = ("title", "about", "topic", "speaker")

    def prepare(self) -> None:
        self.fields.update(what_fields())
        if self.answers.kind != Kind.SESSION:
            del self.fields["topic"], self.fields["speaker"]


class WhenStep(Step):
    on = day_field(_("Which day?"), help_text=_("The first one, if there are several."))
    at = beginning_field()
    is_second = second_field()
    minutes = length_field(initial="90")
    zone = forms.ChoiceField(
        label=_("Whose clock is that?"), choices=lazy(zones, list)(), initial=FORUM_ZONE.key,
        error_messages=CHOSEN,
    )  # fmt: skip

    def prepare(self) -> None:
        if not self._happens_twice():
            del self.fields["is_second"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        on, at, zone = cleaned.get("on"), cleaned.get("at"), cleaned.get("zone")
        if on is None or at is None or not zone:
            return cleaned
        at = cleaned["at"] = at.replace(second=0, microsecond=0)
        if (refusal := self._refusal(LocalTime(on=on, at=at, zone=zone_named(zone)))) is not None:
            self.add_error(*refusal)
        elif "is_second" in self.fields and cleaned.get("is_second") is None:
            self.add_error(
                "is_second", _("Clocks go back that night, so this time comes twice. Please say which you mean.")
            )
        return cleaned

    def _refusal(self, starts: LocalTime) -> tuple[str, str] | None:
        """Why it cannot begin then, beside which field."""
        today = self.now.astimezone(starts.zone).date()
        if starts.on > today + FARTHEST:
            return "on", gettext("That is far ahead. Please choose a day within two years.")
        if starts.on < today:
            return "on", gettext("That day is over. Please choose one that is to come.")
        if not starts.exists:
            return "at", gettext("Clocks go forward that night and skip this time. Please choose another one.")
        if starts.utc <= self.now:
            return "at", gettext("That is over by now. Please choose a time that is to come.")
        return None

    def _happens_twice(self) -> bool:
        """Whether what was sent, or kept, is a time that comes twice."""
        try:
            said = self.data if self.is_bound else self.initial
            on = date.fromisoformat(str(said.get("on")))
            at = time.fromisoformat(str(said.get("at")))
            zone = str(said.get("zone"))
            return zone in dict(zones()) and LocalTime(on=on, at=at, zone=ZoneInfo(zone)).happens_twice
        except (ValueError, OverflowError):
            return False

    @property
    def answer(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "on": said["on"].isoformat(), "at": said["at"].isoformat("minutes"), "minutes": said["minutes"],
            "zone": said["zone"], "is_second": bool(said.get("is_second")),
        }  # fmt: skip


class HowOftenStep(Step):
    rhythm = forms.ChoiceField(label=_("How often?"), widget=forms.RadioSelect, error_messages=CHOSEN)
    until = day_field(
        _("Until which day?"), required=False,
        help_text=_("Needed only if it comes more than once and you know when it ends. You can end it later, too."),
    )  # fmt: skip
    sessions = forms.IntegerField(
        label=_("How many sessions?"), min_value=2, max_value=MOST_SESSIONS,
        widget=forms.NumberInput(attrs={"min": 2, "max": MOST_SESSIONS}), initial=6,
        help_text=_("On the next page you see their days, and can leave some out."),
        error_messages={
            "required": _("Please say how many."),
            "invalid": _("Please give a whole number."),
            "min_value": _("A course has two sessions or more."),
            "max_value": _("That are many: please give twelve at most."),
        },
    )  # fmt: skip

    def prepare(self) -> None:
        rhythms = ["weeks:1", "weeks:2", "weekday:1", "last:1", "day:1", "weekday:2", "weekday:3"]
        if self.answers.starts.on.day < 22:
            rhythms.remove("last:1")
        if self.answers.starts.on.day > 28:  # few months have a fifth such weekday
            rhythms = [each for each in rhythms if not each.startswith("weekday")]
        if self.answers.is_course:
            rhythms = [each for each in rhythms if each.endswith(":1") or each == "weeks:2"]
        choices = [(each, self._called(each)) for each in rhythms]
        del self.fields["until" if self.answers.is_course else "sessions"]
        field = self.fields["rhythm"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices if self.answers.is_course else [(ONCE, _("Just once")), *choices]

    def _called(self, rhythm: str) -> str:
        days = self.answers.pattern(rhythm).days_in_words
        return days[:1].upper() + days[1:]

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is None:
            return None
        first = self.answers.starts.on
        if until <= first:
            raise forms.ValidationError(_("The first one is later than that. Please choose a later day, or none."))
        if until > first + LONGEST_SERIES:
            raise forms.ValidationError(_("That is far ahead. Please choose a day within five years, or none."))
        return until

    @property
    def answer(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.answers.is_course:
            return {"rhythm": said["rhythm"], "sessions": said["sessions"]}
        return {"rhythm": said["rhythm"], "until": said["until"].isoformat() if said["until"] else ""}


class DatesStep(Step):
    """The next dates, to be looked at; of a course, which of them have no session."""

    left_out = forms.MultipleChoiceField(
        label=_("Are there days without a session?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("A holiday, for instance. The course then has another one at its end."),
        error_messages={"invalid_choice": _("Please choose among these days.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, dates: Sequence[PatternDate], said: Sequence[str], **rest: Any) -> None:
        self._dates, self._said = dates, said
        super().__init__(*arguments, **rest)

    def prepare(self) -> None:
        if not self.answers.is_course:
            del self.fields["left_out"]
            return
        field = self.fields["left_out"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (each.on.isoformat(), said) for each, said in zip(self._dates, self._said, strict=True) if each.takes_place
        ]

    @property
    def answer(self) -> dict[str, Any]:
        return {"left_out": self.cleaned_data.get("left_out", [])}


class WhereStep(Step):
    looked_at = ()

    venue = forms.ChoiceField(label=_("The place"), widget=forms.RadioSelect, error_messages=CHOSEN)
    is_online_too = forms.BooleanField(label=_("People can join online as well"), required=False)
    link = link_field()

    def __init__(self, *arguments: Any, venues: Choices, **rest: Any) -> None:
        self._venues = venues
        super().__init__(*arguments, **rest)

    def prepare(self) -> None:
        field = self.fields["venue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *self._venues, (NEW_VENUE, _("A place that is not in this list")), (ONLINE, _("Online only"))
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("venue") == ONLINE:
            cleaned["is_online_too"] = False
        elif not cleaned.get("is_online_too") and cleaned.get("link"):
            self.add_error(
                "is_online_too", _("There is a link below. Please say whether people can join online as well.")
            )
        return cleaned


class WhoStep(Step):
    audience = forms.ChoiceField(
        label=_("Who is it for?"), widget=forms.RadioSelect,
        choices=AUDIENCES,
        help_text=_("By what people say brings them here. Nobody checks at the door."),
        error_messages=CHOSEN,
    )  # fmt: skip
    capacity = capacity_field(
        _("Guests count, too. Leave it empty if there is room for all. When it is full, people wait for a place.")
    )
    guests = guests_field(initial="1", help_text=_("A partner or a friend who comes along. They need no account."))


class NotesStep(Step):
    looked_at = ("infection", "energy", "contact", "discreet_title")

    infection = WordsField(
        label=_("About infection"), max_length=300, lines=2, required=False,
        help_text=_("Many people here catch things easily."),
    )  # fmt: skip
    energy = WordsField(
        label=_("About energy"), max_length=300, lines=2, required=False,
        help_text=_("How far it is from the bus or the car, whether there are chairs, whether one can leave early."),
    )  # fmt: skip
    contact = WordsField(
        label=_("Who meets people at the door?"), max_length=120, required=False,
        help_text=_("Such as “Olive, in a green scarf”. Only those who are coming see it."),
    )  # fmt: skip
    discreet_title = WordsField(
        label=_("What it is called in calendars and mail"), max_length=60,
        help_text=_("Others may see somebody’s calendar: say nothing of cancer here."),
        error_messages={"required": _("Please give a few words, such as “Appointment”.")},
    )  # fmt: skip
    wants_thread = forms.BooleanField(
        label=_("Start a thread about it in the group"), required=False,
        help_text=_("People can ask there, and tell afterwards how it was."),
    )  # fmt: skip

    @staticmethod
    def begun() -> dict[str, Any]:
        """What stands there before anybody has said anything."""
        return {"infection": str(INFECTION), "discreet_title": str(APPOINTMENT), "wants_thread": True}


STEP_FORMS: dict[str, type[Step]] = {
    "kind": KindStep,
    "what": WhatStep,
    "when": WhenStep,
    "how-often": HowOftenStep,
    "dates": DatesStep,
    "where": WhereStep,
    "who": WhoStep,
    "notes": NotesStep,
}
