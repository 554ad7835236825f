"""How a moderator decides about a post in these tests: as the desk does, about what stands there now."""

from datetime import datetime
from typing import Any

from accounts.models import Person
from forum.threads.models import Post, Thread
from moderation.actions import act_at_once, decide, undo_decision
from moderation.actions.decide import Choice
from moderation.models import Case, Decision, Moderator, Revision
from tests.factories import WHEN, a_person, joins


def a_moderator(of: Any, name: str = "") -> Person:
    """Somebody who moderates a group, with their training confirmed."""
    person = a_person(name)
    joins(person, of, role="moderator")
    Moderator.objects.create(person=person, trained_at=WHEN)
    return person


def decided(about: Post | Thread, outcome: str, *, by: Person, now: datetime, **rest: Any) -> Decision:
    """Decide the open case of a post or thread, or at once where there is none."""
    choice = Choice(outcome=outcome, guideline="kindness", **rest)
    case = Case.objects.of(about).not_closed().first()
    if case is None:
        author = about.author if isinstance(about, Post) else about.starter
        return act_at_once(subject=about, about=author, choice=choice, by=by, now=now)
    newest = Revision.objects.of(about).standing().newest_first().first()
    decision = decide(
        case=case, choice=choice, seen_version=case.version, seen_revision=newest.pk if newest else None, by=by, now=now
    )
    assert isinstance(decision, Decision)
    return decision


def undone(decision: Decision, *, by: Person, now: datetime) -> list[str]:
    """Take a decision back; return what of it was not put back."""
    _undoing, skipped = undo_decision(decision=decision, words="", by=by, now=now)
    return [effect.what for effect in skipped]
