"""What the subject of a decision is told, and those who reported.

Whoever reads it may be exhausted, frightened, or on strong medicine, and may read it at night. So: what happened, what
is still theirs, what they can do, and that there is no hurry. A test keeps the sentences short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.moments import zone_named
from moderation.events import ReportAnswered, StatementGiven
from moderation.guidelines import Guideline, cited
from moderation.models import Case, Decision, Outcome, Report, Statement
from moderation.rules import APPEAL_WITHIN, TAKES

# Grows with every change of the sentences below; statements keep those that they were written with.
TEMPLATE_VERSION = 2

_TITLES: dict[str, str | Promise] = {
    Outcome.APPROVE: gettext_lazy("%(Yours)s is up"),
    Outcome.APPROVE_EDITED: gettext_lazy("%(Yours)s is up, with a small change"),
    Outcome.RETURN: gettext_lazy("Could you look at %(yours)s again?"),
    Outcome.CONTENT_NOTE: gettext_lazy("%(Yours)s has a content note now"),
    Outcome.MOVE: gettext_lazy("Your thread has moved"),
    Outcome.SPLIT: gettext_lazy("A thread was made into two"),
    Outcome.MERGE: gettext_lazy("Your thread was joined with another"),
    Outcome.LOCK: gettext_lazy("Your thread is closed for replies"),
    Outcome.UNLOCK: gettext_lazy("Your thread is open for replies again"),
    Outcome.SLOW: gettext_lazy("Your thread goes more slowly for a while"),
    Outcome.WARN: gettext_lazy("A word from the moderators"),
    Outcome.HOLD_FIRST: gettext_lazy("For a while, a moderator reads first what you write"),
    Outcome.PAUSE: gettext_lazy("Please take a pause"),
    Outcome.BAN: gettext_lazy("You cannot take part in %(place)s"),
    Outcome.UNDO: gettext_lazy("A decision about %(yours)s was taken back"),
    Outcome.UPHOLD: gettext_lazy("You asked us to look again"),
}
_ABOUT = gettext_lazy("About %(yours)s")

_FACTS: dict[str, str | Promise] = {
    Outcome.APPROVE: gettext_lazy("Everyone who reads there can see it now."),
    Outcome.APPROVE_EDITED: gettext_lazy(
        "A moderator changed something in it. All the rest is as you wrote it, and you find your own words below."
    ),
    Outcome.RETURN: gettext_lazy(
        "Thank you for writing. We have not put up %(yours)s yet: a change would help. You can make it, and send it again. Nothing that you wrote is lost."
    ),
    Outcome.DECLINE: gettext_lazy(
        "Thank you for writing. We did not put up %(yours)s, and we know that this is hard to read. It says nothing about you. Only moderators have seen it, and your words are still yours: they are kept for you below."
    ),
    Outcome.HIDE: gettext_lazy(
        "Others cannot see %(yours)s any more. You still can. Nothing of it is lost: your words are kept for you below, to read and to copy."
    ),
    Outcome.CONTENT_NOTE: gettext_lazy(
        "Your words are as you wrote them. With the note, people can choose when to read about some things."
    ),
    Outcome.MOVE: gettext_lazy(
        "It is in another group now, where it fits better. Nobody can read it there who could not read it before."
    ),
    Outcome.SPLIT: gettext_lazy("Some posts of it have a thread of their own now. Nothing that was written is lost."),
    Outcome.MERGE: gettext_lazy("The other thread is about the same. Nothing that was written is lost."),
    Outcome.LOCK: gettext_lazy("It takes no new replies now. People can still read all of it."),
    Outcome.UNLOCK: gettext_lazy("People can reply in it again."),
    Outcome.SLOW: gettext_lazy("People can reply in it less often. Nothing that was written is lost."),
    Outcome.WARN: gettext_lazy(
        "We ask you to do something in another way. This takes nothing away from you. Before you write the next time, please press the button below, so that we know that you have read this."
    ),
    Outcome.HOLD_FIRST: gettext_lazy(
        "You can write in %(place)s as always. Until %(day)s, a moderator reads it before others do. Then this ends by itself."
    ),
    Outcome.PAUSE: gettext_lazy(
        "Until %(day)s, you cannot write in %(place)s. You can read everything there, and what you begin to write is kept for you. Then this ends by itself."
    ),
    Outcome.UNDO: gettext_lazy("Things are again as they were before."),
    Outcome.UPHOLD: gettext_lazy(
        "Somebody who had no part in the first decision looked at all of it again, and read what you told us. They came to the same answer, so it stays as it is. We know that you hoped for another."
    ),
}
_OF_A_CHANGE: dict[str, str | Promise] = {
    Outcome.RETURN: gettext_lazy(
        "We have not shown your change to %(yours)s yet. Until then it stays as it was before. You can change it once more, and send it again. Nothing that you wrote is lost."
    ),
    Outcome.DECLINE: gettext_lazy(
        "We did not show your change to %(yours)s. It stays as it was before. Only moderators have seen the change, and your words are still yours: they are kept for you below."
    ),
}
# A ban: from a group or from the whole forum, without an end or with one.
_BANS: dict[tuple[bool, bool], str | Promise] = {
    (True, False): gettext_lazy(
        "You are not in %(place)s any more, and cannot come back in. Everywhere else in the forum, all is as it was."
    ),
    (True, True): gettext_lazy(
        "You are not in %(place)s any more. You can come back after %(day)s. Everywhere else in the forum, all is as it was."
    ),
    (False, False): gettext_lazy(
        "You are in none of the groups any more, and cannot join one. You can still log in: to read this, to ask us to look again, to take what you wrote with you, or to leave."
    ),
    (False, True): gettext_lazy(
        "You are in none of the groups any more. You can join groups again after %(day)s. You can still log in: to read this, to ask us to look again, or to take what you wrote with you."
    ),
}
_UNDONE_IN_PART = gettext_lazy(
    "Things are again as they were before, but for what has changed in the meantime: we left that alone."
)
_UNDONE_AND_WAITING = gettext_lazy("It waits again, as if nobody had decided. A moderator reads it next.")


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Everything that a statement is made of; the same for the preview and for the deed.

    Whether anybody reported it is not in it: in a small group that would tell who did.

    :param yours: what is decided about, to its author, as "your post".
    :param words: the moderator's own, to the author; may be empty.
    :param until: for a sanction, the moment when it ends, in words; empty where it has no end or there is none.
    :param also: a second outcome, a sanction that comes with the first.
    :param place: where a sanction holds; empty for the whole forum.
    :param appeal_until: the last day on which they can ask again.
    :param is_change: it was a change to something that stands.
    :param was_asked_for: the first decision is taken back because its subject asked.
    :param waits_again: for an undoing, somebody decides about it anew. :param is_in_part: not all could be put back.
    """

    outcome: str
    yours: str
    guideline: str = ""
    words: str = ""
    until: str = ""
    also: str = ""
    place: str = ""
    appeal_until: date | None = None
    is_change: bool = False
    was_asked_for: bool = False
    waits_again: bool = False
    is_in_part: bool = False


