"""What a notice says, as the page and the mail take it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Said:
    """One notice on the page.

    :param about: what it is of, as a heading for it and its neighbours; empty where the sentence says it all.
    :param key: the same for all notices of one thing, so that they stand together.
    :param address: where it leads.
    """

    words: str
    about: str
    key: str
    address: str


@dataclass(frozen=True, kw_only=True)
class MailWords:
    """One notice as a mail of its own.

    :param subject: fit for an inbox that others see. :param sentence: what has happened.
    :param facts: lines below it, such as day and town. :param page: path of the page where everything else stands.
    :param why: why its recipient gets it.
    """

    subject: str
    sentence: str
    facts: Sequence[str]
    page: str
    why: str
