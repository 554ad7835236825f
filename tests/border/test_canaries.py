"""No byte that leaves the forum tells anybody what they may not read. Source: README, S-1 to S-6."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from tests.border.world import Address, Target, World, a_world, addresses, bytes_of, plain, without_chance
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "A title",
    "body": "Some words",
    "name": "A name",
    "email": "somebody@people.example",
    "kind": "with_you",
}

# Of words in each state: where they would stand. `test_desk.py` opens every address of theirs.
OF_EACH_STATE = {"threads:post", "threads:history", "threads:thread", "desk:case"}


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    return a_world()


def paths(world: World) -> Iterator[tuple[Address, str]]:
    """Every address, filled in with the closed group's things, the hidden group's, and both crosswise."""
    crossed = Target(world.closed.group, world.hidden.numbers)
    for address in addresses():
        if not address.parameters:
            yield address, "/" + plain(address.route)
            continue
        for target in (world.closed, world.hidden, crossed, world.parent):
            yield address, target.path(address)
        for other in ("held",):
            if "posts/<" in address.route:
                yield (
                    address,
                    Target(world.closed.group, {**world.closed.numbers, "posts": world.closed.numbers[other]}).path(
                        address
                    ),
                )
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


def answers_to(client: Client, method: str, path: str) -> Iterator[tuple[str, object]]:
    """The answer, and those that it leads to; whatever it wrote is taken back, and the browser stays signed in."""
    cookies = client.cookies.output()
    try:
        with transaction.atomic():
            for _step in range(5):
                response = client.get(path) if method == "GET" else client.post(path, WORDS)
                yield path, response
                if response.status_code not in (301, 302, 303, 307):
                    break
                method, path = "GET", response["Location"]
            transaction.set_rollback(True)
    finally:
        if client.cookies.output() != cookies:
            client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_canary_reaches_anybody_who_may_not_read_it(world, kind, method):
    forbidden = world.forbidden(kind)
    pattern = re.compile("|".join(canary.word for canary in sorted(forbidden, key=lambda each: -len(each.word))))
    leaks = set()
    client = world.viewers.client(kind)
    for address, start in paths(world):
        for path, response in answers_to(client, method, start):
            assert response.status_code < 500, f"{method} {path}: {response.status_code}"
            # What stands in the address was known to whoever asked.
            leaks |= {
                f"{word} at {method} {address} {path}"
                for word in pattern.findall(bytes_of(response))
                if word not in start
            }
    assert not leaks, "\n".join(sorted(leaks))


def test_every_canary_that_may_be_read_is_found_by_somebody(world):
    """Otherwise the walk would prove nothing: the canaries must stand where somebody can see them."""
    unseen = {canary.word: canary.what for canary in world.canaries if canary.readers}
    for kind in ("host", "member", "member of the parent only", "staff"):
        client = world.viewers.client(kind)
        for _address, start in paths(world):
            for _path, response in answers_to(client, "GET", start):
                shown = bytes_of(response)
                unseen = {word: what for word, what in unseen.items() if word not in shown}
            if not unseen:
                return
    assert not unseen


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "staff"])
def test_a_hidden_thing_answers_as_one_that_never_existed(world, kind, method):
    """Byte for byte. Staff may know of every group, so they are not asked."""
    client = world.viewers.client(kind)
    told_apart = []
    for address in addresses():
        if world.hidden.path(address) == world.absent.path(address):
            continue
        there, never = (
            next(answers_to(client, method, target.path(address))) for target in (world.hidden, world.absent)
        )
        hidden, absent = (_plain(path, bytes_of(answer)) for path, answer in (there, never))
        if hidden != absent and "people/" not in address.route:
            told_apart.append(
                f"{address} {there[0]} answered {there[1].status_code}; {never[0]} {never[1].status_code}"
            )
    assert not told_apart, "\n".join(told_apart)


@pytest.mark.sqlite  # who finds what is tried on either database in tests/search/test_sight.py
@pytest.mark.parametrize("kind", KINDS)
def test_a_word_that_may_not_be_read_is_looked_for_like_one_that_nobody_wrote(world, kind):
    """Byte for byte, but for the word itself; every canary, and only what its readers may see is found by it."""
    client = world.viewers.client(kind)

    def answer(word):
        return without_chance(bytes_of(client.get("/search/", {"q": word})).replace(word, "WORD"))

    nowhere = answer("zqnobodywrotethis")
    told = [canary.what for canary in world.forbidden(kind) if answer(canary.word) != nowhere]
    assert not told


def _plain(path: str, text: str) -> str:
    """An answer without the very address that was asked for, which may stand in it (`?next=`)."""
    return without_chance(text.replace(path, "ADDRESS").replace(quote(path, safe=""), "ADDRESS"))
