"""A closed group with four members, and how a browser writes in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Person
from forum.groups.models import Group
from forum.kernel.form_keys import new_form_key
from forum.threads.models import Post, Thread
from moderation.models import Moderator
from moderation.policy import Policy
from tests.factories import WHEN, a_group, a_person, a_thread, joins


@dataclass
class Room:
    group: Group
    ann: Person
    bea: Person
    cat: Person
    moderator: Person
    thread: Thread

    @property
    def address(self) -> str:
        return f"/threads/{self.thread.pk}/"


@pytest.fixture
def room(settings: Any, db: None) -> Room:
    """Ann has started a thread; Bea and Cat are in the group with her."""
    return a_room(settings)


def a_room(settings: Any) -> Room:
    settings.SECOND_FACTOR_REQUIRED = False
    ann, bea, cat, moderator = (a_person(name) for name in ("Ann Ash", "Bea Birch", "Cat Cedar", "Mo Maple"))
    group = a_group("Scans", under=a_group("Living", under=a_group("Network")))
    for person in (ann, bea, cat):
        joins(person, group, line=f"a line of {person.name}")
    joins(moderator, group, role="moderator")
    Moderator.objects.create(person=moderator, trained_at=WHEN)
    return Room(group, ann, bea, cat, moderator, a_thread(of=group, by=ann, title="Thursday", body="The first words"))


@pytest.fixture
def browser_of() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def reply_form(thread: Thread, by: Person, body: str, **rest: Any) -> dict[str, Any]:
    """What the form on a thread's page sends."""
    return {"body": body, "form_key": new_form_key(by, f"/threads/{thread.pk}/reply/"), "sequence": "0", **rest}


def thread_form(group: Group, by: Person, title: str, body: str, **rest: Any) -> dict[str, Any]:
    key = new_form_key(by, f"/groups/{group.slug}/new/")
    return {"title": title, "body": body, "form_key": key, "sequence": "0", **rest}


def edit_form(post: Post, by: Person, body: str, seen: int, **rest: Any) -> dict[str, Any]:
    key = new_form_key(by, f"/posts/{post.pk}/edit/")
    return {"body": body, "form_key": key, "sequence": "0", "seen_revision": seen, **rest}


@pytest.fixture
def everything_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, a moderator reads everything first."""
    monkeypatch.setattr(Policy, "is_auto_approve", lambda *_arguments: False)


@pytest.fixture
def key() -> Callable[[], Any]:
    return uuid4
