"""What groups do when something happens to an account."""

from accounts.events import PersonLeft
from forum.groups.actions.leaving import leave_every_group
from forum.kernel.events import listen


@listen(PersonLeft)
def take_out_of_every_group(event: PersonLeft) -> None:
    """Memberships go, and the kept counts with them; so does what was asked and who was invited."""
    leave_every_group(person_id=event.person_id, now=event.at)
