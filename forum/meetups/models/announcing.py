"""What organisers write: announcements, messages, and plans that are not announced yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.groups.models import Audience, Group
from forum.kernel.personal import Fate, Personal
from forum.meetups.models.words import Newer, State, Worded
from forum.meetups.queries import (
    AnnouncementQuerySet,
    CharityOrganiserQuerySet,
    MessageQuerySet,
    PlanQuerySet,
)
from forum.threads.models import Thread

__all__ = ["Announcement", "Audience", "CharityOrganiser", "Kind", "Message", "Mode", "Newer", "Plan", "State"]


class Kind(models.TextChoices):
    SESSION = "session", _("information session")
    TOGETHER = "together", _("get-together")
    COURSE = "course", _("course")
    ACTIVITY = "activity", _("walk or activity")


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    ONLINE = "online", _("online")
    BOTH = "both", _("in person and online")


class Announcement(Worded):
    """The words that one meetup, or the dates of a series, have in common.

    A date that was given words of its own has an announcement of its own, which names it as its `date`; until that is
    published, the date keeps the words of its series. `link` is read only by those who are going. Source: README, E-2.
    """

    PARTS = (
        "about", "topic", "speaker", "contact", "infection", "energy", "discreet_title", "link"
    )  # fmt: skip

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120, blank=True)
    html = models.TextField(blank=True)  # sanitised, what it is about
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    speaker = models.CharField(_("who speaks"), max_length=120, blank=True)
    contact = models.CharField(_("who meets you at the door"), max_length=120, blank=True)
    infection = models.CharField(_("about infection"), max_length=300, blank=True)
    energy = models.CharField(_("about energy"), max_length=300, blank=True)
    discreet_title = models.CharField(_("title in calendars and mail"), max_length=60, blank=True)
    link = models.URLField(_("link to join online"), max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    charity = models.CharField(max_length=120, blank=True)  # for which staff recognise whoever organises it
    wants_thread = models.BooleanField(default=False)
    date = models.ForeignKey("meetups.Meetup", on_delete=models.PROTECT, null=True, related_name="own_announcements")
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.BY_CHOICE, on_anonymising=Fate.BY_CHOICE, exported=("title", "kind", "group", "written_at")
    )

    class Meta(Worded.Meta):
        indexes = [models.Index(fields=["author", "-id"], name="announcements_of_an_author")]


class Message(Worded):
    """What an organiser writes to those who come to one date: why it is cancelled, what to bring.

    What happened to the date happens at once, whatever becomes of the words. Source: README, E-3.
    """

    PARTS = ("words",)

    class About(models.TextChoices):
        CANCELLED = "cancelled", _("why it is cancelled")
        POSTPONED = "postponed", _("why it is postponed")
        CHANGED = "changed", _("what has changed")
        NOTE = "note", _("a note")

    meetup = models.ForeignKey("meetups.Meetup", on_delete=models.PROTECT, related_name="messages")
    about = models.CharField(max_length=10, choices=About)
    html = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.BY_CHOICE, on_anonymising=Fate.BY_CHOICE, exported=("meetup", "about", "written_at")
    )

    class Meta(Worded.Meta):
        indexes = [models.Index(fields=["meetup", "-id"], name="messages_of_a_meetup")]


class Plan(models.Model):
    """An announcement that is being written, one question a page: left and gone on with on any device.

    `answers` has one entry for each page that was answered. It goes when the meetup is announced.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    form_key = models.UUIDField(unique=True)
    changed_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("group", "answers", "changed_at"))

    class Meta:
        indexes = [models.Index(fields=["person", "-changed_at"], name="plans_of_a_person")]


class CharityOrganiser(models.Model):
    """Staff recognise that somebody announces meetups for a charity: these are marked, and need no review."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    charity = models.CharField(_("charity"), max_length=120)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()

    objects = CharityOrganiserQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("charity", "given_at"))
