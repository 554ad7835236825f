"""What the author of words that wait is told: why somebody reads them first, and until when. Source: README, M-2."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moderation.hours import kept_turns, on_duty
from moderation.models import Finding

MOST_WORDS = 3

# To the author, where `Finding.Check` speaks to moderators.
_SAID: dict[str, str | Promise] = {
    Finding.Check.HOLD_FIRST_MEMBER: gettext_lazy("A moderator reads your posts first for a while."),
    Finding.Check.HOLD_FIRST_GROUP: gettext_lazy("In this group a moderator reads every post first."),
    Finding.Check.FIRST_POSTS: gettext_lazy("It is one of your first posts here, and a moderator reads everybody’s first posts."),
    Finding.Check.NEWCOMER_CONTACT: gettext_lazy("It looks as if there are contact details or a link in it"),
    Finding.Check.ANNOUNCED: gettext_lazy("A moderator reads what members announce before anybody else sees it."),
    Finding.Check.RESUBMITTED: gettext_lazy("You sent it again after a moderator had returned it."),
    Finding.Check.FAILED: gettext_lazy("Something here could not be checked, so a moderator reads it."),
    Finding.Check.OTHER: gettext_lazy("A moderator reads it before others do."),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Why words wait, a sentence each, and when somebody will have read them, in one."""

    reasons: tuple[str, ...]
    until: str


def waiting_of(kind: type[models.Model], ids: Iterable[int], *, now: datetime) -> dict[int, Waiting]:
    """Return, for each of these things whose words wait, what its author is told. One query for all of them, and at
    times one or two for the hours of duty, which are kept for a minute.

    The caller asks for the author's own things only. Only what the checks found in the words themselves is said:
    what opened a concern about the person is not. Source: README, M-2 and M-5.
    """
    found = Finding.objects.filter(
        revision__target_type=ContentType.objects.get_for_model(kind), revision__target_id__in=list(ids),
        revision__published=False, holds=True,
    )  # fmt: skip
    waiting = found.exclude(case__state="closed").select_related("case", "rule_version", "revision")
    by_thing: dict[int, list[Finding]] = {}
    for each in waiting.order_by("-revision", "pk"):
        of_newest = by_thing.setdefault(each.revision.target_id, [])
        if not of_newest or of_newest[0].revision_id == each.revision_id:
            of_newest.append(each)
    return {
        pk: Waiting(reasons=tuple(dict.fromkeys(map(_reason, each))), until=_until(each[0], now))
        for pk, each in by_thing.items()
    }


def _reason(finding: Finding) -> str:
    """Say one finding to the author, with the words that matched, if any."""
    said = str(_SAID.get(finding.check_code, ""))
    if finding.rule_version is not None:
        says = str(finding.rule_version.definition.get("says", "")).rstrip(".")
        said = _("A rule here asks for a moderator to look: %(says)s") % {"says": says} if says else ""
    said = said or str(_SAID[Finding.Check.OTHER])
    if not (words := dict.fromkeys(str(each[2]) for each in finding.words[:MOST_WORDS])):
        return f"{said.rstrip('.')}."
    quoted = ", ".join(_("“%(words)s”") % {"words": each} for each in words)
    return _("%(reason)s: %(words)s.") % {"reason": said.rstrip("."), "words": quoted}


def _until(finding: Finding, now: datetime) -> str:
    """Say when somebody will have read it: by when it is due, while somebody is on duty."""
    if finding.case.due_at <= now:
        return _("A moderator reads it as soon as somebody can. It is not forgotten.")
    if on_duty(now, kept_turns(now)) is None:
        return _("A moderator reads it by tomorrow evening.")
    hours = -((now - finding.case.due_at) // timedelta(hours=1))  # rounded up
    return ngettext(
        "A moderator reads it, usually within %(count)d hour.",
        "A moderator reads it, usually within %(count)d hours.",
        hours,
    ) % {"count": hours}
