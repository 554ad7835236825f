"""One function for each thing that a person can do with their account."""

from accounts.actions.boundaries import set_boundary, take_back_boundary
from accounts.actions.consents import give_consent, withdraw_consent
from accounts.actions.leaving import leave_forum
from accounts.actions.opening import give_up_account, hold_name, open_account, release_name
from accounts.actions.own_page import change_name, change_reading, change_situation, choose_gently

__all__ = [
    "change_name",
    "change_reading",
    "change_situation",
    "choose_gently",
    "give_consent",
    "give_up_account",
    "hold_name",
    "leave_forum",
    "open_account",
    "release_name",
    "set_boundary",
    "take_back_boundary",
    "withdraw_consent",
]
