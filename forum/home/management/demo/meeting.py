"""The year of the demo's organisers: where they met, what they announced, who came, and what comes next."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import Person
from forum.groups.models import Group
from forum.home.management.demo.desk import Moderators
from forum.home.management.demo.gatherings import GATHERINGS, HALLS, Gathering, Hall
from forum.home.management.demo.rooms import ROOMS
from forum.kernel.moments import FORUM_ZONE
from forum.kernel.verdicts import NotAllowed
from forum.meetups.actions import (
    announce,
    attend,
    begin_plan,
    cancel_meetup,
    check_fact,
    extend_series,
    recognise_organiser,
    save_plan,
    withdraw_attendance,
    write_venue,
)
from forum.meetups.forms.planning import APPOINTMENT, INFECTION
from forum.meetups.models import Meetup, Message, Place, Series, Venue

WAITS = "Cardiff, once"  # its announcement waits for a moderator
CANCELLED = (("Saturday walk", "weather"), ("Ask the nurse", "other"))
WITHDRAWS = ("Clover", "Hair, wigs and eyebrows")
COMES_BEFORE = timedelta(days=5)  # they say so
LOOKS_AHEAD = timedelta(weeks=6)  # nobody says so earlier


class Organisers:
    """Meets as the demo's organisers did.

    :param people: everybody, by name. :param groups: by slug.
    """

    def __init__(
        self, people: dict[str, Person], groups: dict[str, Group], moderators: Moderators, founder: str, now: datetime
    ) -> None:
        self.people, self.groups, self.moderators = people, groups, moderators
        self.founder = people[founder]
        self.now = now
        self.chance = random.Random(7)
        self.forms = 0
        self.venues: dict[str, Venue] = {}

    def meet(self, step: Callable[[], None]) -> None:
        """Live through all of it."""
        for each in GATHERINGS:
            if each.for_charity:
                at = self._began(each) - timedelta(days=3)
                organiser = self.people[each.organiser]
                recognise_organiser(person=organiser, charity=each.for_charity, by=self.founder, now=at)
        for hall in HALLS:
            self.venues[hall.name] = self._written(hall)
        for each in GATHERINGS:
            self._announced(each)
            step()
        for series in Series.objects.order_by("pk"):
            for ago in range(24, -1, -12):  # as the worker did, week after week
                extend_series(series=series, now=self.now - timedelta(weeks=ago))
        for each in GATHERINGS:
            self._come(each)
            step()
        self._cancel()
        self._withdraw()

    def _key(self) -> UUID:
        self.forms += 1
        return UUID(int=10**9 + self.forms, version=4)

    def _began(self, each: Gathering) -> datetime:
        """When it was announced: four weeks before it began, but never after yesterday."""
        return min(self._first(each) - timedelta(weeks=4), self.now - timedelta(days=1))

    def _first(self, each: Gathering) -> datetime:
        """When it began."""
        start = (self.now - timedelta(weeks=each.weeks_ago)).astimezone(FORUM_ZONE).date()
        if each.pattern == "weekday":
            day = _nth(start, each.weekday, each.in_month)
        elif each.pattern == "last":
            day = _last(start, each.weekday)
        else:
            day = start + timedelta(days=(each.weekday - start.weekday()) % 7)
        return datetime.combine(day, each.at, tzinfo=FORUM_ZONE)

    def _written(self, hall: Hall) -> Venue:
        host = self.people[next(room.host for room in ROOMS if room.slug == hall.room)]
        at = self.now - timedelta(weeks=36)
        venue = write_venue(
            group=self.groups[hall.room], venue=None, place=_town(hall.town), form_key=self._key(), by=host, now=at,
            parts={
                "name": hall.name, "area": hall.area, "address": hall.address, "postcode": hall.postcode,
                "arrival": hall.arrival,
            },
        )  # fmt: skip
        self.moderators.let_through(venue, at + timedelta(hours=2))
        for feature, said in hall.facts.items():
            metres = int(said) if said.isdigit() else None
            check_fact(
                venue=venue, feature=feature, answer="yes" if metres else said, metres=metres, by=host,
                now=self.now - timedelta(days=self.chance.randint(20, 150)),
            )  # fmt: skip
        return venue

    def _announced(self, each: Gathering) -> None:
        by, at = self.people[each.organiser], self._began(each)
        plan = begin_plan(group=self.groups[each.room], form_key=self._key(), by=by, now=at)
        venue = str(self.venues[each.hall].pk) if each.hall else "online"
        audience = next(room.audience for room in ROOMS if room.slug == each.room)
        rhythm = f"{each.pattern or ('weeks' if each.sessions > 1 else '')}:{each.every}"
        answers: dict[str, dict[str, Any]] = {
            "kind": {"kind": each.kind},
            "what": {"title": each.title, "about": each.about, "topic": each.topic, "speaker": each.speaker},
            "when": {
                "on": self._first(each).date().isoformat(), "at": each.at.isoformat("minutes"),
                "minutes": each.minutes, "zone": FORUM_ZONE.key,
            },
            "how-often": {"rhythm": "once" if rhythm == ":1" else rhythm, "until": "", "sessions": each.sessions},
            "dates": {"left_out": []},
            "where": {"venue": venue, "is_online_too": False, "link": each.link},
            "who": {"audience": audience, "capacity": each.capacity, "guests": each.guest_limit},
            "notes": {
                "infection": str(INFECTION) if each.hall else "", "energy": each.energy, "contact": each.contact,
                "discreet_title": str(APPOINTMENT), "wants_thread": False,
            },
        }  # fmt: skip
        for step, answer in answers.items():
            plan = save_plan(plan=plan, step=step, answer=answer, by=by, now=at)
        announcement = announce(plan=plan, by=by, now=at)
        if each.title != WAITS:
            self.moderators.let_through(announcement, at + timedelta(hours=5))

    def _dates_of(self, title: str) -> list[Meetup]:
        return list(Meetup.objects.filter(announcement__title=title, is_announced=True).in_order())

    def _come(self, each: Gathering) -> None:
        """Some come each time, those who came before more often; where it is full, they wait."""
        for meetup in self._dates_of(each.title):
            at = min(meetup.starts_at - COMES_BEFORE, self.now - timedelta(hours=3))
            if not self.now - timedelta(days=30) < meetup.starts_at < self.now + LOOKS_AHEAD:
                continue  # what was longer ago is erased by now
            names = list(each.comers)
            if not each.capacity:
                names = self.chance.sample(names, self.chance.randint(1, len(names)))
            for order, name in enumerate(names):
                party = 1 + (self.chance.random() < 0.5 if each.guest_limit else 0)
                try:
                    attend(
                        meetup=meetup, party=party, access_needs=_needs(order), is_shown=order % 3 == 0,
                        form_key=self._key(), by=self.people[name], now=at + timedelta(minutes=7 * order),
                    )  # fmt: skip
                except NotAllowed:  # they were paused just then
                    continue

    def _cancel(self) -> None:
        for title, reason in CANCELLED:
            meetup = next(each for each in self._dates_of(title) if each.starts_at > self.now + timedelta(days=4))
            words = (
                "Ice on the path. The next one is in a fortnight, and the flask comes along."
                if reason == "weather"
                else ""
            )
            cancel_meetup(
                meetup=meetup, reason=reason, words=words, form_key=self._key(),
                by=Person.objects.get(pk=meetup.organiser_id), now=self.now - timedelta(hours=7),
            )  # fmt: skip
            for message in Message.objects.filter(meetup=meetup):
                self.moderators.let_through(message, self.now - timedelta(hours=6))

    def _withdraw(self) -> None:
        """Somebody is not well enough, and a place is offered on."""
        name, title = WITHDRAWS
        meetup = self._dates_of(title)[0]
        withdraw_attendance(meetup=meetup, by=self.people[name], now=self.now - timedelta(hours=1))


def _needs(order: int) -> str:
    return "I need a chair with arms, near the door." if order == 1 else ""


def _town(name: str) -> Place:
    return Place.objects.filter(name=name).order_by("-population")[0]


def _nth(start: date, weekday: int, which: int) -> date:
    """The first, second … such weekday of the month in which a day lies, or of the next where it is over."""
    first = start.replace(day=1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=which - 1)
    return day if day >= start else _nth((first + timedelta(days=32)).replace(day=1), weekday, which)


def _last(start: date, weekday: int) -> date:
    following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    day = following - timedelta(days=1 + (following.weekday() - 1 - weekday) % 7)
    return day if day >= start else _last(following, weekday)
