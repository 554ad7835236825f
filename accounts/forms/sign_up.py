"""One question a page."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import rules
from accounts.models import Consent, Person, Situation
from accounts.names import LONGEST, is_like_a_full_name, suggestions
from forum.kernel.forms import WordsField

ASK = "forms/question.html"


class Question(forms.Form):
    """A form whose cleaned answer is what the session keeps."""

    def __init__(self, *args: Any, said: dict[str, Any] | None = None, now: datetime, **rest: Any) -> None:
        self.said, self.now = said or {}, now
        super().__init__(*args, **rest)
        for name, field in self.fields.items():
            setattr(field, "template_name", ASK if name == next(iter(self.fields)) else None)  # noqa: B010 (the stubs lack it)

    @property
    def answer(self) -> Any:
        return self.cleaned_data[next(iter(self.fields))]


class EmailQuestion(Question):
    email = forms.EmailField(
        label=_("Your e-mail address?"),
        help_text=_(
            "You log in with it, and we send you a code to make sure that it is yours. Nobody else here sees it."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please type your e-mail address."),
            "invalid": _("Please type the whole address, like name@example.org."),
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NameQuestion(Question):
    name = WordsField(
        label=_("What would you like to be called here?"),
        help_text=_("Everybody in your groups sees this name. Choose one by which nobody can look you up: not your full name. It cannot be the same as somebody else’s."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Please type a name. It can be anything you like to be called."),
            "max_length": ngettext_lazy(
                "Please choose a name of at most %(limit_value)d sign.",
                "Please choose a name of at most %(limit_value)d signs.",
                "limit_value",
            ),
        },
    )  # fmt: skip
    is_meant = forms.BooleanField(label=_("This is not my real name"), required=False)

    def __init__(self, *args: Any, by: Person | None = None, given_up: Collection[str] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.by, self.given_up = by, given_up
        self.offered: list[str] = []
        if not is_like_a_full_name(str(self["name"].value() or "")):
            del self.fields["is_meant"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        name, is_meant = self.cleaned_data.get("name"), bool(self.cleaned_data.get("is_meant"))
        if name:
            verdict = rules.may_be_known_as(name, now=self.now, is_meant=is_meant, by=self.by, given_up=self.given_up)
            if not verdict:
                self.add_error("name", str(verdict.reason))
                self.offered = [each for each in suggestions(name) if rules.is_free(each, now=self.now)][:3]
        return self.cleaned_data

    @property
    def answer(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "is_meant": bool(self.cleaned_data.get("is_meant"))}


class AdultQuestion(Question):
    adult = forms.ChoiceField(
        label=_("Are you 18 or over?"),
        help_text=_("Alongside is for adults. For people under 18 there are better places, and we can point you to them."),
        choices=[("yes", _("Yes, I am 18 or over")), ("no", _("No, I am under 18"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )  # fmt: skip


class HealthQuestion(Question):
    health = forms.ChoiceField(
        label=_("May we keep what you tell us about health?"),
        choices=[
            ("yes", _("Yes, I agree that Alongside keeps this information about my health")),
            ("no", _("No, I do not agree")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )

    @property
    def answer(self) -> str:
        return "no" if self.cleaned_data["health"] == "no" else rules.VERSIONS[Consent.Kind.HEALTH]


class SituationQuestion(Question):
    situation = forms.ChoiceField(
        label=_("What brings you here?"),
        help_text=_("It decides which groups you are shown. Nobody checks, and you can change it later without anyone being told."),
        choices=Situation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the one that fits best. You can change it at any time.")},
    )  # fmt: skip


class TermsQuestion(Question):
    terms = forms.BooleanField(
        label=_("I agree to the terms and the guidelines"),
        error_messages={"required": _("To make an account you need to agree to these.")},
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        setattr(self.fields["terms"], "template_name", None)  # noqa: B010

    @property
    def answer(self) -> str:
        return rules.VERSIONS[Consent.Kind.TERMS]


class LogInQuestion(Question):
    way = forms.ChoiceField(
        label=_("How would you like to log in?"),
        help_text=_("You can change this later, and add a passkey: your phone’s fingerprint, face or PIN."),
        choices=[("code", _("Send me a code by e-mail each time")), ("password", _("With a password that I choose"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only if you chose a password. At least 10 signs; three words in a row are good, and easy to keep in mind."),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("way") == "password" and "password" not in self.errors:
            self._check_password(self.cleaned_data.get("password") or "")
        return self.cleaned_data

    def _check_password(self, password: str) -> None:
        if not password:
            self.add_error("password", _("Please type the password that you would like to use."))
            return
        name = self.said.get("name") or {}
        try:
            validate_password(password, Person(email=self.said.get("email", ""), name=name.get("name", "")))
        except forms.ValidationError as refused:
            self.add_error("password", refused)

    @property
    def answer(self) -> str:
        """The hash of the password; empty for codes."""
        return make_password(self.cleaned_data["password"]) if self.cleaned_data["way"] == "password" else ""


QUESTIONS: dict[str, type[Question]] = {
    "email": EmailQuestion,
    "name": NameQuestion,
    "adult": AdultQuestion,
    "health": HealthQuestion,
    "situation": SituationQuestion,
    "terms": TermsQuestion,
    "log-in": LogInQuestion,
}
