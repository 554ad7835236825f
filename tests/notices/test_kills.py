"""Workers that are killed at any moment, among thousands of notices and mails: nothing twice, nothing forgotten.

Each worker is a process of its own with a connection of its own, and is killed as the operator or the kernel would do it:
between two statements, in the middle of talking to a real mail server, or after that has taken the mail.
"""

import os
import random
import signal
import traceback
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Person
from forum.groups.models import Membership
from forum.home.management.commands.work import sweep
from forum.notices.actions import send_due, tell_due
from forum.notices.models import Delivery, Notice
from forum.threads.models import Subscription
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.notices.test_delivery import looked_at

pytestmark = pytest.mark.django_db(transaction=True)

DELIVERIES = 2_000
NOTICES = 1_000
LATER = timedelta(hours=25)  # everybody's hour for the mail of the day has come

_of_the_parent = []  # connections that a child must neither use nor close


def followers(count, level):
    """So many members who chose how to be told of the replies to a thread, and one reply."""
    group, bea = a_group(), a_person()
    joins(bea, group)
    thread = a_thread(of=group, by=bea)
    people = Person.objects.bulk_create(
        Person(email=f"{level}{n}@people.example", name=f"{level} {n}", name_key=f"{level}{n}", joined_at=WHEN)
        for n in range(count)
    )
    Membership.objects.bulk_create(Membership(person=each, group=group, joined_at=WHEN) for each in people)
    Subscription.objects.bulk_create(
        Subscription(person=each, group=group, thread=thread, level=level) for each in people
    )
    a_reply(to=thread, by=bea, now=timezone.now())
    return {each.email for each in people}


def a_worker(work, *, statements=0):
    """Let a new process work; return its number. :param statements: before which of them it is killed; 0 for never."""
    pid = os.fork()
    if pid:
        return pid
    try:
        _of_the_parent.append(connection.connection)
        connection.connection = None
        if statements:
            connection.execute_wrappers.append(_killed_before(statements))
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _killed_before(statement):
    left = [statement]

    def count(execute, sql, params, many, context):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return count


def ended(pid):
    """Wait for a worker; return whether it was killed."""
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def tell_all():
    while tell_due(now=timezone.now()):
        pass


def test_killing_those_who_tell_tells_nothing_twice_and_the_next_sweep_tells_the_rest(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # whose old rows the sweep erases
    followers(NOTICES, "daily")
    chance = random.Random(20261126)
    killed = sum(ended(a_worker(tell_all, statements=chance.randint(1, 330))) for _each in range(6))
    assert killed == 6
    assert Notice.objects.filter(told_at=None).exists(), "they were killed in the middle"
    assert not ended(a_worker(sweep))
    assert Notice.objects.filter(told_at__isnull=False, skipped_because="").count() == NOTICES
    assert Delivery.objects.filter(way="daily").values("recipient").distinct().count() == NOTICES
    assert Delivery.objects.count() == NOTICES
    assert Person.objects.filter(has_news=True).count() == NOTICES


def send_all():
    while send_due(now=timezone.now() + LATER):
        pass


def killed_by_server(post, *, word, after):
    """Let a worker send, and kill it when the server hears a word, once it has taken so many mails more."""
    until, pid = len(post.taken) + after, []

    def heard(said):
        if pid and said == word and len(post.taken) >= until:
            os.kill(pid.pop(), signal.SIGKILL)

    post.heard = heard
    pid.append(a_worker(send_all))
    was_killed = ended(pid[0])
    post.heard = lambda said: None
    return was_killed


def test_killing_those_who_send_sends_no_mail_twice_and_forgets_none(server):
    everybody = followers(DELIVERIES // 2, "each") | followers(DELIVERIES // 2, "daily")
    tell_all()
    assert Delivery.objects.count() == DELIVERIES
    chance = random.Random(20261127)
    killed = 0
    for word in ("MAIL", "RCPT", "DATA", "taken", "taken", "EHLO"):
        killed += killed_by_server(server, word=word, after=chance.randint(1, 60))
        killed += ended(a_worker(send_all, statements=chance.randint(1, 600)))
    assert killed == 12
    assert len(server.taken) < DELIVERIES, "they were killed in the middle"
    assert not ended(a_worker(send_all))

    assert max(Counter(server.recipients).values()) == 1
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert set(states) <= {"sent", "sending"}
    assert states["sending"] <= killed
    in_doubt = set(Delivery.objects.filter(state="sending").values_list("recipient__email", flat=True))
    sent = set(Delivery.objects.filter(state="sent").values_list("recipient__email", flat=True))
    assert sent <= set(server.recipients) <= sent | in_doubt == everybody
    assert Delivery.objects.filter(way="mail", state="sent").exists()
    assert Delivery.objects.filter(way="daily", state="sent").exists()
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert looked_at().count("perhaps sent") == len(in_doubt)
