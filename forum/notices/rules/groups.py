"""What may be told of groups, asked anew at the moment of telling."""

from datetime import datetime

from forum.groups.models import JoinRequest
from forum.groups.queries import JoinRequestQuerySet
from forum.notices.models import Kind, Notice, Skipped
from forum.notices.rules.threads import is_about_what_is_seen

KINDS = (Kind.ASKED, Kind.LET_IN, Kind.DECLINED, Kind.ROLE)


def why_not_told(notice: Notice, now: datetime) -> str:
    """Return why a notice of a group may not be told now, as a code of `Skipped`; "" where it may. At most two queries.

    :param now: aware UTC. Source: README, N-6.
    """
    if notice.kind == Kind.ASKED and not _requests(notice).filter(state=JoinRequest.State.WAITING).exists():
        return Skipped.OVER
    if not is_about_what_is_seen(notice):
        return Skipped.NOT_SEEN
    return Skipped.MOVED_ON if _has_moved_on(notice) else ""


def _has_moved_on(notice: Notice) -> bool:
    """Whether something else was decided since, which is told by itself or was done by its recipient."""
    if notice.kind == Kind.DECLINED:
        newest = _requests(notice).filter(person=notice.recipient_id).order_by("-pk").first()
        return newest is None or newest.state != JoinRequest.State.DECLINED
    since = Notice.objects.filter(kind=Kind.ROLE, recipient=notice.recipient_id, group=notice.group_id)
    return notice.kind == Kind.ROLE and since.filter(sequence__gt=notice.sequence).exists()


def _requests(notice: Notice) -> JoinRequestQuerySet:
    return JoinRequest.objects.filter(group=notice.group_id)
