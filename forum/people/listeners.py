"""What profiles do when something happens to an account."""

from accounts.events import PersonLeft
from forum.kernel.events import listen
from forum.people.actions.telling import forget_words


@listen(PersonLeft)
def forget_what_was_told(event: PersonLeft) -> None:
    """The words go out of every version; the rows themselves go with the account, as their model declares."""
    forget_words(event.person_id)
