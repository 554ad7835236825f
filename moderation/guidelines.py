"""The guidelines by which moderators decide, as `/about/guidelines/` numbers them."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Guideline(models.TextChoices):
    """A code once written stays in decisions and in the log: add codes, never change one."""

    OWN_VOICE = "own_voice", _("Say it as it is for you")
    LISTEN = "listen", _("Listen before you advise")
    STAYS_HERE = "stays_here", _("What is read here stays here")
    NO_DETAILS = "no_details", _("Keep names and numbers off the page")
    ALONGSIDE = "alongside", _("Alongside treatment, never instead of it")
    NO_SELLING = "no_selling", _("No selling, collecting or recruiting")
    NO_ACCUSING = "no_accusing", _("If you doubt somebody, tell a moderator, not the thread")
    WORRIED = "worried", _("If you are worried about somebody, report it")
    KINDNESS = "kindness", _("Be kind, also where you disagree")
    LAW = "law", _("The law")

    @property
    def number(self) -> int:
        """Its number on the page of guidelines; 0 for what is not there."""
        return 0 if self is Guideline.LAW else list(Guideline).index(self) + 1


def cited(code: str) -> str | Promise:
    """Return how a guideline is cited in a sentence, as "guideline 4 (Keep names and numbers off the page)"."""
    guideline = Guideline(code)
    if guideline is Guideline.LAW:
        return _("the law")
    return _("guideline %(number)d (%(words)s)") % {"number": guideline.number, "words": guideline.label}
