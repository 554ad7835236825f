"""Who announces for a charity: staff recognise them."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from forum.meetups.models import CharityOrganiser
from forum.meetups.rules.announcing import may_recognise


@transaction.atomic
def recognise_organiser(*, person: Person, charity: str, by: Person, now: datetime) -> CharityOrganiser:
    """Recognise that somebody announces for a charity: it is marked from now on, and stands at once. Twice is once.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-2.
    """
    may_recognise(by).or_refuse()
    organiser, _is_new = CharityOrganiser.objects.update_or_create(
        person=person, defaults={"charity": charity, "given_by": by, "given_at": now}
    )
    return organiser


@transaction.atomic
def end_recognition(*, organiser: CharityOrganiser, by: Person) -> None:
    """End it: what they announce from now on waits for a moderator. What was marked stays so. Twice is once.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-2.
    """
    may_recognise(by).or_refuse()
    CharityOrganiser.objects.filter(pk=organiser.pk).delete()
