"""One deed at a time about a meetup, so that nobody gets a place that is not there."""

from forum.kernel.compiled import Compiled
from forum.meetups.models import Meetup

# NO KEY: rows that merely point at the meetup (a message, a helper) need not wait.
_meetup_to_lock = Compiled(
    lambda pk: Meetup.objects.select_for_update(of=("self",), no_key=True).select_related("group").filter(pk=pk)
)


def locked_meetup(pk: int) -> Meetup:
    """Return the meetup with its group, fresh, and locked until the transaction ends.

    Whatever says who comes, how many can, when and whether it takes place changes under this lock. The lock of a
    membership or a group is taken before it, never after. Source: README, E-6.
    """
    (meetup,) = _meetup_to_lock.rows(pk=pk)
    return meetup
