"""The answer to "may this person do this?": yes, or no with a sentence that can be shown to them."""

from dataclasses import dataclass

from django.utils.functional import Promise


class NotAllowed(Exception):
    """A verb refused; its text is fit to show to the person who asked.

    `towards` is the address of a page where they can read more, or do what comes first; empty where there is none.
    """

    def __init__(self, reason: str = "", *, towards: str = "") -> None:
        super().__init__(reason)
        self.towards = towards


class NotNow(Exception):
    """Something that the forum depends on does not answer; its text is fit to show and says what can be done."""


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; otherwise `reason` says why, in words for the person who asked, and `towards` where more is."""

    reason: str | Promise = ""
    towards: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def or_refuse(self) -> None:
        """:raises NotAllowed: with the reason, when the verdict is no."""
        if self.reason:
            raise NotAllowed(str(self.reason), towards=self.towards)


YES = Verdict()


def no(reason: str | Promise, *, towards: str = "") -> Verdict:
    """Return a refusal with its sentence, and the address of a page that says more."""
    return Verdict(reason, towards)
