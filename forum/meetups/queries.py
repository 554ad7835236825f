"""How meetups, places and attendances are found. See README, S-2, S-6 and E-4."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Boundary, Person
from forum.groups.models import Group
from forum.groups.queries import groups_of
from forum.meetups.patterns import WINDOW

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.meetups.models import (
        Announcement,
        Attendance,
        CalendarFeed,
        CharityOrganiser,
        Meetup,
        Message,
        OwnPlace,
        Place,
        Plan,
        Series,
        Venue,
    )

ORGANISING = ("organiser", "moderator", "host")  # roles by which somebody announces meetups in a group


def readable(viewer: "Viewer") -> Q:
    """The condition for something to stand in a group that `viewer` may read."""
    return Q(group__in=Group.objects.readable_by(viewer).values("pk"))


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """All of them, for everybody: towns are on every map."""
        return self.all()


class OwnPlaceQuerySet(models.QuerySet["OwnPlace"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own. Source: README, E-8."""
        return self.filter(person=viewer.pk) if viewer.is_authenticated else self.none()


class VenueQuerySet(models.QuerySet["Venue"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Whole, with address: those of groups in which `viewer` organises, as published, and one's own.

        Others see of a venue what the page of a meetup shows them. Source: README, E-4.
        """
        if not viewer.is_authenticated:
            return self.none()
        organised = Q(group__in=groups_of(viewer, roles=ORGANISING), state="published")
        hidden = Q(author__in=Boundary.objects.hidden_from(viewer))
        return self.filter(Q(author=viewer.pk, group__in=groups_of(viewer)) | (organised & ~hidden))


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Published ones of groups that `viewer` may read, and one's own. Source: README, S-2, S-4, S-6 and E-2."""
        if not viewer.is_authenticated:
            return self.filter(readable(viewer), state="published")
        hidden = Q(author__in=Boundary.objects.hidden_from(viewer))
        return self.filter(readable(viewer), (Q(state="published") & ~hidden) | Q(author=viewer.pk))


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Those of which one may see a date: the same predicate as for meetups. Source: README, E-2."""
        from forum.meetups.models import Meetup

        return self.filter(Exists(Meetup.objects.visible_to(viewer).filter(series=OuterRef("pk"))))

    def going_on(self) -> Self:
        """Those for which dates are still made."""
        return self.filter(ended_at=None)

    def due_for_dates(self, now: datetime) -> Self:
        """Those whose dates were made for less than the window ahead: each comes up about once a day.

        :param now: aware UTC. Where a series is, it may still be the day before.
        """
        is_due = Q(made_until=None) | Q(made_until__lt=now.date() + WINDOW - timedelta(days=1))
        return self.going_on().filter(is_due).order_by("made_until", "pk")


class MeetupQuerySet(models.QuerySet["Meetup"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Announced ones in groups that `viewer` may read, cancelled ones too, and those that one organises.

        Not those of organisers whom a boundary hides. Of each, the address and the link are for fewer:
        `whose_door_is_known_to`. Source: README, S-2, S-6, E-2 and E-4.
        """
        if not viewer.is_authenticated:
            return self.filter(readable(viewer), is_announced=True)
        hidden = Q(organiser__in=Boundary.objects.hidden_from(viewer))
        return self.filter(readable(viewer), (Q(is_announced=True) & ~hidden) | Q(organiser=viewer.pk))

    def whose_door_is_known_to(self, viewer: "Viewer") -> Self:
        """Of the visible ones, those whose address, exact point and link `viewer` may have now.

        That is who is going, who helps there, and who organises it. Source: README, E-4.
        """
        from forum.meetups.models import Attendance, Helper

        if not viewer.is_authenticated:
            return self.none()
        going = Attendance.objects.filter(meetup=OuterRef("pk"), person=viewer.pk, state="going")
        helping = Helper.objects.filter(meetup=OuterRef("pk"), person=viewer.pk)
        return self.visible_to(viewer).filter(Q(organiser=viewer.pk) | Q(Exists(going)) | Q(Exists(helping)))

    def where_comes(self, person_id: int) -> Self:
        """Those to which a person comes, or waits for a place."""
        from forum.meetups.models import Attendance

        states = ("going", "waiting", "offered")
        return self.filter(Exists(Attendance.objects.filter(meetup=OuterRef("pk"), person=person_id, state__in=states)))

    def to_come(self, now: datetime) -> Self:
        """Those that have not ended. :param now: aware UTC."""
        return self.filter(ends_at__gt=now)

    def in_order(self) -> Self:
        """By when they begin. With the key it pages by itself."""
        return self.order_by("starts_at", "pk")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own, of meetups that one may see; and those to meetups that one organises, of people not hidden.

        Source: README, S-6 and E-7.
        """
        from forum.meetups.models import Meetup

        if not viewer.is_authenticated:
            return self.none()
        seen = Exists(Meetup.objects.visible_to(viewer).filter(pk=OuterRef("meetup")))
        hidden = Q(person__in=Boundary.objects.hidden_from(viewer))
        return self.filter(Q(person=viewer.pk) | (Q(meetup__organiser=viewer.pk) & ~hidden)).filter(seen)

    def seen_by(self, viewer: "Viewer") -> Self:
        """Those whom `viewer` meets at a door: of meetups that they organise, or where they help, people not hidden.

        An organiser reads them as a list; a helper finds them by name only. Source: README, S-6 and E-7.
        """
        from forum.meetups.models import Helper, Meetup

        if not viewer.is_authenticated:
            return self.none()
        seen = Exists(Meetup.objects.visible_to(viewer).filter(pk=OuterRef("meetup")))
        helps = Exists(Helper.objects.filter(meetup=OuterRef("meetup"), person=viewer.pk))
        return (
            self.filter(Q(meetup__organiser=viewer.pk) | Q(helps))
            .filter(seen)
            .exclude(person__in=Boundary.objects.hidden_from(viewer))
        )

    def of(self, person: Person) -> Self:
        """One person's own."""
        return self.filter(person=person.pk)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own, and published ones to those who come, wait or were offered a place, who help, and who organise.

        They are written to nobody else who sees the meetup. Source: README, E-3 and E-4.
        """
        from forum.meetups.models import Attendance, Helper, Meetup

        if not viewer.is_authenticated:
            return self.none()
        seen = Exists(Meetup.objects.visible_to(viewer).filter(pk=OuterRef("meetup")))
        here = {"meetup": OuterRef("meetup"), "person": viewer.pk}
        comes = Exists(Attendance.objects.filter(**here, state__in=("going", "waiting", "offered")))
        is_to = Q(meetup__organiser=viewer.pk) | Q(comes) | Q(Exists(Helper.objects.filter(**here)))
        return self.filter(seen, (Q(state="published") & is_to) | Q(author=viewer.pk))


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own, while one may read the group. Source: README, E-2."""
        return self.filter(readable(viewer), person=viewer.pk) if viewer.is_authenticated else self.none()


class CharityOrganiserQuerySet(models.QuerySet["CharityOrganiser"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """All of them for staff, who recognise them; to others, their own. Source: README, E-2."""
        if not viewer.is_authenticated:
            return self.none()
        return self.all() if viewer.is_staff else self.filter(person=viewer.pk)

    def charity_of(self, person_id: int) -> str:
        """The charity for which somebody is recognised, or nothing. One query."""
        return self.filter(person=person_id).values_list("charity", flat=True).first() or ""


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """One's own. Source: README, E-9."""
        return self.filter(person=viewer.pk) if viewer.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that have not ended."""
        return self.filter(revoked_at=None)
