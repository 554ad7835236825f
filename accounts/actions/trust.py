"""Who sees what is other people's, and so proves twice who they are."""

from django.db import transaction

from accounts.models import Person
from accounts.queries import is_trusted_somewhere


@transaction.atomic
def renew_trust(person_id: int) -> None:
    """Keep `Person.is_trusted` true while somebody has a role anywhere. Called by every verb that gives or ends one.

    Every floor that gives roles is asked, so that none forgets those of another. Locks the person, so that of two
    such verbs at once the second sees what the first did.
    Source: README, C-4.
    """
    Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    is_trusted = is_trusted_somewhere(person_id)
    Person.objects.filter(pk=person_id).exclude(is_trusted=is_trusted).update(is_trusted=is_trusted)
