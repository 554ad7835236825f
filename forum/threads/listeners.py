"""What threads do when something happens below them."""

from accounts.events import PersonLeft
from accounts.models import Person
from forum.groups.events import PersonJoinedGroup
from forum.kernel.events import listen
from forum.threads.actions import begin_reading, settle_words_of_leaver


@listen(PersonJoinedGroup)
def let_reading_begin(event: PersonJoinedGroup) -> None:
    """What was written before somebody came is not "new" to them."""
    begin_reading(group_id=event.group_id, person_id=event.person_id)


@listen(PersonLeft)
def settle_words(event: PersonLeft) -> None:
    """Keep, unname or erase what they wrote, as they chose. Their other rows go with accounts' own walk."""
    person = Person.objects.get(pk=event.person_id)
    settle_words_of_leaver(person=person, choice=event.choice, now=event.at)
