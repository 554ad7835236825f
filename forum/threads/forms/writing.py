"""The shape of what people write in threads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.kernel.content_notes import ContentNote, codes_in, kept
from forum.kernel.forms import WordsField
from forum.threads.models import Reaction, Subscription
from forum.threads.rendering import own_words
from moderation.forms.asking import AsksFirst

LONGEST_POST = 20_000  # characters; about seven pages of a book
LONGEST_DRAFT = 100_000  # more is kept than can be posted: it can be shortened later
LONGEST_TITLE = 120
_LATEST = 2**31 - 1


def _body(**rest: Any) -> WordsField:
    return WordsField(
        label=_("What you want to say"),
        max_length=LONGEST_POST,
        lines=8,
        error_messages={
            "required": _("There are no words here yet."),
            "max_length": _(
                "This is longer than one post can be: %(show_value)d characters, and %(limit_value)d fit. "
                "You could post it in parts."
            ),
        },
        **rest,
    )


def _title() -> WordsField:
    return WordsField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("What it is about, in a few words. People see this in lists."),
        error_messages={"required": _("The thread needs a title, so that people can find it.")},
    )


class NotesField(forms.MultipleChoiceField):
    """Content notes. What is not one is left out: words are not refused for it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Content notes"), required=False, choices=ContentNote.choices, widget=forms.CheckboxSelectMultiple
        )

    def validate(self, value: list[str]) -> None:
        return None

    def clean(self, value: Any) -> list[str]:
        return codes_in(kept(super().clean(value)))


class _Hidden(AsksFirst):
    """What every form carries in which people write: its own key, and which draft it continues."""

    form_key = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    sequence = forms.IntegerField(required=False, min_value=0, max_value=_LATEST - 1, widget=forms.HiddenInput)

    use_required_attribute = False

    def clean_sequence(self) -> int:
        return self.cleaned_data["sequence"] or 0

    def own_words(self) -> str:
        """Without what they quote: that was looked at when it was written."""
        return own_words_of(self.cleaned_data.get("title", ""), self.cleaned_data["body"])


def own_words_of(title: str, body: str) -> str:
    """Return what somebody wrote themselves, as it is looked at before it is posted."""
    return f"{title}\n{own_words(body)}"


class ReplyForm(_Hidden):
    body = _body()
    notes = NotesField()
    is_unnamed = forms.BooleanField(required=False, label=_("Without my name (moderators can see who)"))


class ThreadForm(_Hidden):
    looked_at = ("title", "body")
    title = _title()
    body = _body()
    notes = NotesField()
    is_unnamed = forms.BooleanField(required=False, label=_("Without my name (moderators can see who)"))

    def __init__(self, *arguments: Any, allows_unnamed: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if not allows_unnamed:
            del self.fields["is_unnamed"]


class EditForm(_Hidden):
    looked_at = ("title", "body")
    title = _title()
    body = _body()
    notes = NotesField()
    seen_revision = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, is_opening: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if not is_opening:
            del self.fields["title"]


class DraftForm(_Hidden):
    """Anything that can be kept is kept: empty, unfinished, or too long to be posted."""

    title = WordsField(max_length=LONGEST_TITLE, required=False)
    body = WordsField(max_length=LONGEST_DRAFT, lines=2, required=False)
    is_unnamed = forms.BooleanField(required=False)
    notes = NotesField()
    seen_revision = forms.IntegerField(required=False, min_value=0, max_value=2**62)


class SubscriptionForm(forms.Form):
    level = forms.ChoiceField(label=_("How you want to be told"), choices=Subscription.Level, widget=forms.RadioSelect)


class ReactionForm(forms.Form):
    """One button was pressed: to give a reaction, or to take one's own back."""

    give = forms.ChoiceField(choices=Reaction.Kind, required=False)
    take = forms.ChoiceField(choices=Reaction.Kind, required=False)
