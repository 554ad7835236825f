"""What a person says about themselves under /me/."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.events import WordsChoice
from accounts.models import Boundary, Person, Situation
from forum.kernel.content_notes import ContentNote, Gently
from forum.kernel.forms import WordsField

ASK = "forms/question.html"
CHOOSE = _("Please choose one of these.")
FAR = ("Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Chicago", "America/Denver", "America/Halifax",
       "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Toronto", "America/Vancouver",
       "Asia/Dhaka", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Karachi", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo",
       "Atlantic/Canary", "Atlantic/Reykjavik", "Australia/Brisbane", "Australia/Perth", "Australia/Sydney",
       "Pacific/Auckland")  # fmt: skip


def zones() -> list[tuple[str, str]]:
    """London first, then Europe, then a few from further away."""
    near = sorted(zone for zone in available_timezones() if zone.startswith("Europe/") and zone != "Europe/London")
    return [(zone, zone.split("/")[-1].replace("_", " ")) for zone in ("Europe/London", *near, *FAR)]


class SituationForm(forms.Form):
    situation = forms.ChoiceField(
        label=_("What brings you here?"),
        help_text=_("It decides which groups you are shown. Nobody checks, and nobody is told that you changed it. You stay in the groups that you are in."),
        choices=Situation.choices,
        widget=forms.RadioSelect,
        template_name=ASK,  # type: ignore[call-arg]  # Django 5 has it; the stubs do not yet
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip


class AlwaysChosen(forms.ChoiceField):
    """A choice that always has an answer, of which one is the empty word: "as my device does"."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class ReadingForm(forms.Form):
    theme = AlwaysChosen(label=_("Light or dark"), choices=Person.Theme.choices, widget=forms.RadioSelect)
    text_size = AlwaysChosen(label=_("Size of the text"), choices=Person.TextSize.choices, widget=forms.RadioSelect)
    has_wide_lines = forms.BooleanField(label=_("More space between lines"), required=False)
    has_less_motion = forms.BooleanField(label=_("Nothing on the page moves"), required=False)
    zone = forms.ChoiceField(
        label=_("Whose clock you go by"),
        help_text=_("Times are shown as they are there."),
        choices=lazy(zones, list)(),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip


class GentleForm(forms.Form):
    """For each kind of content note, what a reader wants of it."""

    def __init__(self, *arguments: Any, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        for note in ContentNote:
            label = str(note.label)
            self.fields[note] = forms.ChoiceField(
                label=f"{label[:1].upper()}{label[1:]}",
                choices=Gently.choices,
                error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
            )


class BoundaryForm(forms.Form):
    name = WordsField(
        label=_("Their name here"),
        help_text=_("As it stands beside what they write."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please type the name of the person.")},
    )
    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=[
            (Boundary.Kind.APART, _("Keep us apart: they never see me here")),
            (Boundary.Kind.BLOCK, _("Block: neither of us sees the other")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class LeaveForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("What shall become of what you wrote?"),
        choices=[
            (WordsChoice.KEEP, _("Keep it, with my name. Others can go on reading it, as now.")),
            (WordsChoice.UNNAMED, _("Keep it, without my name. It says “someone who has left” wherever my name stood.")),
            (WordsChoice.ERASE, _("Erase it, also where others quoted me. An empty place stays, so that the answers still make sense.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip
    is_sure = forms.BooleanField(
        label=_("I know that this is for good"),
        help_text=_("Nobody can bring the account back, not even us."),
        error_messages={"required": _("Please say that you know this.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Please type the code.")},
    )
