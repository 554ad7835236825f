"""`manage.py derive_meetups`: after an update of the rules of zones."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from forum.meetups.actions import derive_again


class Command(BaseCommand):
    help = "Work out again when meetups begin, from the clock on the wall: after an update of tzdata."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        while done := derive_again(now=timezone.now(), after=done):
            pass
