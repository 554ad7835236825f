"""`manage.py serve`: the forum on this machine, as `make run` and `make bench` serve it."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

# Threads of each worker. Python runs one at a time, so that more only cost turns, memory and database connections;
# one alone would let a slow request hold up the others.
THREADS = 4


class Command(BaseCommand):
    help = "Serve the forum on this machine with two workers, and do what they queue, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--application", default="forum.wsgi:application")
        parser.add_argument("--without-work", action="store_true", help="leave what is queued to somebody else")

    def handle(self, *args: Any, **options: Any) -> None:
        """This process becomes the server, so that one signal to its number ends everything.

        Whoever works beside it is its child, and ends with it.
        """
        if not options["without_work"]:
            subprocess.Popen([sys.executable, sys.argv[0], "work", f"--parent={os.getpid()}"])
        server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        server += [
            "--port",
            str(options["port"]),
            "--workers",
            "2",
            "--blocking-threads",
            str(THREADS),
            "--no-ws",
            "--log-level",
            "warning",
        ]
        server += ["--respawn-failed-workers", options["application"]]
        os.execv(sys.executable, server)  # noqa: S606
