"""People of the desk for tests, through the verbs that make them: `a_lead("Betony", now=now)`."""

from datetime import datetime
from uuid import uuid4

from django.test import Client

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.actions import reply
from forum.threads.models import Post, Thread
from moderation.actions import bring_to_desk, confirm_training, give_desk_role
from moderation.models import Case, DeskRole
from tests.factories import a_person, joins


def somebody_with(
    kind: str, name: str = "", *, of: Group | None = None, now: datetime, is_trained: bool = True
) -> Person:
    """Somebody with a role at the desk: for the whole forum, or for a group with all inside it."""
    person, staff = a_person(name), a_person(is_staff=True)
    give_desk_role(person=person, kind=kind, group_id=of.pk if of else None, by=staff, now=now)
    if is_trained:
        confirm_training(person=person, by=staff, now=now)
    return fresh(person)


def a_lead(name: str = "", *, of: Group | None = None, now: datetime) -> Person:
    return somebody_with("lead", name, of=of, now=now)


def a_moderator(
    name: str = "", *, of: Group, role: str = "moderator", now: datetime, is_trained: bool = True
) -> Person:
    """Somebody who moderates one group by their role in it."""
    person = a_person(name)
    joins(person, of, role=role)
    if is_trained:
        confirm_training(person=person, by=a_person(is_staff=True), now=now)
    return fresh(person)


def a_case(about: Post, *, now: datetime, severity: int = 1) -> Case:
    """An open case about a post."""
    return bring_to_desk(subject=about, about=about.author, severity=severity, now=now)


def a_post(*, to: Thread, by: Person, body: str = "Some words.", is_unnamed: bool = False, now: datetime) -> Post:
    return reply(thread=to, body=body, is_unnamed=is_unnamed, form_key=uuid4(), by=by, now=now)


def browser_of(person: Person | None) -> Client:
    """A browser in which a person is signed in."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def role_of(person: Person) -> DeskRole:
    """The one standing role that somebody has at the desk."""
    return DeskRole.objects.of(person).get()


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)
