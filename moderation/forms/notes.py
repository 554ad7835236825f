"""The shape of what moderators tell each other, and of what they say when they lift a sanction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from moderation.actions.notes import LONGEST_NOTE
from moderation.models import Note

WHOLE_FORUM = "forum"


class NoteForm(forms.Form):
    """A private note. Who has one tier only is not asked for it.

    `form_key` says whose form it is, so that its words are kept for them where their session ended meanwhile.
    """

    words = WordsField(
        label=_("A note for other moderators"),
        max_length=LONGEST_NOTE,
        lines=4,
        error_messages={"required": _("There are no words here yet.")},
    )
    tier = forms.TypedChoiceField(
        label=_("Who reads it"),
        coerce=int,
        widget=forms.RadioSelect,
        required=False,
        initial=Note.Tier.TEAM,
    )
    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *arguments: Any, tiers: Sequence[Note.Tier], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        tier = self.fields["tier"]
        assert isinstance(tier, forms.ChoiceField)
        tier.choices = [(each.value, each.label) for each in tiers]
        tier.required = len(tiers) > 1
        if not tier.required:
            tier.widget = forms.HiddenInput()

    def clean_tier(self) -> int:
        return int(self.cleaned_data["tier"] or Note.Tier.TEAM)


class CaseNoteForm(NoteForm):
    """A note on a case, or about the person in it."""

    is_about_person = forms.BooleanField(
        required=False, label=_("Keep it with the person"), help_text=_("For their other cases too.")
    )


class HandOverForm(NoteForm):
    """A note for those who come next. Who moderates in one place only is not asked where."""

    scope = forms.ChoiceField(label=_("For whom"))

    def __init__(self, *arguments: Any, scopes: Iterable[tuple[int | None, str]], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        found = list(scopes)
        self.scopes = {WHOLE_FORUM if pk is None else str(pk): pk for pk, _name in found}
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [(WHOLE_FORUM if pk is None else str(pk), name) for pk, name in found]
        if len(found) < 2:
            del self.fields["scope"]
        self.fields["words"].label = _("What those who come next should know")

    @property
    def group_id(self) -> int | None:
        return self.scopes[self.cleaned_data.get("scope") or next(iter(self.scopes))]


class NewerNoteForm(forms.Form):
    """What stands in the place of an older note."""

    words = WordsField(label=_("Note"), max_length=LONGEST_NOTE, lines=6)
    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


class LiftForm(forms.Form):
    """What the person reads in the statement."""

    words = WordsField(
        label=_("What you would like to say to them"),
        max_length=2000,
        lines=4,
        required=False,
        help_text=_("They get a statement that the decision was taken back. These words stand in it."),
    )
    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
