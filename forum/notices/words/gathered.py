"""What has gathered, counted by kind, as one mail says it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.notices.models import Kind, Notice
from forum.notices.rules import meetups as meetup_rules
from forum.notices.words import meetups
from forum.notices.words.names import name_in_mail

MOST_NAMES = 10  # below one line


@dataclass(frozen=True, kw_only=True)
class Line:
    """How much there is of one kind. :param names: of what, where its reader wants them."""

    words: str
    names: Sequence[str]
    has_more: bool


def gathered_lines(notices: Iterable[Notice], *, says_more: bool) -> list[Line]:
    """Say what has gathered for one person, in the order of `Kind`; of meetups one line each. One query.

    :param notices: with thread, group and meetup. :param says_more: whether threads and groups are named. Source: README, N-4.
    """
    of_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        is_thread = notice.kind == Kind.REPLIES and notice.sequence == 1
        of_kind[_NEW_THREAD if is_thread else notice.kind].append(notice)
    lines = [
        _line(said(len(of_kind[kind])), of_kind[kind], says_more) for kind, said in _COUNTED.items() if of_kind[kind]
    ]
    met = [notice for kind in meetup_rules.KINDS for notice in of_kind[kind]]
    return [*lines, *(Line(words=said, names=(), has_more=False) for said in meetups.said_in_short(met))]


def _line(said: str, notices: Sequence[Notice], says_more: bool) -> Line:
    many = apnumber(len(notices))
    names = list(dict.fromkeys(filter(None, map(name_in_mail, notices)))) if says_more else []
    return Line(words=capfirst(said % {"many": many}), names=names[:MOST_NAMES], has_more=len(names) > MOST_NAMES)


_NEW_THREAD = "thread"
# In the order in which they stand.
_COUNTED: dict[str, Callable[[int], str]] = {
    Kind.STATEMENT: lambda many: ngettext(
        "A moderator wrote to you.", "Moderators wrote to you, %(many)s times.", many
    ),
    Kind.APPEAL: lambda many: ngettext(
        "What you asked to be looked at again was decided.",
        "What you asked to be looked at again was decided, %(many)s times.",
        many,
    ),
    Kind.IN_APPEAL: lambda many: ngettext(
        "A moderator wrote about what you asked to be looked at again.",
        "Moderators wrote about %(many)s things that you asked to be looked at again.",
        many,
    ),
    Kind.ANSWERED: lambda many: ngettext(
        "Something that you reported was looked at.", "%(many)s things that you reported were looked at.", many
    ),
    Kind.SHOWN: lambda many: ngettext(
        "Something that you wrote stands on its page now.",
        "%(many)s things that you wrote stand on their pages now.",
        many,
    ),
    Kind.WAITING: lambda many: _("Something waits at the desk."),
    Kind.URGENT: lambda many: _("Something at the desk cannot wait long."),
    Kind.ASKED: lambda many: ngettext(
        "Somebody asks to be let into a group that you host.",
        "People ask to be let into %(many)s groups that you host.",
        many,
    ),
    Kind.LET_IN: lambda many: ngettext("You were let into a group.", "You were let into %(many)s groups.", many),
    Kind.DECLINED: lambda many: ngettext(
        "You were not let into a group this time.", "You were not let into %(many)s groups this time.", many
    ),
    Kind.ROLE: lambda many: ngettext(
        "What you can do in a group has changed.", "What you can do in %(many)s groups has changed.", many
    ),
    Kind.NAMED: lambda many: ngettext("Somebody named you in a post.", "You were named in %(many)s posts.", many),
    Kind.QUOTED: lambda many: ngettext("Somebody quoted what you wrote.", "You were quoted in %(many)s posts.", many),
    Kind.REPLIES: lambda many: ngettext(
        "New replies in a thread that you follow.", "New replies in %(many)s threads that you follow.", many
    ),
    _NEW_THREAD: lambda many: ngettext(
        "A new thread in a group that you follow.", "New threads in groups that you follow: %(many)s.", many
    ),
    Kind.REACTED: lambda many: ngettext(
        "A kind word about a post of yours.", "Kind words about %(many)s posts of yours.", many
    ),
}
