"""Content notes: what a thread or post is about that somebody may not want to meet today, and what a reader chose.

A row keeps its notes as codes with spaces between, in the order of `ContentNote`; so do a reader's choices.
Source: README, P-15.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST = 80  # all of them together


class ContentNote(TextChoices):
    """A code once kept stays in rows: add codes, never change one."""

    DYING = "dying", _("dying and end of life")
    DEATH = "death", _("death of a member")
    SCANS = "scans", _("scan results")
    PROGRESSION = "progression", _("progression")
    CHILDREN = "children", _("children")
    FERTILITY = "fertility", _("fertility")
    GOOD_NEWS = "good_news", _("good news")
    SUICIDAL = "suicidal", _("suicidal feelings")


class Gently(TextChoices):
    """What a reader wants of a kind of note."""

    SHOW = "show", _("Show it, with its note")
    FOLD = "fold", _("Fold it, until I open it")
    HIDE = "hide", _("Hide it")


def codes_in(kept: str) -> list[str]:
    """Return the codes that a row keeps."""
    return kept.split()


def kept(codes: Iterable[str]) -> str:
    """Return codes as a row keeps them: each once, those that are none left out."""
    chosen = set(codes)
    return " ".join(note for note in ContentNote.values if note in chosen)


def named(kept: str) -> str:
    """Return what kept notes are called, for the eye: "scan results, progression". Empty for none."""
    return ", ".join(str(ContentNote(code).label) for code in kept.split()) if kept else ""


@dataclass(frozen=True)
class Choices:
    """What one reader chose; a kind that is in neither is shown."""

    folded: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def of(self, kept: str) -> Gently:
        """Return how words with these notes are shown to the reader: the gentlest of what they chose for each."""
        if not kept or not (self.folded or self.hidden):
            return Gently.SHOW
        notes = set(kept.split())
        if notes & self.hidden:
            return Gently.HIDE
        return Gently.FOLD if notes & self.folded else Gently.SHOW


SHOW_ALL = Choices()


def choices_of(viewer: Any) -> Choices:
    """Return what a reader chose; somebody who is signed out chose nothing."""
    folded, hidden = getattr(viewer, "folded_notes", ""), getattr(viewer, "hidden_notes", "")
    return Choices(frozenset(folded.split()), frozenset(hidden.split())) if folded or hidden else SHOW_ALL
