"""Many who decide at the same moment, each through a connection of their own, leave one unbroken chain."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from moderation import log
from moderation.log.checking import faults_in_log
from moderation.models import LogEntry
from tests.architecture.source import ROOT
from tests.factories import a_person

pytestmark = pytest.mark.django_db(transaction=True)

WRITER = """
import sys, django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from moderation import log
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    try:
        with transaction.atomic():
            log.write(action=log.Action.HIDE, by=None, now=datetime.now(UTC), detail={"number": number})
            if number % 5 == 4:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
"""


@pytest.mark.postgres  # it needs the locks of rows
def test_two_hundred_decisions_at_once_never_fork_the_log():
    ann = a_person("Ann")

    def decide(number: int) -> None:
        try:
            with transaction.atomic():
                log.write(action=log.Action.HIDE, by=ann, now=datetime.now(UTC), detail={"number": number})
                if number % 10 == 9:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        finally:
            connections.close_all()  # each deed comes through a new connection

    with ThreadPoolExecutor(20) as people:
        list(people.map(decide, range(220)))

    assert list(LogEntry.objects.order_by("pk").values_list("pk", flat=True)) == list(range(1, 199))
    assert list(faults_in_log()) == []


@pytest.mark.sqlite  # PostgreSQL is tried with more, and faster, in threads
def test_processes_that_write_at_once_never_fork_the_log():
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "forum.settings.test",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER],
            cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0

    assert list(LogEntry.objects.order_by("pk").values_list("pk", flat=True)) == list(range(1, 161))
    assert list(faults_in_log()) == []


def test_a_log_that_people_write_to_meanwhile_is_not_taken_for_a_broken_one():
    def wrote(count: int) -> None:
        with transaction.atomic():
            for _ in range(count):
                log.write(action=log.Action.HIDE, by=None, now=datetime.now(UTC))

    wrote(4)
    assert list(faults_in_log(batch_size=2, say_progress=lambda checked: wrote(1) if checked < 7 else None)) == []
    assert LogEntry.objects.count() > 4
