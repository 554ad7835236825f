"""What moderators write: decisions, notes, and the reason of a batch."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from moderation.actions.decide import Choice, Sentence
from moderation.actions.sanctions import LONGEST
from moderation.guidelines import Guideline
from moderation.pages.deciding import EVERYWHERE, Asked
from moderation.rules import SANCTIONS

LONGEST_WORDS = 4_000  # characters; about two pages of a letter
LONGEST_BODY = 20_000
LONGEST_TITLE = 120  # the shortest that a room keeps
FOLLOW_UP_WITHIN = timedelta(days=365)


def guidelines() -> list[tuple[str, str | Promise]]:
    """The guidelines as one chooses them: "4. Keep names and numbers off the page"."""
    numbered = [(each.value, f"{each.number}. {each.label}" if each.number else each.label) for each in Guideline]
    return [("", _("Choose a guideline")), *numbered]


class Tick(forms.BooleanField):
    """A box to tick. The preview carries it along as "False" or "True", and a box that is shown again believes that."""

    def prepare_value(self, value: Any) -> Any:
        return self.to_python(value)


class DecisionForm(forms.Form):
    """One decision; only the fields that it asks for are there."""

    title = WordsField(label=_("Title"), max_length=LONGEST_TITLE)
    body = WordsField(
        label=_("The words, as others will read them"),
        max_length=LONGEST_BODY,
        lines=10,
        help_text=_("Change as little as you can. The author sees what you changed."),
    )
    option = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("Please choose one.")})
    scope = forms.ChoiceField(label=_("Where it holds"), help_text=_("A group, with all groups inside it."))
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=LONGEST.days,
        error_messages={"required": _("Please say for how many days.")},
    )
    guideline = forms.ChoiceField(
        label=_("By which guideline"),
        help_text=_("The author is told which."),
        error_messages={"required": _("Please choose one.")},
    )
    words = WordsField(
        label=_("Your words to the author"),
        max_length=LONGEST_WORDS,
        lines=5,
        help_text=_("Plain and kind. They do not learn who you are, nor who reported."),
        error_messages={"required": _("Please say it in a sentence or two.")},
    )
    follow_up_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It comes back to the desk on the morning of that day."),
    )
    keeps_open = Tick(
        label=_("Keep the case open"), required=False, help_text=_("To decide something else about it too.")
    )
    seen = forms.CharField(max_length=80, widget=forms.HiddenInput)
    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *arguments: Any, asked: Asked, today: date, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.asked, self.today = asked, today
        for name in set(self.fields) - asked.fields - {"seen", "form_key"}:
            del self.fields[name]
        for name in asked.fields & {"guideline", "words"}:
            self.fields[name].required = name in asked.required
        self._give_choices()

    def _give_choices(self) -> None:
        choices: Mapping[str, Any] = {"guideline": guidelines(), "scope": self.asked.scopes}
        if self.asked.ask is not None:
            self.fields["option"].label = str(self.asked.ask.label)
            choices = {**choices, "option": self.asked.ask.choices}
        for name, offered in choices.items():
            if name in self.fields:
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                field.choices = list(offered)

    def clean_follow_up_on(self) -> date | None:
        day: date | None = self.cleaned_data["follow_up_on"]
        if day is not None and not self.today < day <= self.today + FOLLOW_UP_WITHIN:
            raise ValidationError(_("Please choose a day after today, and within a year."))
        return day

    def choice(self) -> Choice:
        """What was chosen, for the verb. Only of a form that is valid."""
        said, outcome = self.cleaned_data, self.asked.outcome
        options = {self.asked.ask.name: said["option"]} if self.asked.ask else {}
        return Choice(
            outcome=outcome,
            guideline=said.get("guideline", ""),
            words=said.get("words", ""),
            title=said.get("title", ""),
            body=said.get("body", ""),
            options=options,
            sentence=self._sentence() if outcome in SANCTIONS else None,
            keeps_open=said.get("keeps_open", False),
            follow_up_on=said.get("follow_up_on"),
        )

    def _sentence(self) -> Sentence:
        scope = self.cleaned_data["scope"]
        return Sentence(
            kind=self.asked.outcome,
            group_id=None if scope == EVERYWHERE else int(scope),
            days=self.cleaned_data.get("days"),
        )


class UndoForm(forms.Form):
    words = WordsField(
        label=_("Your words to the author"), max_length=LONGEST_WORDS, lines=4, required=False,
        help_text=_("They read that it was taken back, and what you say here."),
    )  # fmt: skip
    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


class BatchForm(forms.Form):
    """Why these cases are decided together."""

    reason = WordsField(
        label=_("Why these together"),
        max_length=1_000,
        lines=3,
        help_text=_("For the team. It is kept with the batch."),
        error_messages={"required": _("Please say why, in a few words.")},
    )
    guideline = forms.ChoiceField(
        label=_("By which guideline"),
        help_text=_("Each author is told which."),
        error_messages={"required": _("Please choose one.")},
    )
    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *arguments: Any, asks_guideline: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if not asks_guideline:
            del self.fields["guideline"]
            return
        guideline = self.fields["guideline"]
        assert isinstance(guideline, forms.ChoiceField)
        guideline.choices = guidelines()
