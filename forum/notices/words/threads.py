"""What notices of threads say."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.kernel.content_notes import Choices, Gently, named
from forum.notices.models import Kind, Notice
from forum.notices.words.said import MailWords, Said

_SAID = {
    Kind.NAMED: gettext_lazy("%(who)s named you."),
    Kind.QUOTED: gettext_lazy("%(who)s quoted you."),
    Kind.REACTED: gettext_lazy("Somebody answered what you wrote with a kind word."),
}
_IN_MAIL = {
    Kind.REPLIES: gettext_lazy("Somebody wrote in a thread that you follow."),
    Kind.NAMED: gettext_lazy("Somebody named you in a post."),
    Kind.QUOTED: gettext_lazy("Somebody quoted what you wrote."),
    Kind.REACTED: gettext_lazy("Somebody answered what you wrote with a kind word."),
}


def said_of(row: dict[str, Any], choices: Choices) -> Said:
    """One sentence below the title of the thread; the title is left out where the reader hides what it is about."""
    return Said(
        words=_words(row),
        about=_title(row, choices),
        key=f"thread-{row['thread_id']}",
        address=f"/posts/{row['post_id']}/"
        if row["post_id"]
        else f"/threads/{row['thread_id']}/?from={row['sequence']}",
    )


def _words(row: dict[str, Any]) -> str:
    kind = Kind(row["kind"])
    if kind == Kind.REPLIES:
        return _("A new thread.") if row["sequence"] == 1 else _("There are new replies.")
    who = _("Somebody") if row["post_letter"] else row["post_author"]
    return _SAID[kind] % {"who": who}


def _title(row: dict[str, Any], choices: Choices) -> str:
    is_own = row["thread_starter"] == row["recipient_id"]
    if is_own or choices.of(row["thread_notes"]) == Gently.SHOW:
        return str(row["thread_title"])
    return _("A thread about: %(notes)s") % {"notes": named(row["thread_notes"])}


def mail_words(notice: Notice) -> MailWords:
    """No title, no name, no text: whoever sees the inbox learns that there is a forum."""
    page = f"/posts/{notice.post_id}/" if notice.post_id else f"/threads/{notice.thread_id}/?from={notice.sequence}"
    why = _("You chose to be told of this by e-mail.")
    if notice.kind == Kind.REPLIES:
        why += " " + _("No other mail about this thread comes until you have looked at it.")
    return MailWords(
        subject=_("There is something new for you"),
        sentence=str(_IN_MAIL[Kind(notice.kind)]),
        facts=(),
        page=page,
        why=why,
    )
