"""What follows for what waits to be told when somebody changes how they live here."""

from accounts.events import ZoneChanged
from accounts.models import Person
from forum.groups.events import PersonJoinedGroup
from forum.kernel.events import listen
from forum.notices.actions.gathering import gather_anew
from forum.notices.rules import break_ends_at
from forum.threads.actions import rest_from_reading


@listen(PersonJoinedGroup)
def count_nothing_up(event: PersonJoinedGroup) -> None:
    """Whoever comes into a group during a break finds nothing counted there until it ends."""
    if break_ends_at(event.person_id, event.at) is not None:
        rest_from_reading(by=Person(pk=event.person_id), now=event.at)


@listen(ZoneChanged)
def move_mail_that_waits(event: ZoneChanged) -> None:
    """Mail that gathers comes at the hour that was chosen, by the clock of where they are now."""
    gather_anew(Person.objects.get(pk=event.person_id), now=event.at)
