"""The server as it runs, in processes of its own: many write at once, and it may be killed at any moment."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from forum.threads.models import Post
from tests.factories import a_group, a_person, a_thread, joins
from tests.threads.conftest import reply_form

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "a" * 32


class Server:
    """Granian with two workers on the test database."""

    def __init__(self) -> None:
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with socket.socket() as probe:  # another each time: what a killed one leaves on its own is waited for by nobody
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(self.port)]
        environment = {**os.environ, "DATABASE_URL": _database(), "DJANGO_SETTINGS_MODULE": "forum.settings.test"}
        self.process = subprocess.Popen(
            [*command, "--no-log", "forum.wsgi:application"], cwd=ROOT, env=environment, start_new_session=True
        )
        for _try in range(300):
            try:
                if self.ask("GET", "/help/now/", "")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("The server did not start.")

    def kill(self) -> None:
        """Every process of it at once, as when the machine runs out of memory."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, method: str, path: str, body: str, cookie: str = "") -> tuple[int, str]:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            wire.request(method, path, body, headers)
            answer = wire.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location") or ""
        except http.client.HTTPException as broken:
            raise OSError(str(broken)) from broken
        finally:
            wire.close()


def _database() -> str:
    known: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    where = f"{known['HOST'] or '127.0.0.1'}:{known['PORT'] or 5432}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{where}/{known['NAME']}"


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    try:
        running.start()
        yield running
    finally:
        running.kill()


def forms_of(how_many: int, writers: int) -> tuple[Any, list[tuple[str, str, str]]]:
    """A thread, and forms that are filled in and not sent: path, body, cookie."""
    group, people = a_group(), [a_person() for _each in range(writers)]
    cookies = []
    for person in people:
        joins(person, group)
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}")
    thread = a_thread(of=group, by=people[0])
    forms = []
    for number in range(how_many):
        filled = reply_form(thread, people[number % writers], f"reply no {number}", csrfmiddlewaretoken=TOKEN)
        forms.append((f"/threads/{thread.pk}/reply/", urlencode(filled), cookies[number % writers]))
    return thread, forms


def test_many_replies_at_once_from_two_processes_are_all_taken(server):
    thread, forms = forms_of(40, writers=4)

    def send(form: tuple[str, str, str]) -> int:
        return server.ask("POST", *form)[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, forms)) == {302}
    thread.refresh_from_db()
    assert (thread.last_number, thread.reply_count) == (41, 40)
    assert sorted(thread.posts.values_list("number", flat=True)) == list(range(1, 42))


def test_killing_the_server_loses_no_answered_reply_and_doubles_none(server):
    thread, forms = forms_of(200, writers=4)
    answered: dict[int, str] = {}
    was_killed: list[bool] = []
    one_at_a_time = Lock()

    def send(number: int) -> None:
        try:
            status, led_to = server.ask("POST", *forms[number])
        except OSError:
            return
        assert status == 302
        answered[number] = led_to
        with one_at_a_time:  # two answers may come between two looks at how many there are
            if len(answered) >= 80 and not was_killed:
                was_killed.append(True)
                server.kill()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(200)))
    assert 80 <= len(answered) < 200
    kept = {post.revision.body for post in Post.objects.filter(thread=thread).select_related("revision")}
    assert {f"reply no {number}" for number in answered} <= kept

    before = dict(answered)
    server.start()
    with ThreadPoolExecutor(4) as pool:  # a browser sends again what had no answer, and a person what had one
        list(pool.map(send, range(200)))
    assert len(answered) == 200
    assert all(answered[number] == led_to for number, led_to in before.items())
    bodies = [
        post.revision.body for post in Post.objects.filter(thread=thread, number__gt=1).select_related("revision")
    ]
    assert sorted(bodies) == sorted(f"reply no {number}" for number in range(200))
    thread.refresh_from_db()
    assert (thread.last_number, thread.reply_count) == (201, 200)
    assert sorted(thread.posts.values_list("number", flat=True)) == list(range(1, 202))
