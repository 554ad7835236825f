"""What notices say, on the page and in mail: one module for each room, one sentence for each kind."""

from typing import Any

from forum.kernel.content_notes import Choices
from forum.notices.models import Kind, Notice
from forum.notices.rules import desk as desk_rules
from forum.notices.rules import groups as group_rules
from forum.notices.rules import meetups as meetup_rules
from forum.notices.rules import threads as thread_rules
from forum.notices.words import desk, groups, meetups, threads
from forum.notices.words.gathered import Line, gathered_lines
from forum.notices.words.lookups import COLUMNS, FIELDS
from forum.notices.words.names import name_in_mail
from forum.notices.words.said import MailWords, Said

__all__ = ["COLUMNS", "FIELDS", "Line", "MailWords", "Said", "gathered_lines", "mail_words", "name_in_mail", "said_of"]

_ROOMS: dict[str, Any] = {
    **dict.fromkeys(thread_rules.KINDS, threads),
    **dict.fromkeys(group_rules.KINDS, groups),
    **dict.fromkeys(desk_rules.KINDS, desk),
    **dict.fromkeys(meetup_rules.KINDS, meetups),
}


def said_of(row: dict[str, Any], choices: Choices) -> Said:
    """Put a notice into a sentence for its recipient. :param row: `FIELDS` and `COLUMNS`. :param choices: theirs, of content notes."""
    said: Said = _ROOMS[Kind(row["kind"])].said_of(row, choices)
    return said


def mail_words(notice: Notice) -> MailWords:
    """Put a notice into the words of a mail of its own: discreet, unless its recipient wants more. A query or two.

    Source: README, N-4.
    """
    found: MailWords = _ROOMS[Kind(notice.kind)].mail_words(notice)
    return found
