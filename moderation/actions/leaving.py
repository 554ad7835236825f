"""What the desk does when somebody leaves the forum for good."""

from datetime import datetime

from django.db import transaction

from accounts.events import WordsChoice
from accounts.models import Person
from moderation.actions.people import close_role, let_go_of_everything, write_end
from moderation.hours import forget_turns
from moderation.models import AppealMessage, DeskRole, Report


@transaction.atomic
def settle_moderation_of_leaver(*, person: Person, choice: WordsChoice, now: datetime) -> None:
    """End the roles of whoever left, free what they had taken on, and erase their words to moderators if they chose so.

    What is open about them stays open: somebody decides it, and nobody is told. What they decided stays. The caller
    holds the lock of the person, and nothing is locked after this: it ends with the log.
    Source: README, C-7.
    """
    let_go_of_everything(person)
    if choice == WordsChoice.ERASE:
        Report.objects.filter(reporter=person.pk).update(words="")
        AppealMessage.objects.filter(author=person.pk, appeal__appellant=person.pk).update(words="")
    roles = list(DeskRole.objects.standing_of(person.pk).select_related("person"))
    for role in roles:
        close_role(role, now=now)
    for role in roles:
        write_end(role, by=person, now=now)
    transaction.on_commit(forget_turns)
