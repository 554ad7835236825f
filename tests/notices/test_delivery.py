"""Mail through a real server: no message twice, whatever is killed or refused, and none forgotten."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from forum.notices.actions import send_due, tell_due
from forum.notices.actions.delivering import BACK_OFF
from forum.notices.models import Delivery, Notice
from tests.architecture.source import ROOT
from tests.border.meetings import FAR_AHEAD
from tests.factories import WHEN, a_group, a_person, joins
from tests.home.test_work import wait_until
from tests.meetups.rows import a_meetup, comes
from tests.notices.rows import SOON, cancelled
from tests.notices.smtp import a_mail_server
from tests.threads.test_server import _database

PEOPLE = 30


def looked_at():
    out = StringIO()
    call_command("mail_that_failed", stdout=out)
    return out.getvalue()


@pytest.fixture
def waiting(meetup, ann):
    """One mail to Ann that waits."""
    cancelled(meetup)
    tell_due(now=SOON)
    return Delivery.objects.get()


@pytest.mark.django_db
def test_a_mail_reaches_the_server_once_with_its_headers(server, waiting, ann):
    for _again in range(3):
        send_due(now=SOON)
    assert server.recipients == [ann.email]
    mail = server.taken[0][1]
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail
    assert f"Message-ID: <notice-{waiting.notice_id}@127.0.0.1>" in mail
    assert looked_at() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["refused", "not there"])
def test_what_is_not_taken_is_tried_five_times_ever_later_and_then_an_operator_sees_it(server, settings, waiting, how):
    if how == "refused":
        server.refuses = "451 not now, <somebody@people.example>"
    else:
        settings.EMAIL_PORT = 1
    now = SOON
    for tries, pause in enumerate((*BACK_OFF, timedelta(days=9)), start=1):
        send_due(now=now)
        waiting.refresh_from_db()
        assert waiting.tries == tries
        assert looked_at() == "" or tries == 5
        send_due(now=now + pause - timedelta(seconds=1))
        waiting.refresh_from_db()
        assert waiting.tries == tries
        now += pause
    assert waiting.state == "failed"
    assert not server.taken
    assert "given up" in looked_at()
    assert "people.example" not in looked_at() + waiting.trouble


@pytest.mark.django_db
def test_a_mail_that_was_refused_goes_when_it_is_taken_and_others_do_not_wait_for_it(server, group, meetup, ann):
    comes(joins(a_person("Beth"), group).person, meetup)
    cancelled(meetup)
    tell_due(now=SOON)
    server.refuses = "451 try again"
    send_due(now=SOON)
    assert list(Delivery.objects.values_list("tries", flat=True)) == [1, 1]
    server.refuses = ""
    send_due(now=SOON + BACK_OFF[0])
    assert len(set(server.recipients)) == len(server.taken) == 2


@pytest.mark.django_db
def test_a_mail_of_which_nobody_knows_whether_it_went_is_not_sent_again_but_shown(server, waiting):
    """The server took it, and ended before it said so."""
    server.breaks_off = True
    send_due(now=SOON)
    server.breaks_off = False
    for days in range(3):
        send_due(now=SOON + timedelta(days=days))
    assert len(server.taken) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.trouble) == ("sending", "SMTPServerDisconnected")
    assert "perhaps sent" in looked_at()


@pytest.mark.django_db
def test_what_is_being_sent_at_this_moment_is_no_trouble_yet(waiting):
    Delivery.objects.update(state="sending", claimed_at=timezone.now() - timedelta(minutes=14))
    assert looked_at() == ""
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    assert "the worker ended" in looked_at()


@pytest.mark.django_db
def test_a_fault_of_ours_in_one_mail_stops_no_other(server, group, meetup, ann, monkeypatch):
    comes(joins(a_person("Beth"), group).person, meetup)
    cancelled(meetup)
    tell_due(now=SOON)
    from forum.notices.actions import delivering

    real, asked = delivering.mail_of, []

    def breaks_once(notice):
        asked.append(notice)
        if len(asked) == 1:
            raise ValueError("a fault")
        return real(notice)

    monkeypatch.setattr(delivering, "mail_of", breaks_once)
    send_due(now=SOON)
    send_due(now=SOON)
    assert len(server.taken) == 1
    assert "ValueError" in Delivery.objects.get(state="sending").trouble


def many_waiting():
    """Mails to thirty people, due by the real clock."""
    group, olive, now = a_group(), a_person("Olive"), timezone.now()
    joins(olive, group, role="organiser")
    meetup = a_meetup(of=group, by=olive, on=FAR_AHEAD)
    people = [joins(a_person(), group).person for _each in range(PEOPLE)]
    for person in people:
        comes(person, meetup)
    Notice.objects.bulk_create(
        Notice(recipient=person, meetup=meetup, kind="changed", sequence=0, made_at=WHEN, due_at=now, told_at=now)
        for person in people
    )
    Delivery.objects.bulk_create(
        Delivery(recipient=notice.recipient, notice=notice, due_at=now) for notice in Notice.objects.all()
    )
    return {person.email for person in people}


def a_worker(post):
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": _database(), "DJANGO_SETTINGS_MODULE": "forum.settings.production",
        "SECRET_KEY": "d7#kq!x0-3v9z&m1u@w5e8r*t2y6i4o^p$a+s(g)h_jlcbnf-0q", "ALLOWED_HOSTS": "forum.example",
        "SITE_ADDRESS": "https://forum.example", "MAIL_FROM": "hello@forum.example", "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(post.port), "SMTP_TLS": "false",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "manage.py", "work", "--until-done"], cwd=ROOT, env=environment)


@pytest.mark.django_db(transaction=True)
def test_killing_a_worker_among_its_mails_sends_none_twice_and_forgets_none():
    everybody = many_waiting()
    with a_mail_server() as post:
        post.seconds = 0.05
        worker = a_worker(post)
        wait_until(worker, lambda: len(post.taken) >= 10)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert len(post.taken) < PEOPLE, "it was killed in the middle"
        assert a_worker(post).wait(timeout=120) == 0
        assert len(post.recipients) == len(set(post.recipients))
        in_doubt = set(Delivery.objects.filter(state="sending").values_list("recipient__email", flat=True))
        assert len(in_doubt) <= 1
        assert set(post.recipients) | in_doubt == everybody
    assert Delivery.objects.filter(state="sent").count() == PEOPLE - len(in_doubt)
    Delivery.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert looked_at().count("perhaps sent") == len(in_doubt)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once():
    everybody = many_waiting()
    with a_mail_server() as post:
        post.seconds = 0.02
        workers = [a_worker(post) for _each in range(2)]
        for worker in workers:
            assert worker.wait(timeout=120) == 0
        assert sorted(post.recipients) == sorted(everybody)
    assert Delivery.objects.filter(state="sent").count() == PEOPLE
