"""Pages."""

from moderation.models import Revision


def excerpt_of(revision: Revision) -> str:
    """Return a short plain text of a version, for lists at the desk."""
    return revision.body[:200]
