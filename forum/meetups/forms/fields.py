"""Fields that stand both where a meetup is announced and where it is changed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str, str | Promise]]

ONLINE = "online"
LONGEST_SERIES = timedelta(days=5 * 366)
MOST_PEOPLE = 2_000
CHOOSE = _("Please choose one.")
CHOSEN = {"required": CHOOSE, "invalid_choice": CHOOSE}
BAD_DAY = _("Please give the day like 2027-03-28: year, month, day.")
WHICH = _("Which of the two?")
LENGTHS: Choices = [
    ("30", _("half an hour")), ("45", _("45 minutes")), ("60", _("1 hour")), ("75", _("1 hour 15 minutes")),
    ("90", _("1 hour 30 minutes")), ("120", _("2 hours")), ("150", _("2 hours 30 minutes")), ("180", _("3 hours")),
    ("240", _("4 hours")), ("300", _("5 hours")), ("360", _("6 hours")), ("480", _("8 hours")),
]  # fmt: skip
GUESTS: Choices = [
    ("0", _("No, each comes alone")), ("1", _("One guest each")), ("2", _("Up to two guests each")),
    ("3", _("Up to three guests each")), ("4", _("Up to four guests each")), ("5", _("Up to five guests each")),
]  # fmt: skip


def day_field(label: Any, **rest: Any) -> forms.DateField:
    """A day, as its date picker or a person writes it."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day."), "invalid": BAD_DAY}, **rest,
    )  # fmt: skip


def beginning_field() -> forms.TimeField:
    """The time at which something begins, on the wall there."""
    return forms.TimeField(
        label=_("At what time does it begin?"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("As the clock on the wall there says."),
        error_messages={"required": _("Please give a time."), "invalid": _("Please give the time like 18:30.")},
    )  # fmt: skip


def ending_field() -> forms.TimeField:
    """The time at which something ends, on the wall there."""
    return forms.TimeField(
        label=_("At what time does it end?"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("If that is after midnight, it is the next day."),
        error_messages={"required": _("Please give a time."), "invalid": _("Please give the time like 18:30.")},
    )  # fmt: skip


def second_field(label: Any = WHICH) -> forms.TypedChoiceField:
    """Which of the two is meant, where a time happens twice: whether the second is."""
    return forms.TypedChoiceField(
        label=label, widget=forms.RadioSelect, required=False, empty_value=None,
        coerce=lambda said: said == "second",
        choices=[("first", _("The first time: before clocks go back")), ("second", _("The second time: after it"))],
    )  # fmt: skip


def length_field(**rest: Any) -> forms.TypedChoiceField:
    """How many minutes something takes."""
    return forms.TypedChoiceField(
        label=_("How long is it?"), choices=LENGTHS, coerce=int, error_messages=CHOSEN, **rest
    )


def capacity_field(help_text: Any) -> forms.IntegerField:
    """How many people can come; empty for as many as like to."""
    return forms.IntegerField(
        label=_("How many people can come?"), required=False, min_value=1, max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_PEOPLE}), help_text=help_text,
        error_messages={
            "invalid": _("Please give a whole number, or leave it empty."),
            "min_value": _("At least one person must be able to come. Leave it empty if there is room for all."),
            "max_value": _("Please give a smaller number, or leave it empty if there is room for all."),
        },
    )  # fmt: skip


def guests_field(**rest: Any) -> forms.TypedChoiceField:
    """How many guests each may bring."""
    return forms.TypedChoiceField(
        label=_("May people bring somebody?"), choices=GUESTS, coerce=int, error_messages=CHOSEN, **rest
    )
