"""Sentences that only these tests need."""

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.actions import begin_reading
from tests.factories import a_person, joins


def a_member(of: Group, name: str = "") -> Person:
    """Somebody who may write in a group."""
    person = a_person(name)
    joins(person, of)
    return person


def is_reading(person: Person, group: Group) -> None:
    """`person` joins, and what is there already counts as read."""
    joins(person, group)
    begin_reading(group_id=group.pk, person_id=person.pk)
