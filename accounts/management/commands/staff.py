"""Make somebody staff, or no longer: done by whoever runs the machine, never by a page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Person


class Command(BaseCommand):
    help = "Make the person with this verified address staff; with --end, no longer. Staff then need a second factor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--end", action="store_true", help="take the role away")

    @transaction.atomic
    def handle(self, *arguments: Any, email: str, end: bool, **options: Any) -> None:
        """Locks the person. An address that nobody proved to be theirs makes nobody staff."""
        found = Person.objects.select_for_update().who_proved(email).first()
        if found is None:
            raise CommandError("Nobody here has proved that this address is theirs.")
        found.is_staff = not end
        found.save(update_fields=["is_staff"])
        self.stdout.write(f"{found.name} is {'no longer staff' if end else 'staff now'}.")
