"""What people do in threads: one function for each thing a person can do."""

from forum.threads.actions.drafts import clear_draft, save_draft
from forum.threads.actions.edit_post import edit_post
from forum.threads.actions.leaving import settle_words_of_leaver
from forum.threads.actions.moderating import (
    lock_thread,
    merge_threads,
    move_thread,
    pin_thread,
    split_thread,
    unlock_thread,
    unpin_thread,
)
from forum.threads.actions.react import react, take_back_reaction
from forum.threads.actions.reading import begin_reading, catch_up_group, note_reading, rest_from_reading, resume_reading
from forum.threads.actions.reply import reply
from forum.threads.actions.rerender import render_older_posts
from forum.threads.actions.start_thread import start_thread
from forum.threads.actions.subscribe import subscribe
from forum.threads.actions.withdraw_post import withdraw_post

__all__ = [
    "begin_reading",
    "catch_up_group",
    "clear_draft",
    "edit_post",
    "lock_thread",
    "merge_threads",
    "move_thread",
    "note_reading",
    "pin_thread",
    "react",
    "render_older_posts",
    "reply",
    "rest_from_reading",
    "resume_reading",
    "save_draft",
    "settle_words_of_leaver",
    "split_thread",
    "start_thread",
    "subscribe",
    "take_back_reaction",
    "unlock_thread",
    "unpin_thread",
    "withdraw_post",
]
