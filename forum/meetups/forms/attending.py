"""What somebody says when they come, and what one looks for at the door."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forum.kernel.forms import WordsField

LONGEST_NEEDS = 1_000
LONGEST_NAME = 80
SHORTEST_NAME = 2


class AttendForm(forms.Form):
    """At most three questions; each can be left as it is.

    :param most_guests: how many guests can be chosen; none is not asked about.
    """

    guests = forms.TypedChoiceField(
        label=_("How many do you bring along?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please say whether anybody comes with you."),
            "invalid_choice": _("Please choose one of these."),
        },
    )
    access_needs = WordsField(
        label=_("Is there anything you need there?"),
        max_length=LONGEST_NEEDS,
        lines=3,
        required=False,
        help_text=_(
            "A seat near the door, quiet, something about food. Only the organiser reads it, and it is erased thirty days after."
        ),
        error_messages={
            "max_length": _("This is longer than fits: %(show_value)d characters, and %(limit_value)d fit.")
        },
    )
    is_shown = forms.BooleanField(
        label=_("Show my name to others who come"),
        required=False,
        help_text=_("Otherwise only the organiser sees it."),
    )
    form_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_000)

    def __init__(self, *arguments: Any, most_guests: int, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if most_guests:
            self.fields["guests"].choices = [(number, _guests(number)) for number in range(most_guests + 1)]  # type: ignore[attr-defined]
        else:
            del self.fields["guests"]

    @property
    def party(self) -> int:
        """How many people come, once the form is valid."""
        return 1 + int(self.cleaned_data.get("guests") or 0)


class DoorForm(forms.Form):
    """A name, or the beginning of one."""

    q = WordsField(label=_("Find somebody by name"), max_length=LONGEST_NAME, required=False)


def _guests(number: int) -> str:
    if not number:
        return str(_("Nobody, I come alone"))
    return ngettext("%(count)d guest", "%(count)d guests", number) % {"count": number}
