"""The mails that tell notices."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.kernel.personal import Fate, Personal
from forum.notices.models.telling import Notice, Skipped
from forum.notices.models.wishes import Way
from forum.notices.queries import DeliveryQuerySet


class Delivery(models.Model):
    """One mail to one person: sent once, or not at all and why.

    It tells one notice at once, or, where `notice` is empty, what has gathered by the hour that its recipient chose; each
    notice that it told points at it then.

    Whoever sends takes it first, by one update (`SENDING`). One that stays so is not sent again by itself: nobody knows
    whether it went. Of what the mail server said the kind is kept, never a word or an address. Source: README, N-3.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waits")
        SENDING = "sending", _("is being sent")
        SENT = "sent", _("sent")
        NOT_SENT = "not_sent", _("not to be sent any more")
        FAILED = "failed", _("given up")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=Way, default=Way.MAIL)
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    not_sent_because = models.CharField(max_length=10, choices=Skipped, blank=True, default="")
    trouble = models.CharField(max_length=80, blank=True)

    objects = DeliveryQuerySet.as_manager()

    personal = Personal(
        on_leaving=Fate.ERASE, on_anonymising=Fate.ERASE, exported=("way", "sent_at"), exported_where=Q(state="sent")
    )

    class Meta:
        verbose_name_plural = _("mails to me")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="sent_at_some_moment",
            ),
            models.CheckConstraint(
                condition=Q(not_sent_because="") | Q(state="not_sent"), name="what_was_sent_has_no_reason_against_it"
            ),
            models.CheckConstraint(
                condition=Q(way="mail", notice__isnull=False) | Q(way__in=("daily", "weekly"), notice=None),
                name="mail_tells_one_notice_or_gathers",
            ),
            models.UniqueConstraint(
                fields=["recipient", "way"],
                condition=Q(state="pending", notice=None),
                name="one_gathered_mail_waits_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="mail_to_send"),
            models.Index(fields=["id"], condition=Q(state__in=("sending", "failed")), name="mail_to_look_at"),
            models.Index(fields=["due_at"], condition=Q(notice=None), name="gathered_mail_by_age"),
        ]
