"""Whose calendar can be fetched."""

from datetime import datetime

from accounts.models import Person
from moderation.models import Sanction
from moderation.rules import sanction_against_writing


def may_be_fetched_for(person: Person, now: datetime) -> bool:
    """Not for an account that is closed or lacks a consent, nor during a pause or ban from the whole forum.

    Asked of the clock at each fetch. Source: README, E-9 and M-7.
    """
    if not person.is_active or person.left_at is not None or not person.has_consented:
        return False
    sanction = sanction_against_writing(person, (), now)
    return sanction is None or sanction.kind == Sanction.Kind.WARNING
