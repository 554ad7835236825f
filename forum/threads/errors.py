"""What can be expected to go wrong in threads, as statements."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forum.threads.models import Draft, Post
    from moderation.models import Revision


class PostMovedOn(Exception):
    """The post was edited elsewhere since this form was opened; nothing was written.

    `newest` is the version that was not seen.
    """

    def __init__(self, newest: "Revision") -> None:
        self.newest = newest


class DraftMovedOn(Exception):
    """A newer draft of these words was saved elsewhere; it stays, and nothing was written."""

    def __init__(self, draft: "Draft") -> None:
        self.draft = draft


class AlreadyPosted(Exception):
    """The form that these words come from was sent already; a draft of it would bring back what is posted."""

    def __init__(self, post: "Post") -> None:
        self.post = post
