"""What may be told of moderation, asked anew at the moment of telling."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from forum.kernel.compiled import Compiled
from forum.notices.models import Kind, Notice, Skipped
from forum.notices.rules.threads import is_about_what_is_seen
from moderation.models import Appeal, AppealMessage, Case, Moderator
from moderation.queries import CaseQuerySet
from moderation.rules import is_safeguarding

KINDS = (Kind.SHOWN, Kind.STATEMENT, Kind.ANSWERED, Kind.APPEAL, Kind.IN_APPEAL, Kind.WAITING, Kind.URGENT)
OF_WHAT_WAITS = (Kind.WAITING, Kind.URGENT)


def why_not_told(notice: Notice, now: datetime) -> str:
    """Return why a notice of moderation may not be told now, as a code of `Skipped`; "" where it may.

    Two queries, and up to four more for what waits at the desk. :param now: aware UTC. Source: README, N-6 and N-10.
    """
    if not is_about_what_is_seen(notice):
        return Skipped.NOT_SEEN
    if notice.kind in OF_WHAT_WAITS:
        return _why_not_at_desk(notice, now)
    if notice.kind == Kind.IN_APPEAL and notice.appeal is not None and notice.appeal.state != Appeal.State.OPEN:
        return Skipped.MOVED_ON
    return Skipped.READ if notice.statement is not None and notice.statement.read_at else ""


def _why_not_at_desk(notice: Notice, now: datetime) -> str:
    """Whoever rests today is told nothing; nor is anybody of what was closed meanwhile, or is taken on by somebody else."""
    person = notice.recipient
    if Moderator.objects.filter(person=person.pk, rests_until__gt=now).exists():
        return Skipped.AWAY
    about: dict[str, Any] = {"case": notice.sequence} if notice.kind == Kind.URGENT else {"since": notice.made_at}
    is_for_safety = is_safeguarding(person)
    if _FREE[is_for_safety].rows(viewer=person, now=now, **about):
        return ""
    if notice.kind == Kind.WAITING and _APPEALED[is_for_safety].rows(viewer=person, since=notice.made_at):
        return ""
    return Skipped.OVER if _seen.rows(viewer=person, **about) else Skipped.NOT_SEEN


def _cases(viewer: Any, case: Any = None, since: Any = None) -> CaseQuerySet:
    """The case of a concern, or all that came to the desk since a moment."""
    cases = Case.objects.visible_to(viewer)
    return cases.filter(opened_at__gte=since) if case is None else cases.filter(pk=case)


def _free(viewer: Any, now: Any, *, is_for_safety: bool, **about: Any) -> QuerySet[Any, Any]:
    waiting = _cases(viewer, **about).waiting(now).not_handed_on_by(viewer, now)
    return waiting.free_for(viewer, now, is_safeguarding=is_for_safety).values_list("pk")[:1]


def _appealed(viewer: Any, since: Any, *, is_for_safety: bool) -> QuerySet[Any, Any]:
    by_appellant = AppealMessage.objects.filter(appeal=OuterRef("pk"), author=OuterRef("appellant"))
    new = Exists(by_appellant.filter(written_at__gte=since))
    appeals = Appeal.objects.visible_to(viewer).not_own(viewer).still_open().filter(new)
    appeals = appeals if is_for_safety else appeals.filter(goes_to_safeguarding=False)
    return appeals.exclude(first_decider=viewer.pk).exclude(first_proposer=viewer.pk).values_list("pk")[:1]


# Asked of each moderator, of whatever came to the desk: to build what sight asks takes ten times as long as to answer it.
_seen = Compiled(lambda viewer, **about: _cases(viewer, **about).values_list("pk")[:1])
_FREE = {so: Compiled(partial(_free, is_for_safety=so)) for so in (True, False)}
_APPEALED = {so: Compiled(partial(_appealed, is_for_safety=so)) for so in (True, False)}
