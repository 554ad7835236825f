"""What is done with words that are reviewed, and at the desk."""

from moderation.actions.batches import decide_alike
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
from moderation.actions.looking import look_closer, write_note
from moderation.actions.preview import preview_decision
from moderation.actions.revisions import erase_words, submit_revision
from moderation.actions.sanctions import acknowledge_sanction
from moderation.actions.taking import claim_next_case, take_to_desk

__all__ = [
    "acknowledge_sanction",
    "act_at_once",
    "ask_for_second_opinion",
    "break_claim",
    "bring_to_desk",
    "claim_case",
    "claim_next_case",
    "decide",
    "decide_alike",
    "erase_words",
    "hand_on_case",
    "let_go_of_case",
    "look_closer",
    "preview_decision",
    "report",
    "settle_vanished",
    "submit_revision",
    "take_to_desk",
    "undo_decision",
    "write_note",
]
