"""What is done outside of requests, by `manage.py work`. Each takes a few seconds, and can be done again."""

from time import monotonic

from django.utils import timezone
from django_tasks import task

from moderation.actions import read_on

A_SLICE = 5.0  # seconds: after it, whatever else waits has its turn


@task()
def read_trial(trial_id: int) -> None:
    """Go on with the trial of a rule for a few seconds, and queue the rest. Source: README, M-26."""
    until = monotonic() + A_SLICE
    while read_on(trial_id=trial_id, now=timezone.now()):
        if monotonic() > until:
            read_trial.enqueue(trial_id)
            return
