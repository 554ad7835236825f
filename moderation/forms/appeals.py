"""What somebody who asks again writes, and whoever answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField

LONGEST = 5_000  # signs
TOO_LONG = _("This can have %(limit_value)d signs at most, and has %(show_value)d. You can send the rest as a message.")
NO_WORDS = _("There are no words in it yet.")


class AppealForm(forms.Form):
    """`form_key` says whose form it is, so that its words are kept for them where their session ended meanwhile."""

    words = WordsField(
        label=_("What would you like somebody else to know?"),
        help_text=_("In your own words. What did we not see, or not understand? A sentence is enough."),
        max_length=LONGEST,
        lines=8,
        template_name="forms/question.html",
        error_messages={"required": NO_WORDS, "max_length": TOO_LONG},
    )
    on_behalf_of = WordsField(
        label=_("If you write this for the person whom it is about: who are you to them?"),
        help_text=_("For instance their partner, daughter or friend. Leave it empty if it is about you."),
        max_length=40,
        required=False,
        error_messages={"max_length": _("This can have %(limit_value)d signs at most.")},
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)


class MessageForm(forms.Form):
    words = WordsField(
        label=_("Write something more"),
        max_length=LONGEST,
        lines=4,
        error_messages={"required": NO_WORDS, "max_length": TOO_LONG},
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)


class AnswerForm(forms.Form):
    """`version` is that of the appeal which the page showed."""

    words = WordsField(
        label=_("What you write to whoever asked"),
        help_text=_("They read it as it is. If the decision stays, they need to know why."),
        max_length=LONGEST,
        lines=5,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
