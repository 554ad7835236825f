"""What the page of a meetup shows. Its door is looked up for those alone who may know it. Source: README, E-2 and E-4."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Boundary, Person
from accounts.queries import Viewer
from forum.groups.models import Membership
from forum.kernel.compiled import Compiled
from forum.kernel.moments import FORUM_ZONE, zone_named
from forum.kernel.verdicts import YES, Verdict
from forum.meetups.models import Announcement, Attendance, Helper, Kind, Meetup, Message, Session, Status, VenueFact
from forum.meetups.pages.when import Spoken, spoken_when
from forum.meetups.rules.attending import may_come
from forum.meetups.rules.organising import is_movable
from forum.threads.models import Thread

MOST_NAMES = 40  # of others who come
MOST_MESSAGES = 10
_DOOR = ("name", "address", "postcode", "arrival")
_STATE = Attendance.State


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where exactly one goes: for those who come, who help there, and who organises it."""

    name: str
    address: str
    postcode: str
    arrival: str
    contact: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that decides whether somebody can come. :param checked: when it was looked at, and by whom."""

    said: str
    checked: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One session of a course. :param is_to_come: it is not cancelled, and has not begun.
    :param is_movable: that, and the course takes place.
    """

    number: int
    when: Spoken
    is_cancelled: bool
    is_to_come: bool
    is_movable: bool


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the organiser wrote to those who come."""

    about: str
    html: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Mine:
    """What the reader is to it: coming, waiting, offered a place, an offer ended, or nothing yet.

    :param state: "" for nothing, or not any more. :param passed_over: why smaller parties may come before them.
    """

    state: str
    party: int
    offer_ends_at: datetime | None
    is_today: bool
    passed_over: str


@dataclass(frozen=True, kw_only=True)
class MeetupPage:
    """Everything that the page says, looked up."""

    when: Spoken
    parts: list[Part]
    area: str
    door: Door | None
    facts: list[Fact]
    messages: list[Said]
    places: str
    is_full: bool
    others: list[str]
    mine: Mine
    coming: Verdict
    is_organiser: bool
    is_helper: bool
    has_ended: bool
    for_whom: str


def meetup_for(viewer: Viewer, pk: int) -> Meetup | None:
    """Return a meetup that `viewer` may see, with what everybody who sees it may read. Words of its door are not fetched."""
    return _meetup.first(viewer=viewer, pk=pk)


def _seen(viewer: Any, pk: int) -> QuerySet[Meetup]:
    hidden = ("announcement__link", "announcement__contact", *(f"venue__{name}" for name in _DOOR))
    meetups = Meetup.objects.visible_to(viewer).select_related("announcement", "group", "organiser", "venue", "place")
    helping = Helper.objects.filter(meetup=OuterRef("pk"), person=viewer.pk or 0)
    hosting = Membership.objects.in_force().filter(group=OuterRef("group"), person=viewer.pk or 0, role="host")
    return (
        meetups.filter(pk=pk)
        .defer(*hidden)
        .annotate(
            has_contact=~Q(announcement__contact=""),
            is_thread_seen=Exists(Thread.objects.visible_to(viewer).filter(pk=OuterRef("announcement__thread"))),
            is_organiser_known=Exists(Person.objects.visible_to(viewer).filter(pk=OuterRef("organiser"))),
            is_helped=Exists(helping),
            is_hosted=Exists(hosting),
        )
    )


_meetup = Compiled(_seen)


def meetup_page(viewer: Viewer, meetup: Meetup, now: datetime) -> MeetupPage:
    """Look up what the page of a meetup shows `viewer`: at most eight queries, however many come."""
    zone = zone_named(viewer.zone) if viewer.is_authenticated else FORUM_ZONE
    attendance = own_attendance(viewer, meetup)
    mine = _mine(attendance, meetup, now)
    is_organiser = viewer.pk == meetup.organiser_id
    may_ask = viewer.is_authenticated and not is_organiser and mine.state in ("", _STATE.LAPSED)
    return MeetupPage(
        when=spoken_when(meetup, zone),
        parts=_parts(meetup, zone, now),
        area=area_of(meetup),
        door=door_for(viewer, meetup),
        facts=_facts(viewer, meetup),
        messages=_messages(viewer, meetup),
        places=_places(meetup, now),
        is_full=free_places(meetup) == 0,
        others=_others(viewer, meetup) if is_organiser or mine.state == _STATE.GOING else [],
        mine=mine,
        coming=may_come(meetup=meetup, by=viewer, now=now) if may_ask and isinstance(viewer, Person) else YES,
        is_organiser=is_organiser,
        is_helper=bool(getattr(meetup, "is_helped", False)),
        has_ended=meetup.ends_at <= now,
        for_whom=_for_whom(meetup),
    )


def own_attendance(viewer: Viewer, meetup: Meetup) -> Attendance | None:
    """What a reader is to a meetup, if anything."""
    if not isinstance(viewer, Person):
        return None
    return Attendance.objects.visible_to(viewer).of(viewer).filter(meetup=meetup.pk).first()


def state_now(attendance: Attendance | None, now: datetime) -> str:
    """Return the state of an attendance by the clock: an offer whose time is over has ended, whatever the row says."""
    if attendance is None or attendance.state == _STATE.WITHDRAWN:
        return ""
    if attendance.offer_ends_at is not None and attendance.offer_ends_at <= now:
        return _STATE.LAPSED
    return attendance.state


def free_places(meetup: Meetup) -> int | None:
    """Return how many more people can come at this moment; None for as many as like."""
    if meetup.capacity is None:
        return None
    return max(0, meetup.capacity - meetup.seats_going - meetup.seats_offered)


def door_for(viewer: Viewer, meetup: Meetup) -> Door | None:
    """Look up the door, for somebody who may know it now: asked at each request. Source: README, E-4."""
    names = (*(f"venue__{name}" for name in _DOOR), "announcement__contact", "announcement__link")
    known = Meetup.objects.whose_door_is_known_to(viewer).filter(pk=meetup.pk)
    row = known.values_list(*names).first() if viewer.is_authenticated else None
    if row is None:
        return None
    name, address, postcode, arrival, contact, link = (each or "" for each in row)
    return Door(name=name, address=address, postcode=postcode, arrival=arrival, contact=contact, link=link)


def area_of(meetup: Meetup) -> str:
    """Where it is, as everybody who sees it may know: "Sheffield, city centre"."""
    if meetup.place is None:
        return ""
    return ", ".join(each for each in (str(meetup.place), meetup.venue.area if meetup.venue else "") if each)


def _mine(attendance: Attendance | None, meetup: Meetup, now: datetime) -> Mine:
    state = state_now(attendance, now)
    here = meetup.zone_info
    return Mine(
        state=state,
        party=attendance.party if attendance else 1,
        offer_ends_at=attendance.offer_ends_at if attendance else None,
        is_today=now.astimezone(here).date() == meetup.starts_at.astimezone(here).date(),
        passed_over=_passed_over(attendance, meetup) if state == _STATE.WAITING else "",
    )


def _passed_over(attendance: Attendance | None, meetup: Meetup) -> str:
    free = free_places(meetup)
    if attendance is None or not free or free >= attendance.party:
        return ""
    places = ngettext("There is %(count)d free place", "There are %(count)d free places", free) % {"count": free}
    return _(
        "%(places)s, and you are %(party)d. Smaller parties may come in before you; you keep your place in the queue, and can say at any time that you come with fewer."
    ) % {"places": places, "party": attendance.party}


def _places(meetup: Meetup, now: datetime) -> str:
    """How many places are left, in words; nothing where none are given any more."""
    free = free_places(meetup)
    if free is None or meetup.status != Status.SCHEDULED or meetup.has_begun(now):
        return ""
    waiting = ngettext("%(count)d waiting", "%(count)d waiting", meetup.waiting_count) % {"count": meetup.waiting_count}
    if free == 0:
        return _("full, %(waiting)s") % {"waiting": waiting} if meetup.waiting_count else _("full")
    left = ngettext("%(count)d place left", "%(count)d places left", free) % {"count": free}
    return f"{left}, {waiting}" if meetup.waiting_count else left


def _parts(meetup: Meetup, zone: ZoneInfo, now: datetime) -> list[Part]:
    if meetup.kind != Kind.COURSE:
        return []
    rows = Session.objects.filter(meetup=meetup.pk).order_by("number")
    return [_part(each, meetup.status == Status.SCHEDULED, zone, now) for each in rows]


def _part(session: Session, takes_place: bool, zone: ZoneInfo, now: datetime) -> Part:
    is_to_come = bool(is_movable(session, now))
    return Part(
        number=session.number, when=spoken_when(session, zone), is_cancelled=session.is_cancelled,
        is_to_come=is_to_come, is_movable=takes_place and is_to_come,
    )  # fmt: skip


def _facts(viewer: Viewer, meetup: Meetup) -> list[Fact]:
    if meetup.venue_id is None:
        return []
    facts = VenueFact.objects.filter(venue=meetup.venue_id).select_related("checked_by")
    # By whom, where a boundary does not hide them.
    known = ~Q(checked_by__in=Boundary.objects.hidden_from(viewer)) if viewer.is_authenticated else Q(pk=None)
    order = {feature: place for place, feature in enumerate(VenueFact.Feature.values)}
    rows = sorted(facts.annotate(is_checker_known=known), key=lambda each: order.get(each.feature, 99))
    return [_fact(row) for row in rows]


def _fact(row: Any) -> Fact:
    feature = str(row.get_feature_display())
    if row.answer == VenueFact.Answer.UNKNOWN or row.checked_on is None:
        return Fact(said=_("%(feature)s: not known") % {"feature": feature}, checked="")
    if row.answer == VenueFact.Answer.NO:
        said = _("%(feature)s: no") % {"feature": feature}
    elif row.metres is not None:
        said = _("%(feature)s: %(count)d metres from the door") % {"feature": feature, "count": row.metres}
    else:
        said = _("%(feature)s: yes") % {"feature": feature}
    words = {"day": date_format(row.checked_on, "j F Y"), "name": row.checked_by.name if row.checked_by else ""}
    by = _("checked on %(day)s by %(name)s") if row.checked_by and row.is_checker_known else _("checked on %(day)s")
    return Fact(said=said, checked=by % words)


def _messages(viewer: Viewer, meetup: Meetup) -> list[Said]:
    rows = Message.objects.visible_to(viewer).filter(meetup=meetup.pk, state="published").order_by("-pk")
    return [
        Said(about=str(each.get_about_display()), html=each.html, at=each.published_at) for each in rows[:MOST_MESSAGES]
    ]


def _others(viewer: Viewer, meetup: Meetup) -> list[str]:
    """Names of others who come and wish it, without those whom a boundary hides. Source: README, E-7 and S-6."""
    assert isinstance(viewer, Person)
    shown = Attendance.objects.filter(meetup=meetup.pk, state=_STATE.GOING, is_shown=True).exclude(person=viewer.pk)
    seen = shown.exclude(person__in=Boundary.objects.hidden_from(viewer))
    return list(seen.order_by("person__name", "pk").values_list("person__name", flat=True)[:MOST_NAMES])


def _for_whom(meetup: Meetup) -> str:
    if meetup.audience == Announcement._meta.get_field("audience").default:
        return ""
    return str(meetup.get_audience_display())