def composed(telling: Telling) -> tuple[str, list[str]]:
    """Return the title and the paragraphs of a statement. Source: README, M-8."""
    paragraphs = [_fact(telling.outcome, telling)]
    if telling.also:
        paragraphs.append(_fact(telling.also, telling))
    paragraphs.append(_guideline(telling))
    if words := [line.strip() for line in telling.words.splitlines() if line.strip()]:
        paragraphs += [_("The moderator writes:"), *words]
    paragraphs.append(_("A moderator decided this: a person, not a machine."))
    if telling.appeal_until:
        paragraphs += [
            _("If you think that this is not right, you can ask for somebody else to look again."),
            _("There is no hurry: you have until %(day)s. Asking is never held against you.")
            % {"day": date_format(telling.appeal_until, "j F Y")},
        ]
    return _title(telling), [paragraph for paragraph in paragraphs if paragraph]


def _title(telling: Telling) -> str:
    if telling.was_asked_for:
        return _("You asked us to look again, and we took the decision back")
    return str(_TITLES.get(telling.outcome, _ABOUT)) % _named(telling)


def _fact(outcome: str, telling: Telling) -> str:
    said: str | Promise = _FACTS.get(outcome, "")
    if telling.is_change:
        said = _OF_A_CHANGE.get(outcome, said)
    if outcome == Outcome.BAN:
        said = _BANS[bool(telling.place), bool(telling.until)]
    if outcome == Outcome.UNDO and telling.waits_again:
        said = _UNDONE_AND_WAITING
    elif outcome == Outcome.UNDO and telling.is_in_part:
        said = _UNDONE_IN_PART
    return str(said) % _named(telling)


def _named(telling: Telling) -> dict[str, str]:
    return {
        "yours": telling.yours,
        "Yours": capfirst(telling.yours),
        "place": telling.place or _("the forum"),
        "day": telling.until,
    }


def _guideline(telling: Telling) -> str:
    if not telling.guideline or telling.outcome in (Outcome.UNDO, Outcome.UPHOLD):
        return ""
    if telling.guideline == Guideline.LAW:
        return _("The law asks this of us.")
    return _("It is about %(guideline)s.") % {"guideline": cited(telling.guideline)}


def appeal_day(now: datetime, person: Person) -> date:
    """The last day, where the person is, on which they can ask again."""
    return (now + APPEAL_WITHIN).astimezone(zone_named(person.zone)).date()


def give_statement(*, decision: Decision, recipient: Person, telling: Telling, now: datetime) -> Statement:
    """Write down for good what the subject of a decision is told. Part of the verb that decides. Source: README, M-8."""
    title, paragraphs = composed(telling)
    can_appeal = telling.outcome in TAKES or telling.also in TAKES
    statement = Statement.objects.create(
        decision=decision,
        recipient=recipient,
        title=title,
        paragraphs=paragraphs,
        template_version=TEMPLATE_VERSION,
        given_at=now,
        appeal_until=now + APPEAL_WITHIN if can_appeal else None,
    )
    publish(StatementGiven(statement_id=statement.pk, recipient_id=recipient.pk, at=now))
    return statement


def answer_reports(*, case: Case, outcome: str, now: datetime) -> None:
    """Say to everybody who reported what came of it, in one of four sentences. Source: README, M-5."""
    waiting: Sequence[Report] = list(case.reports.filter(answered_at=None))
    for told in waiting:
        told.outcome, told.answered_at = outcome, now
        told.save(update_fields=["outcome", "answered_at"])
        publish(ReportAnswered(report_id=told.pk, at=now))
