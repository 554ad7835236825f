"""`manage.py build_bench`: fill an empty database with a large community, and say how to look at it."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse
from rich.console import Console
from rich.progress import Progress

from accounts.models import Person
from forum.home.management.bench.rows import Size, analyse, build, is_built, listed_group
from forum.threads.models import Thread

LAST_PAGE = 20  # posts


class Command(BaseCommand):
    help = "Fill an empty database with a large community. The last line is JSON: a session and the pages to measure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, default=100_000)
        parser.add_argument("--threads", type=int, default=2_000)
        parser.add_argument("--groups", type=int, default=50)

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(posts=options["posts"], threads=options["threads"], groups=options["groups"])
        if not is_built(size):
            if Person.objects.exists():
                raise CommandError("This database holds something else. Nothing was written.")
            with Progress(console=Console(stderr=True)) as bar:
                build(size, self._told_on(bar))
            call_command("reindex", stdout=self.stderr)
            analyse()
        self.stdout.write(json.dumps(self._to_measure(size)))

    def _told_on(self, bar: Progress) -> Callable[[str, int], Callable[[int], None]]:
        def started(what: str, total: int) -> Callable[[int], None]:
            task = bar.add_task(f"{what} ({connection.vendor})", total=total)
            return lambda count: bar.advance(task, count)

        return started

    def _to_measure(self, size: Size) -> dict[str, Any]:
        reader = Person.objects.get(pk=1)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(reader)
        pages = self._pages(size)
        small = Thread.objects.filter(group=listed_group(size), last_number__lt=60).order_by("pk")[0]
        return {
            "cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
            "pages": pages,
            "queries": {name: self._queries(client, path) for name, path in pages.items()},
            "long": reverse("threads:thread", args=[1]),
            "small": reverse("threads:thread", args=[small.pk]),
        }

    def _pages(self, size: Size) -> dict[str, str]:
        """The pages that are measured, as the first member sees them. Thread 1 is the long one."""
        long = reverse("threads:thread", args=[1])
        front = Thread.objects.get(pk=1).group
        return {
            "thread, first page": long,
            "thread, last page": f"{long}?from={size.longest - LAST_PAGE + 1}",
            "group front": reverse("home:group", args=[front.slug]),
            "groups": reverse("groups:list"),
            "catch up": reverse("home:catch_up"),
            "meetups near": reverse("meetups:list"),
            "search, a common word": f"{reverse('search:search')}?q=kettle",
            "search, two words of many": f"{reverse('search:search')}?q=garden+nurse",
            "a person": reverse("home:person", args=[Thread.objects.get(pk=1).starter_id]),
        }

    def _queries(self, client: Client, path: str) -> int:
        """Queries of a second visit: the first may move the reading position."""
        client.get(path)
        asked: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            asked.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            answer = client.get(path)
        if answer.status_code != 200:
            raise CommandError(f"{path} answered {answer.status_code}.")
        return len(asked)
