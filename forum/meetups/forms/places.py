"""Picking the town from which one looks for meetups."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.meetups.distances import BANDS
from forum.meetups.pages.places import Town


class PickPlace(forms.Form):
    """One of the towns that were found, and how far one would go."""

    place = forms.ChoiceField(
        label=_("Which one?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a town."), "invalid_choice": _("Please choose a town.")},
    )
    within = forms.TypedChoiceField(
        label=_("How far would you go?"),
        coerce=int,
        choices=[(band, format_lazy(_("within {miles} miles"), miles=band)) for band in BANDS],
        widget=forms.RadioSelect,
        initial=25,
        error_messages={
            "required": _("Please choose how far you would go."),
            "invalid_choice": _("Please choose how far you would go."),
        },
    )

    def __init__(self, *arguments: Any, towns: Sequence[Town], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        choices = self.fields["place"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(str(town.pk), str(town)) for town in towns]
        if len(towns) == 1:
            choices.label, choices.initial = _("Your town"), str(towns[0].pk)
