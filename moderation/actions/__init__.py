"""What is done with words that are reviewed, and at the desk."""

from moderation.actions.appeals import decide_appeal, make_appeal, withdraw_appeal, write_in_appeal
from moderation.actions.cases import (
    ask_for_second_opinion,
    break_claim,
    bring_to_desk,
    claim_case,
    hand_on_case,
    let_go_of_case,
    report,
    settle_vanished,
)
from moderation.actions.decide import act_at_once, decide, undo_decision
from moderation.actions.reading import read_statement
from moderation.actions.revisions import erase_words, submit_revision
from moderation.actions.ruling import agree_to_version, begin_with_starter_pack, retire_version, write_version
from moderation.actions.sanctions import acknowledge_sanction
from moderation.actions.trials import read_on, revive_trials, stop_trial, try_version

__all__ = [
    "acknowledge_sanction",
    "act_at_once",
    "agree_to_version",
    "ask_for_second_opinion",
    "begin_with_starter_pack",
    "break_claim",
    "bring_to_desk",
    "claim_case",
    "decide",
    "decide_appeal",
    "erase_words",
    "hand_on_case",
    "let_go_of_case",
    "make_appeal",
    "read_on",
    "read_statement",
    "report",
    "retire_version",
    "revive_trials",
    "settle_vanished",
    "stop_trial",
    "submit_revision",
    "try_version",
    "undo_decision",
    "withdraw_appeal",
    "write_in_appeal",
    "write_version",
]
