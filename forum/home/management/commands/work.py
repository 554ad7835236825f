"""`manage.py work`: what is done outside of requests, one thing after another."""

import logging
import os
import signal
from argparse import ArgumentParser
from datetime import timedelta
from threading import Event
from time import monotonic
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from forum.meetups.actions import erase_attendance, extend_series, offer_free_places, offer_places_on
from forum.meetups.models import Series
from forum.notices.actions import end_breaks, forget_old_notices, send_due, tell_due
from moderation.actions import revive_trials

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between looks at an empty queue
SWEEP = 60.0  # seconds between looks at what a killed worker left behind
LONGEST = timedelta(minutes=15)  # no task takes nearly as long: one that runs since then has nobody who runs it
AT_ONCE = 100  # series for which dates are made in one sweep
MAILING = 20.0  # seconds for which one sweep sends mail, while other things wait
KEPT = 14  # days that what is done stays in the queue's table


class WorkerIsGone(Exception):
    """Whoever ran this task was killed over it, or with the machine."""


class SweepingWorker(Worker):
    """The library's worker, which also puts right, about once a minute, what a killed one left behind.

    The library leaves a task of a killed worker running for ever, and tries nothing again.
    """

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id=get_random_string(32), excluded_queue_names=[],
        )  # fmt: skip
        self.next_sweep_at = 0.0

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        self.sweep_when_due()

    def sweep_when_due(self) -> None:
        if monotonic() >= self.next_sweep_at:
            self.next_sweep_at = monotonic() + SWEEP
            sweep()


def sweep() -> None:
    """Put right what a killed worker left behind, do what the clock says is due, and forget what was long ago."""
    now = timezone.now()
    for left in DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST):
        left.set_failed(WorkerIsGone())
    revive_trials(now=now)
    while offer_places_on(now=now):
        pass
    offer_free_places(now=now)
    for series in Series.objects.due_for_dates(now)[:AT_ONCE]:
        extend_series(series=series, now=now)
    while end_breaks(now=now):
        pass
    while tell_due(now=now):
        pass
    mails_until = monotonic() + MAILING
    while send_due(now=timezone.now()) and monotonic() < mails_until:
        pass
    while forget_old_notices(now=now):
        pass
    while erase_attendance(now=now):
        pass
    call_command("prune_db_task_results", queue_name="*", min_age_days=KEPT, verbosity=0)


class Command(BaseCommand):
    help = "Do what is queued, one thing after another, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-done", action="store_true", help="end when nothing is left to do")
        parser.add_argument(
            "--parent", type=int, help="the number of a process that started this: end when it has ended"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """A signal ends it between two tasks; a second one, at once."""
        worker, pause = SweepingWorker(), Event()
        _end_on_signals(worker, pause)
        while worker.running and options["parent"] in (None, os.getppid()):
            try:
                worker.sweep_when_due()
                worker.run()
            except (OperationalError, InterfaceError) as trouble:  # it was restarted, perhaps: it will answer again
                log.warning("The database does not answer: %s", type(trouble).__name__)
                close_old_connections()
            if options["until_done"]:
                return
            pause.wait(PAUSE)


def _end_on_signals(worker: SweepingWorker, pause: Event) -> None:
    def end(number: int, frame: FrameType | None) -> None:
        worker.running = False
        pause.set()
        signal.signal(number, signal.SIG_DFL)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
