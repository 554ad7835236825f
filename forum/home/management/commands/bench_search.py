"""`manage.py bench_search`: two hundred searches in the community that `build_bench` made, as JSON."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from rich.console import Console
from rich.progress import Progress

from forum.home.management.bench.growing import grow_to
from forum.home.management.bench.rows import analyse
from forum.home.management.bench.searches import search_as_people_do
from forum.search.models import Entry


class Command(BaseCommand):
    help = "Measure the search. The last line is JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, default=0, help="write more replies first, until there are so many")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["posts"]:
            with Progress(console=Console(stderr=True)) as bar:
                task = bar.add_task(f"more posts ({connection.vendor})", total=options["posts"])
                grow_to(options["posts"], lambda done: bar.update(task, completed=done))
            call_command("reindex", stdout=self.stderr)
            analyse()
        self.stdout.write(json.dumps(asdict(search_as_people_do(Entry.objects.count()))))
