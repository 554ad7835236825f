"""`manage.py demo`: the demo community, made once; and who in it can be signed in as."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from accounts.models import Person
from forum.groups.models import Membership
from forum.home.management.demo.cast import EVERYONE, PASSWORD, PRINTED
from forum.home.management.demo.telling import FOUNDER, tell

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


class Command(BaseCommand):
    help = "Make the demo community in an empty database; in one that has it, do nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", action="store_true", help="print one JSON object a line for each person")
        parser.add_argument("--address", default="", help="where the forum is served; printed with the people")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("These settings are not the demo's. Nothing was written.")
        is_there = Person.objects.filter(email=f"{FOUNDER.lower()}@alongside.example").exists()
        if not is_there and Person.objects.exists():
            raise CommandError(f"This {connection.display_name} database holds something else. Nothing was written.")
        if not is_there:
            with Progress(console=Console(stderr=True)) as bar, override_settings(EMAIL_BACKEND=NO_MAIL):
                tell(now=timezone.now(), told=_told_on(bar))
        if options["people"]:
            self._print_everyone()
        elif options["address"]:
            _print_some(options["address"])

    def _print_everyone(self) -> None:
        memberships: dict[int, dict[str, str]] = {}
        for person, slug, role in Membership.objects.order_by("pk").values_list("person", "group__slug", "role"):
            memberships.setdefault(person, {})[slug] = role
        for person in Person.objects.filter(email__in=[each.email for each in EVERYONE]).order_by("pk"):
            groups = memberships.get(person.pk, {})
            roles = sorted({*groups.values(), *(["staff"] if person.is_staff else [])})
            about = {"email": person.email, "password": PASSWORD, "name": person.name, "roles": roles, "groups": groups}
            self.stdout.write(json.dumps(about))


def _told_on(bar: Progress) -> Callable[[str, int], Callable[[], None]]:
    def started(what: str, total: int) -> Callable[[], None]:
        task = bar.add_task(what, total=total)
        return lambda: bar.advance(task)

    return started


def _print_some(address: str) -> None:
    console = Console()
    table = Table(title=f"Everybody's password: {PASSWORD}", title_justify="left", title_style="bold")
    for heading in ("role", "name", "e-mail address"):
        table.add_column(heading)
    for each in PRINTED:
        table.add_row(each.shown_as, each.name, each.email)
    console.print(f"\nAlongside is at [bold]{address}[/bold] — a demo community in which nobody is real.\n")
    console.print(table)
    console.print(
        f"Ctrl-C stops it. Mail is printed here, kept in var/mail/, and shown at [bold]{address}/demo/mail/[/bold].\n"
    )
