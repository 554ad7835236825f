"""Pauses and bans of people who come to meetups, decided as the desk decides them."""

from datetime import datetime
from uuid import uuid4

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.models import Post
from moderation.actions import act_at_once
from moderation.actions.decide import Choice, Sentence
from tests.factories import WHEN, a_person, a_thread
from tests.moderation.rooms import has_role


def sentenced(
    person: Person, kind: str, *, group: Group | None, days: int | None = 3, of: Group, now: datetime = WHEN
) -> None:
    """A lead decides about a thread that `person` started in `of`: their pause or ban, for `group` or the whole forum."""
    a_thread(of=of, by=person, title=f"About {uuid4().hex}")
    post = Post.objects.filter(author=person).latest("pk")
    choice = Choice(
        outcome=kind, guideline="law", words="For a while.",
        sentence=Sentence(kind=kind, group_id=group.pk if group else None, days=days),
    )  # fmt: skip
    act_at_once(subject=post, about=person, choice=choice, by=has_role(a_person(), "lead", WHEN), now=now)
    person.refresh_from_db()
