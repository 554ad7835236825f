"""What the pages show on which somebody sets what they tell about themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.queries import groups_of
from forum.people.models import ProfileField
from moderation.models import Revision


@dataclass(frozen=True, kw_only=True)
class OwnField:
    """One thing that may be told, as its person set it.

    :param is_held: the newest words are not shown yet; they are `waiting`.
    """

    kind: str
    label: str
    html: str
    audience: str
    groups: list[Group]
    waiting: str


def own_profile(person: Person) -> list[OwnField]:
    """Look up everything that somebody tells or might tell: four queries."""
    fields = {
        field.kind: field
        for field in ProfileField.objects.visible_to(person).filter(person=person.pk).prefetch_related("groups")
    }
    waiting = _waiting_words(fields.values())
    own = set(groups_of(person).values_list("group", flat=True))
    return [
        OwnField(
            kind=kind,
            label=str(kind.label),
            html=fields[kind].html if kind in fields else "",
            audience=fields[kind].get_audience_display() if kind in fields else "",
            groups=[group for group in fields[kind].groups.all() if group.pk in own] if kind in fields else [],
            waiting=waiting.get(fields[kind].pk, "") if kind in fields else "",
        )
        for kind in ProfileField.Kind
    ]


def own_words(person: Person, kind: str) -> tuple[ProfileField | None, str]:
    """What somebody told last of one kind, shown or held: the field and its plain words."""
    field = ProfileField.objects.visible_to(person).filter(person=person.pk, kind=kind).first()
    if field is None:
        return None, ""
    newest = Revision.objects.of(field).newest_first().first()
    return field, newest.body if newest else ""


def _waiting_words(fields: Iterable[ProfileField]) -> dict[int, str]:
    """The newest words of each field, where they are not the ones shown."""
    shown = {field.pk: field.revision_id for field in fields}
    kind = ContentType.objects.get_for_model(ProfileField)
    versions = Revision.objects.filter(target_type=kind, target_id__in=shown).order_by("target_id", "-pk")
    newest: dict[int, Revision] = {}
    for revision in versions.only("target_id", "body", "published"):
        newest.setdefault(revision.target_id, revision)
    return {pk: each.body for pk, each in newest.items() if not each.published and each.body}
