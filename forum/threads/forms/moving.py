"""What moderators choose for a whole thread: where it goes, which replies part from it, with which other it merges."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.kernel.forms import WordsField
from forum.threads.forms.writing import LONGEST_TITLE

_THREAD_IN = re.compile(r"(?:^|/threads/)([0-9]{1,18})(?:[/?#]|$)")


def _words() -> WordsField:
    return WordsField(
        label=gettext_lazy("Your words to whoever started it"),
        max_length=4_000,
        lines=3,
        required=False,
        help_text=gettext_lazy("Plain and kind. They do not learn who you are."),
    )


class MoveForm(forms.Form):
    group = forms.TypedChoiceField(
        label=gettext_lazy("To which group"),
        coerce=int,
        help_text=gettext_lazy("Those that you moderate, and that nobody reads who cannot read the thread now."),
        error_messages={
            "required": gettext_lazy("Please choose a group."),
            "invalid_choice": gettext_lazy("The thread cannot be moved there."),
        },
    )
    words = _words()
    use_required_attribute = False

    def __init__(self, *arguments: Any, groups: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.has_groups = bool(groups)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Choose a group")), *groups]


class SplitForm(forms.Form):
    """The replies are ticked beside their words: `post`, as often as there are ticks."""

    title = WordsField(
        label=gettext_lazy("Title of the new thread"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("The new thread needs a title, so that people can find it.")},
    )
    all_after = forms.BooleanField(
        label=gettext_lazy("And all replies after the first one that I ticked"), required=False
    )
    words = _words()
    use_required_attribute = False

    @property
    def ids_sent(self) -> list[int]:
        """Ids of the replies that were ticked."""
        sent = cast(QueryDict, self.data).getlist("post") if self.is_bound else []
        return [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) <= 18]

    def clean(self) -> dict[str, Any] | None:
        if not self.ids_sent:
            raise ValidationError(_("Please tick at least one reply."))
        return super().clean()


class MergeForm(forms.Form):
    into = forms.TypedChoiceField(
        label=gettext_lazy("With which thread"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose the other thread, or give its address.")},
    )
    address = WordsField(
        label=gettext_lazy("Or another one"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Its address, as it stands at the top of your browser."),
    )
    words = _words()
    use_required_attribute = False

    def __init__(self, *arguments: Any, threads: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = threads
        if not threads:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        """Add `thread`, the id of the other one."""
        said = super().clean() or self.cleaned_data
        if typed := said.get("address", "").strip():
            self.errors.pop("into", None)  # what was typed goes before what was chosen, or was not
            if (found := _THREAD_IN.search(typed)) is None:
                raise ValidationError({"address": _("This is not the address of a thread.")})
            return {**said, "thread": int(found[1])}
        if "into" not in self.fields:
            raise ValidationError({"address": _("Please give the address of the other thread.")})
        return {**said, "thread": said.get("into")}
