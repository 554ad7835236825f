"""How one wants to be told."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.groups.models import Group
from forum.threads.models import Subscription, Thread


@transaction.atomic
def subscribe(*, group: Group, thread: Thread | None, level: str, by: Person, now: datetime) -> Subscription:
    """Keep how `by` wants to be told of replies in a thread, or in the whole group when `thread` is None.

    Source: README, P-9.
    """
    place = {"thread": thread} if thread is not None else {"group": group, "thread": None}
    subscription, _is_new = Subscription.objects.update_or_create(
        person=by,
        **place,
        defaults={"level": Subscription.Level(level)},
        create_defaults={"group": group, "level": level},
    )
    return subscription
