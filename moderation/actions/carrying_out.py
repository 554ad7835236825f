"""What a decision does, and how it is put back: the room's acts, the review engine, and sanctions."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.verdicts import NotAllowed
from moderation.actions.revisions import engine_row
from moderation.actions.sanctions import may_sanction
from moderation.kinds import Change, Deed, Kind, kind_of, places
from moderation.library.constants import (
    MODERATION_STATUS_APPROVED,
    MODERATION_STATUS_PENDING,
    MODERATION_STATUS_REJECTED,
)
from moderation.library.models import ModeratedObject
from moderation.models import Decision, Effect, Outcome, Revision, Sanction
from moderation.rules import JUDGES_WORDS, SANCTIONS

if TYPE_CHECKING:
    from moderation.actions.decide import Choice

SHOWN = "shown"  # an effect: which version of a thing's words others see
# Acts that the room need not know of.
_DESK_ALONE = frozenset({Outcome.ESCALATE, Outcome.NO_ACTION, Outcome.CARED, *SANCTIONS})


def carry_out(
    *,
    kind: Kind | None,
    target: Any,
    decision: Decision,
    choice: "Choice",
    newest: Revision | None,
    by: Person,
    now: datetime,
) -> None:
    """Do what was decided, and keep each change as an effect. Part of `decide`.

    :raises NotAllowed: the outcome does not fit the subject; its text is fit to show.
    """
    changes: list[Change] = []
    if choice.outcome not in _DESK_ALONE:
        if kind is None or target is None:
            raise NotAllowed(_("What this is about is not there any more, so that cannot be done to it."))
        if choice.outcome in JUDGES_WORDS:
            changes += _judge_words(kind, target, choice, newest, by, now)
        else:
            changes += _act(kind, choice.outcome)(
                Deed(target=target, revision=newest, by=by, now=now, options=choice.options)
            )
    if choice.sentence is not None:
        changes += _impose(decision, choice, by, now)
    elif choice.outcome in SANCTIONS:
        raise NotAllowed(_("Please say where it holds and for how long."))
    keep_effects(decision, changes)


def _judge_words(
    kind: Kind, target: Any, choice: "Choice", newest: Revision | None, by: Person, now: datetime
) -> list[Change]:
    """Approve, return or decline the version that waits: the engine's record, and the room's state."""
    if newest is None or newest.published:
        raise NotAllowed(_("Nothing of this waits to be shown. You can hide it, or leave it as it is."))
    if choice.outcome in (Outcome.APPROVE, Outcome.APPROVE_EDITED):
        shown = _edited(newest, choice, by, now) if choice.outcome == Outcome.APPROVE_EDITED else newest
        changes = [Change(subject=target, what=SHOWN, before=_shown_before(newest), after=shown.pk)]
        _set_status(shown, MODERATION_STATUS_APPROVED, by, now)
        kind.publish(shown, now)
        return changes if shown is newest else [_turned_down(newest), *changes]
    changes = _act(kind, choice.outcome)(Deed(target=target, revision=newest, by=by, now=now, options=choice.options))
    _set_status(newest, MODERATION_STATUS_REJECTED, by, now)
    return [*changes, _turned_down(newest)]


def _turned_down(revision: Revision) -> Change:
    return Change(subject=revision, what="status", before="pending", after="declined")


def _edited(newest: Revision, choice: "Choice", by: Person, now: datetime) -> Revision:
    """Write the moderator's edit as a version of its own: the author's stays as it was written."""
    if (choice.title, choice.body) == (newest.title, newest.body):
        raise NotAllowed(_("Nothing was changed. You can approve it as it is."))
    if not choice.body.strip():
        raise NotAllowed(_("There would be no words left. You can return it to its author, or decline it."))
    shown = Revision(
        target=newest.target, author=newest.author, edited_by=by, title=choice.title if newest.title else "",
        body=choice.body, created_at=now,
    )  # fmt: skip
    shown.save()
    _set_status(newest, MODERATION_STATUS_REJECTED, by, now)
    return shown


def _shown_before(newest: Revision) -> int | None:
    earlier = Revision.objects.filter(target_type=newest.target_type, target_id=newest.target_id, published=True)
    return earlier.newest_first().values_list("pk", flat=True).first()


def _set_status(revision: Revision, status: int, by: Person, now: datetime) -> None:
    """Write a person's decision about a version into the review engine's record."""
    row = engine_row(revision)
    if status == MODERATION_STATUS_APPROVED:
        row.approve(by=by)
        revision.published = True
    elif status == MODERATION_STATUS_REJECTED:
        row.reject(by=by)
    else:
        ModeratedObject.objects.filter(pk=row.pk).update(status=status, by=None, on=None)


def _act(kind: Kind, outcome: str) -> Callable[[Deed], list[Change]]:
    act = kind.acts.get(outcome)
    if act is None:
        raise NotAllowed(_("That cannot be done to this."))
    return act


def _impose(decision: Decision, choice: "Choice", by: Person, now: datetime) -> list[Change]:
    sentence, person = choice.sentence, decision.case.about
    assert sentence is not None
    if person is None:
        raise NotAllowed(_("Nobody has an account for this any more."))
    may_sanction(person=person, sentence=sentence, guideline=choice.guideline, by=by, now=now).or_refuse()
    sanction = Sanction.objects.create(
        person=person,
        kind=sentence.kind,
        group_id=sentence.group_id,
        starts_at=now,
        ends_at=now + timedelta(days=sentence.days) if sentence.days else None,
        decision=decision,
    )
    Person.objects.filter(pk=person.pk).update(has_sanctions=True)
    changes = places().put_out(person, sentence.group_id, by, now) if sentence.kind == Sanction.Kind.BAN else []
    # Last, so that undoing lifts it first: nobody is put back into a group while they are banned from it.
    return [*changes, Change(subject=sanction, what="in_force", before=False, after=True)]


def keep_effects(decision: Decision, changes: Iterable[Change]) -> None:
    """Keep what was changed, in its order."""
    Effect.objects.bulk_create(
        Effect(
            decision=decision,
            subject_type=ContentType.objects.get_for_model(change.subject),
            subject_id=change.subject.pk,
            what=change.what,
            before=change.before,
            after=change.after,
        )
        for change in changes
    )


def put_back(*, decision: Decision, undoing: Decision, by: Person, now: datetime) -> list[Effect]:
    """Put back what a decision changed, last change first; return the effects that were not, because the thing was
    changed since. What was put back are the effects of the undoing. Part of `undo_decision`.
    """
    skipped = []
    for effect in decision.effects.order_by("-pk"):
        if not _put_one_back(effect, undoing, by, now):
            skipped.append(effect)
            continue
        Effect.objects.create(
            decision=undoing, subject_type=effect.subject_type, subject_id=effect.subject_id, what=effect.what,
            before=effect.after, after=effect.before,
        )  # fmt: skip
    return skipped


def _put_one_back(effect: Effect, undoing: Decision, by: Person, now: datetime) -> bool:
    model = effect.subject_type.model_class()
    if model is Sanction:
        standing = Sanction.objects.filter(pk=effect.subject_id, lifted_at=None)
        return bool(standing.update(lifted_by=undoing, lifted_at=now))
    if model is Revision:
        return _wait_again(effect.subject_id, by, now)
    if effect.what.startswith("membership"):
        return places().restore(effect, by, now)
    is_back = kind_of(effect.subject_type).restore(effect, by, now)
    return is_back and (effect.what != SHOWN or _wait_again(effect.after, by, now))


def _wait_again(revision_id: Any, by: Person, now: datetime) -> bool:
    """Let a version be decided anew. A moderator's edit that is taken back is not: its author's own words are."""
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision is None:
        return False
    Revision.objects.filter(pk=revision_id).update(published=False)
    _set_status(revision, MODERATION_STATUS_REJECTED if revision.edited_by_id else MODERATION_STATUS_PENDING, by, now)
    return True
