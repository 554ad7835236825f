"""What moderation keeps: versions of words, cases and decisions about them, its people, its rules, and the log."""

from moderation.models.cases import Case, DueTime, Finding, HandedOn, Proposal, Report, Severity
from moderation.models.decisions import (
    Appeal,
    AppealMessage,
    Batch,
    Decision,
    Effect,
    Outcome,
    Sanction,
    Statement,
)
from moderation.models.log import Action, LogCheckpoint, LogEntry, LogHead, Look
from moderation.models.people import DeskRole, Duty, HardDay, Holiday, Moderator, Note
from moderation.models.revisions import Revision
from moderation.models.rules import Rule, RulesInUse, RuleTrial, RuleVersion, TrialHit

__all__ = [
    "Action", "Appeal", "AppealMessage", "Batch", "Case", "Decision", "DeskRole", "DueTime", "Duty", "Effect", "Finding",
    "HandedOn", "HardDay", "Holiday", "LogCheckpoint", "LogEntry", "LogHead", "Look", "Moderator", "Note", "Outcome",
    "Proposal", "Report", "Revision", "Rule", "RuleTrial", "RuleVersion", "RulesInUse", "Sanction", "Severity",
    "Statement", "TrialHit",
]  # fmt: skip
