"""What can be asked for, as plain controls."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from forum.search.text.asking import LONGEST

KINDS = [
    ("", _("Everything")),
    ("thread", _("Threads")),
    ("reply", _("Replies")),
    ("meetup", _("Meetups")),
    ("group", _("Groups")),
    ("person", _("People")),
]
SINCE = {"week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}
_SINCE = [
    ("", _("Any time")),
    ("week", _("The last week")),
    ("month", _("The last month")),
    ("year", _("The last year")),
]
_GROUPS = 200  # that one can choose from
_MANY = {"max_length": _("That is too long to look for. Please keep to %(limit_value)d characters.")}


class SearchForm(forms.Form):
    """One box, and ways to narrow what is found. Signed out, there are fewer: one knows nobody, and has been nowhere."""

    q = WordsField(label=_("Words to look for"), max_length=LONGEST, required=False, error_messages=_MANY)
    kind = forms.ChoiceField(label=_("What"), choices=KINDS, required=False)
    group = forms.ChoiceField(label=_("In which group"), required=False)
    since = forms.ChoiceField(label=_("Since when"), choices=_SINCE, required=False)
    author = WordsField(
        label=_("Written by"), max_length=80, required=False, error_messages=_MANY,
        help_text=_("The whole name by which somebody is known here."),
    )  # fmt: skip
    mine = forms.BooleanField(label=_("Only in threads that I have been in"), required=False)

    def __init__(self, *args: Any, groups: list[tuple[int, str]], is_signed_in: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST})
        choices = [("", _("All that I can read")), *((str(pk), name) for pk, name in groups[:_GROUPS])]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
        if not is_signed_in:
            del self.fields["group"], self.fields["author"], self.fields["mine"]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the box says what is looked for: the controls stand open then."""
        return any(self.data.get(name) for name in self.fields if name != "q")
