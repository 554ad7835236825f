"""Who may tell what about themselves to whom."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.groups.models import Group
from forum.groups.queries import groups_of
from forum.kernel.verdicts import YES, Verdict, no
from forum.people.models import Audience

LONGEST = {"about": 2000, "place": 80, "likes": 500, "pronouns": 40}  # characters


def may_tell(*, words: str, kind: str, audience: str, groups: Collection[Group], by: Person) -> Verdict:
    """Source: README, S-5."""
    if len(words) > LONGEST[kind]:
        return no(_("This can have %(most)d characters at most.") % {"most": LONGEST[kind]})
    if audience != Audience.GROUPS:
        return YES
    if not groups:
        return no(_("Choose at least one group, or “only me”."))
    chosen = {group.pk for group in groups}
    if chosen - set(groups_of(by).values_list("group", flat=True)):
        return no(_("You can choose among the groups that you are in."))
    return YES
