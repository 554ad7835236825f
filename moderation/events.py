"""What happened at the desk. Ids and the moment only; listeners above re-check sight when they tell anybody."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class CaseOpened:
    """Something waits for moderators."""

    case_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DeskRead:
    """Somebody has looked at what waits at the desk."""

    person_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DecisionMade:
    """A moderator decided, or undid what was decided."""

    decision_id: int
    case_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StatementGiven:
    """Somebody can read what was decided about something of theirs."""

    statement_id: int
    recipient_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReportAnswered:
    """Somebody who reported can read what came of it."""

    report_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AppealMade:
    """Somebody asks for another moderator to look again."""

    appeal_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AppealWritten:
    """Somebody added a message to an open appeal, for the other side to read."""

    appeal_id: int
    author_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AppealDecided:
    """An appeal was decided by somebody else than who decided first."""

    appeal_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TrialAsked:
    """A version of a rule is to be tried on past posts, or its trial to go on from where it stopped."""

    trial_id: int
    at: datetime
