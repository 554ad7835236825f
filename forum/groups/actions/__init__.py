"""What people do with groups: one function for each thing."""

from forum.groups.actions.asking import (
    decide_join_request,
    let_in_after_all,
    note_requests_read,
    withdraw_join_request,
)
from forum.groups.actions.changing import change_group, preview_change, start_group
from forum.groups.actions.inviting import accept_invitation, decline_invitation, invite, take_back_invitation
from forum.groups.actions.joining import join_group, step_in_as_host
from forum.groups.actions.leaving import leave_group, remove_member
from forum.groups.actions.members import change_line, give_role

__all__ = [
    "accept_invitation",
    "change_group",
    "change_line",
    "decide_join_request",
    "decline_invitation",
    "give_role",
    "invite",
    "join_group",
    "leave_group",
    "let_in_after_all",
    "note_requests_read",
    "preview_change",
    "remove_member",
    "start_group",
    "step_in_as_host",
    "take_back_invitation",
    "withdraw_join_request",
]
