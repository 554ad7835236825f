"""What gathers until its mail is sent: letting it wait, and finding it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from accounts.models import Person
from forum.kernel.compiled import Among, Compiled, keys_said
from forum.notices.models import Delivery, Manner, Notice, Skipped, Way
from forum.notices.queries import NoticeQuerySet
from forum.notices.rules import why_not_told
from forum.notices.rules.ways import GATHERED, chosen_for, gathered_from, kinds_told_by, way_for

MOST_GATHERED = 100  # told in one mail; the rest waits for the next
_LOOKED_BACK = timedelta(days=8)  # further back no mail was sent that could be the second of one week


def gather(waiting: Set[tuple[Person, str]], *, now: datetime) -> None:
    """Let a mail wait for each of these people and ways, where none does. Part of the verb that tells.

    Three statements, however many they are.

    :param now: aware UTC; the mail is sent at the next moment after it that its person chose. Source: README, N-8.
    """
    if waiting:
        Delivery.objects.bulk_create(_deliveries(waiting, now), ignore_conflicts=True)


def gather_anew(person: Person, *, now: datetime) -> None:
    """Let what has gathered for a person wait as they choose now: for the hour, the day and the mail. Part of the verb.

    What the mail server refused, and is tried again, is left as it is. Some ten statements at most.
    """
    waits = Delivery.objects.filter(recipient=person, state=Delivery.State.PENDING, notice=None)
    if not waits.exists():
        return
    seen = _waiting_for(person).visible_to(person)
    newest = list(seen.select_related("recipient", "thread").order_by("-pk")[:MOST_GATHERED])
    chosen = chosen_for(newest)
    ways = {way_for(notice, chosen) for notice in newest} & {*GATHERED}
    gather({(person, way) for way in ways}, now=now)
    for moved in _deliveries({(person, way) for way in GATHERED}, now):
        waits.filter(way=moved.way, tries=0).update(due_at=moved.due_at)


def _waiting_for(person: Person) -> NoticeQuerySet:
    return Notice.objects.filter(recipient=person, told_at__isnull=False, mailed_in=None).unread()


def _deliveries(waiting: Set[tuple[Person, str]], now: datetime) -> list[Delivery]:
    people = {person.pk for person, _way in waiting}
    manners = {each.person_id: each for each in Manner.objects.filter(person__in=people)}
    sent = Delivery.objects.filter(recipient__in=people, way__in=GATHERED, sent_at__gt=now - _LOOKED_BACK)
    last = {(who, way): at for who, way, at in sent.values_list("recipient", "way").annotate(Max("sent_at"))}
    return [
        Delivery(
            recipient=person,
            way=way,
            due_at=gathered_from(way, manners.get(person.pk), person.zone, now, last.get((person.pk, way))),
        )
        for person, way in waiting
    ]


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What stands in one mail.

    :param because: why nothing does, as a code of `Skipped`. :param ways: by which more waits than stands in it.
    """

    notices: Sequence[Notice]
    because: str
    ways: Set[str]


def gathered_for(delivery: Delivery, now: datetime) -> Gathered:
    """Find what a person was told, has not looked at, and wants in this mail; each only if it may still be told.

    A mail that was refused is tried again with what stood in it, or less. What is to come by itself, but has waited for
    this mail since before that was chosen, stands in it. Ten queries at most, and a few for each notice.
    """
    person, way = delivery.recipient, Way(delivery.way)
    told = Notice.objects.filter(recipient=person, told_at__isnull=False).unread().not_mailed_but_in(delivery)
    told = told.filter(kind__in=kinds_told_by((way, Way.MAIL), person))
    newest = _newest_seen.rows(viewer=person, keys=keys_said(told.values_list("pk", flat=True)))
    ways = _ways(newest, way)
    wanted = [each for each in reversed(newest) if ways[each.pk] == way]
    why = {each.pk: why_not_told(each, now) for each in wanted}
    may = [each for each in wanted if not why[each.pk]]
    told_now = [each for each in may if each.mailed_in_id or not delivery.tries][-MOST_GATHERED:]
    rest = {way} if len(may) > len(told_now) else set()
    return Gathered(
        notices=told_now,
        because="" if told_now else _why_nothing(told, newest, [why[each.pk] for each in wanted]),
        ways=rest | (set(ways.values()) & {*GATHERED} - {way}),
    )


def _seen(viewer: Any, keys: Any) -> QuerySet[Notice]:
    seen = Notice.objects.filter(Among("pk", keys)).about_what_is_seen_by(viewer)
    owned = seen.annotate(has_own=Exists(Delivery.objects.filter(notice=OuterRef("pk"))))
    return owned.select_related("recipient", "thread", "group", "meetup").order_by("-pk")[: MOST_GATHERED + 1]


# Compiled once: asked for each mail of the day, it took ten times as long to build as to answer.
_newest_seen = Compiled(_seen)


def _ways(notices: Sequence[Notice], gathering: str) -> Mapping[int, str]:
    chosen = chosen_for(notices)
    ways = {notice.pk: way_for(notice, chosen) for notice in notices}
    had_no_mail = {notice.pk for notice in notices if not notice.has_own}  # type: ignore[attr-defined]  # annotated
    return {pk: gathering if way == Way.MAIL and pk in had_no_mail else way for pk, way in ways.items()}


def _why_nothing(told: NoticeQuerySet, seen: Sequence[Notice], why: Sequence[str]) -> str:
    if why:
        return next(filter(None, why), Skipped.READ)
    if seen:
        return Skipped.UNWANTED
    return Skipped.NOT_SEEN if told.exists() else Skipped.READ
