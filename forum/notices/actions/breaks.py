"""Taking a break from being told, and coming back."""

from datetime import datetime

from django.db import transaction

from accounts.actions.news import note_news
from accounts.models import Person
from forum.notices.actions.gathering import gather_anew
from forum.notices.models import Break, Delivery, Kind, Notice
from forum.notices.rules.breaks import may_take_break
from forum.threads.actions import rest_from_reading, resume_reading

_ENDED_AT_ONCE = 100


@transaction.atomic
def take_break(*, until: datetime, by: Person, now: datetime) -> None:
    """Tell `by` nothing until then, and count nothing up; a later choice replaces an earlier one. Locks the break.

    :param until: aware UTC; a midnight where they live.
    :raises NotAllowed: it is not to come, or more than a year away.
    Source: README, N-9.
    """
    may_take_break(until, now).or_refuse()
    before = Break.objects.select_for_update().filter(person=by).first()
    Break.objects.update_or_create(person=by, defaults={"until": until})
    if before is not None:
        _move_what_waits(before, until)
    rest_from_reading(by=by, now=now)
    note_news(people=[by.pk], has_news=False)


@transaction.atomic
def end_break(*, by: Person, now: datetime) -> None:
    """Be told again from now on, also of what has waited. Doing it twice is doing it once. Locks the break.

    What was written in their groups meanwhile counts as read. Source: README, N-9.
    """
    ended = Break.objects.select_for_update().filter(person=by).first()
    if ended is None:
        return
    ended.delete()
    _move_what_waits(ended, min(ended.until, now))
    gather_anew(by, now=now)
    resume_reading(by=by, now=now)
    note_news(people=[by.pk], has_news=Notice.objects.visible_to(by).unread().exists())


@transaction.atomic
def end_breaks(*, now: datetime) -> bool:
    """End the next breaks whose day has come; return whether there may be more. Source: README, N-9."""
    over = list(Break.objects.filter(until__lte=now).select_related("person").order_by("until")[:_ENDED_AT_ONCE])
    for each in over:
        end_break(by=each.person, now=now)
    return len(over) == _ENDED_AT_ONCE


def _move_what_waits(since: Break, until: datetime) -> None:
    """Let what waits for the end of a break wait until then. A reminder waits for its own day."""
    waits = Notice.objects.filter(recipient=since.person_id, told_at=None, skipped_because="", due_at=since.until)
    waits.exclude(kind=Kind.REMINDER).update(due_at=until)
    mails = Delivery.objects.filter(recipient=since.person_id, state=Delivery.State.PENDING, notice__isnull=False)
    mails.filter(due_at=since.until).update(due_at=until)
