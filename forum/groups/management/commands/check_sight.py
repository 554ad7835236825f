"""Say whether what is kept about who sees what is still true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forum.groups.actions.checking import sight_that_drifted


class Command(BaseCommand):
    help = "Work out again who may see which group, and say where what is kept differs. Changes nothing."

    def handle(self, *arguments: Any, **options: Any) -> None:
        drifted = list(sight_that_drifted())
        for sentence in drifted:
            self.stdout.write(sentence)
        if drifted:
            raise CommandError(f"{len(drifted)} things are not as the switches say.")
        self.stdout.write("Everything is as the switches say.")
