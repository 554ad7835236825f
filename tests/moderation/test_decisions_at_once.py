"""Fault 24: many who decide at the same moment fork the log, or a decision is in it that never happened."""

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from forum.kernel.verdicts import NotAllowed
from forum.threads.models import Post
from moderation.actions import act_at_once, undo_decision
from moderation.actions.decide import Choice
from moderation.log.checking import faults_in_log
from moderation.models import Decision, LogEntry
from tests.architecture.source import ROOT
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_moderator

pytestmark = pytest.mark.django_db(transaction=True)

DECIDER = """
import sys, django
django.setup()
from django.utils import timezone
from accounts.models import Person
from forum.threads.models import Post
from moderation.actions import act_at_once
from moderation.actions.decide import Choice
by = Person.objects.get(pk=int(sys.argv[1]))
posts = list(Post.objects.exclude(author=by).select_related("author").order_by("pk"))
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    post = posts[number % len(posts)]
    act_at_once(subject=post, about=post.author, choice=Choice(outcome="no_action"), by=by, now=timezone.now())
"""


PEOPLE = 8  # who decide at the same moment, each in a thread of their own


class Desk:
    def __init__(self, now, *, moderators):
        self.group = a_group()
        self.ann = a_person("Annis")
        joins(self.ann, self.group)
        # A decision locks the thread: in one thread, decisions would wait for each other long before they are logged.
        self.threads = [a_thread(of=self.group, by=self.ann) for _ in range(PEOPLE)]
        self.moderators = [a_moderator(of=self.group, now=now) for _ in range(moderators)]
        self.before = LogEntry.objects.count()

    def written(self):
        """What was written of the deciding, and whether the log is one unbroken chain."""
        entries = LogEntry.objects.filter(pk__gt=self.before).order_by("pk")
        assert list(entries.values_list("pk", flat=True)) == list(
            range(self.before + 1, self.before + 1 + len(entries))
        )
        assert list(faults_in_log()) == []
        return Counter(entries.values_list("action", flat=True))


@pytest.mark.postgres  # it needs the locks of rows
def test_two_hundred_real_decisions_at_once_leave_one_unbroken_chain(now):
    """Every tenth is refused, for it is the author's own, and leaves nothing; every fifth is undone at once."""
    desk = Desk(now, moderators=5)
    posts = list(Post.objects.filter(thread__in=desk.threads).select_related("author").order_by("pk"))

    def decided(number):
        post, by = posts[number % len(posts)], desk.moderators[number % len(desk.moderators)]
        try:
            if number % 10 == 9:
                by = desk.ann
            decision = act_at_once(subject=post, about=post.author, choice=Choice(outcome="no_action"), by=by, now=now)
            if number % 5 == 0:
                undo_decision(decision=decision, words="", by=by, now=now)
            return "decided"
        except NotAllowed:
            return "refused"

    def decided_in_turn(numbers):
        try:
            return [decided(number) for number in numbers]
        finally:
            connections.close_all()  # everybody has a connection of their own

    with ThreadPoolExecutor(PEOPLE) as people:
        turns = people.map(decided_in_turn, [range(first, 222, PEOPLE) for first in range(PEOPLE)])
        outcomes = Counter(outcome for turn in turns for outcome in turn)
    assert outcomes == {"decided": 200, "refused": 22}
    assert desk.written() == {"no_action": 200, "undo": 45}
    entries = LogEntry.objects.filter(action="no_action").values_list("detail__decision", flat=True)
    assert sorted(entries) == sorted(Decision.objects.filter(outcome="no_action").values_list("pk", flat=True))


@pytest.mark.sqlite  # PostgreSQL is tried with more in threads; here few, for each waits until the database is free
def test_processes_that_decide_at_once_leave_one_unbroken_chain(now):
    desk = Desk(now, moderators=3)
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "forum.settings.test",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }
    deciders = [
        subprocess.Popen(
            [sys.executable, "-c", DECIDER, str(by.pk)],
            cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for by in desk.moderators
    ]  # fmt: skip
    for decider in deciders:
        assert decider.stdout.readline() == "ready\n"
    for decider in deciders:
        decider.stdin.write("go\n")
        decider.stdin.flush()
    for decider in deciders:
        decider.communicate(timeout=120)
        assert decider.returncode == 0
    assert desk.written() == {"no_action": 24}
    assert Decision.objects.count() == 24
