"""`manage.py bench_rules`: what rules and the report cost on the community that `build_bench` made, as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from forum.home.management.bench.rules import ask_many, report_a_year, try_one


class Command(BaseCommand):
    help = "Measure rules, a trial over everything, and a year's report. The last line is JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        now, asked = timezone.now(), ask_many()
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(f"a rule on trial ({connection.vendor})", total=None)
            read, seconds = try_one(now, lambda done, total: bar.update(task, completed=done, total=total))
        measured = {
            "patterns": asked.patterns,
            "phrases": asked.phrases,
            "read": read,
            "seconds": seconds,
            "report": report_a_year(now),
        }
        self.stdout.write(json.dumps(measured))
