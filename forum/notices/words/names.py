"""What a mail calls the thread or group that it tells of, for somebody who wants them named."""

from django.utils.translation import gettext as _

from forum.kernel.content_notes import Gently, choices_of
from forum.notices.models import Kind, Notice


def name_in_mail(notice: Notice) -> str:
    """Return the title of its thread, or the name of its group; empty where it has neither. One line, no query.

    A title that its recipient has folded or hidden on pages is not said: it cannot be folded in a mail. Nor is where
    somebody gave a kind word: that would tell whoever sees the inbox where its owner wrote.

    :param notice: with thread, group and recipient. Source: README, N-4 and P-15.
    """
    if notice.group is not None:
        return _on_one_line(notice.group.name)
    thread = notice.thread
    if thread is None or notice.kind == Kind.REACTED:
        return ""
    is_own = thread.starter_id == notice.recipient_id
    if not is_own and choices_of(notice.recipient).of(thread.notes) != Gently.SHOW:
        return _("A thread with a content note")
    return _on_one_line(thread.title)


def _on_one_line(words: str) -> str:
    return " ".join(words.split())
