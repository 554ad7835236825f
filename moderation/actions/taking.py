"""What a moderator takes on: the next case, or something that nobody had brought to the desk."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from moderation.actions.cases import bring_to_desk, claim_case
from moderation.errors import CaseIsTaken
from moderation.kinds import kind_for
from moderation.models import Case, Finding, Revision, Severity
from moderation.queries import CaseQuerySet
from moderation.rules import is_safeguarding, may_open_desk, sees_case

MOST_TRIES = 20  # as many people may press at the same moment and each get a case


@transaction.atomic
def claim_next_case(*, among: CaseQuerySet, by: Person, now: datetime) -> Case | None:
    """Take on the first case of a list that is free and that `by` could decide; None where there is none.

    :param among: the list that they were looking at.
    :raises NotAllowed: the desk is not open to `by`; its text is fit to show.
    Source: README, M-4.
    """
    may_open_desk(by).or_refuse()
    free = among.free_for(by, now, is_safeguarding=is_safeguarding(by)).in_order()
    for case in free[:MOST_TRIES]:
        try:
            return claim_case(case=case, by=by, now=now)
        except CaseIsTaken:  # somebody else pressed at the same moment
            continue
    return None


@transaction.atomic
def take_to_desk(*, subject: models.Model, by: Person, now: datetime) -> Case:
    """Bring something to the desk that a moderator came across, and take it on. One that is open is only taken on.

    Locks the subject, parents first, then the case.

    :raises CaseIsTaken: somebody else works on it. :raises NotAllowed: it is theirs, or gone, or not in their sight.
    Source: README, M-4 and M-6.
    """
    may_open_desk(by).or_refuse()
    kind = kind_for(subject)
    target = kind.lock(subject.pk)
    if target is None:
        raise NotAllowed(_("It is not there any more."))
    case = Case.objects.of(target).not_closed().first() or _opened(target, kind.author_of(target), now)
    if not sees_case(by, case):
        raise NotAllowed(_("This is for somebody else to look at."))
    return claim_case(case=case, by=by, now=now)


def _opened(target: models.Model, author: Person | None, now: datetime) -> Case:
    case = bring_to_desk(subject=target, about=author, severity=Severity.OTHER, now=now)
    target_type = ContentType.objects.get_for_model(target)
    newest = Revision.objects.filter(target_type=target_type, target_id=target.pk).newest_first().first()
    if newest is not None:
        Finding.objects.create(
            case=case, revision=newest, check_code=Finding.Check.TAKEN, holds=False, found_at=now
        )  # fmt: skip
    return case
