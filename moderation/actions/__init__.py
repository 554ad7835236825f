"""What is done with words that are reviewed, and at the desk."""

from moderation.actions.appeals import decide_appeal, make_appeal, withdraw_appeal, write_in_appeal
from moderation.actions.batches import decide_alike
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
from moderation.actions.looking import (
    look_at_burden,
    look_at_log,
    look_at_notes,
    look_at_record,
    look_closer,
    note_desk_read,
)
from moderation.actions.notes import replace_note, write_note
from moderation.actions.people import confirm_training, end_desk_role, give_desk_role, withdraw_training
from moderation.actions.preview import preview_decision
from moderation.actions.reading import read_statement
from moderation.actions.revisions import erase_words, submit_revision
from moderation.actions.ruling import agree_to_version, begin_with_starter_pack, retire_version, write_version
from moderation.actions.sanctions import acknowledge_sanction
from moderation.actions.taking import claim_next_case, take_to_desk
from moderation.actions.trials import read_on, revive_trials, stop_trial, try_all_untried, try_version
from moderation.actions.wellbeing import choose_hard_limit, come_back, count_hard_thing, rest_for_today

__all__ = [
    "acknowledge_sanction",
    "act_at_once",
    "add_duty",
    "agree_to_version",
    "ask_for_second_opinion",
    "begin_with_starter_pack",
    "break_claim",
    "bring_to_desk",
    "choose_hard_limit",
    "claim_case",
    "claim_next_case",
    "come_back",
    "confirm_training",
    "count_hard_thing",
    "decide",
    "decide_alike",
    "decide_appeal",
    "end_desk_role",
    "end_duty",
    "erase_words",
    "give_desk_role",
    "hand_on_case",
    "let_go_of_case",
    "look_at_burden",
    "look_at_log",
    "look_at_notes",
    "look_at_record",
    "look_closer",
    "make_appeal",
    "note_desk_read",
    "preview_decision",
    "read_on",
    "read_statement",
    "replace_note",
    "report",
    "rest_for_today",
    "retire_version",
    "revive_trials",
    "set_due_time",
    "set_holiday",
    "settle_gone",
    "settle_moderation_of_leaver",
    "settle_vanished",
    "stop_trial",
    "submit_revision",
    "take_back_holiday",
    "take_to_desk",
    "try_all_untried",
    "try_version",
    "undo_decision",
    "withdraw_appeal",
    "withdraw_training",
    "write_in_appeal",
    "write_note",
    "write_version",
]
