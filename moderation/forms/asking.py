"""Forms that ask once before contact details, or what a rule asks about, are shown to others."""

import re
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict

from moderation.noticing import Noticed, Question, noticed_in


class AsksFirst(forms.Form):
    """A form in which somebody writes what others read. Source: README, P-16.

    Once it is valid, `asks` says whether something is to be asked first; then the page is shown again with
    `components/_ask_first.html` in the form. Everything typed stays, and the same words are not asked about again.
    """

    looked_at: ClassVar[tuple[str, ...]] = ("body",)
    questions: tuple[Question, ...] = ()
    taken_out: tuple[Question, ...] = ()
    noticed = Noticed()

    def own_words(self) -> str:
        """What somebody wrote here themselves."""
        return "\n".join(str(self.cleaned_data.get(name, "")) for name in self.looked_at)

    @property
    def answered(self) -> list[str]:
        """Codes of what was asked about before; with what is asked about now, where that is known."""
        before = " ".join(self.data.getlist("anyway")) if hasattr(self.data, "getlist") else ""
        return list(dict.fromkeys([*before.split()[:100], *(each.code for each in self.questions)]))

    def asks(self, *, known: str = "") -> bool:
        """Is there something to be looked at before these words are posted? Only of a valid form.

        :param known: what its author had written there before.
        """
        self.noticed = noticed_in(self.own_words(), known=known)
        if wanted := set(str(self.data.get("take_out", "")).split()):
            self._take_out(wanted)
            return True
        answered = set(self.answered)
        self.questions = tuple(each for each in self.noticed.questions if each.code not in answered)
        return bool(self.questions)

    def _take_out(self, wanted: set[str]) -> None:
        """Take what was asked about out of the boxes, and let their writer look."""
        self.taken_out = tuple(each for each in self.noticed.questions if each.code in wanted)
        data: Any = cast(QueryDict, self.data).copy()
        for name in self.looked_at:
            for each in self.taken_out:
                data[name] = re.sub(rf"[ \t]?{re.escape(each.words)}", "", data.get(name, ""))
        self.data = data
