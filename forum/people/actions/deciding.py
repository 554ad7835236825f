"""What moderators decide about words on a person's page, and how each change is put back. Registered in `apps.py`."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed
from forum.people.events import ProfileChanged
from forum.people.models import ProfileField
from forum.people.text import rendered
from moderation.kinds import Change, Deed, Setting
from moderation.models import Effect, Outcome, Revision

SHOWN, WORDS = "shown", "words"


def hide_words(deed: Deed) -> list[Change]:
    """Take words away that others see. Source: README, S-5."""
    field: ProfileField = deed.target
    if field.revision_id is None:
        raise NotAllowed(_("This is not shown to others, so there is nothing to hide."))
    _show(field, None, deed.now)
    return [Change(subject=field, what=WORDS, before=field.revision_id, after=None)]


def leave_words(deed: Deed) -> list[Change]:
    """Put words that wait not up: those that others see stay as they are."""
    return []


FIELD_ACTS = {Outcome.HIDE: hide_words, Outcome.DECLINE: leave_words, Outcome.RETURN: leave_words}


def restore_words(effect: Effect, by: Person, now: datetime) -> bool:
    """Put words back as they were; False when their person has written others since."""
    field = ProfileField.objects.select_for_update(no_key=True, of=("self",)).filter(pk=effect.subject_id).first()
    if field is None:
        return False
    newest = Revision.objects.of(field).standing().newest_first().first()
    if (
        field.revision_id != effect.after
        or newest is None
        or newest.pk not in (effect.decision.revision_id, effect.after)
    ):
        return False
    _show(field, Revision.objects.get(pk=effect.before) if effect.before else None, now)
    return True


def _show(field: ProfileField, revision: Revision | None, now: datetime) -> None:
    ProfileField.objects.filter(pk=field.pk).update(html=rendered(revision.body) if revision else "", revision=revision)
    publish(ProfileChanged(person_id=field.person_id, kind=field.kind, at=now))


def settings_of_fields(ids: Iterable[int], person: Person) -> dict[int, Setting]:
    """Say whose words these are, for a list at the desk. One query."""
    found = ProfileField.objects.filter(pk__in=list(ids)).values("pk", "kind", "person__name")
    return {
        each["pk"]: Setting(
            title=_("On a person’s page: “%(label)s”") % {"label": ProfileField.Kind(each["kind"]).label},
            who=each["person__name"],
        )
        for each in found
    }


def setting_of_field(field: ProfileField, person: Person, now: datetime) -> Setting:
    """Say whose words they are."""
    return settings_of_fields([field.pk], person)[field.pk]
