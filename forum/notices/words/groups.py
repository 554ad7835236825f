"""What notices of groups say."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.kernel.content_notes import Choices
from forum.notices.models import Kind, Notice
from forum.notices.words.said import MailWords, Said

_SAID = {
    Kind.ASKED: gettext_lazy("Somebody asks to be let in."),
    Kind.LET_IN: gettext_lazy("You were let in. Welcome."),
    Kind.DECLINED: gettext_lazy("You were not let in this time. The other groups are open to you as before."),
    Kind.ROLE: gettext_lazy("What you can do in this group has changed."),
}
_IN_MAIL = {
    Kind.ASKED: gettext_lazy("Somebody asks to be let into a group that you host."),
    Kind.LET_IN: gettext_lazy("You asked to be let into a group, and you were."),
    Kind.DECLINED: gettext_lazy("You asked to be let into a group, and were not this time."),
    Kind.ROLE: gettext_lazy("What you can do in one of your groups has changed."),
}


def said_of(row: dict[str, Any], choices: Choices) -> Said:
    """One sentence below the name of the group."""
    return Said(
        words=str(_SAID[Kind(row["kind"])]),
        about=row["group_name"],
        key=f"group-{row['group_id']}",
        address=f"/groups/{row['group_slug']}/requests/"
        if row["kind"] == Kind.ASKED
        else f"/groups/{row['group_slug']}/",
    )


def mail_words(notice: Notice) -> MailWords:
    """No name of the group, nor its address: they may say what somebody lives with."""
    return MailWords(
        subject=_("There is something new for you"),
        sentence=str(_IN_MAIL[Kind(notice.kind)]),
        facts=(),
        page=f"/notices/{notice.pk}/",
        why=_("You get this because mail of this kind is switched on for you."),
    )
