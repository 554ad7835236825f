"""What an organiser writes to those who come."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.words import hand_in
from forum.meetups.models import Meetup, Message
from forum.meetups.rules.organising import may_say_why, may_write_to_those_who_come


@transaction.atomic
def write_message(*, meetup: Meetup, words: str, form_key: UUID | None, by: Person, now: datetime) -> Message | None:
    """Write to those who come to one date, wait for it, or are offered a place. Locks the meetup.

    The words are reviewed like every other. The same form sent twice writes once; without words, nothing is written.

    :raises NotAllowed: its text is fit to show.
    Source: README, E-3 and E-10.
    """
    meetup = locked_meetup(meetup.pk)
    may_write_to_those_who_come(meetup=meetup, by=by, now=now).or_refuse()
    return add_message(meetup, Message.About.NOTE, words, form_key, by, now)


def add_message(
    meetup: Meetup, about: str, words: str, form_key: UUID | None, by: Person, now: datetime
) -> Message | None:
    """Hand in what somebody writes about a date, once for each form. The caller holds the lock of the meetup.

    :raises NotAllowed: moderators asked `by` to pause; its text is fit to show.
    """
    if not words.strip():
        return None
    may_say_why(meetup=meetup, by=by, now=now).or_refuse()
    if form_key is not None and (sent := Message.objects.filter(form_key=form_key, author=by).first()):
        return sent
    message = Message.objects.create(meetup=meetup, about=about, author=by, form_key=form_key, written_at=now)
    hand_in(message, title="", parts={"words": words}, by=by, now=now)
    return message
