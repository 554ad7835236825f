"""Asking somebody in by e-mail address."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Boundary, Person
from forum.groups.actions.joining import let_in
from forum.groups.actions.locks import lock_path
from forum.groups.actions.mail import send_invitation
from forum.groups.errors import AlreadyAnswered
from forum.groups.events import InvitationAnswered, PersonInvited
from forum.groups.models import Group, Invitation, Membership
from forum.groups.queries import people_at
from forum.groups.rules import INVITATION_LASTS, MOST_INVITATIONS, Way, fits, may_accept, may_host
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed


@transaction.atomic
def invite(*, group: Group, email: str, by: Person, now: datetime) -> Invitation:
    """A host asks in whoever reads mail at an address, for fourteen days.

    It does and says the same whether or not the address has an account, is in the group already, or belongs
    to somebody who would rather not hear from this host.

    :raises NotAllowed: its text is fit to show.
    Source: README, G-5.
    """
    fresh = lock_path(group)[-1]
    may_host(fresh, by).or_refuse()
    address = email.strip().lower()
    Invitation.objects.filter(group=fresh.pk, ends_at__lte=now).delete()
    if Invitation.objects.filter(group=fresh.pk).exclude(email=address).count() >= MOST_INVITATIONS:
        raise NotAllowed(_("There are many invitations waiting already. Please wait until some are answered."))
    invitation, _is_new = Invitation.objects.update_or_create(
        group=fresh,
        email=address,
        defaults={"invited_by": by, "invited_at": now, "ends_at": now + INVITATION_LASTS},
    )
    publish(PersonInvited(invitation_id=invitation.pk, group_id=fresh.pk, by_id=by.pk, at=now))
    if not _is_unwelcome(fresh, address, by):
        transaction.on_commit(lambda: send_invitation(address), robust=True)
    return invitation


@transaction.atomic
def take_back_invitation(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """A host takes an invitation back before it is answered; the row goes.

    :raises AlreadyAnswered: it was answered, or has gone.
    Source: README, G-5.
    """
    fresh = lock_path(invitation.group)[-1]
    may_host(fresh, by).or_refuse()
    _take(invitation)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person, now: datetime) -> Membership:
    """Come in by invitation, and into the open closed groups above. The invitation is erased.

    :raises AlreadyAnswered: it was answered or taken back; nothing is written.
    :raises NotAllowed: it has ended, or a group above comes first; nothing is written.
    Source: README, G-5.
    """
    path = lock_path(invitation.group)
    found = _own(invitation, by)
    way = Way.to(path, by)
    may_accept(way, found, now).or_refuse()
    membership = let_in(way, now) if not (way.is_in and way.membership) else way.membership
    _take(found)
    publish(InvitationAnswered(person_id=by.pk, group_id=path[-1].pk, is_accepted=True, at=now))
    return membership


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """Say no to an invitation, without a reason; it is erased and nobody is told who said no.

    :raises AlreadyAnswered: it was answered or taken back.
    Source: README, G-5.
    """
    lock_path(invitation.group)
    _take(_own(invitation, by))
    publish(InvitationAnswered(person_id=by.pk, group_id=invitation.group_id, is_accepted=False, at=now))


def _own(invitation: Invitation, by: Person) -> Invitation:
    found = Invitation.objects.sent_to(by).filter(pk=invitation.pk).first()
    if found is None:
        raise AlreadyAnswered
    return found


def _take(invitation: Invitation) -> None:
    gone, _rows = Invitation.objects.filter(pk=invitation.pk).delete()
    if not gone:
        raise AlreadyAnswered


def _is_unwelcome(group: Group, address: str, by: Person) -> bool:
    """Would a mail reach somebody who is in already, keeps away from this host, or may not learn of the group?"""
    person = people_at(address).first()
    if person is None:
        return False
    return (
        Membership.objects.filter(group=group.pk, person=person.pk, is_in_force=True).exists()
        or Boundary.objects.filter(Q(setter=person.pk, other=by.pk) | Q(setter=by.pk, other=person.pk)).exists()
        or (group.know_gate_id is not None and not fits(group, person))
    )
