"""What is done with words that are reviewed, and at the desk."""

from moderation.actions.cases import (
    ask_for_second_opinion,
    break_claim,
    bring_to_desk,
    claim_case,
    hand_on_case,
    let_go_of_case,
    report,
    settle_gone,
    settle_vanished,
)
from moderation.actions.decide import act_at_once, decide, undo_decision
from moderation.actions.hours import add_duty, end_duty, set_due_time, set_holiday, take_back_holiday
from moderation.actions.leaving import settle_moderation_of_leaver
from moderation.actions.looking import look_at_author, look_at_burden, look_at_log, look_at_notes, look_at_record
from moderation.actions.notes import replace_note, write_note
from moderation.actions.people import confirm_training, end_desk_role, give_desk_role, withdraw_training
from moderation.actions.revisions import erase_words, submit_revision
from moderation.actions.sanctions import acknowledge_sanction
from moderation.actions.wellbeing import choose_hard_limit, come_back, count_hard_thing, rest_for_today

__all__ = [
    "acknowledge_sanction",
    "act_at_once",
    "add_duty",
    "ask_for_second_opinion",
    "break_claim",
    "bring_to_desk",
    "choose_hard_limit",
    "claim_case",
    "come_back",
    "confirm_training",
    "count_hard_thing",
    "decide",
    "end_desk_role",
    "end_duty",
    "erase_words",
    "give_desk_role",
    "hand_on_case",
    "let_go_of_case",
    "look_at_author",
    "look_at_burden",
    "look_at_log",
    "look_at_notes",
    "look_at_record",
    "replace_note",
    "report",
    "rest_for_today",
    "set_due_time",
    "set_holiday",
    "settle_gone",
    "settle_moderation_of_leaver",
    "settle_vanished",
    "submit_revision",
    "take_back_holiday",
    "undo_decision",
    "withdraw_training",
    "write_note",
]
