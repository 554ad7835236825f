"""What members are in a group, and what they say about themselves there."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.groups.actions.locks import lock_path
from forum.groups.events import RoleGiven
from forum.groups.models import Membership, Role
from forum.groups.rules import may_give_role
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed
from moderation.actions import erase_words, settle_vanished, submit_revision
from moderation.actions.revisions import why_it_waits
from moderation.models import Revision
from moderation.rules import may_write

LONGEST_LINE = 120  # characters


@transaction.atomic
def give_role(*, membership: Membership, role: str, by: Person, now: datetime) -> Membership:
    """A host makes somebody a member, an organiser, a moderator or a host.

    :raises NotAllowed: its text is fit to show.
    Source: README, G-6.
    """
    lock_path(membership.group)
    found = Membership.objects.filter(pk=membership.pk).select_related("group").first()
    if found is None:
        raise NotAllowed(_("They are not in this group any more."))
    may_give_role(found, by).or_refuse()
    if found.role != Role(role):
        found.role = Role(role)
        found.save(update_fields=["role"])
        renew_trust(found.person_id)
        publish(RoleGiven(person_id=found.person_id, group_id=found.group_id, role=role, by_id=by.pk, at=now))
    return found


@transaction.atomic
def change_line(*, membership: Membership, line: str, by: Person, now: datetime) -> Revision:
    """Change the line beside one's name in one group; an empty one takes it away at once.

    :raises NotAllowed: it is somebody else's, they are not in the group any more, or are asked to pause.
    Source: README, G-8, M-1 and M-7.
    """
    mine = Membership.objects.select_for_update(of=("self",)).select_related("group")
    found = mine.filter(pk=membership.pk, person=by.pk, is_in_force=True).first()
    if found is None:
        raise NotAllowed(_("You are not in this group any more."))
    words = " ".join(line.split())
    if len(words) > LONGEST_LINE:
        raise NotAllowed(_("This line can have %(most)d characters at most.") % {"most": LONGEST_LINE})
    waits = why_it_waits(found) if words else []
    if words:
        may_write(by, (*found.group.ancestor_ids, found.group_id), now).or_refuse()
    revision = submit_revision(target=found, title="", body=words, by=by, now=now, also_found=waits)
    if not words:
        Membership.objects.filter(pk=found.pk).update(line="")
        settle_vanished(subject=found, now=now)
    return revision


def publish_line(revision: Revision, now: datetime) -> None:
    """Show an approved line, unless its person has written a newer one since. Source: README, M-1."""
    membership = Membership.objects.filter(pk=revision.target_id).first()
    if membership and not Revision.objects.of(membership).standing().filter(pk__gt=revision.pk).exists():
        Membership.objects.filter(pk=membership.pk).update(line=revision.body)


def forget_lines(person_id: int) -> None:
    """Take a person's lines out of every version; called when they leave the forum for good."""
    lines = Revision.objects.filter(author=person_id, target_type=ContentType.objects.get_for_model(Membership))
    for revision in lines:
        erase_words(revision=revision)
