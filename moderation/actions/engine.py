"""What the review engine says about versions of words: whether somebody has judged them, and how."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models

from moderation.library.constants import (
    MODERATION_STATUS_APPROVED,
    MODERATION_STATUS_PENDING,
    MODERATION_STATUS_REJECTED,
)
from moderation.library.models import ModeratedObject
from moderation.models import Revision

JUDGED = {
    MODERATION_STATUS_APPROVED: "approved",
    MODERATION_STATUS_PENDING: "pending",
    MODERATION_STATUS_REJECTED: "declined",
}


def judgements_of(revisions: Iterable[Revision]) -> dict[int, str]:
    """Return "approved", "pending" or "declined" for each version, by id. One query."""
    revision_type = ContentType.objects.get_for_model(Revision)
    rows = ModeratedObject.objects.filter(content_type=revision_type, object_pk__in=[each.pk for each in revisions])
    return {pk: JUDGED[status] for pk, status in rows.values_list("object_pk", "status")}


def is_waiting(revision: Revision | None) -> bool:
    """Has nobody judged this version yet? One that was declined is not shown either, and does not wait."""
    if revision is None or revision.published:
        return False
    return judgements_of([revision]).get(revision.pk) == JUDGED[MODERATION_STATUS_PENDING]


def nothing_waits(subject: models.Model, now: datetime) -> None:
    """Count the versions of something that its author took back as judged: nobody is asked to decide about them."""
    rows = ModeratedObject.objects.filter(
        content_type=ContentType.objects.get_for_model(Revision),
        object_pk__in=Revision.objects.of(subject).filter(published=False).values("pk"),
        status=MODERATION_STATUS_PENDING,
    )
    rows.update(status=MODERATION_STATUS_REJECTED, on=now)
