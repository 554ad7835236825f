"""Names that are offered to somebody who begins to type one."""

from django.db.models import Q

from accounts.models import Person
from accounts.names import LONGEST, skeleton
from forum.groups.models import Group, Membership

MOST_OFFERED = 8


def names_offered(group: Group, viewer: Person, *, beginning: str) -> list[str] | None:
    """Return names of members of a group, whom `viewer` may see, of which a word begins so; None for whom is not in it.

    None of their own, nor of somebody who left. Two queries at most: of the members of one group. Source: README, P-18.
    """
    seen = Membership.objects.visible_to(viewer).in_force().filter(group=group.pk)
    if not seen.filter(person=viewer.pk).exists():
        return None
    beginning = beginning.lstrip()[: LONGEST + 1]
    look = skeleton(beginning)
    if not look or len(beginning) > LONGEST:
        return []
    begins = Q(person__name__istartswith=beginning) | Q(person__name__icontains=f" {beginning}")
    begins |= Q(person__name__icontains=f"-{beginning}")
    if len(look) > 1:  # one letter looks like too many others
        begins |= Q(person__name_key__startswith=look)
    others = seen.filter(begins, person__is_active=True).exclude(person=viewer.pk)
    return list(others.order_by("person__name").values_list("person__name", flat=True)[:MOST_OFFERED])
