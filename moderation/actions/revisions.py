"""What is done with versions of words."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from accounts.models import Person
from moderation.actions.cases import open_for_findings
from moderation.checks import Found, judge
from moderation.kinds import Publish, kind_of
from moderation.library.constants import MODERATION_STATUS_APPROVED
from moderation.library.models import ModeratedObject
from moderation.models import Decision, Finding, Outcome, Revision
from moderation.policy import judged


@transaction.atomic(savepoint=False)  # part of the caller's deed: it fails whole, so there is nothing to go back to
def submit_revision(
    *,
    target: models.Model,
    title: str,
    body: str,
    by: Person,
    now: datetime,
    publish: Publish | None = None,
    also_found: Sequence[Found] = (),
) -> Revision:
    """Keep a new version of something's words, and ask the policy whether they are shown at once.

    The caller holds the lock on the target. When this returns, the kind's `publish` has run,
    unless the policy holds the revision; `published` says which. Whatever a check found is a case at the desk.

    :param target: a saved row whose model is a registered kind.
    :param now: aware UTC moment of writing.
    :param publish: instead of the kind's own, which locks and looks again: for a caller with the target in its hands.
    :param also_found: what the room itself knows, besides what the checks find: that an earlier version was returned.
    Source: README, M-1 and M-2.
    """
    revision = Revision(target=target, author=by, title=title, body=body, created_at=now)
    # Past the engine's handlers of `save`: they would write its row as waiting, and read both rows back.
    revision.save_base(raw=True, force_insert=True)
    judgement = judge(revision, also_found=also_found)
    with judged(judgement):
        status = _first_engine_row(revision).automoderate(by)
    if status == MODERATION_STATUS_APPROVED:
        (publish or kind_of(revision.target_type).publish)(revision, now)
    if judgement.found or not revision.published:
        open_for_findings(revision=revision, found=judgement.found, now=now)
    return revision


@transaction.atomic
def erase_words(*, revision: Revision, title: str = "", body: str = "") -> None:
    """Take words out of a version for good, the review engine's copy of it and what checks found in it included.

    The one exception to "written once": somebody who leaves may have what they wrote, and quotes of it, erased.

    :param title: what remains of the title; nothing unless given.
    :param body: what remains of the text; nothing unless given.
    Source: README, C-7.
    """
    if (revision.title, revision.body) == (title, body):
        return
    revision.title, revision.body = title, body
    Revision.objects.filter(pk=revision.pk).update(title=title, body=body)
    Finding.objects.filter(revision=revision).update(words=[])
    row = engine_row(revision)
    row.instance = revision  # the engine stores its copy from here
    row.save()


def _first_engine_row(revision: Revision) -> ModeratedObject:
    """Return the review engine's row of a new revision, not written yet: its answer and the row are one write."""
    row = ModeratedObject(content_object=revision)
    row.changed_object = revision
    return row


def engine_row(revision: Revision) -> ModeratedObject:
    """Return the review engine's row of a revision. Its own property asks the database twice more for the same."""
    revision_type = ContentType.objects.get_for_model(Revision)
    row = ModeratedObject.objects.get(content_type=revision_type, object_pk=revision.pk)
    row.content_type = revision_type
    return row


def why_it_waits(target: models.Model) -> list[Found]:
    """Why the next version of something's words is read first, whatever it says: a moderator turned the last one down.

    Otherwise its author would put back what was taken away. For kinds whose rows keep no state of their own.
    """
    last = Revision.objects.of(target).exclude(body="").standing().newest_first().first()
    turned_down = Decision.objects.filter(outcome__in=_TURNED_DOWN, reversed_by=None, revision=last)
    return [Found(check=Finding.Check.RESUBMITTED)] if last is not None and turned_down.exists() else []


_TURNED_DOWN = (Outcome.HIDE, Outcome.DECLINE, Outcome.RETURN)
