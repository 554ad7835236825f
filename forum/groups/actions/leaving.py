"""Going out of a group, and out of what stands inside it."""

from collections.abc import Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.groups.actions.asking import withdraw_requests_below
from forum.groups.actions.locks import lock_path, lock_paths
from forum.groups.actions.members import forget_lines
from forum.groups.actions.sight import count_members
from forum.groups.events import PersonLeftGroup
from forum.groups.models import Group, Invitation, JoinRequest, Membership, Reading
from forum.groups.rules import may_remove
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed
from moderation.actions import settle_gone


@transaction.atomic
def leave_group(*, group: Group, by: Person, now: datetime) -> None:
    """Leave a group; one that only its members read takes the groups inside it along.

    Anyone may, at any time, the only host too.

    :raises NotAllowed: they are not in it; its text is fit to show.
    Source: README, G-3.
    """
    fresh = lock_path(group)[-1]
    if not Membership.objects.filter(group=fresh.pk, person=by.pk).exists():
        raise NotAllowed(_("You are not in this group any more."))
    _take_out(fresh, by.pk, now)


@transaction.atomic
def remove_member(*, membership: Membership, by: Person, now: datetime) -> None:
    """A host takes somebody out of the group, and out of what stands inside it if only its members read it.

    :raises NotAllowed: its text is fit to show.
    Source: README, G-6.
    """
    fresh = lock_path(membership.group)[-1]
    found = Membership.objects.filter(pk=membership.pk).select_related("group").first()
    if found is None:
        raise NotAllowed(_("They are not in this group any more."))
    may_remove(found, by).or_refuse()
    _take_out(fresh, found.person_id, now)


@transaction.atomic
def leave_every_group(*, person_id: int, now: datetime) -> None:
    """Take a person who closes their account out of every group, and erase what they asked and whom they invited.

    Source: README, G-3.
    """
    groups = list(Membership.objects.filter(person=person_id).values_list("group", flat=True))
    if groups:
        lock_paths(*groups)
    forget_lines(person_id)
    memberships = list(Membership.objects.filter(person=person_id))
    settle_gone(subjects=memberships, now=now)
    erase_memberships(memberships, person_id, now)
    JoinRequest.objects.filter(person=person_id).delete()
    Invitation.objects.filter(invited_by=person_id).delete()
    own = EmailAddress.objects.filter(user=person_id).values(address=Lower("email"))
    Invitation.objects.filter(email__in=own.values("address")).delete()


def _take_out(group: Group, person_id: int, now: datetime) -> None:
    inside = Q(group__path__startswith=group.path) if group.reading == Reading.GROUP else Q(group=group.pk)
    memberships = list(Membership.objects.filter(inside, person=person_id))
    settle_gone(subjects=memberships, now=now)
    erase_memberships(memberships, person_id, now)
    if group.reading == Reading.GROUP:
        withdraw_requests_below(group=group, person_id=person_id, now=now)


def erase_memberships(rows: Sequence[Membership], person_id: int, now: datetime) -> None:
    """Take memberships away, with their counts and what they let their person do. The caller holds the locks."""
    Membership.objects.filter(pk__in=[row.pk for row in rows]).delete()
    count_members({row.group_id: -1 for row in rows if row.is_in_force})
    renew_trust(person_id)
    for row in rows:
        publish(PersonLeftGroup(person_id=person_id, group_id=row.group_id, at=now))
