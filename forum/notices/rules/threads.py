"""What may be told of threads, asked anew at the moment of telling."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from forum.kernel.compiled import Compiled
from forum.notices.models import Kind, Notice, Skipped
from forum.threads.models import Post, ReadingPosition
from moderation.models import Sanction

KINDS = (Kind.REPLIES, Kind.NAMED, Kind.QUOTED, Kind.REACTED)
LATELY = 50  # posts: whoever wrote one of these takes part in a thread

_READ_WITH_THE_THREAD = (Kind.REPLIES, Kind.NAMED, Kind.QUOTED)


def _known(viewer: Any, notice: int) -> QuerySet[Any, Any]:
    """A notice, where its recipient may see what it is about."""
    return Notice.objects.filter(pk=notice, recipient=viewer.pk).about_what_is_seen_by(viewer)


def _of_thread(viewer: Any, notice: int, now: datetime) -> QuerySet[Any, Any]:
    """The same, and what else counts of a thread: whether its recipient read as far; since when its post is shown; whether
    they may write there; and whether somebody who may still write there wrote what it tells of.
    """
    further = ReadingPosition.objects.filter(
        person=viewer.pk, thread=OuterRef("thread"), number__gte=OuterRef("sequence")
    )
    stopped_writers = Q(author__has_sanctions=True) & Q(Exists(_stopped(OuterRef("author"), now)))
    words = Post.objects.filter(state="published", author__is_active=True).seen_by(viewer).exclude(author=viewer.pk)
    words = words.exclude(stopped_writers)
    new = words.filter(thread=OuterRef("thread"), number__gte=OuterRef("sequence"))
    told = Case(
        When(kind=Kind.REPLIES, then=Exists(new)),
        When(kind=Kind.REACTED, then=True),
        default=Exists(words.filter(pk=OuterRef("post"))),
    )
    return _known(viewer, notice).values_list(
        Exists(further), "post__published_at", Exists(_stopped(OuterRef("recipient"), now)), told
    )


def _stopped(person: OuterRef, now: datetime) -> QuerySet[Sanction]:
    """Pauses and bans of a person that hold at this moment where the thread stands."""
    path = ExpressionWrapper(OuterRef("thread__group__path"), output_field=TextField())
    place = Concat(Value("/"), Cast("group_id", TextField()), Value("/"), output_field=TextField())
    against = Sanction.objects.filter(person=person, kind__in=("pause", "ban")).in_force(now)
    return against.alias(path=path).filter(Q(group_id=None) | Q(path__contains=place))


_seen = Compiled(_known)
_seen_in_thread = Compiled(_of_thread)


def why_not_told(notice: Notice, now: datetime) -> str:
    """Return why a notice of a thread may not be told now, as a code of `Skipped`; "" where it may. One query.

    While somebody is asked to pause in a group, or is banned, nothing of its threads is told to them, nor what they wrote
    there to others.

    :param now: aware UTC. Source: README, M-7 and N-6.
    """
    known = _seen_in_thread.rows(viewer=notice.recipient, notice=notice.pk, now=now)
    if not known:
        return Skipped.NOT_SEEN
    has_read, shown_since, is_stopped, words_stand = known[0]
    if is_stopped or not words_stand:
        return Skipped.STOPPED
    # Who had read as far before the post was changed to name them has not read that.
    is_of_a_change = shown_since is not None and shown_since < notice.made_at
    return Skipped.READ if has_read and not is_of_a_change and notice.kind in _READ_WITH_THE_THREAD else ""


def is_about_what_is_seen(notice: Notice) -> bool:
    """Whether its recipient may see, at this moment, everything that a notice is about. One query."""
    return bool(_seen.rows(viewer=notice.recipient, notice=notice.pk))
