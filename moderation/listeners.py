"""What happens when the review engine writes a decision, when somebody leaves the forum, and outside of a request."""

from typing import Any

from django.db.models.signals import pre_save
from django.utils import timezone

from accounts.events import AccountClosed
from accounts.models import Person
from forum.kernel.events import listen
from moderation.actions.leaving import settle_moderation_of_leaver
from moderation.events import TrialAsked
from moderation.tasks import read_trial


@listen(TrialAsked)
def queue_trial(event: TrialAsked) -> None:
    """Leave the reading to `manage.py work`. The queue is a table: what is in it is there with the trial, or neither."""
    read_trial.enqueue(event.trial_id)


def make_moment_aware(sender: Any, instance: Any, **rest: Any) -> None:
    """The engine notes when it decided as a naive local time; store what it meant."""
    if instance.on is not None and timezone.is_naive(instance.on):
        instance.on = timezone.make_aware(instance.on, timezone.get_default_timezone())


@listen(AccountClosed)
def settle_place_at_desk(event: AccountClosed) -> None:
    """Roles end with the account. Moderators' own rows (training, hours, counts) went with accounts' walk."""
    person = Person.objects.get(pk=event.person_id)
    settle_moderation_of_leaver(person=person, choice=event.choice, now=event.at)


def connect() -> None:
    """Called once when the apps are ready."""
    from moderation.library.models import ModeratedObject

    pre_save.connect(make_moment_aware, sender=ModeratedObject, dispatch_uid="make_moment_aware")
