"""What people look for, asked of a built community as several kinds of people, one after another."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from accounts.queries import Viewer
from forum.groups.models import Membership
from forum.threads.models import Post

ASKED = 200
MOST_QUERIES = 8
RARE = 20  # texts from which words are taken that hardly anybody else wrote


@dataclass(frozen=True, kw_only=True)
class Searched:
    """:param middle, slow: milliseconds of a page, the median and the 95th percentile. :param queries: the most of one page."""

    entries: int
    middle: float
    slow: float
    worst: float
    worst_asked: str
    queries: int


def search_as_people_do(entries: int) -> Searched:
    """Ask for two hundred pages, each for the second time: what is compiled and kept in memory stays so all day."""
    chance = random.Random(20261126)
    viewers = list(_viewers())
    asked = [(chance.choice(viewers), query) for query in _queries(chance)]
    taken, most = list[tuple[float, str]](), 0
    for viewer, query in asked:
        client = _client_of(viewer)
        _ask(client, query)
        milliseconds, count = _ask(client, query)
        taken.append((milliseconds, f"{query} as {getattr(viewer, 'name', 'nobody')}"))
        most = max(most, count)
    times = [milliseconds for milliseconds, _query in taken]
    worst = max(taken)
    return Searched(
        entries=entries,
        middle=median(times),
        slow=quantiles(times, n=20)[-1],
        worst=worst[0],
        worst_asked=worst[1],
        queries=most,
    )


def _viewers() -> Iterator[Viewer]:
    """Who is in many groups, in few, in none; the staff; and somebody signed out."""
    yield Person.objects.get(pk=1)
    by_groups = Membership.objects.values_list("person", flat=True).order_by("person")
    yield Person.objects.get(pk=by_groups.last())
    known = {"name": "For measuring", "joined_at": Person.objects.get(pk=1).joined_at}
    yield Person.objects.get_or_create(name_key="formeasuring", defaults={"email": "nobody@people.example", **known})[0]
    yield Person.objects.get_or_create(
        name_key="staffformeasuring", defaults={"email": "staff@people.example", "is_staff": True, **known}
    )[0]
    yield AnonymousUser()


_clients: dict[int, Client] = {}


def _client_of(viewer: Viewer) -> Client:
    client = _clients.setdefault(viewer.pk or 0, Client(SERVER_NAME="127.0.0.1"))
    if isinstance(viewer, Person) and not client.cookies:
        client.force_login(viewer)
    return client


def _queries(chance: random.Random) -> list[dict[str, Any]]:
    common = ["kettle", "scan", "tired", "nurse", "thursday", "waiting"]
    drugs = ["letrozole", "ibrance", "palbociclib", "mets", "herceptin", "zometa"]
    rare = _rare_words()
    groups = Membership.objects.filter(person=1).values_list("group", flat=True)[:5]
    one = [{"q": word} for word in (*common, *drugs)]
    two = [{"q": " ".join(chance.sample(common, 2))} for _each in range(12)]
    quoted = [{"q": f'"{" ".join(chance.sample(common, 2))}"'} for _each in range(6)]
    narrowed = [{"q": word, **by} for word in (*common, *rare[:6]) for by in _narrower(groups)]
    odd = [{"q": word} for word in ("letrozol", "kettel", "ibrence", "xylophone", "scna", "nurze", '"', "a", "of the")]
    every = [*one, *two, *quoted, *({"q": word} for word in rare), *narrowed, *odd]
    return (every * (ASKED // len(every) + 1))[:ASKED]


def _narrower(groups: Iterable[int]) -> list[Mapping[str, Any]]:
    return [
        *({"group": pk} for pk in groups), {"author": "Meadow 7"}, {"since": "month"}, {"since": "year", "kind": "reply"},
        {"kind": "thread"}, {"kind": "meetup"}, {"mine": "on"},
    ]  # fmt: skip


def _rare_words() -> list[str]:
    """Rows of three words as they stand in some post."""
    posts = Post.objects.order_by("-pk").values_list("html", flat=True)[:: max(Post.objects.count() // RARE, 1)]
    return [f'"{" ".join(html.removeprefix("<p>").split()[:4])}"' for html in posts]


def _ask(client: Client, query: Mapping[str, Any]) -> tuple[float, int]:
    count = 0

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    began = perf_counter()
    with connection.execute_wrapper(note):
        answer = client.get(reverse("search:search"), query)
    if answer.status_code not in (200, 422):
        raise RuntimeError(f"{query} answered {answer.status_code}")
    return (perf_counter() - began) * 1000, count
