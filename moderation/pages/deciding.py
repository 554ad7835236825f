"""What can be decided about a case, as sentences, and what each decision asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.compiled import Among, Compiled, keys_said
from moderation.actions.cases import group_of
from moderation.kinds import Ask, Kind, kind_of, places
from moderation.models import Case, Outcome, Revision
from moderation.queries import groups_at_desk
from moderation.rules import JUDGES_WORDS, SANCTIONS, TAKES, decides_everywhere, fits, needs_two

# Each decision as a sentence, and the key that chooses it. Moving, splitting and merging are pages of the rooms.
SENTENCES: dict[str, tuple[str | Promise, str]] = {
    Outcome.APPROVE: (gettext_lazy("Put it up as it is"), "a"),
    Outcome.APPROVE_EDITED: (gettext_lazy("Put it up with a small change of mine"), "e"),
    Outcome.RETURN: (gettext_lazy("Send it back, with a note on what to change"), "r"),
    Outcome.DECLINE: (gettext_lazy("Do not put it up"), "d"),
    Outcome.HIDE: (gettext_lazy("Hide it from everybody but its author"), "h"),
    Outcome.CONTENT_NOTE: (gettext_lazy("Add a content note"), "t"),
    Outcome.LOCK: (gettext_lazy("Close its thread for replies"), "l"),
    Outcome.UNLOCK: (gettext_lazy("Open its thread for replies again"), ""),
    Outcome.SLOW: (gettext_lazy("Slow its thread down"), ""),
    Outcome.WARN: (gettext_lazy("Say a word of warning"), "w"),
    Outcome.HOLD_FIRST: (gettext_lazy("Read their posts first for a while"), ""),
    Outcome.PAUSE: (gettext_lazy("Ask them to pause for a while"), ""),
    Outcome.BAN: (gettext_lazy("Ban them"), ""),
    Outcome.CARED: (gettext_lazy("Close it: somebody looks after it"), "s"),
    Outcome.NO_ACTION: (gettext_lazy("Leave everything as it is"), "x"),
    Outcome.ESCALATE: (gettext_lazy("Pass it to the safeguarding lead"), "p"),
}
GROUPS = (
    (gettext_lazy("The words"), (Outcome.APPROVE, Outcome.APPROVE_EDITED, Outcome.RETURN, Outcome.DECLINE, Outcome.HIDE)),
    (gettext_lazy("Around them"), (Outcome.CONTENT_NOTE, Outcome.LOCK, Outcome.UNLOCK, Outcome.SLOW)),
    (gettext_lazy("The person"), (Outcome.WARN, Outcome.HOLD_FIRST, Outcome.PAUSE, Outcome.BAN)),
    (gettext_lazy("The case"), (Outcome.CARED, Outcome.NO_ACTION, Outcome.ESCALATE)),
)  # fmt: skip
# These ask for nothing that must be said: their preview is the next page.
ASKS_NOTHING = frozenset({Outcome.APPROVE, Outcome.NO_ACTION, Outcome.ESCALATE, Outcome.LOCK, Outcome.UNLOCK})
SAYS_MORE = frozenset({Outcome.LOCK, Outcome.UNLOCK, Outcome.SLOW, Outcome.CONTENT_NOTE, Outcome.APPROVE_EDITED})
EVERYWHERE = "forum"  # as the scope of a sanction


@dataclass(frozen=True, kw_only=True)
class Way:
    """One decision that can be taken. :param step: what the next page is, the form or at once the preview."""

    outcome: str
    sentence: str | Promise
    key: str
    step: str

    @property
    def is_first(self) -> bool:
        """The one that is taken most often."""
        return self.outcome in (Outcome.APPROVE, Outcome.CARED)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a decision asks for.

    :param fields: names of the fields of the form; :param required: those that must be filled in.
    :param ask: what the room asks besides.
    :param scopes: where a sanction may hold: codes and names.
    """

    outcome: str
    fields: frozenset[str]
    required: frozenset[str] = frozenset()
    ask: Ask | None = None
    scopes: Sequence[tuple[str, str]] = field(default=())


