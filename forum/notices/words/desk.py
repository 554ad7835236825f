"""What notices of moderation say."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.kernel.content_notes import Choices
from forum.notices.models import Kind, Notice
from forum.notices.words.lookups import COLUMNS
from forum.notices.words.said import MailWords, Said

_SAID = {
    Kind.SHOWN: gettext_lazy("A moderator has read what you wrote, and it stands on its page now."),
    Kind.STATEMENT: gettext_lazy("A moderator wrote to you."),
    Kind.ANSWERED: gettext_lazy("What you reported was looked at. You can read what came of it."),
    Kind.APPEAL: gettext_lazy("What you asked to be looked at again was decided."),
    Kind.IN_APPEAL: gettext_lazy("A moderator wrote about what you asked to be looked at again."),
    Kind.WAITING: gettext_lazy("Something waits at the desk."),
    Kind.URGENT: gettext_lazy("Somebody is worried about a person. This cannot wait long."),
}
_IN_MAIL = {
    **_SAID,
    Kind.ANSWERED: gettext_lazy("What you told the moderators was looked at. You can read what came of it."),
    Kind.APPEAL: gettext_lazy("What you asked the moderators was answered."),
    Kind.IN_APPEAL: gettext_lazy("A moderator wrote about what you asked."),
    Kind.WAITING: gettext_lazy("Something waits for you and those with whom you look after others here."),
    Kind.URGENT: gettext_lazy("Something waits for you and those with whom you look after others here. It cannot wait long."),
}  # fmt: skip
_NEEDED = ("post_id", "meetup_id", "statement_id", "recipient_id", "sequence", "report_receipt", "appeal_statement")


def said_of(row: dict[str, Any], choices: Choices) -> Said:
    """One sentence that repeats nothing of what was decided, or of whom a case is about."""
    kind = Kind(row["kind"])
    return Said(words=str(_SAID[kind]), about="", key=f"{kind}-{row['pk']}", address=_address(kind, row))


def mail_words(notice: Notice) -> MailWords:
    """What was decided, about whom and where stands on the site only. One query. Source: README, N-4 and N-10."""
    kind = Kind(notice.kind)
    columns = {name: COLUMNS[name] for name in _NEEDED if name in COLUMNS}
    names = [name for name in _NEEDED if name not in COLUMNS]
    row: Any = Notice.objects.values(*names, **columns).get(pk=notice.pk)
    return MailWords(
        subject=_("Something cannot wait long") if kind == Kind.URGENT else _("There is something new for you"),
        sentence=str(_IN_MAIL[kind]),
        facts=(),
        page=_address(kind, row),
        why=_("You get this because mail of this kind is switched on for you."),
    )


def _address(kind: Kind, row: dict[str, Any]) -> str:
    return {
        Kind.SHOWN: _where_it_stands(row),
        Kind.STATEMENT: f"/statements/{row['statement_id']}/",
        Kind.ANSWERED: f"/reports/{row['report_receipt']}/",
        Kind.APPEAL: f"/statements/{row['appeal_statement']}/appeal/",
        Kind.IN_APPEAL: f"/statements/{row['appeal_statement']}/appeal/",
        Kind.WAITING: "/desk/",
        Kind.URGENT: f"/desk/cases/{row['sequence']}/",
    }[kind]


def _where_it_stands(row: dict[str, Any]) -> str:
    if row["post_id"]:
        return f"/posts/{row['post_id']}/"
    if row["meetup_id"]:
        return f"/meetups/{row['meetup_id']}/"
    return f"/meetups/venues/{row['sequence']}/" if row["sequence"] else f"/people/{row['recipient_id']}/"
