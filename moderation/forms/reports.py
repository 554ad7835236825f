"""What somebody who reports writes."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from moderation.models import Report

LONGEST = 2_000  # signs

# One question a page: this one, by the reason that was chosen before.
QUESTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    Report.Reason.WORRIED: (_("What worries you?"), _("A few words are enough. You can also send it without any.")),
    Report.Reason.DIED: (_("Who has died, and how do you know?"), _("As much as you can say now.")),
    Report.Reason.ILLEGAL: (_("What is against the law here?"), _("In your own words. You need not know which law.")),
}
ANYTHING_ELSE = (_("Is there anything that a moderator should know?"), _("You can send it without any words."))


class ReportForm(forms.Form):
    """`seen` is the version that was shown; `what` says, on a person's page, which thing on it is meant."""

    words = WordsField(
        max_length=LONGEST,
        lines=5,
        required=False,
        template_name="forms/question.html",
        error_messages={"max_length": _("This can have %(limit_value)d signs at most, and has %(show_value)d.")},
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(choices=Report.Reason.choices, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    what = forms.SlugField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, asks_about: str, **rest: Any) -> None:
        """:param asks_about: the reason by which the question is chosen."""
        super().__init__(*arguments, **rest)
        self.asks_about = asks_about
        words: Any = self.fields["words"]
        words.label, words.help_text = QUESTIONS.get(asks_about, ANYTHING_ELSE)
