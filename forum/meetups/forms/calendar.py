"""How much one's own calendar says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.meetups.models import CalendarFeed


class FeedForm(forms.Form):
    """What entries say; for addresses one says that one knows what comes of it."""

    detail = forms.ChoiceField(
        label=_("What entries say"),
        choices=CalendarFeed.Detail.choices,
        widget=forms.RadioSelect,
        initial=CalendarFeed.Detail.DISCREET,
        error_messages={
            "required": _("Please choose what entries say."),
            "invalid_choice": _("Please choose what entries say."),
        },
    )
    knows = forms.BooleanField(
        label=_("I know that whoever runs my calendar can read the addresses, and may keep them"),
        help_text=_("Needed only for addresses."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("detail") == CalendarFeed.Detail.ALL and not cleaned.get("knows"):
            self.add_error(
                "knows",
                _(
                    "Addresses leave the forum this way, and a calendar company may keep them. Please tick this, or choose less."
                ),
            )
        return cleaned
