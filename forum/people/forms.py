"""The shape of what people tell about themselves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Group
from forum.kernel.forms import WordsField
from forum.people.models import Audience, ProfileField
from forum.people.rules import LONGEST
from moderation.forms.asking import AsksFirst

_HINTS = {
    "about": _("As much or as little as you like. What you say about your health is better said in a group."),
    "place": _("A town or a county is enough. Never an address."),
    "likes": _("What you like to talk about when it is not cancer."),
    "pronouns": _("For instance she/her, they/them."),
}


class TellForm(AsksFirst):
    """One thing about oneself, and who may see it."""

    looked_at = ("words",)

    audience = forms.ChoiceField(label=_("Who can see this"), choices=Audience.choices, widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("Which groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Needed only for “Groups I choose”."),
    )

    def __init__(self, *arguments: Any, kind: str, own_groups: Iterable[Group], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self._own = {str(group.pk): group for group in own_groups}
        words = WordsField(
            label=ProfileField.Kind(kind).label,
            max_length=LONGEST[kind],
            lines=6 if kind == "about" else 1,
            required=False,
            help_text=_HINTS[kind],
        )
        self.fields = {"words": words, **self.fields}
        groups = self.fields["groups"]
        assert isinstance(groups, forms.MultipleChoiceField)
        groups.choices = [(pk, group.name) for pk, group in self._own.items()]
        if not self._own:
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("audience") == Audience.GROUPS and not cleaned.get("groups"):
            self.add_error(
                "groups" if "groups" in self.fields else "audience", _("Choose at least one group, or “only me”.")
            )
        return cleaned

    @property
    def chosen(self) -> list[Group]:
        return [self._own[pk] for pk in self.cleaned_data.get("groups", [])]
