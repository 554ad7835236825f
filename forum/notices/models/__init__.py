"""What the forum tells one person, how they wish to be told, and the mails that tell it."""

from forum.notices.models.mailing import Delivery
from forum.notices.models.telling import Kind, Notice, Skipped
from forum.notices.models.wishes import Break, Manner, QuietHours, Unreachable, Way, Wish

__all__ = ["Break", "Delivery", "Kind", "Manner", "Notice", "QuietHours", "Skipped", "Unreachable", "Way", "Wish"]
