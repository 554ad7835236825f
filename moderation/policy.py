"""What happens to a revision when it is submitted: published at once, or held for a moderator."""

from typing import Any, ClassVar

from moderation.library.moderator import GenericModerator


class Policy(GenericModerator):
    """Publish at once. The desk adds what holds. Source: README, M-1."""

    manager_names: ClassVar[list[str]] = ["approved"]
    visibility_column = "published"
    notify_user = False
    notify_moderator = False
    auto_approve_for_staff = False
    auto_approve_for_superusers = False
    auto_reject_for_anonymous = False

    def is_auto_reject(self, obj: Any, user: Any) -> str | bool:
        return False

    def is_auto_approve(self, obj: Any, user: Any) -> str | bool:
        return self.reason("published at once")
