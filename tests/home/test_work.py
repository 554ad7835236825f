"""What is queued is done by `manage.py work`, and what a killed one left behind goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum.home.management.commands import work
from moderation.actions import revive_trials, try_version
from moderation.models import Revision, RuleTrial, TrialHit
from tests.architecture.source import ROOT
from tests.factories import a_group, a_person, a_thread
from tests.moderation.rule_people import a_version, phrases, rule_people
from tests.threads.test_server import _database

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued(settings):
    ContentType.objects.clear_cache()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def a_trial():
    people, now = rule_people(), timezone.now()
    return try_version(version=a_version(people, phrases("miracle")), wanted=None, by=people.writer, now=now)


def states():
    return list(DBTaskResult.objects.values_list("status", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_trial_waits_in_the_queue_and_is_read_by_who_works():
    trial = a_trial()
    assert states() == ["READY"]
    call_command("work", "--until-done")
    trial.refresh_from_db()
    assert trial.state == "done"
    assert states() == ["SUCCESSFUL"]


@pytest.mark.django_db(transaction=True)
def test_a_long_trial_lets_others_have_their_turn(monkeypatch):
    """After a slice it stands at the end of the queue."""
    monkeypatch.setattr("moderation.tasks.A_SLICE", 0)
    monkeypatch.setattr("moderation.actions.trials.BATCH", 1)
    host = a_person()
    for _number in range(3):
        a_thread(of=a_group(host=host), by=host)
    a_trial()
    call_command("work", "--until-done")
    assert RuleTrial.objects.get().have_read == 3
    assert len(states()) == 4


def test_a_task_of_a_killed_worker_does_not_run_for_ever_and_what_it_did_goes_on():
    trial = a_trial()
    RuleTrial.objects.filter(pk=trial.pk).update(asked_at=timezone.now() - timedelta(minutes=17))
    started = timezone.now() - timedelta(minutes=16)
    DBTaskResult.objects.update(status="RUNNING", started_at=started)
    work.sweep()
    assert sorted(states()) == ["FAILED", "READY"]
    assert "WorkerIsGone" in DBTaskResult.objects.get(status="FAILED").exception_class_path


def test_a_task_that_runs_is_left_alone_and_what_was_done_long_ago_is_forgotten():
    now = timezone.now()
    trial = a_trial()
    DBTaskResult.objects.update(status="RUNNING", started_at=now - timedelta(minutes=14))
    old = DBTaskResult.objects.create(
        status="SUCCESSFUL", finished_at=now - timedelta(days=15), args_kwargs={}, task_path="x", backend_name="default",
        run_after=now,
    )  # fmt: skip
    work.sweep()
    assert states() == ["RUNNING"]
    assert not DBTaskResult.objects.filter(pk=old.pk).exists()
    assert RuleTrial.objects.get(pk=trial.pk).stalls == 0


def test_a_database_that_does_not_answer_for_a_while_ends_nobody(monkeypatch):
    answers = iter([OperationalError("gone"), None])

    def run(worker):
        trouble = next(answers)
        if trouble:
            raise trouble
        worker.running = False

    monkeypatch.setattr(work.SweepingWorker, "run", run)
    monkeypatch.setattr(work, "PAUSE", 0)
    call_command("work")
    assert next(answers, "both were asked") == "both were asked"


def test_it_ends_with_the_process_that_started_it():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    call_command("work", f"--parent={gone.pid}")


@contextmanager
def working(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py work` as a process of its own, on the test database."""
    environment = {**os.environ, "DATABASE_URL": _database(), "DJANGO_SETTINGS_MODULE": "forum.settings.demo"}
    process = subprocess.Popen([sys.executable, "manage.py", "work", *options], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(process: subprocess.Popen[bytes], reached) -> None:
    for _try in range(1200):
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            if reached():
                return
        else:
            break
    assert reached(), "it ended, or took a minute, before that"


@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_in_the_middle_of_a_trial_loses_nothing_and_counts_nothing_twice(now):
    host = a_person()
    opening = a_thread(of=a_group(host=host), by=host).posts.get()
    tea = "waiting scan kettle garden morning tired letter nurse results friend window walk quiet " * 8
    Revision.objects.bulk_create(
        Revision(target=opening, author=host, body=f"{tea} {'miracle' if number % 4 == 0 else ''}", created_at=now)
        for number in range(4000)
    )
    trial = a_trial()

    with working() as process:
        wait_until(process, lambda: RuleTrial.objects.get().have_read >= 500)
        process.send_signal(signal.SIGKILL)
        process.wait()
    trial.refresh_from_db()
    assert trial.state == "running"
    assert 500 <= trial.have_read < 4001
    assert TrialHit.objects.count() == trial.matched

    assert revive_trials(now=timezone.now() + timedelta(minutes=6)) == 1
    with working("--until-done") as process:
        assert process.wait(timeout=120) == 0
    trial.refresh_from_db()
    assert (trial.state, trial.have_read, trial.matched) == ("done", 4001, 1000)
    assert TrialHit.objects.count() == 1000


@pytest.mark.django_db(transaction=True)
def test_a_polite_signal_ends_it():
    with working() as process:
        wait_until(process, lambda: True)
        process.terminate()
        process.wait(timeout=60)
