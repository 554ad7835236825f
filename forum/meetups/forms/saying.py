"""What can be said about a meetup: the same fields where it is written first and where it is changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from forum.meetups.models import Announcement
from moderation.forms.asking import AsksFirst

_is_link = URLValidator(schemes=["http", "https"])


class LinkField(WordsField):
    """The whole address of a page, as people copy it."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            try:
                _is_link(value)
            except ValidationError:
                raise ValidationError(
                    _("This is not a whole address. It begins with https:// and is best copied."), code="invalid"
                ) from None


def link_field() -> LinkField:
    """Where to join online."""
    return LinkField(
        label=_("Link to join online"), max_length=500, required=False,
        help_text=_("Only those who are coming see it. You can add it later."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def what_fields() -> dict[str, forms.Field]:
    """What it is called and what it is about."""
    return {
        "title": WordsField(
            label=_("What is it called?"), max_length=120,
            help_text=_("Such as “Monday evening in Sheffield”. It stands in lists."),
            error_messages={"required": _("Please give it a name. A few words are enough.")},
        ),
        "about": WordsField(
            label=_("What is it about?"), max_length=5_000, lines=6,
            help_text=_("What people do there, and for whom it is. No addresses here: where it is comes later."),
            error_messages={"required": _("Please say in a sentence or two what people do there.")},
        ),
        "topic": WordsField(label=_("Topic"), max_length=120, required=False, help_text=_("Such as “Hair care during chemo”.")),
        "speaker": WordsField(
            label=_("Who speaks?"), max_length=120, required=False,
            help_text=_("Their name, and what they do. Ask them first."),
        ),
    }  # fmt: skip


class WordsForm(AsksFirst):
    """Everything that is said about a meetup. Its fields are its title and the parts of an announcement."""

    looked_at = ("title", "about", "topic", "speaker", "infection", "energy", "contact", "discreet_title")
    use_required_attribute = False

    infection = WordsField(label=_("About infection"), max_length=300, lines=2, required=False)
    energy = WordsField(label=_("About energy"), max_length=300, lines=2, required=False)
    contact = WordsField(
        label=_("Who meets people at the door?"), max_length=120, required=False,
        help_text=_("Only those who are coming see it."),
    )  # fmt: skip
    link = link_field()
    discreet_title = WordsField(
        label=_("What it is called in calendars and mail"), max_length=60,
        help_text=_("Others may see somebody’s calendar: say nothing of cancer here."),
        error_messages={"required": _("Please give a few words, such as “Appointment”.")},
    )  # fmt: skip
    seen = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.fields = {**what_fields(), **self.fields}

    def clean_seen(self) -> int:
        """The version that was seen when the form was opened; 0 for none that can be used."""
        seen: str = self.cleaned_data["seen"]
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 18 else 0

    @property
    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].strip() for name in Announcement.PARTS}
