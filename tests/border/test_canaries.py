"""No byte that leaves the forum tells anybody what they may not read. Source: README, S-1 to S-6."""

from urllib.parse import quote

import pytest

from tests.border.walking import answers_to
from tests.border.world import World, a_world, addresses, bytes_of, without_chance
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    return a_world()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_canary_reaches_anybody_who_may_not_read_it(walked, kind, method):
    leaks = walked(kind, method).leaks
    assert not leaks, "\n".join(sorted(leaks))


def test_every_canary_that_may_be_read_is_found_by_somebody(walked, world):
    """Otherwise the walk would prove nothing: the canaries must stand where somebody can see them."""
    unseen = {canary.word: canary.what for canary in world.canaries if canary.readers}
    for kind in ("host", "member", "member of the parent only", "staff"):
        unseen = {word: what for word, what in unseen.items() if word not in walked(kind, "GET").read}
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
