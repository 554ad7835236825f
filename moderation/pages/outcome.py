"""What comes of a decision, in sentences."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moderation.actions.decide import Choice
from moderation.actions.preview import Foreseen
from moderation.kinds import kind_of
from moderation.models import Effect, Outcome, Revision, Sanction

_HAPPENS: dict[str, str | Promise] = {
    Outcome.APPROVE: gettext_lazy("Everybody who reads there sees it, as it was written."),
    Outcome.APPROVE_EDITED: gettext_lazy(
        "Everybody who reads there sees it as below. Its author sees what you changed."
    ),
    Outcome.RETURN: gettext_lazy("Only its author sees it. They can change it and send it again."),
    Outcome.DECLINE: gettext_lazy("Only its author sees it."),
    Outcome.HIDE: gettext_lazy("Nobody but its author sees it any more, on any page."),
    Outcome.CONTENT_NOTE: gettext_lazy("Readers who fold or hide this kind do not meet it unasked."),
    Outcome.LOCK: gettext_lazy("Nobody can reply in its thread. Everything in it can still be read."),
    Outcome.UNLOCK: gettext_lazy("People can reply in its thread again."),
    Outcome.SLOW: gettext_lazy("People can reply less often in its thread for a while."),
    Outcome.WARN: gettext_lazy("They are asked to say that they have read it. It changes nothing that they can do."),
    Outcome.HOLD_FIRST: gettext_lazy("What they write there is read by a moderator before anybody else sees it."),
    Outcome.PAUSE: gettext_lazy("They can read there, and cannot write until it ends by itself."),
    Outcome.BAN: gettext_lazy("They are out of the group and all inside it, and do not come in again."),
    Outcome.ESCALATE: gettext_lazy("The safeguarding lead decides it. It stays at the desk."),
    Outcome.CARED: gettext_lazy("It is closed. Nothing is held against anybody."),
    Outcome.NO_ACTION: gettext_lazy("Nothing is changed."),
}
# What comes of a proposal comes of it later.
_ONCE_AGREED: dict[str, str | Promise] = {
    Outcome.CARED: gettext_lazy(
        "Until then it stays open. After that, it is closed, and nothing is held against anybody."
    ),
    Outcome.NO_ACTION: gettext_lazy("Until then it stays open. After that, it is closed, and nothing is changed."),
}


def what_happens(choice: Choice, foreseen: Foreseen) -> Iterator[str]:
    """Say what would follow from a decision, one sentence for each thing."""
    if foreseen.is_proposal:
        yield _("It is kept as your proposal. Another person agrees to it, or proposes something else.")
        yield str(_ONCE_AGREED.get(choice.outcome, _HAPPENS[choice.outcome]))
    else:
        yield str(_HAPPENS[choice.outcome])
    if foreseen.answers:
        count = {"count": foreseen.answers, "answer": foreseen.answer}
        yield (
            ngettext(
                "%(count)d person who reported reads: %(answer)s",
                "%(count)d people who reported read: %(answer)s",
                foreseen.answers,
            )
            % count
        )
    if choice.follow_up_on:
        yield _("It comes back to the desk on %(day)s.") % {"day": date_format(choice.follow_up_on, "j F Y")}
    if foreseen.stays_open and not foreseen.is_proposal and choice.outcome != Outcome.ESCALATE:
        yield _("The case stays open.")


def said_of_skipped(skipped: Iterable[Effect]) -> Sequence[str]:
    """Return what an undoing left as it is, one sentence for each thing."""
    return list(dict.fromkeys(_left(effect) for effect in skipped))


def _left(effect: Effect) -> str:
    model = effect.subject_type.model_class()
    if model is Sanction:
        return _("Left as it is: the sanction was lifted before.")
    if model is Revision:
        return _("Left as it is: the version of the words was judged again since.")
    if effect.what.startswith("membership"):
        return _("Left as it is: the place in a group. The group is gone, or they are in it again.")
    return _("Left as it is: the %(what)s was changed since.") % {
        "what": str(kind_of(effect.subject_type).label).lower()
    }
