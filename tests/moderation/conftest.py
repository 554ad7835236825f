"""A desk with people at it: a group with two moderators, a site moderator, leads, and what waits for them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.actions import reply
from forum.threads.models import Post, Thread
from moderation import kinds
from moderation.actions import report
from moderation.kinds import Ask, Change, Deed
from moderation.models import (
    Batch,
    Case,
    Decision,
    DeskRole,
    Effect,
    HardDay,
    LogEntry,
    Moderator,
    Note,
    Outcome,
    Proposal,
    Revision,
    Sanction,
    Statement,
)
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.rooms import Room, let_lines_be_hidden

# What the room can do with a post, for outcomes of which it has not said so itself: each leaves a mark in
# `Thread.title` that a test can see, and takes it away again.
ACTS = (Outcome.RETURN, Outcome.DECLINE, Outcome.HIDE, Outcome.CONTENT_NOTE, Outcome.LOCK, Outcome.UNLOCK, Outcome.SLOW)


def _stand_in(outcome: str) -> Callable[[Deed], list[Change]]:
    def act(deed: Deed) -> list[Change]:
        thread = Thread.objects.get(pk=deed.target.thread_id)
        before, after = thread.title, f"{outcome} {thread.title}"[:120]
        Thread.objects.filter(pk=thread.pk).update(title=after)
        return [Change(subject=deed.target, what=f"stand_in_{outcome}", before=before, after=after)]

    return act


def _put_back(effect: Effect, by: Person, now: datetime) -> bool:
    post = Post.objects.get(pk=effect.subject_id)
    return bool(Thread.objects.filter(pk=post.thread_id, title=effect.after).update(title=effect.before))


@dataclass
class Desk:
    """Hazel hosts, Robinet and Leeward moderate, Annis is new, Bracken is not."""

    now: datetime
    hazel: Person
    robin: Person
    lee: Person
    annis: Person
    bracken: Person
    group: Group
    thread: Thread

    def held(self, body: str = "My first words here.", by: Person | None = None) -> Case:
        """Words of a newcomer that wait, as the case of them."""
        post = reply(
            thread=self.thread, body=body, is_unnamed=False, form_key=uuid4(), by=by or self.annis, now=self.now
        )
        return Case.objects.not_closed().of(post).get()

    def reported(self, post: Post, reason: str = "guidelines", words: str = "", by: Person | None = None) -> Case:
        told = report(
            subject=post, revision=post.revision, reason=reason, words=words, by=by or self.bracken, now=self.now
        )
        return Case.objects.get(pk=told.case_id)

    def post_by(self, person: Person, body: str = "Words that stand.") -> Post:
        """A published reply of somebody who is no newcomer to the policy."""
        held = self.group.first_posts_held
        Group.objects.filter(pk=self.group.pk).update(first_posts_held=0)
        post = reply(thread=self.thread, body=body, is_unnamed=False, form_key=uuid4(), by=person, now=self.now)
        Group.objects.filter(pk=self.group.pk).update(first_posts_held=held)
        assert post.state == "published"
        return post

    def with_role(self, name: str, kind: str, group: Group | None = None) -> Person:
        """Somebody with a role at the desk, for the whole forum unless a group is given."""
        person = a_person(name)
        DeskRole.objects.create(
            person=person, kind=kind, group_id=group.pk if group else None, given_at=self.now, given_by=self.hazel
        )
        return trained(person, self.now)


def trained(person: Person, now: datetime) -> Person:
    Moderator.objects.create(person=person, trained_at=now)
    return person


@pytest.fixture
def desk(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    settings.SECOND_FACTOR_REQUIRED = False
    return a_desk(monkeypatch)


def a_desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """It is now: pages ask the clock."""
    _complete_the_kind_of_posts(monkeypatch)
    now = timezone.now()
    hazel, robin, lee, annis, bracken = (a_person(name) for name in ("Hazel", "Robinet", "Leeward", "Annis", "Bracken"))
    group = a_group("Scans and results", host=hazel, first_posts_held=2)
    for member in (annis, bracken):
        joins(member, group)
    for moderator in (robin, lee):
        joins(moderator, group, role="moderator")
    for each in (hazel, robin, lee):
        trained(each, now)
    thread = a_thread(of=group, by=hazel, title="Clinic on Glossop Road")
    return Desk(now, hazel, robin, lee, annis, bracken, group, thread)


def _complete_the_kind_of_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    real = kinds._kinds[Post]
    acts = {outcome: _stand_in(outcome) for outcome in ACTS} | dict(real.acts)
    asks = {Outcome.CONTENT_NOTE: Ask(name="note", label="Which", choices=[("dying", "Dying"), ("scans", "Scans")])}

    def restore(effect: Effect, by: Person, now: datetime) -> bool:
        if effect.what.startswith("stand_in"):
            return _put_back(effect, by, now)
        return real.restore(effect, by, now)

    monkeypatch.setitem(kinds._kinds, Post, replace(real, acts=acts, asks=asks | dict(real.asks), restore=restore))


@pytest.fixture
def browser_of() -> Callable[[Person], Client]:
    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def newest_of(case: Case) -> Revision | None:
    mine = Revision.objects.filter(target_type=case.subject_type_id, target_id=case.subject_id)
    return mine.newest_first().first()


def seen_on_page(client: Client, case: Case) -> str:
    """What the page of a case says that it showed: its forms send it back."""
    html = client.get(f"/desk/cases/{case.pk}/").content.decode()
    found = re.search(r'name="seen" value="([0-9.]+)"', html)
    assert found, "the page offers no decision"
    return found.group(1)


def decides(client: Client, case: Case, outcome: str, *, seen: str = "", step: str = "confirm", **fields: Any) -> Any:
    """Open a case, choose, and confirm: the answer to the last form."""
    words = {"seen": seen or seen_on_page(client, case), "step": step, **fields}
    return client.post(f"/desk/cases/{case.pk}/decide/{outcome}/", words)


def footprint() -> dict[str, Any]:
    """Everything that deciding writes: the same before and after means that nothing happened."""
    models = (Decision, Effect, Statement, Sanction, LogEntry, Proposal, Batch, Note, HardDay)
    return {
        **{model.__name__: model.objects.count() for model in models},
        "cases": list(Case.objects.order_by("pk").values_list("pk", "state", "version", "claimed_by")),
        "posts": list(Post.objects.order_by("pk").values_list("pk", "state", "html", "revision")),
        "titles": list(Thread.objects.order_by("pk").values_list("title", flat=True)),
    }


class Clock:
    """The time of day as every request reads it; a test sets it by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def set(self, moment: datetime) -> None:
        self.now = moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    clock = Clock(now)
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def room(db: None, now: datetime, settings: Any) -> Room:
    settings.SECOND_FACTOR_REQUIRED = False  # moderators' pages are opened too
    return Room(now)


@pytest.fixture
def lines_can_be_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    let_lines_be_hidden(monkeypatch)
