"""The shape of what is sought in the log."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.names import skeleton
from forum.kernel.forms import WordsField
from moderation.log import Action

ANY: tuple[str, Any] = ("", _("Any"))


class LogFilterForm(forms.Form):
    """What to show of the log. Each part may be left out."""

    action = forms.ChoiceField(label=_("What was done"), required=False, choices=[ANY, *Action.choices])
    person = WordsField(label=_("By whom, by their name here"), max_length=40, required=False)
    group = forms.ChoiceField(label=_("In which group"), required=False)
    case = forms.IntegerField(
        label=_("Case number"),
        required=False,
        min_value=1,
        max_value=10**18,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "short"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "short"})
    )

    def __init__(self, *arguments: Any, groups: Iterable[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [ANY, *((str(pk), name) for pk, name in groups)]

    def clean_person(self) -> Person | None:
        """The person with exactly this name, also one who has left."""
        name = self.cleaned_data["person"]
        if not name:
            return None
        found = Person.objects.filter(name_key=skeleton(name)).first()
        if found is None:
            raise ValidationError(_("Nobody here has this name. Please look at how it is spelt."), code="nobody")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since: date | None = cleaned.get("since")
        until: date | None = cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return cleaned
