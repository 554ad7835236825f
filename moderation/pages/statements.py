"""What was decided about somebody, as they read it themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.moments import exact, zone_named
from forum.kernel.verdicts import Verdict
from moderation.kinds import address_for, kind_of, places
from moderation.models import Appeal, Decision, Sanction, Statement
from moderation.rules import may_appeal, statement_about

ON_A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Something that holds for a person at this moment, and the address of the statement about it."""

    words: str
    address: str


def holding_for(person: Person, *, now: datetime) -> list[Holding]:
    """What holds for a person now, by the clock, in sentences: two queries, none for most people. Source: README, M-7."""
    if not person.has_sanctions:
        return []
    held = Sanction.objects.visible_to(person).in_force(now).still_asking().order_by("ends_at", "pk")
    sanctions = list(held.select_related("decision__statement"))
    names = places().names([each.group_id for each in sanctions if each.group_id])
    return [Holding(words=_holding(each, person, names), address=statement_about(each)) for each in sanctions]


def _holding(sanction: Sanction, person: Person, names: dict[int, str]) -> str:
    said = {
        Sanction.Kind.WARNING: _("A moderator wrote to you. Please read it before you write the next time."),
        Sanction.Kind.HOLD_FIRST: _("Until %(day)s, a moderator reads first what you write in %(place)s."),
        Sanction.Kind.PAUSE: _("Until %(day)s, you are asked to pause in %(place)s."),
        Sanction.Kind.BAN: _("You cannot take part in %(place)s before %(day)s.")
        if sanction.ends_at
        else _("You cannot take part in %(place)s."),
    }[Sanction.Kind(sanction.kind)]
    place = names.get(sanction.group_id, _("a group")) if sanction.group_id else _("the forum")
    day = exact(sanction.ends_at, zone=zone_named(person.zone)) if sanction.ends_at else ""
    return said % {"day": day, "place": place}


@dataclass(frozen=True, kw_only=True)
class Told:
    """Statements to one person, newest first, and what holds for them. `older` is where the next page starts."""

    statements: list[Statement]
    holding: list[Holding]
    older: int | None


def told_to(person: Person, *, before: int, now: datetime) -> Told:
    """Look up a page of somebody's statements. :param before: those older than this one; 0 for the newest."""
    mine = Statement.objects.visible_to(person).select_related("decision__appeal").order_by("-pk")
    found = list((mine.filter(pk__lt=before) if before else mine)[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    return Told(
        statements=shown,
        holding=[] if before else holding_for(person, now=now),
        older=shown[-1].pk if len(found) > ON_A_PAGE else None,
    )


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """What somebody wrote, as they may have it back."""

    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class StatementPage:
    """One statement as its recipient reads it.

    :param words: of theirs, that were judged; None where there are none, or none any more.
    :param address: where the thing stands; empty where they cannot go there now.
    :param asks_to_acknowledge: they cannot write before they have said that they read it.
    :param appeal: that they made about it. :param may_ask: whether they can ask again.
    """

    statement: Statement
    words: OwnWords | None
    address: str
    asks_to_acknowledge: bool
    appeal: Appeal | None
    may_ask: Verdict


def statement_page(statement: Statement, person: Person, *, now: datetime) -> StatementPage:
    """Look it up. Source: README, M-8."""
    decision = statement.decision
    asking = Sanction.objects.visible_to(person).filter(decision=decision, acknowledged_at=None)
    return StatementPage(
        statement=statement,
        words=_own_words(decision, person),
        address=address_for(decision.case.subject, person),
        asks_to_acknowledge=asking.in_force(now).filter(kind=Sanction.Kind.WARNING).exists(),
        appeal=Appeal.objects.visible_to(person).filter(decision=decision, appellant=person).first(),
        may_ask=may_appeal(statement=statement, by=person, now=now),
    )


def _own_words(decision: Decision, person: Person) -> OwnWords | None:
    """The words that were judged, without those of others that they quote: these may be gone, or hidden, by now."""
    revision = decision.revision
    if revision is None or revision.author_id != person.pk or not (revision.title or revision.body):
        return None
    body = kind_of(revision.target_type).source_for(revision, person)
    return OwnWords(title=revision.title, body=body)
