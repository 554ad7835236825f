"""What of somebody's page can be told to the moderators. See README, "Addresses": `/people/<id>/report/`."""

from collections.abc import Iterator

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Membership
from forum.home.pages.lookups import fields_shown, groups_in_common, posts_under_name
from forum.people.models import ProfileField
from forum.threads.models import Post
from moderation.models import Report, Revision
from moderation.pages.reports import Reported

THEMSELVES = "person"
_ABOUT_WORDS = tuple(reason for reason in Report.Reason.values if reason != Report.Reason.WORRIED)


def reportable(person: Person, viewer: Person) -> list[Reported]:
    """What of a person's page can be reported: each thing that they say there, and worry about themselves.

    Worry needs a place, so that it finds the moderators who look after it: a group that both are in, or else
    something that the viewer may read. Three queries, and one for each thing.
    """
    fields = fields_shown.rows(viewer=viewer, person=person.pk)
    memberships = groups_in_common.rows(viewer=viewer, person=person.pk)
    post = next(iter(posts_under_name.rows(viewer=viewer, person=person.pk)), None)
    found = [_worry(person, each) for each in (memberships[-1:] or ([post] if post else []) or fields[:1])]
    return [*found, *_fields(person, fields), *_lines(person, memberships)]


def _worry(person: Person, place: Membership | Post | ProfileField) -> Reported:
    return _reported(
        person, place, THEMSELVES, _("I am worried about this person"), _shown(place), (Report.Reason.WORRIED,)
    )


def _fields(person: Person, fields: list[ProfileField]) -> Iterator[Reported]:
    for each in fields:
        words = Truncator(strip_tags(each.html)).chars(80)
        said = _("%(what)s: “%(words)s”") % {"what": each.get_kind_display(), "words": words}
        yield _reported(person, each, f"field-{each.pk}", said, _shown(each), _ABOUT_WORDS)


def _lines(person: Person, memberships: list[Membership]) -> Iterator[Reported]:
    for each in memberships:
        if each.line:
            said = _("The line in %(group)s: “%(words)s”") % {"group": each.group.name, "words": each.line}
            yield _reported(person, each, f"line-{each.pk}", said, _shown(each), _ABOUT_WORDS)


def _shown(place: Membership | Post | ProfileField) -> Revision | None:
    return Revision.objects.of(place).filter(published=True).newest_first().first()


def _reported(
    person: Person,
    subject: Membership | Post | ProfileField,
    what: str,
    words: str,
    revision: Revision | None,
    reasons: tuple[str, ...],
) -> Reported:
    return Reported(
        subject=subject,
        revision=revision,
        words=words,
        address=f"/people/{person.pk}/report/",
        back=f"/people/{person.pk}/",
        what=what,
        reasons=reasons,
    )
