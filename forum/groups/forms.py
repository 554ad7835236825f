"""The shape of what hosts and those who ask to join write."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.groups.models import MOST_FIRST_POSTS, Audience, Discovery, Group, Joining, Reading, Role
from forum.groups.rules import MOST_QUESTIONS, may_be_set_so
from forum.kernel.forms import WordsField
from moderation.forms.asking import AsksFirst


class AskForm(forms.Form):
    """The group's own questions. None has to be answered."""

    def __init__(self, *arguments: Any, questions: Iterable[str], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        for place, question in enumerate(questions):
            self.fields[f"answer_{place}"] = WordsField(label=question, max_length=1000, lines=3, required=False)

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


class GroupForm(forms.Form):
    """What a host says about a group and sets on it."""

    name = WordsField(label=_("Name of the group"), max_length=80)
    description = WordsField(
        label=_("What it is for"),
        max_length=2000,
        lines=5,
        required=False,
        help_text=_("Seen by everyone who can find the group. The first line is shown in lists."),
    )
    audience = forms.ChoiceField(
        label=_("Who it is for"),
        choices=[
            (Audience.SECONDARY, Audience.SECONDARY.label),
            (Audience.FRIENDS, Audience.FRIENDS.label),
            (Audience.EVERYONE, _("Both, and everybody else here")),
        ],
        widget=forms.RadioSelect,
        help_text=_("By what people say brings them here. Nobody checks."),
    )
    discovery = forms.ChoiceField(
        label=_("Who can know that it exists"),
        choices=Discovery.choices,
        widget=forms.RadioSelect,
        help_text=_("Being in a group can tell what somebody has. A hidden group is told to nobody outside it."),
    )
    reading = forms.ChoiceField(
        label=_("Who can read what is written in it"),
        choices=Reading.choices,
        widget=forms.RadioSelect,
        help_text=_("A group that stands inside a closed one stays closed, whatever is chosen here."),
    )
    joining = forms.ChoiceField(label=_("How people join"), choices=Joining.choices, widget=forms.RadioSelect)
    question_0 = WordsField(
        label=_("First question to those who ask to join"),
        max_length=200,
        required=False,
        help_text=_("At most three. Answers are seen by the hosts only, and erased once you have decided."),
    )
    question_1 = WordsField(label=_("Second question"), max_length=200, required=False)
    question_2 = WordsField(label=_("Third question"), max_length=200, required=False)
    allows_unnamed = forms.BooleanField(
        label=_("Members may write without their name"),
        required=False,
        help_text=_("Readers then see “a member of this group”. Moderators can find out who wrote, and that is noted."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verdict = may_be_set_so(
            discovery=cleaned.get("discovery", ""),
            reading=cleaned.get("reading", ""),
            questions=self._questions(cleaned),
        )
        if {"discovery", "reading"} <= cleaned.keys() and not verdict:
            self.add_error("reading", str(verdict.reason))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        kept = {name: self.cleaned_data[name] for name in self.fields if not name.startswith("question_")}
        return {**kept, "questions": self._questions(self.cleaned_data)}

    def _questions(self, cleaned: dict[str, Any]) -> list[str]:
        asked = [cleaned.get(f"question_{place}", "") for place in range(MOST_QUESTIONS)]
        return [question for question in asked if question]

    @staticmethod
    def values_of(group: Group) -> dict[str, Any]:
        """What stands now, for a form that changes it."""
        fields = ("name", "description", "audience", "discovery", "reading", "joining", "allows_unnamed")
        asked = {f"question_{place}": question for place, question in enumerate(group.questions[:MOST_QUESTIONS])}
        return {**{field: getattr(group, field) for field in fields}, **asked}


class SettingsForm(GroupForm):
    """The same for a group that stands, with what its moderators read before others do. Source: README, M-2."""

    holds_first = forms.BooleanField(
        label=_("Moderators read every post here first"),
        required=False,
        help_text=_("Nobody else sees a post until one of them has read it. Its author is told how long that takes."),
    )
    first_posts_held = forms.IntegerField(
        label=_("How many of a member’s first posts moderators read first"),
        min_value=0,
        max_value=MOST_FIRST_POSTS,
        widget=forms.NumberInput(attrs={"min": 0, "max": MOST_FIRST_POSTS}),
        help_text=_("In this network, with all groups inside it. Two is a good number, and none means none."),
        error_messages={
            "required": _("Please give a number. None is 0."),
            "invalid": _("Please give a whole number."),
            "min_value": _("It cannot be less than none: please give a number from 0 to 20."),
            "max_value": _("Nobody’s posts are read first for longer than that: please give a number from 0 to 20."),
        },
    )

    def __init__(self, *arguments: Any, is_network: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if not is_network:
            del self.fields["first_posts_held"]

    @staticmethod
    def values_of(group: Group) -> dict[str, Any]:
        """What stands now."""
        read_first = {"holds_first": group.holds_first, "first_posts_held": group.first_posts_held}
        return {**GroupForm.values_of(group), **read_first}


BY_ITSELF = "none"


class MoveForm(forms.Form):
    """Under which group another one shall stand."""

    parent = forms.ChoiceField(label=_("Inside which group"))

    def __init__(self, *arguments: Any, places: Iterable[Group], may_be_root: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.places = {str(group.pk): group for group in places}
        by_itself: list[tuple[str, Any]] = (
            [(BY_ITSELF, _("None: it stands by itself, as a network"))] if may_be_root else []
        )
        named: list[tuple[str, Any]] = [
            (pk, "– " * len(group.ancestor_ids) + group.name) for pk, group in self.places.items()
        ]
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        parent.choices = by_itself + named

    @property
    def place(self) -> Group | None:
        return self.places.get(self.cleaned_data["parent"])


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        help_text=_("The mail does not name the group. The invitation lasts fourteen days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("What they do in this group"),
        widget=forms.RadioSelect,
        choices=[
            (Role.MEMBER, _("Member: reads and writes")),
            (Role.ORGANISER, _("Organiser: announces meetups as well")),
            (Role.MODERATOR, _("Moderator: looks after what is written here")),
            (Role.HOST, _("Host: decides who comes in, and how the group is set")),
        ],
    )


class LineForm(AsksFirst):
    looked_at = ("line",)

    line = WordsField(
        label=_("A line about you in this group"),
        max_length=120,
        required=False,
        help_text=_(
            "Shown beside your name in this group only, to those who can read it. Leave it empty to show nothing."
        ),
    )