def ways_for(case: Case, *, waits: bool, is_shown: bool, is_there: bool, leads: bool) -> list[tuple[str, list[Way]]]:
    """Return the decisions that fit a case, under their headings.

    :param waits: its newest words were not judged; :param is_shown: a version of them is shown to others;
    :param is_there: the thing itself still exists; :param leads: whoever decides is a lead.
    """
    found = []
    for heading, outcomes in GROUPS:
        ways = [
            _way(outcome)
            for outcome in outcomes
            if fits(case=case, outcome=outcome, waits=waits) and _suits(case, outcome, is_shown, is_there, leads)
        ]
        if ways:
            found.append((str(heading), ways))
    return found


def _way(outcome: Outcome) -> Way:
    sentence, key = SENTENCES[outcome]
    return Way(outcome=outcome, sentence=sentence, key=key, step="preview" if outcome in ASKS_NOTHING else "form")


def _suits(case: Case, outcome: str, is_shown: bool, is_there: bool, leads: bool) -> bool:
    if outcome in SANCTIONS:
        return case.about is not None and case.about.is_active and (leads or outcome != Outcome.BAN)
    if outcome == Outcome.ESCALATE:
        return not case.is_escalated
    if outcome in (Outcome.CARED, Outcome.NO_ACTION):
        return True
    if outcome in (Outcome.APPROVE, Outcome.APPROVE_EDITED):
        return is_there
    kind = kind_in(case)
    can_be_done = is_there and kind is not None and outcome in kind.acts and kind.suits(case.subject, outcome)
    return can_be_done and (is_shown or outcome != Outcome.HIDE)


def kind_in(case: Case) -> Kind | None:
    """The kind of a case's subject; None where it is a person."""
    return None if needs_two(case) else kind_of(ContentType.objects.get_for_id(case.subject_type_id))


def asked_for(outcome: str, case: Case, newest: Revision | None, by: Person) -> Asked:
    """Return what a decision asks for.

    :param newest: the version that it would be about: one without a title is not given one.
    """
    kind = kind_in(case)
    ask = kind.asks.get(outcome) if kind else None
    scopes = list(_scopes(case, by)) if outcome in SANCTIONS else []
    return Asked(
        outcome=outcome,
        fields=frozenset(_fields(outcome, ask)) - ({"title"} if newest is None or not newest.title else set()),
        required=frozenset(_required(outcome)),
        ask=ask,
        scopes=scopes,
    )


def _fields(outcome: str, ask: Ask | None) -> Iterable[str]:
    if outcome in TAKES or outcome in SAYS_MORE:
        yield "guideline"
    if outcome in TAKES or outcome in SAYS_MORE or outcome == Outcome.APPROVE:
        yield "words"
    if outcome == Outcome.APPROVE_EDITED:
        yield from ("title", "body")
    if ask is not None:
        yield "option"
    if outcome in SANCTIONS:
        yield "scope"
    if outcome in (Outcome.HOLD_FIRST, Outcome.PAUSE):
        yield "days"
    if outcome == Outcome.CARED:
        yield "follow_up_on"
    if outcome not in JUDGES_WORDS | {Outcome.CARED, Outcome.NO_ACTION, Outcome.ESCALATE, Outcome.CONTENT_NOTE}:
        yield "keeps_open"


def _required(outcome: str) -> Iterable[str]:
    if outcome in TAKES:
        yield "guideline"
    if outcome in (Outcome.RETURN, Outcome.WARN):
        yield "words"


_reached = Compiled(lambda viewer, groups: groups_at_desk(viewer).filter(Among("pk", groups)).values_list("pk"))


def _scopes(case: Case, by: Person) -> Iterable[tuple[str, str]]:
    """The group and those above it that the moderator reaches; the whole forum for whoever has a role for all of it."""
    group_id = group_of(case)
    path = places().path_of(group_id) if group_id else ()
    reached = {pk for (pk,) in _reached.rows(viewer=by, groups=keys_said(path))}
    names = places().names(reached)
    for pk in reversed(path):
        if pk in reached:
            yield str(pk), names[pk]
    if decides_everywhere(by):
        yield EVERYWHERE, _("the whole forum")
