"""How somebody wishes to be told."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from forum.notices.models.telling import Kind
from forum.notices.queries import OwnQuerySet


class Way(models.TextChoices):
    MAIL = "mail", _("by e-mail at once, and on the site")
    DAILY = "daily", _("in one e-mail a day, and on the site")
    WEEKLY = "weekly", _("in one e-mail a week, and on the site")
    SITE = "site", _("on the site only")
    NONE = "none", _("not at all")


class Wish(models.Model):
    """How one person wishes to be told of one kind of thing; where there is none, as `rules.DEFAULT_WAYS` says."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    way = models.CharField(max_length=10, choices=Way)

    objects = OwnQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("kind", "way"))

    class Meta:
        verbose_name_plural = _("how I am told")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_wish_for_each_kind")]


class Manner(models.Model):
    """When gathered mail is sent to one person, by their own clock, and whether mail may say what it is about.

    :ivar weekday: of the weekly mail; 0 is Monday. :ivar says_more: mails name threads and groups.
    :ivar sends_daily: the daily mail is sent; where it is not, what would stand in it stands on the site only. So for the
        weekly one. Source: README, N-5.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at_time = models.TimeField(default=time(9))
    weekday = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)
    says_more = models.BooleanField(default=False)
    sends_daily = models.BooleanField(default=True)
    sends_weekly = models.BooleanField(default=True)

    objects = OwnQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE,
        on_anonymising=Fate.ERASE,
        exported=("at_time", "weekday", "says_more", "sends_daily", "sends_weekly"),
    )

    class Meta:
        verbose_name_plural = _("when gathered mail is sent")


class Break(models.Model):
    """Until when one person is told nothing but what they would set out for in vain. Source: README, N-9."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("until",))

    class Meta:
        verbose_name_plural = _("breaks")


class Unreachable(models.Model):
    """That mail of notices does not reach one person, so that none is sent. Source: README, N-12."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("it came back")
        COMPLAINED = "complained", _("it was marked as unwanted")
        REFUSED = "refused", _("their server takes none")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    since = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("why", "since"))

    class Meta:
        verbose_name_plural = _("mail does not reach me")


class QuietHours(models.Model):
    """From when until when, on a person's own clock, no mail is sent to them. They may go past midnight."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    from_time = models.TimeField()
    until_time = models.TimeField()

    objects = OwnQuerySet.as_manager()

    personal = Personal(on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("from_time", "until_time"))

    class Meta:
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(condition=~Q(from_time=models.F("until_time")), name="quiet_hours_are_some_hours")
        ]

    def end_after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return when the quiet hours end in which a moment lies; None where it lies outside of them. Aware UTC.

        Of an end that happens twice, as clocks go back, the later counts; one that is skipped is as far from midnight
        as it would be.
        """
        local = moment.astimezone(zone)
        at, on = local.time(), local.date()
        if self.from_time < self.until_time:
            if not self.from_time <= at < self.until_time:
                return None
        elif at >= self.from_time:
            on += timedelta(days=1)
        elif at >= self.until_time:
            return None
        end = datetime.combine(on, self.until_time, tzinfo=zone)
        return max(end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
