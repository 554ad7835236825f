"""Choosing not to meet somebody here."""

from datetime import datetime

from django.db import transaction

from accounts import rules
from accounts.events import BoundarySet
from accounts.models import Boundary, Person
from forum.kernel.events import publish


@transaction.atomic
def set_boundary(*, other: Person, kind: str, by: Person, now: datetime) -> Boundary:
    """Block somebody, or be kept apart from them; a later choice replaces an earlier one. Nobody is told.

    Locks: the person who chooses, then what those lock who hear of it.
    :param kind: a `Boundary.Kind`.
    :raises NotAllowed: it is their own account; its text is fit to show.
    Source: README, C-6 and S-6.
    """
    # NO KEY: two who block each other at once point at each other's rows, and would wait for each other for ever.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    rules.may_set_boundary(other=other, by=by).or_refuse()
    boundary, _is_new = Boundary.objects.update_or_create(
        setter=by, other=other, defaults={"kind": Boundary.Kind(kind), "set_at": now}
    )
    publish(BoundarySet(setter_id=by.pk, other_id=other.pk, at=now))
    return boundary


@transaction.atomic
def take_back_boundary(*, boundary: Boundary, by: Person, now: datetime) -> None:
    """End a block or *kept apart*; done twice it is done once. Source: README, C-6."""
    Boundary.objects.visible_to(by).filter(pk=boundary.pk).delete()
