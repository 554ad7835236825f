"""What the subject of a decision is told, and those who reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.moments import zone_named
from moderation.events import ReportAnswered, StatementGiven
from moderation.guidelines import cited
from moderation.models import Case, Decision, Outcome, Report, Statement
from moderation.rules import APPEAL_WITHIN, TAKES

TEMPLATE_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Everything that a statement is made of; the same for the preview and for the deed.

    :param label: what is decided about, as "post" or "line in a group".
    :param words: the moderator's own, to the author; may be empty.
    :param until: for a sanction, the day on which it ends; None where it has no end or there is none.
    :param also: a second outcome, a sanction that comes with the first.
    :param was_reported: members reported it; otherwise it was a check, or a moderator.
    """

    outcome: str
    label: str
    guideline: str = ""
    words: str = ""
    until: date | None = None
    also: str = ""
    place: str = ""
    was_reported: bool = False
    appeal_until: date | None = None


def composed(telling: Telling) -> tuple[str, list[str]]:
    """Return the title and the paragraphs of a statement. Source: README, M-8."""
    paragraphs = [_what(telling.outcome, telling)]
    if telling.also:
        paragraphs.append(_what(telling.also, telling))
    if telling.guideline and telling.outcome != Outcome.UNDO:
        paragraphs.append(_("It was decided by %(guideline)s.") % {"guideline": cited(telling.guideline)})
    if telling.words.strip():
        paragraphs += [line.strip() for line in telling.words.strip().splitlines() if line.strip()]
    paragraphs.append(_how(telling))
    if telling.appeal_until:
        paragraphs.append(
            _("If you think that this was wrong, you can ask for somebody else to look again, until %(day)s.")
            % {"day": date_format(telling.appeal_until, "j F Y")}
        )
    return _title(telling), paragraphs


def _title(telling: Telling) -> str:
    said = {
        Outcome.APPROVE: _("Your %(label)s is up"),
        Outcome.APPROVE_EDITED: _("Your %(label)s is up, with a small change"),
        Outcome.RETURN: _("About your %(label)s: could you change something?"),
        Outcome.DECLINE: _("About your %(label)s"),
        Outcome.HIDE: _("About your %(label)s"),
        Outcome.CONTENT_NOTE: _("Your %(label)s carries a note now"),
        Outcome.UNDO: _("A decision about your %(label)s was taken back"),
        Outcome.WARN: _("A word from the moderators"),
        Outcome.HOLD_FIRST: _("Your posts are read first for a while"),
        Outcome.PAUSE: _("We ask you to pause for a while"),
        Outcome.BAN: _("You cannot write here any more"),
    }.get(Outcome(telling.outcome), _("About your %(label)s"))
    return said % {"label": telling.label}


def _what(outcome: str, telling: Telling) -> str:
    facts = {
        "label": telling.label,
        "place": telling.place or _("the forum"),
        "day": date_format(telling.until, "j F Y") if telling.until else "",
    }
    said = {
        Outcome.APPROVE: _("Everyone who reads there can see it now."),
        Outcome.APPROVE_EDITED: _(
            "It is up. A moderator changed something in it; you see what under “Earlier versions”. Everything else is as you wrote it."
        ),
        Outcome.RETURN: _(
            "Your %(label)s is not shown yet. It is kept as you wrote it, and you can change it and send it again."
        ),
        Outcome.DECLINE: _(
            "We did not put your %(label)s up. That says nothing about you, and what you wrote is still yours: you can read and copy it here."
        ),
        Outcome.HIDE: _("Your %(label)s is not shown to others any more. You can still read and copy it."),
        Outcome.CONTENT_NOTE: _(
            "People can choose whether to read about some things today. Your words are as they were."
        ),
        Outcome.MOVE: _(
            "Your thread stands in another group now, where it fits better. Nobody can read it there who could not before."
        ),
        Outcome.SPLIT: _("Some posts of a thread have a thread of their own now."),
        Outcome.MERGE: _("Your thread was joined with another one about the same."),
        Outcome.LOCK: _("Your thread takes no new replies now. Everything in it can still be read."),
        Outcome.UNLOCK: _("People can reply in your thread again."),
        Outcome.SLOW: _("People can reply less often in your thread for a while."),
        Outcome.WARN: _("This is a word of warning. It changes nothing that you can do here."),
        Outcome.HOLD_FIRST: _("Until %(day)s a moderator reads your posts in %(place)s before others do."),
        Outcome.PAUSE: _(
            "Until %(day)s you cannot write in %(place)s. You can read everything, and what you write is kept for you."
        ),
        Outcome.BAN: _("You cannot write in %(place)s any more."),
        Outcome.UNDO: _("Things are again as they were before."),
    }.get(Outcome(outcome), "")
    return said % facts if said else ""


def _how(telling: Telling) -> str:
    if telling.was_reported:
        return _("Members had asked us to look at it. A moderator, a person, decided.")
    return _("A moderator, a person, decided.")


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
