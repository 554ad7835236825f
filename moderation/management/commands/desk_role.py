"""Give somebody a role at the desk, or end it: how a community gets its first lead."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actions.trust import renew_trust
from accounts.models import Person
from moderation.actions.people import close_role, keep_role, keep_training, locked, write_end
from moderation.models import DeskRole


class Command(BaseCommand):
    help = (
        "Give the person with this verified address a role for the whole forum; with --end, end it. "
        "Leads then give roles and confirm training on the page of the desk's people."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("kind", choices=DeskRole.Kind.values)
        parser.add_argument("--end", action="store_true", help="end the role")
        parser.add_argument("--trained", action="store_true", help="confirm the training too, where nobody else can")

    @transaction.atomic
    def handle(self, *arguments: Any, email: str, kind: str, end: bool, trained: bool, **options: Any) -> None:
        """Locks the person. An address that nobody proved to be theirs gives nobody a role."""
        found = Person.objects.who_proved(email).first()
        if found is None:
            raise CommandError("Nobody here has proved that this address is theirs.")
        person, now = locked(found), timezone.now()
        if end:
            for role in DeskRole.objects.of(person, kind).filter(group_id=None).select_related("person"):
                close_role(role, now=now)
                renew_trust(person.pk)
                write_end(role, by=None, now=now)
        else:
            keep_role(person=person, kind=kind, group_id=None, by=None, now=now)
            if trained:
                keep_training(person=person, by=None, now=now)
        said = "has this role no longer" if end else "has this role now, for the whole forum"
        self.stdout.write(f"{person.name}: {DeskRole.Kind(kind).label}. They {said}.")
