"""What went wrong with meetups elsewhere, and the tests that show that it does not happen here.

The numbers are those of a survey of public bug trackers, in which each fault has its sources; the tests cite them.
"""

import pytest

from tests.architecture.faults import assert_proves, proofs_of, races

FAULTS = {
    1: ("A series drifts an hour as clocks change", """
        meetups/test_patterns.py::test_no_date_in_ten_years_drifts_from_the_time_on_the_wall_or_the_day_of_the_week
        meetups/test_patterns.py::test_a_change_of_the_clock_is_said_and_moves_nothing
        meetups/test_series_dates.py::test_dates_are_made_for_half_a_year_at_the_same_time_on_the_wall"""),
    2: ("An evening meeting lands on another day of the week, because the pattern ran on the date in UTC", """
        meetups/test_patterns.py::test_no_date_in_ten_years_drifts_from_the_time_on_the_wall_or_the_day_of_the_week"""),
    3: ("A time that does not exist is accepted", """
        meetups/test_patterns.py::test_a_time_that_clocks_skip_is_left_out_and_said_to_be
        meetups/test_series_changing.py::test_a_time_that_is_skipped_or_unclear_is_never_kept
        meetups/test_announcing.py::test_a_time_that_happens_twice_is_asked_about_and_the_second_is_the_later_one
        meetups/test_announcing.py::test_what_cannot_be_is_refused_beside_its_field_and_what_was_typed_is_kept"""),
    4: ("Monthly on the 31st skips short months and nobody is told", """
        meetups/test_patterns.py::test_the_thirty_first_is_left_out_in_short_months_and_said_to_be
        meetups/test_changing_pages.py::test_the_preview_says_which_months_lack_the_day
        meetups/test_announcing.py::test_a_monthly_series_is_shown_before_it_is_saved_with_months_that_lack_the_day"""),
    5: ("Changing the series wipes or doubles dates that were changed by themselves", """
        meetups/test_series_changing.py::test_no_row_of_deeds_moves_or_revives_what_was_changed_by_itself
        meetups/test_series_changing.py::test_a_pattern_that_changes_touches_no_date_that_was_changed_by_itself
        meetups/test_series_dates.py::test_a_date_that_was_changed_by_itself_is_never_made_again
        meetups/test_series_dates.py::test_making_dates_again_makes_none_twice_and_changes_none"""),
    6: ("Two people take the last place", """
        meetups/test_races.py::test_of_fifty_who_want_the_last_place_at_once_one_gets_it_and_forty_nine_wait
        meetups/test_races.py::test_of_many_processes_that_want_the_last_place_one_gets_it"""),
    7: ("Two ways of letting people in overfill together, or places are counted twice", """
        meetups/test_races.py::test_whatever_many_do_at_once_no_place_is_given_twice_and_no_withdrawal_is_lost
        meetups/test_places.py::test_no_order_of_deeds_lets_in_too_many_or_leaves_a_fitting_party_waiting"""),
    8: ("The queue stops at somebody who cannot come, or never moves after an account closed or a limit was raised", """
        meetups/test_queue.py::test_the_queue_never_stops_at_somebody_who_cannot_come_any_more
        meetups/test_queue.py::test_a_raised_limit_is_offered_on_and_a_lowered_one_sends_nobody_away
        meetups/test_attending.py::test_whoever_leaves_the_forum_is_out_of_every_count_and_their_rows_go
        meetups/test_races.py::test_two_who_leave_the_forum_at_once_both_make_room"""),
    9: ("Whoever gives a place up is offered it again, or it stays held", """
        meetups/test_attending.py::test_whoever_gives_a_place_up_is_not_offered_it_again_and_their_needs_are_erased
        meetups/test_queue.py::test_an_offer_ends_by_the_clock_and_its_places_go_to_the_next
        meetups/test_attending.py::test_a_form_sent_again_does_not_bring_back_who_withdrew"""),
    10: ("People are reminded of what was cancelled", """
        notices/test_telling.py::test_no_reminder_of_a_cancelled_meetup_is_told
        notices/test_gathered.py::test_no_gathered_mail_reminds_of_what_is_cancelled_or_of_whom_does_not_come
        notices/test_telling.py::test_no_reminder_comes_at_the_time_before_a_meetup_was_moved"""),
    11: ("Those who wait, or come to one changed date, are not told that it is cancelled", """
        notices/test_telling.py::test_nobody_who_waits_goes_untold_of_a_cancellation
        meetups/test_stopping.py::test_everybody_who_comes_waits_or_was_offered_a_place_is_told_of_a_cancellation
        meetups/test_stopping.py::test_where_nobody_is_left_to_organise_it_is_cancelled_and_those_who_come_are_told"""),
    12: ("People are told who withdrew", """
        notices/test_telling.py::test_nobody_who_withdrew_is_told_anything
        notices/test_gathered.py::test_no_gathered_mail_reminds_of_what_is_cancelled_or_of_whom_does_not_come
        notices/test_telling.py::test_nothing_is_told_to_whoever_may_not_see_it_any_more"""),
    13: ("A reminder comes twice, or at the hour of another zone", """
        notices/test_telling.py::test_nobody_is_reminded_twice
        notices/test_telling.py::test_a_reminder_comes_at_the_same_time_of_day_whatever_clocks_do
        notices/test_gathered.py::test_nine_in_the_morning_stays_nine_across_a_change_of_the_clock
        notices/test_races.py::test_two_who_tell_at_once_tell_nobody_twice"""),
    14: ("Ids in a feed change with each fetch, and entries double", """
        meetups/test_calendars.py::test_an_unchanged_calendar_is_the_same_to_the_byte_on_any_day
        meetups/test_calendars.py::test_a_changed_or_cancelled_date_keeps_its_id_and_rises"""),
    15: ("A changed date never reaches those who have it in their calendar", """
        meetups/test_calendars.py::test_a_changed_or_cancelled_date_keeps_its_id_and_rises
        meetups/test_calendars.py::test_a_date_that_only_went_is_no_unchanged_calendar"""),
    16: ("A calendar without zones shows the wrong hour", """
        meetups/test_calendars.py::test_a_calendar_shows_the_hour_that_stands_on_the_wall_there"""),
    17: ("A private meetup is in a feed that asks nobody who they are, or the list and the feed disagree", """
        meetups/test_calendars.py::test_calendar_and_page_never_disagree
        meetups/test_calendars.py::test_one_meetup_as_a_file_is_for_those_who_see_it_and_says_no_more
        meetups/test_calendars.py::test_a_browser_that_is_signed_in_as_somebody_else_makes_no_difference"""),
    18: ("The address of a feed can be guessed, or outlives leaving", """
        meetups/test_calendars.py::test_each_address_is_another_and_long_enough
        meetups/test_calendars.py::test_an_address_ends_and_then_looks_like_one_that_never_was
        meetups/test_calendars.py::test_who_left_the_group_fetches_nothing_of_it"""),
    19: ("Everybody sees the link to join online", """
        meetups/test_meetup_page.py::test_only_those_who_come_know_the_door
        meetups/test_meetup_page.py::test_the_words_of_the_door_are_not_even_fetched_for_others
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it"""),
    20: ("Exact coordinates are in an answer, or the order by distance tells where somebody is", """
        meetups/test_finding.py::test_no_coordinate_stands_in_any_byte
        meetups/test_finding.py::test_near_a_town_only_what_is_within_reach_is_listed_by_date_and_said_in_bands"""),
    21: ("A series is shown to whom its dates are not", """
        meetups/test_changing_pages.py::test_a_series_is_seen_by_whoever_sees_a_date_of_it_and_by_nobody_else
        meetups/test_changing_pages.py::test_the_page_of_a_series_shows_of_its_dates_only_those_that_one_sees"""),
    22: ("Nobody can withdraw once it is full", """
        meetups/test_attending.py::test_withdrawing_always_works"""),
    23: ("Guests are not counted", """
        meetups/test_attending.py::test_guests_count_and_who_does_not_fit_waits
        meetups/test_attending.py::test_more_guests_need_room_and_without_it_nothing_is_lost"""),
    24: ("Totals at the door are wrong, or helpers browse the list", """
        meetups/test_door.py::test_counts_are_those_of_the_rows_guests_included
        meetups/test_door.py::test_a_helper_has_no_list_and_reads_no_needs"""),
    25: ("The queue moves for what is not announced", """
        meetups/test_queue.py::test_the_queue_never_moves_for_what_is_cancelled_postponed_or_not_announced
        meetups/test_words.py::test_nobody_is_offered_a_place_while_an_announcement_is_hidden_and_whoever_waits_is_when_it_is_shown_again"""),
}  # fmt: skip
AT_ONCE = (6, 7, 8, 13)  # happen, if they do, between two who do something at the same moment


def test_every_fault_of_other_meetups_has_its_tests():
    assert set(FAULTS) == set(range(1, 26))


@pytest.mark.parametrize(("file", "name"), proofs_of(FAULTS))
def test_the_tests_of_a_fault_are_there(file, name):
    assert_proves(file, name)


@pytest.mark.parametrize("number", AT_ONCE)
def test_what_happens_between_two_is_tried_with_two_connections_on_postgresql(number):
    assert any(races(*proof.split("::")) for proof in FAULTS[number][1].split())
