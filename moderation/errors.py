"""What can be expected to go wrong at the desk, as statements."""

from django.utils.translation import gettext as _


class CaseMovedOn(Exception):
    """Something came to the case since the page was opened; nothing was written, and the page can be shown again."""


class CaseIsTaken(Exception):
    """Somebody else is working on the case; its text says until when and is fit to show."""


class AlreadyAsked(Exception):
    """There is an appeal against this decision; nothing was written, and what was typed can be sent as a message."""


class AlreadyDecided(Exception):
    """The case was closed, or the decision undone, by somebody else meanwhile; nothing was written."""

    def __str__(self) -> str:
        return _("Somebody else has decided this meanwhile. Nothing that you chose was done.")
