"""What happens when the review engine writes a decision."""

from typing import Any

from django.db.models.signals import pre_save
from django.utils import timezone


def make_moment_aware(sender: Any, instance: Any, **rest: Any) -> None:
    """The engine notes when it decided as a naive local time; store what it meant."""
    if instance.on is not None and timezone.is_naive(instance.on):
        instance.on = timezone.make_aware(instance.on, timezone.get_default_timezone())


def connect() -> None:
    """Called once when the apps are ready."""
    from moderation.library.models import ModeratedObject

    pre_save.connect(make_moment_aware, sender=ModeratedObject, dispatch_uid="make_moment_aware")
