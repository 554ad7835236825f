"""Somebody of each role that rules are about, and rules for them to work on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Person
from moderation.actions import agree_to_version, try_version, write_version
from moderation.models import DeskRole, Moderator, RuleVersion
from tests.factories import WHEN, a_person


def at_the_desk(name: str, kind: str, *, group_id: int | None = None, is_trained: bool = True) -> Person:
    """Somebody with a role at the desk, for the whole forum unless a group is named."""
    person = a_person(name)
    DeskRole.objects.create(person=person, kind=kind, group_id=group_id, given_at=WHEN)
    if is_trained:
        Moderator.objects.create(person=person, trained_at=WHEN)
    return person


@dataclass
class RulePeople:
    """Who works on rules: a site moderator who writes, a lead who agrees, and a safeguarding lead."""

    writer: Person
    lead: Person
    safeguarding: Person


def rule_people() -> RulePeople:
    return RulePeople(
        writer=at_the_desk("Sorrel", "moderator"),
        lead=at_the_desk("Larkspur", "lead"),
        safeguarding=at_the_desk("Saxifrage", "safeguarding"),
    )


def phrases(*sought: str, **rest: Any) -> dict[str, Any]:
    """A rule that flags phrases, unless `rest` says otherwise."""
    return {"kind": "phrases", "action": "flag", "reason": "other", "phrases": list(sought), **rest}


def a_version(
    people: RulePeople, definition: dict[str, Any], *, name: str = "Miracles", now: datetime = WHEN
) -> RuleVersion:
    """A first version of a new rule, written by the site moderator."""
    return write_version(
        rule=None, name=name, topic="selling_and_cures", definition=definition, by=people.writer, now=now
    )


def a_rule_in_use(
    people: RulePeople, definition: dict[str, Any], *, name: str = "Miracles", now: datetime = WHEN
) -> RuleVersion:
    """A version that was tried to the end and agreed to by the lead."""
    version = a_version(people, definition, name=name, now=now)
    try_version(version=version, wanted=None, by=people.writer, now=now)
    return agree_to_version(version=version, by=people.lead, now=now)
