"""What is done with notices."""

from forum.notices.actions.breaks import end_break, end_breaks, take_break
from forum.notices.actions.choosing import choose_how_to_be_told, stop_mail
from forum.notices.actions.delivering import send_due
from forum.notices.actions.reaching import note_reachable, note_unreachable
from forum.notices.actions.telling import forget_old_notices, read_notices, tell_due

__all__ = [
    "choose_how_to_be_told",
    "end_break",
    "end_breaks",
    "forget_old_notices",
    "note_reachable",
    "note_unreachable",
    "read_notices",
    "send_due",
    "stop_mail",
    "take_break",
    "tell_due",
]
