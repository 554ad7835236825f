"""What meetups a group of the world has, with a canary in every field of theirs."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from accounts.models import Person
from forum.groups.models import Group
from forum.meetups.models import CharityOrganiser, Message, Plan, Series
from moderation.models import Revision
from tests.factories import WHEN, a_person, joins
from tests.meetups.rows import HALF_PAST_SIX, a_meetup, a_venue, an_announcement, comes

NOBODY: frozenset[str] = frozenset()
FAR_AHEAD = date(2036, 5, 12)  # a Monday, and to come whenever this is tried


def plant_meetups(
    group: Group,
    organiser: Person,
    canary: Callable[..., str],
    reads: frozenset[str],
    known: frozenset[str],
    organises: frozenset[str],
) -> dict[str, int]:
    """One date of a series that is announced, one meetup that is not yet, a message, a plan, somebody who comes.

    None of the nine kinds of viewers comes, so that nobody among them knows the door.

    :param known: who knows the members of the group from the groups above it.
    :param organises: who announces in the group, and so knows its venues.
    """
    door = {name: canary(f"venue {name}", organises) for name in ("name", "address", "arrival")} | {
        "postcode": "ZZ99 9ZZ",
        "area": canary("venue area", reads),
    }
    venue = a_venue(of=group, by=organiser, **door)
    said = {name: canary(f"meetup {name}", reads) for name in ("about", "topic", "speaker", "infection", "energy")}
    kept = {"contact": canary("meetup contact", NOBODY), "link": f"https://{canary('meetup link', NOBODY)}.example/"}
    announcement = an_announcement(of=group, by=organiser, title=canary("meetup title", reads), **said, **kept)
    series = Series.objects.create(
        announcement=announcement, group=group, organiser=organiser, pattern="weekday", first_date=FAR_AHEAD,
        at_time=HALF_PAST_SIX, minutes=90, mode="in_person", venue=venue,
    )  # fmt: skip
    meetup = a_meetup(
        of=group, by=organiser, on=FAR_AHEAD, announcement=announcement, venue=venue, series=series,
        original_date=FAR_AHEAD, capacity=8, guest_limit=2,
    )  # fmt: skip
    _not_yet(group, organiser, canary)
    _messages(meetup, organiser, canary)
    comer = a_person(canary("comer name", known))
    joins(comer, group)
    attendance = comes(comer, meetup)
    attendance.access_needs = canary("access needs", NOBODY)
    attendance.save()
    plan = Plan.objects.create(
        person=organiser, group=group, answers={"words": {"title": canary("plan", NOBODY)}}, form_key=uuid4(),
        changed_at=WHEN,
    )  # fmt: skip
    organisers = CharityOrganiser.objects.create(
        person=a_person(), charity=canary("charity", frozenset({"staff"})), given_at=WHEN
    )
    return {
        "organisers": organisers.pk,
        "meetups": meetup.pk,
        "attendance": attendance.pk,
        "series": series.pk,
        "venues": venue.pk,
        "plans": plan.pk,
        "sessions": 0,
    }


def _not_yet(group: Group, organiser: Person, canary: Callable[..., str]) -> None:
    words = {"title": canary("held meetup title", NOBODY), "about": canary("held meetup", NOBODY)}
    waiting = an_announcement(of=group, by=organiser, **words)
    waiting.state, waiting.html, waiting.title = "held", "", ""
    waiting.save()
    a_meetup(of=group, by=organiser, on=FAR_AHEAD, announcement=waiting, is_announced=False)


def _messages(meetup, organiser: Person, canary: Callable[..., str]) -> None:
    for state in ("published", "held"):
        word = canary(f"message {state}", NOBODY)
        message = Message.objects.create(meetup=meetup, author=organiser, about="note", written_at=WHEN)
        version = Revision(target=message, author=organiser, body=word, created_at=WHEN, published=state == "published")
        version.save_base(raw=True, force_insert=True)
        if state == "published":
            message.state, message.html, message.revision = state, f"<p>{word}</p>", version
            message.save()
