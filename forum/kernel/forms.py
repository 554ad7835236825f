"""How forms look and what text they accept, for every form on the site."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0\ufe0e\ufe0f")  # letters and marks with no ink in them


class PlainFormRenderer(TemplatesSetting):
    """Forms render from `templates/forms/`: label, hint, error beside the field, then the field."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def readable(text: str) -> str:
    """Return the text with one kind of line end.

    :raises ValidationError: it has a NUL byte or half a character, which no database here can keep.
    """
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValidationError(
            _(
                "There is a character in this text that cannot be kept. It is often left by copying. Please take it out."
            ),
            code="unreadable",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number_in(said: Mapping[str, Any], name: str) -> int:
    """Return a number that came with a request, or 0 where there is none that can be used."""
    text = said.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def shows_nothing(text: str) -> bool:
    """Whether a text is made of spaces and signs that nobody can see."""
    return all(sign in _BLANK or unicodedata.category(sign)[0] in "ZC" for sign in text)


class WordsField(forms.CharField):
    """Words a person writes. Keeps their spaces and line breaks; refuses only what cannot be stored."""

    def __init__(self, *, max_length: int, lines: int = 1, **rest: Any) -> None:
        rest.setdefault("widget", forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput())
        rest.setdefault("strip", lines == 1)
        super().__init__(max_length=max_length, **rest)

    def to_python(self, value: Any) -> str:
        return readable(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        if self.required and shows_nothing(value):
            raise ValidationError(self.error_messages["required"], code="required")
        super().validate(value)
