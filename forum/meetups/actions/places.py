"""The town from which somebody looks for meetups."""

from django.db import transaction

from accounts.models import Person
from forum.meetups.models import OwnPlace, Place
from forum.meetups.rules.finding import may_pick_place


@transaction.atomic
def pick_place(*, place: Place, within_miles: int, by: Person) -> OwnPlace:
    """Remember from which town `by` looks for meetups, and how far they would go. Nobody else ever sees it.

    Doing it twice is doing it once. Locks: the person.
    :param within_miles: one of the bands.
    :raises NotAllowed: it is none of them; its text is fit to show.
    Source: README, E-8.
    """
    may_pick_place(within_miles=within_miles).or_refuse()
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    chosen = {"place": place, "within_miles": within_miles}
    own, _is_new = OwnPlace.objects.update_or_create(person=by, defaults=chosen)
    return own


@transaction.atomic
def forget_place(*, by: Person) -> None:
    """Forget from where `by` looks; done twice it is done once. Source: README, E-8."""
    OwnPlace.objects.filter(person=by.pk).delete()
