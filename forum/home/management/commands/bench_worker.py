"""`manage.py bench_worker`: what the worker does after one reply to a thread that thousands follow, as JSON."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from forum.home.management.bench.worker import FOLLOWERS, work_on_one_reply


class Command(BaseCommand):
    help = "Measure telling a reply to thousands, and the mails of the day. The last line is JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        with Progress(console=Console(stderr=True)) as bar:
            tasks = {
                what: bar.add_task(f"{what} ({connection.vendor})", total=FOLLOWERS) for what in ("told", "mailed")
            }
            worked = work_on_one_reply(timezone.now(), lambda what, done: bar.update(tasks[what], completed=done))
        self.stdout.write(json.dumps(asdict(worked)))
