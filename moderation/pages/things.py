"""Things that are reviewed, as somebody who moderates them finds them by their address."""

from django.db import models
from django.db.models import Q

from accounts.models import Person
from moderation.kinds import kind_named
from moderation.queries import groups_at_desk
from moderation.rules import decides_everywhere


def thing_in_reach(kind_name: str, pk: int, by: Person) -> models.Model | None:
    """Return a thing that stands, now, where `by` moderates; None for anything else, there or not.

    Source: README, M-4.
    """
    kind = kind_named(kind_name)
    if kind is None:
        return None
    stands = Q() if decides_everywhere(by) else Q(kind.stands_in(groups_at_desk(by), "pk"))
    return kind.model._base_manager.filter(stands, pk=pk).first()
