"""What people do with meetups: one function for each verb."""

from forum.meetups.actions.announce import announce, withdraw_announcement
from forum.meetups.actions.arranging import change_date, reschedule_meetup
from forum.meetups.actions.attending import accept_offer, attend, change_party, withdraw_attendance
from forum.meetups.actions.calendars import change_feed_detail, make_feed, note_fetch, revoke_feed
from forum.meetups.actions.changing import change_words
from forum.meetups.actions.dates import extend_series
from forum.meetups.actions.deriving import derive_again
from forum.meetups.actions.door import end_helper, name_helper, note_arrival, take_back_arrival
from forum.meetups.actions.handing import go_on_without, hand_over, name_successor
from forum.meetups.actions.leaving import settle_meetup_words_of_leaver
from forum.meetups.actions.moving import move_session
from forum.meetups.actions.organisers import end_recognition, recognise_organiser
from forum.meetups.actions.places import forget_place, pick_place
from forum.meetups.actions.plans import begin_plan, copy_meetup, discard_plan, save_plan
from forum.meetups.actions.splitting import change_from, change_pattern, end_series
from forum.meetups.actions.stopping import cancel_meetup, cancel_session, postpone_meetup
from forum.meetups.actions.taking_out import (
    erase_attendance,
    offer_free_places,
    offer_places_on,
    take_out_everywhere,
    take_out_of,
)
from forum.meetups.actions.telling import write_message
from forum.meetups.actions.venues import check_fact, write_venue

__all__ = [
    "accept_offer",
    "announce",
    "attend",
    "begin_plan",
    "cancel_meetup",
    "cancel_session",
    "change_date",
    "change_feed_detail",
    "change_from",
    "change_party",
    "change_pattern",
    "change_words",
    "check_fact",
    "copy_meetup",
    "derive_again",
    "discard_plan",
    "end_helper",
    "end_recognition",
    "end_series",
    "erase_attendance",
    "extend_series",
    "forget_place",
    "go_on_without",
    "hand_over",
    "make_feed",
    "move_session",
    "name_helper",
    "name_successor",
    "note_arrival",
    "note_fetch",
    "offer_free_places",
    "offer_places_on",
    "pick_place",
    "postpone_meetup",
    "recognise_organiser",
    "reschedule_meetup",
    "revoke_feed",
    "save_plan",
    "settle_meetup_words_of_leaver",
    "take_back_arrival",
    "take_out_everywhere",
    "take_out_of",
    "withdraw_announcement",
    "withdraw_attendance",
    "write_message",
    "write_venue",
]
