"""Who stands at the desk: roles, and training that somebody else has confirmed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from moderation.kinds import places
from moderation.log import Action, write
from moderation.models import Case, DeskRole, Moderator
from moderation.rules import has_desk
from moderation.team import (
    acts_as,
    may_confirm_training,
    may_end_desk_role,
    may_give_desk_role,
    may_withdraw_training,
)


@transaction.atomic
def give_desk_role(*, person: Person, kind: str, group_id: int | None, by: Person, now: datetime) -> DeskRole:
    """Give somebody a role at the desk, for the whole forum or for a group with all inside it. Twice is once.

    Locks the person.

    :param kind: a `DeskRole.Kind`. :param group_id: None for the whole forum.
    :raises NotAllowed: its text is fit to show.
    Source: README, M-14.
    """
    person = locked(person)
    may_give_desk_role(person=person, by=by).or_refuse()
    if group_id is not None and not places().path_of(group_id):
        raise NotAllowed(_("This group is not there any more."))
    return keep_role(person=person, kind=kind, group_id=group_id, by=by, now=now)


def keep_role(*, person: Person, kind: str, group_id: int | None, by: Person | None, now: datetime) -> DeskRole:
    """Write a role down, with all that hangs on it. The caller holds the lock of the person.

    :param by: nobody where whoever runs the machine names the first lead.
    """
    role, is_new = DeskRole.objects.get_or_create(
        person=person, kind=DeskRole.Kind(kind), group_id=group_id, ended_at=None,
        defaults={"given_by": by, "given_at": now},
    )  # fmt: skip
    if is_new:
        renew_trust(person.pk)
        write(
            action=Action.GIVE_ROLE, by=by, now=now, subject=person, group_id=group_id, role=acts_as(by) if by else "",
            detail={"role": role.pk, "kind": role.kind},
        )  # fmt: skip
    return role


@transaction.atomic
def end_desk_role(*, role: DeskRole, by: Person, now: datetime) -> DeskRole:
    """End a role at the desk; the row stays, and says who could do what, when. Twice is once. Locks the person.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-14.
    """
    person = locked(role.person)
    role = DeskRole.objects.select_related("person").get(pk=role.pk)
    may_end_desk_role(role=role, by=by).or_refuse()
    if role.ended_at is None:
        close_role(role, now=now)
        renew_trust(person.pk)
        if not has_desk(person):
            let_go_of_everything(person)
        write_end(role, by=by, now=now)
    return role


def close_role(role: DeskRole, *, now: datetime) -> None:
    """Note when a role ended. The caller holds the lock of the person, and writes the log once all else is done."""
    role.ended_at = now
    role.save(update_fields=["ended_at"])


def write_end(role: DeskRole, *, by: Person | None, now: datetime) -> None:
    """Write the end of a role into the log."""
    write(
        action=Action.TAKE_ROLE, by=by, now=now, subject=role.person, group_id=role.group_id,
        role=acts_as(by) if by else "", detail={"role": role.pk, "kind": role.kind},
    )  # fmt: skip


@transaction.atomic
def confirm_training(*, person: Person, by: Person, now: datetime) -> Moderator:
    """Confirm that somebody has done the training: the desk opens for them. Twice is once. Locks the person.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-14.
    """
    person = locked(person)
    may_confirm_training(person=person, by=by).or_refuse()
    return keep_training(person=person, by=by, now=now)


def keep_training(*, person: Person, by: Person | None, now: datetime) -> Moderator:
    """Write confirmed training down. The caller holds the lock of the person.

    :param by: nobody where whoever runs the machine confirms that of the first lead.
    """
    moderator, is_new = Moderator.objects.get_or_create(
        person=person, defaults={"trained_at": now, "training_confirmed_by": by}
    )
    if is_new:
        write(action=Action.CONFIRM_TRAINING, by=by, now=now, subject=person, role=acts_as(by) if by else "")
    return moderator


@transaction.atomic
def withdraw_training(*, person: Person, by: Person, now: datetime) -> None:
    """Take back that somebody's training was confirmed: the desk closes for them, and what they had taken on is free.

    Twice is once. Locks the person.

    :raises NotAllowed: its text is fit to show.
    Source: README, M-14.
    """
    person = locked(person)
    moderator = Moderator.objects.filter(person=person).select_related("person").first()
    if moderator is None:
        return
    may_withdraw_training(moderator=moderator, by=by).or_refuse()
    moderator.delete()
    let_go_of_everything(person)
    write(action=Action.WITHDRAW_TRAINING, by=by, now=now, subject=person, role=acts_as(by))


def let_go_of_everything(person: Person) -> None:
    """Free what somebody had taken on. What is being decided at this moment is left to whoever decides it."""
    claimed = Case.objects.select_for_update(no_key=True, skip_locked=True).filter(claimed_by=person.pk)
    Case.objects.filter(pk__in=list(claimed.values_list("pk", flat=True))).update(claimed_by=None, claim_ends_at=None)


def locked(person: Person) -> Person:
    """The person, fresh, locked: of two verbs about their place at the desk the second sees what the first did."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)
