"""Choosing how one is told, on the site or from a mail."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple, TypedDict, Unpack

from django.core import signing
from django.db import transaction

from accounts.models import Person
from forum.notices.actions.gathering import gather_anew
from forum.notices.models import Kind, Manner, QuietHours, Way, Wish
from forum.notices.rules.ways import DEFAULT_WAYS, GATHERED, ways_chosen

_SALT = "forum.notices.stop"
_LASTS = timedelta(days=400)  # what a mail says of stopping it holds
_MOST_SIGNS = 300


class When(TypedDict, total=False):
    """When gathered mail comes, and what mail may say: fields of `Manner`."""

    at_time: time
    weekday: int
    says_more: bool
    sends_daily: bool
    sends_weekly: bool


@transaction.atomic
def choose_how_to_be_told(
    *, ways: Mapping[str, str], quiet: tuple[time, time] | None, by: Person, now: datetime, **manner: Unpack[When]
) -> None:
    """Change how `by` is told of each kind of thing, when gathered mail comes, and between which hours no mail is sent.

    It holds for what is told from now on, and for what waits to be mailed. Doing it twice is doing it once.

    :param ways: a code of `Way` for kinds of notices; a kind that is left out stays as it is.
    :param quiet: from when until when on their own clock; None for no quiet hours.
    :param manner: of gathered mail; what is left out stays as it is.
    Source: README, N-1, N-2 and N-8.
    """
    _keep(ways, by)
    if manner:
        Manner.objects.update_or_create(person=by, defaults=dict(manner))
    if quiet is None:
        QuietHours.objects.filter(person=by).delete()
    else:
        hours = {"from_time": quiet[0], "until_time": quiet[1]}
        QuietHours.objects.update_or_create(person=by, defaults=hours)
    gather_anew(by, now=now)


@transaction.atomic
def stop_mail(*, kind: str, by: Person, now: datetime) -> None:
    """Send `by` no more mail of a kind, or no more that gathers; it stands on the site still. Twice is once.

    :param kind: a code of `Kind`, or the way of a mail that gathers: what stood in it is told on the site only.
    Source: README, N-5; RFC 8058.
    """
    if kind in GATHERED:
        Manner.objects.update_or_create(person=by, defaults={f"sends_{kind}": False})
        return
    chosen = ways_chosen([by.pk]).get((by.pk, kind), DEFAULT_WAYS[Kind(kind)])
    if chosen == Way.MAIL:
        _keep({kind: Way.SITE}, by)


def _keep(ways: Mapping[str, str], person: Person) -> None:
    Wish.objects.bulk_create(
        [Wish(person=person, kind=kind, way=way) for kind, way in ways.items()],
        update_conflicts=True, unique_fields=["person", "kind"], update_fields=["way"],
    )  # fmt: skip


class Stop(NamedTuple):
    """Which mail somebody can stop by the link in it. :param kind: a code of `Kind`, or the way of a mail that gathers."""

    person: Person
    kind: str


def stop_link(person: Person, kind: str) -> str:
    """Return the path by which whoever gets a mail stops mails of its kind, or that gather as it does, and nobody else's.

    :param kind: a code of `Kind`, or the way of a mail that gathers. Source: README, N-5.
    """
    return f"/notices/stop/{signing.dumps({'person': person.pk, 'kind': kind}, salt=_SALT)}/"


def open_stop_link(signed: str) -> Stop | None:
    """Return what the signed part of such a path stops; None where it was not made here, is old, or its person left."""
    if len(signed) > _MOST_SIGNS:
        return None
    try:
        said = signing.loads(signed, salt=_SALT, max_age=_LASTS)
        kind = said["kind"] if said["kind"] in GATHERED else Kind(said["kind"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    person = Person.objects.filter(pk=said["person"], is_active=True).first()
    return Stop(person, kind) if person else None
