"""`manage.py reindex`: fill the index of the search; while people use the forum, and from where it stopped."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from forum.search.actions import reindex_some
from forum.search.actions.entering import SHOWN
from forum.search.actions.reindexing import forget_versions


class Command(BaseCommand):
    help = "Put into the index of the search what is missing, or was put there in an older way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="go through everything, also what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            forget_versions()
        done = 0
        with Progress(console=Console(stderr=True)) as bar:
            for kind, shown in SHOWN.items():
                task = bar.add_task(str(kind), total=shown().count())
                batch = reindex_some(kind=kind, after=0)
                while batch.looked_at:
                    done += batch.written
                    bar.advance(task, batch.looked_at)
                    batch = reindex_some(kind=kind, after=batch.up_to)
        self.stdout.write(f"{done} entries written.")
