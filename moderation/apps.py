"""Two apps: the review engine under a second name, and ours."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """django-moderation itself. Its label must stay: its migrations depend on it."""

    name = "moderation.library"
    label = "moderation"
    default_auto_field = "django.db.models.AutoField"

    def __init__(self, app_name: str, app_module: Any) -> None:
        self.path = str(import_module("moderation.library").__path__[0])
        super().__init__(app_name, app_module)


class ReviewConfig(AppConfig):
    """Revisions and, with the desk, cases and decisions."""

    name = "moderation"
    label = "review"

    def ready(self) -> None:
        from accounts.queries import trusted_through
        from moderation import listeners, models
        from moderation.library import moderation as registry  # type: ignore[attr-defined]
        from moderation.policy import Policy

        registry.register(models.Revision, Policy)
        trusted_through(models.DeskRole.objects.standing_of)
        listeners.connect()
