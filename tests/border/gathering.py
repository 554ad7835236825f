"""One meetup of a closed group, and everybody who may have to do with it, with a canary in each thing they may not read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.test import Client

from accounts.models import Person
from forum.kernel.form_keys import new_form_key
from forum.meetups.actions import name_helper
from forum.meetups.models import Attendance, Session
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_meetup, a_venue, comes
from tests.meetups.sanctions import sentenced

KINDS = (
    "anonymous", "stranger", "member", "going", "waiting", "offered", "withdrawn", "paused", "helper", "organiser",
    "organiser elsewhere", "moderator", "staff",
)  # fmt: skip
AT_THE_DOOR = frozenset({"going", "helper", "organiser"})
FAR_AHEAD = date(2036, 5, 12)  # a Monday, and to come whenever this is tried

# In no byte for anybody but these.
SECRETS = {
    "zqaddress": AT_THE_DOOR,
    "zqvenuename": AT_THE_DOOR,
    "zqarrival": AT_THE_DOOR,
    "zqcontact": AT_THE_DOOR,
    "zqlink": AT_THE_DOOR,
    "zqneeds": frozenset({"organiser"}),
    "Zqcomes": frozenset({"organiser", "helper"}),
    "Zqnamed": AT_THE_DOOR,
}


@dataclass
class Gathering:
    """Whoever is named by a kind, and the meetup that they come to, or do not.

    :param now: when they look.
    """

    now: datetime

    def __post_init__(self) -> None:
        self.group = a_group("Scans", host=a_person("Host"))
        self.people: dict[str, Person] = {}
        for kind in KINDS[1:]:
            self.people[kind] = a_person(f"The {kind}", is_staff=kind == "staff")
        for kind in set(KINDS[1:]) - {"stranger", "organiser elsewhere", "staff"}:
            role = kind if kind in ("organiser", "moderator") else "member"
            joins(self.people[kind], self.group, role=role)
        elsewhere = a_group("Elsewhere")
        joins(self.people["organiser elsewhere"], elsewhere, role="organiser")
        organiser = self.people["organiser"]
        a_meetup(of=elsewhere, by=self.people["organiser elsewhere"], on=FAR_AHEAD)
        venue = a_venue(
            of=self.group, by=organiser, name="zqvenuename", address="zqaddress 7", arrival="zqarrival", area="centre"
        )
        words = {"contact": "zqcontact", "link": "https://zqlink.example/"}
        self.meetup = a_meetup(
            of=self.group, by=organiser, on=FAR_AHEAD, venue=venue, mode="both", words=words, capacity=9, guest_limit=1
        )
        course = self.meetup
        Session.objects.create(
            meetup=course, number=1, on_date=course.on_date, at_time=course.at_time, minutes=course.minutes,
            starts_at=course.starts_at, ends_at=course.ends_at, changed_at=self.now,
        )  # fmt: skip
        self._comes()

    def _comes(self) -> None:
        for kind in ("going", "waiting", "offered", "withdrawn"):
            comes(self.people[kind], self.meetup, state=kind, now=self.now)
        name_helper(
            attendance=comes(self.people["helper"], self.meetup, now=self.now),
            by=self.people["organiser"],
            now=self.now,
        )
        for name, is_shown in (("Zqcomes", False), ("Zqnamed", True)):
            joins(person := a_person(name), self.group)
            self.party = comes(person, self.meetup, now=self.now)
            Attendance.objects.filter(pk=self.party.pk).update(access_needs="zqneeds", is_shown=is_shown)
        sentenced(self.people["paused"], "pause", group=self.group, of=self.group, now=self.now)

    def client(self, kind: str) -> Client:
        client = Client()
        if kind != "anonymous":
            client.force_login(self.people[kind])
        return client

    def path(self, name: str) -> str:
        """An address by its name, filled in."""
        from django.urls import reverse

        others = {"attendance_id": self.party.pk} if name == "meetups:arrival" else {}
        others |= {"number": 1} if name.endswith("_session") else {}
        is_venue = name.endswith("venue")
        return reverse(name, kwargs={"pk": self.meetup.venue_id if is_venue else self.meetup.pk, **others})

    def words(self, kind: str) -> dict[str, Any]:
        """What is sent: enough for most forms, so that a refusal is one of the person."""
        by = self.people.get(kind)
        key = new_form_key(by, f"/meetups/{self.meetup.pk}/attend/") if by else ""
        return {"form_key": key, "guests": "0", "access_needs": "", "do": "arrived"}

    @property
    def looks(self) -> list[str]:
        """Pages on which something might be read that is for few."""
        start = f"/meetups/{self.meetup.pk}"
        ends = ("/", "/attend/", "/withdraw/", "/attendance/", "/attendance/?q=zq", "/attendance/?after=1", ".ics")
        return [*(start + end for end in ends), "/meetups/", "/meetups/mine/", f"/groups/{self.group.slug}/", "/"]
