"""What the pages show on which somebody sets what they tell about themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.queries import groups_of
from forum.people.models import ProfileField
from moderation.models import Revision
from moderation.pages.waiting import waiting_of


@dataclass(frozen=True, kw_only=True)
class OwnField:
    """One thing that may be told, as its person set it.

    :param waiting: one's newest words, where others do not see them. :param why: what is the matter, a sentence each.
    """

    kind: str
    label: str
    html: str
    audience: str
    groups: list[Group]
    waiting: str
    why: tuple[str, ...] = ()


def own_profile(person: Person, *, now: datetime) -> list[OwnField]:
    """Look up everything that somebody tells or might tell: four queries, five where words wait."""
    fields = {
        field.kind: field
        for field in ProfileField.objects.visible_to(person).filter(person=person.pk).prefetch_related("groups")
    }
    waiting = _waiting_words(fields.values())
    why = _why(waiting, now)
    own = set(groups_of(person).values_list("group", flat=True))
    return [
        OwnField(
            kind=kind,
            label=str(kind.label),
            html=fields[kind].html if kind in fields else "",
            audience=fields[kind].get_audience_display() if kind in fields else "",
            groups=[group for group in fields[kind].groups.all() if group.pk in own] if kind in fields else [],
            waiting=waiting.get(fields[kind].pk, "") if kind in fields else "",
            why=why.get(fields[kind].pk, ()) if kind in fields else (),
        )
        for kind in ProfileField.Kind
    ]


def own_words(person: Person, kind: str) -> tuple[ProfileField | None, str]:
    """What somebody told last of one kind, shown or held: the field and its plain words."""
    field = ProfileField.objects.visible_to(person).filter(person=person.pk, kind=kind).first()
    if field is None:
        return None, ""
    newest = Revision.objects.of(field).standing().newest_first().first()
    return field, newest.body if newest else ""


def _waiting_words(fields: Iterable[ProfileField]) -> dict[int, str]:
    """The newest words of each field, where they are not the ones shown."""
    shown = {field.pk: field.revision_id for field in fields}
    kind = ContentType.objects.get_for_model(ProfileField)
    versions = Revision.objects.filter(target_type=kind, target_id__in=shown).standing().order_by("target_id", "-pk")
    newest: dict[int, Revision] = {}
    for revision in versions.only("target_id", "body", "published"):
        newest.setdefault(revision.target_id, revision)
    return {pk: each.body for pk, each in newest.items() if each.pk != shown[pk] and each.body}


def _why(waiting: dict[int, str], now: datetime) -> dict[int, tuple[str, ...]]:
    """Why others do not see these words. Source: README, M-2."""
    found = waiting_of(ProfileField, waiting, now=now) if waiting else {}
    turned_down = (_("A moderator decided that others do not see this. Your page of statements says why."),)
    return {
        pk: (_("Only you can see this yet."), *found[pk].reasons, found[pk].until) if pk in found else turned_down
        for pk in waiting
    }
