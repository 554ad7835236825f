"""`manage.py export_checkpoint --to FILE`: note how far the log of moderation has come, to be kept elsewhere."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from moderation.log.checkpoints import NothingToExport, export_checkpoint


class Command(BaseCommand):
    """Add one line to the file. Run it every day, and copy the file to where this machine cannot write."""

    help = "Add a line to a file that says how far the moderation log has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, help="the file; made when it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checkpoint = export_checkpoint(to=options["to"], now=timezone.now())
        except (NothingToExport, OSError) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(f"Entry {checkpoint.sequence} exported to {options['to']}.")
