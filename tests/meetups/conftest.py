"""A group with an organiser and people who may come, for tests of meetups."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Person
from forum.groups.models import Group
from tests.factories import a_group, a_person, joins


@pytest.fixture
def olive(db: None) -> Person:
    """She organises."""
    return a_person("Olive")


@pytest.fixture
def group(olive: Person) -> Group:
    group = a_group("Living with secondary")
    joins(olive, group, role="organiser")
    return group


@pytest.fixture
def ann(group: Group) -> Person:
    return a_member(group, "Ann")


@pytest.fixture
def bea(group: Group) -> Person:
    return a_member(group, "Bea")


@pytest.fixture
def signed_in(settings: Any) -> Callable[[Person], Client]:
    """`signed_in(ann)`: her browser. Nobody is asked for a second factor here."""
    settings.SECOND_FACTOR_REQUIRED = False

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


def a_member(group: Group, name: str = "") -> Person:
    person = a_person(name)
    joins(person, group)
    return person
