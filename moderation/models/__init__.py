"""What moderation keeps: the versions of words, and the log of what was decided about them."""

from moderation.models.log import Action, LogCheckpoint, LogEntry, LogHead, Look
from moderation.models.revisions import Revision

__all__ = ["Action", "LogCheckpoint", "LogEntry", "LogHead", "Look", "Revision"]
