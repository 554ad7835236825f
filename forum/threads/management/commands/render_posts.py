"""`manage.py render_posts`: after an upgrade that changed how posts are rendered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forum.threads.actions import render_older_posts


class Command(BaseCommand):
    """Render again what an older renderer made, in batches; may be stopped and started at any time."""

    help = "Render again the posts that an older version of the renderer made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=200, help="posts in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        while done := render_older_posts(at_most=options["batch"]):
            total += done
            self.stdout.write(f"{total} posts rendered", ending="\r")
            self.stdout.flush()
        self.stdout.write(f"{total} posts rendered.")
