"""Keeping whether something new is told to a person."""

from collections.abc import Iterable

from accounts.models import Person


def note_news(*, people: Iterable[int], has_news: bool) -> None:
    """Keep that these people have, or have no more, something new to look at. One statement, for those for whom it changes.

    Kept on the account, so that each page can say it without asking; whether it may still be seen is asked on the page
    that lists it.
    """
    Person.objects.filter(pk__in=list(people)).exclude(has_news=has_news).update(has_news=has_news)
