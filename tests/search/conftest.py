"""A closed group, one that everybody reads, and who looks for words in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.models import Thread
from moderation.models import Moderator
from tests.factories import WHEN, a_group, a_person, a_thread, joins


@dataclass
class Library:
    closed: Group
    public: Group
    ann: Person  # in both
    bea: Person  # in both
    moderator: Person  # of the closed one
    stranger: Person
    thread: Thread  # of Ann's, in the closed one


@pytest.fixture
def library(settings: Any, db: None) -> Library:
    return a_library(settings)


def a_library(settings: Any) -> Library:
    settings.SECOND_FACTOR_REQUIRED = False
    ann, bea, moderator, stranger = (a_person(name) for name in ("Ann Ash", "Bea Birch", "Mo Maple", "Sam Sorrel"))
    closed, public = a_group("Scans"), a_group("Harbour", reading="public", joining="open")
    for person in (ann, bea):
        joins(person, closed)
        joins(person, public)
    joins(moderator, closed, role="moderator")
    Moderator.objects.create(person=moderator, trained_at=WHEN)
    thread = a_thread(of=closed, by=ann, title="Waiting for Thursday", body="The kettle is on.")
    index()
    return Library(closed, public, ann, bea, moderator, stranger, thread)


def index() -> None:
    """Put into the index what a factory wrote past the verbs."""
    call_command("reindex")


@pytest.fixture
def browser_of() -> Callable[[Person | None], Client]:
    def opened(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return opened


@pytest.fixture
def found(browser_of: Callable[[Person | None], Client]) -> Callable[..., list[str]]:
    """`found("kettle", by=ann)`: the addresses of what somebody finds, in order, on all pages."""

    def walk(words: str, *, by: Person | None, **asked: Any) -> list[str]:
        client, seen = browser_of(by), list[str]()
        query = {"q": words, **asked}
        for _page in range(50):
            page = client.get("/search/", query).context["page"]
            seen += [hit.address for hit in page.hits]
            if not page.after:
                return seen
            query["after"] = page.after
        raise AssertionError("the pages never end")

    return walk
