"""The shape of what moderators, and those who report or appeal, write."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.kernel.forms import WordsField
from moderation.actions.trials import NEWEST
from moderation.checks import SEVERITY_OF
from moderation.matching.contacts import LABELS
from moderation.matching.definitions import NEAR_WORDS, Action, Kind
from moderation.matching.errors import RuleRefused
from moderation.matching.patterns import LONGEST_PATTERN, GuardedPattern
from moderation.matching.phrases import LONGEST_PHRASE, ways_to_say
from moderation.matching.rule_set import LARGEST_TEXT
from moderation.models import RuleVersion, Severity
from moderation.pages.ruling import CARDS, DOES, SEEKS, TOPICS

MOST_PHRASES = 300
MOST_WAYS_IN_A_RULE = 10_000  # in which its phrases may be said; the longest list of the starter pack has four hundred
FARTHEST = 12  # words


class LinesField(WordsField):
    """A phrase on each line. What is wrong with one is said with the phrase."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(max_length=MOST_PHRASES * LONGEST_PHRASE, lines=8, required=False, **rest)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).split("\n")]
        phrases = list(dict.fromkeys(line for line in lines if line))
        if len(phrases) > MOST_PHRASES:
            raise ValidationError(
                _("A rule has at most %(count)d phrases. Make two rules."), params={"count": MOST_PHRASES}
            )
        try:
            ways = sum(len(ways_to_say(phrase)) for phrase in phrases)
        except RuleRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        if ways > MOST_WAYS_IN_A_RULE:
            raise ValidationError(_("Together these phrases can be said in too many ways. Make two rules."))
        return phrases


class RuleForm(forms.Form):
    """One version of a rule, as a moderator writes it; of a new rule its name too."""

    name = WordsField(label=_("Name of the rule"), max_length=80, help_text=_("For moderators. It stays the same."))
    topic = forms.ChoiceField(
        label=_("What it is about"), required=False, choices=[("", _("Something else")), *TOPICS.items()]
    )
    kind = forms.ChoiceField(label=_("What it seeks"), choices=SEEKS.items(), widget=forms.RadioSelect)
    phrases = LinesField(
        label=_("Phrases"),
        help_text=_(
            "One on each line. Each word is sought in its forms and common misspellings; =word only as it is written. "
            "(a|b c|) is any of these, or nothing. Two dots between spaces are up to three other words."
        ),
    )
    pattern = WordsField(
        label=_("Pattern"),
        max_length=LONGEST_PATTERN,
        required=False,
        help_text=_("A regular expression. It reads small letters, without accents. Look-around is not possible."),
    )
    sought = forms.MultipleChoiceField(
        label=_("Which contact details"),
        choices=LABELS.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen means all of them."),
    )
    unless = LinesField(
        label=_("Unless one of these phrases stands near"),
        help_text=_("In the same sentence. One on each line, in the same way."),
    )
    near = forms.IntegerField(
        label=_("How near, in words"), min_value=0, max_value=FARTHEST, initial=NEAR_WORDS, required=False,
        help_text=_("0 is inside the match itself."),
    )  # fmt: skip
    action = forms.ChoiceField(label=_("What it does"), choices=DOES.items(), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Why moderators look"),
        choices=[
            ("", _("They do not: nobody is told")),
            *((str(reason), Severity(level).label) for reason, level in SEVERITY_OF.items()),
        ],
        required=False,
        help_text=_("It says how soon. A concern about a person never holds a post, and is never held against them."),
    )
    card = forms.ChoiceField(
        label=_("Help that is shown to the author"), required=False, choices=[("", _("None")), *CARDS.items()]
    )
    says = WordsField(
        label=_("In one sentence"),
        max_length=200,
        help_text=_("What it finds. Moderators read it and, where the author is asked, the author does too."),
    )

    def __init__(self, *arguments: Any, is_new: bool, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        if not is_new:
            del self.fields["name"], self.fields["topic"]

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        if pattern:
            try:
                GuardedPattern(pattern)
            except RuleRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return pattern

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._refuse_what_it_does_not_seek(cleaned)
        action, reason = cleaned.get("action"), cleaned.get("reason")
        if action in {Action.HOLD, Action.FLAG} and reason == "":
            self.add_error("reason", _("A rule that a moderator looks after says why."))
        if action in {Action.ASK, Action.CARD} and reason:
            self.add_error("reason", _("What it does tells no moderator, so there is no reason for one to look."))
        if action == Action.CARD and cleaned.get("card") == "":
            self.add_error("card", _("Please choose which help is shown."))
        return cleaned

    def _refuse_what_it_does_not_seek(self, cleaned: Mapping[str, Any]) -> None:
        kind = cleaned.get("kind")
        missing = {Kind.PHRASES: _("Please write at least one phrase."), Kind.PATTERN: _("Please write the pattern.")}
        for name, owner in (("phrases", Kind.PHRASES), ("pattern", Kind.PATTERN), ("sought", Kind.CONTACT)):
            if kind == owner and name in cleaned and not cleaned[name] and owner in missing:
                self.add_error(name, missing[owner])
            elif kind and kind != owner and cleaned.get(name):
                self.add_error(name, _("This rule seeks something else. Take this out, or change what it seeks."))

    @property
    def definition(self) -> dict[str, Any]:
        """The values of a `RuleDefinition`, without its id."""
        kept = {name: self.cleaned_data[name] for name in self.fields if name not in {"name", "topic"}}
        near = kept["near"]
        return {**kept, "reason": kept["reason"] or None, "near": NEAR_WORDS if near is None else near}

    @staticmethod
    def values_of(version: RuleVersion) -> dict[str, Any]:
        """What a version says, for a form that writes the next one."""
        lines = {name: "\n".join(version.definition.get(name, ())) for name in ("phrases", "unless")}
        return {**version.definition, **lines, "reason": version.definition.get("reason") or ""}


class TrialForm(forms.Form):
    """How much of the past a version is tried on."""

    ALL = "all"

    wanted = forms.ChoiceField(
        label=_("Try it on"),
        choices=[
            (str(NEWEST), _("the newest 10,000 texts")),
            (str(NEWEST * 10), _("the newest 100,000 texts")),
            (ALL, _("everything that was ever written")),
        ],
    )

    @property
    def count(self) -> int | None:
        """How many, or None for all."""
        wanted: str = self.cleaned_data["wanted"]
        return None if wanted == self.ALL else int(wanted)


class TestForm(forms.Form):
    """A text in which one wants to see what rules find. It is kept nowhere."""

    __test__ = False  # a form, not a test to collect

    body = WordsField(label=_("A text"), max_length=LARGEST_TEXT, lines=8)
