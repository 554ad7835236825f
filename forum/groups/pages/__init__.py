"""What pages about groups show: lists, sentences and verdicts, looked up in a fixed number of queries."""

from forum.groups.pages.joining import group_of_resting_place, invitations_of, join_page, leave_page
from forum.groups.pages.members import members_page, requests_page, sent_invitations
from forum.groups.pages.names import names_offered
from forum.groups.pages.place import GroupPlace, group_place, readers_sentence, readers_sentence_outside
from forum.groups.pages.preview import change_sentences
from forum.groups.pages.tree import places_to_move, tree_page

__all__ = [
    "GroupPlace",
    "change_sentences",
    "group_of_resting_place",
    "group_place",
    "invitations_of",
    "join_page",
    "leave_page",
    "members_page",
    "names_offered",
    "places_to_move",
    "readers_sentence",
    "readers_sentence_outside",
    "requests_page",
    "sent_invitations",
    "tree_page",
]
