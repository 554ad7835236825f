"""`manage.py verify_log [--checkpoints FILE]`: whether the log of moderation is whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.log.checking import faults_in_log
from moderation.log.checkpoints import BadCheckpoints, Mark, kept_marks, marks_in


class Command(BaseCommand):
    """Walk the whole chain; end with 1 and a sentence for each fault. It changes nothing, and nobody waits for it."""

    help = "Check that no entry of the moderation log was changed or taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoints", type=Path, help="the file that export_checkpoint wrote, from elsewhere")
        parser.add_argument("--batch", type=int, default=2_000, help="entries read at once")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["checkpoints"]
        try:
            marks = [*(marks_in(path) if path else []), *kept_marks()]
        except BadCheckpoints as trouble:
            raise CommandError(str(trouble)) from trouble
        self.checked, faults = 0, 0
        for sentence in faults_in_log(marks=marks, batch_size=max(1, options["batch"]), say_progress=self.say):
            self.stderr.write(sentence)
            faults += 1
        if faults:
            raise CommandError(f"The moderation log is not whole. Faults found: {faults}.")
        self.stdout.write(self.whole(marks, path))

    def say(self, checked: int) -> None:
        self.checked = checked
        self.stdout.write(f"{checked} entries checked", ending="\r")
        self.stdout.flush()

    def whole(self, marks: list[Mark], path: Path | None) -> str:
        words = f"The moderation log is whole: {self.checked} entries."
        if path is None:
            words += " No file of checkpoints was given, so entries taken from its end could go unnoticed."
        return words
