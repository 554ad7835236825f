"""Somebody knocks at every address, once: what they saw and were answered is asked by several tests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.border.world import Address, Target, World, addresses, bytes_of, plain
from tests.conftest import WRITES

WORDS = {
    "title": "A title",
    "body": "Some words",
    "name": "A name",
    "email": "somebody@people.example",
    "kind": "with_you",
}

# Of words in each state: where they would stand. `test_desk.py` opens every address of theirs.
OF_EACH_STATE = {"threads:post", "threads:history", "threads:thread", "desk:case"}
# A look at restricted data is written down, each time (README, M-12).
LOOKS = frozenset({"desk:log", "desk:record"})
COME_AGAIN = frozenset({"stranger", "member", "host", "staff"})


@dataclass
class Walk:
    """What one kind of viewer met on the way.

    :param answers: what each address of the closed group answered, by its name.
    :param read: words of canaries. :param leaks: those that were not for them, and where.
    :param written: what looking a second time wrote; noted of `COME_AGAIN` only.
    """

    answers: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    leaks: set[str] = field(default_factory=set)
    written: list[str] = field(default_factory=list)


def walk(world: World, kind: str, method: str) -> Walk:
    """Knock at every address; what was written is taken back each time."""
    found = Walk()
    words = re.compile("|".join(canary.word for canary in sorted(world.canaries, key=lambda each: -len(each.word))))
    forbidden = {canary.word for canary in world.forbidden(kind)}
    client = world.viewers.client(kind)
    for address, start in paths(world):
        with taken_back(client):
            for path, response in _answers(client, method, start):
                assert response.status_code < 500, f"{method} {path}: {response.status_code}"
                if path == start:
                    # Of two with one name (ours before the library's) the first answers, of several targets the closed group.
                    found.answers.setdefault(address.name.replace(" ", "_"), spoken(response))
                shown = set(words.findall(bytes_of(response)))
                found.read |= shown
                # What stands in the address was known to whoever asked.
                found.leaks |= {
                    f"{word} at {method} {address} {path}" for word in shown & forbidden if word not in start
                }
            if method == "GET" and kind in COME_AGAIN and address.name not in LOOKS:
                with CaptureQueriesContext(connection) as queries:
                    client.get(start)
                said = (each["sql"] or "" for each in queries.captured_queries)
                found.written += [
                    f"{address} {start}: {sql[:160]}" for sql in said if sql.lstrip("( ").upper().startswith(WRITES)
                ]
    return found


def paths(world: World) -> Iterator[tuple[Address, str]]:
    """Every address, filled in with the closed group's things, the hidden group's, and both crosswise."""
    crossed = Target(world.closed.group, world.hidden.numbers)
    held = Target(world.closed.group, {**world.closed.numbers, "posts": world.closed.numbers["held"]})
    for address in addresses():
        if not address.parameters:
            yield address, "/" + plain(address.route)
            continue
        for target in (world.closed, world.hidden, crossed, world.parent):
            yield address, target.path(address)
        if "posts/<" in address.route:
            yield address, held.path(address)
        if address.name in OF_EACH_STATE:
            for state in world.closed.states:
                yield (
                    address,
                    Target(world.closed.group, world.closed.numbers | state, world.closed.words).path(address),
                )
        if address.name == "groups:names":
            for group in (world.closed, world.hidden, world.parent):
                yield address, f"{group.path(address)}?q=zq"
        if address.name == "threads:thread":
            for query in ("?from=1", "?unread", "?from=99999999999999999999", "?from=x", "?before=2", "?after=1"):
                yield address, world.closed.path(address) + query


def answers_to(client: Client, method: str, path: str) -> Iterator[tuple[str, Any]]:
    """The answer, and those that it leads to; whatever it wrote is taken back, and the browser stays signed in."""
    with taken_back(client):
        yield from _answers(client, method, path)


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """Whatever is written meanwhile is taken back, in the browser too."""
    cookies = client.cookies.output()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        if client.cookies.output() != cookies:
            client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))


def _answers(client: Client, method: str, path: str) -> Iterator[tuple[str, Any]]:
    for _step in range(5):
        response = client.get(path) if method == "GET" else client.post(path, WORDS)
        yield path, response
        if response.status_code not in (301, 302, 303, 307):
            return
        method, path = "GET", response["Location"]


def spoken(response: Any) -> str:
    """An answer as the tables write it."""
    if response.status_code not in (301, 302, 303):
        return str(response.status_code)
    return ">login" if response["Location"].startswith("/accounts/login/") else ">"
