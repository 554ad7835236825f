"""What moderators decide about the line beside a name, and how each change is put back. Registered in `apps.py`.

A line is words of the membership itself, so hiding one empties it; the version that was shown says what it was.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Membership
from forum.kernel.verdicts import NotAllowed
from moderation.kinds import Change, Deed, Setting
from moderation.models import Effect, Outcome, Revision

SHOWN, LINE = "shown", "line"


def hide_line(deed: Deed) -> list[Change]:
    """Take a line away that others see. Source: README, G-8."""
    membership: Membership = deed.target
    shown = shown_version(membership)
    if shown is None:
        raise NotAllowed(_("This is not shown to others, so there is nothing to hide."))
    Membership.objects.filter(pk=membership.pk).update(line="")
    return [Change(subject=membership, what=LINE, before=shown.pk, after=None)]


def leave_line(deed: Deed) -> list[Change]:
    """Put words that wait not up: the line that others see stays as it is."""
    return []


LINE_ACTS = {Outcome.HIDE: hide_line, Outcome.DECLINE: leave_line, Outcome.RETURN: leave_line}


def restore_line(effect: Effect, by: Person, now: datetime) -> bool:
    """Put a line back as it was; False when the person left, or has written another since."""
    membership = Membership.objects.select_for_update(no_key=True).filter(pk=effect.subject_id).first()
    if membership is None:
        return False
    shown = shown_version(membership)
    newest = Revision.objects.of(membership).standing().newest_first().first()
    if (
        (shown.pk if shown else None) != effect.after
        or newest is None
        or newest.pk not in (effect.decision.revision_id, effect.after)
    ):
        return False
    back = Revision.objects.get(pk=effect.before) if effect.before else None
    Membership.objects.filter(pk=membership.pk).update(line=back.body if back else "")
    return True


def shown_version(membership: Membership) -> Revision | None:
    """The version of the line that others see; None where there is no line."""
    if not membership.line:
        return None
    return Revision.objects.of(membership).filter(published=True, body=membership.line).newest_first().first()


def settings_of_lines(ids: Iterable[int], person: Person) -> dict[int, Setting]:
    """Say whose lines these are, and where, for a list at the desk. One query."""
    found = Membership.objects.filter(pk__in=list(ids)).values("pk", "person__name", "group__name")
    title = _("Line beside a name")
    return {each["pk"]: Setting(title=title, place=each["group__name"], who=each["person__name"]) for each in found}


def setting_of_line(membership: Membership, person: Person, now: datetime) -> Setting:
    """Say whose line it is, and where."""
    return settings_of_lines([membership.pk], person)[membership.pk]
