"""What other forums got wrong, and the tests that show that it does not happen here.

The numbers are those of a survey of public bug trackers, in which each fault has its sources; the tests cite them. Files
(15, 20) are not built. What went wrong at review queues (17) is in
`test_moderation_faults.py`.
"""

import pytest

from tests.architecture.faults import assert_proves, proofs_of

FAULTS = {
    1: ("Words of a closed group turn up in a search, or on their author's page", """
        home/test_person_page.py::test_it_shows_what_was_meant_for_the_viewer_and_no_more
        search/test_sight.py::test_a_closed_group_is_found_by_its_members_only
        border/test_canaries.py::test_a_word_that_may_not_be_read_is_looked_for_like_one_that_nobody_wrote
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it"""),
    2: ("They are served through a feed or another address of the same thing", """
        home/test_feed.py::test_only_a_group_that_anybody_reads_has_a_feed
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it
        border/test_answers.py::test_every_address_answers_each_kind_of_viewer_as_the_table_says"""),
    3: ("Closed groups are counted in the totals of the one above", """
        home/test_group_front.py::test_a_parent_does_not_tell_of_its_hidden_child
        groups/test_pages.py::test_the_list_never_counts_members_of_a_closed_group_for_outsiders"""),
    4: ("The title of a closed thread is the newest one of a public group above", """
        home/test_group_front.py::test_a_public_parent_never_shows_a_thread_of_its_closed_child"""),
    5: ("A hidden group, or who is in it, is found out", """
        border/test_canaries.py::test_a_hidden_thing_answers_as_one_that_never_existed
        home/test_group_front.py::test_a_hidden_group_answers_as_one_that_never_was
        groups/test_joining.py::test_a_hidden_group_is_not_joined_nor_named_by_whoever_guesses_its_address"""),
    6: ("The order of a list tells a hidden value", """
        groups/test_pages.py::test_the_order_and_the_number_of_groups_never_tell_of_a_hidden_one
        search/test_sight.py::test_a_suggestion_never_has_a_word_that_only_closed_places_hold
        threads/test_sight.py::test_kept_apart_means_posts_quotes_and_counts"""),
    7: ("Somebody who lost access goes on hearing of it", """
        home/test_catch_up.py::test_a_group_that_one_has_left_shows_nothing_more
        search/test_sight.py::test_somebody_who_left_a_group_finds_nothing_of_it
        threads/test_sight.py::test_access_that_ends_ends_at_once
        notices/test_mail.py::test_what_ends_between_queueing_and_sending_ends_the_mail_and_says_why
        notices/test_what_ended_meanwhile.py::test_what_ends_between_writing_and_telling_is_not_told_and_says_why
        notices/test_what_ended_meanwhile.py::test_what_ends_between_telling_and_mailing_is_not_mailed_and_says_why"""),
    8: ("A mention, or a thing followed, tells a title to somebody outside", """
        groups/test_invitations.py::test_the_mail_names_no_group_and_goes_only_when_it_is_written
        notices/test_mentions.py::test_a_mention_tells_no_title_to_somebody_outside_of_the_group
        notices/test_mentions.py::test_a_name_that_the_writer_may_not_see_is_as_one_that_nobody_has
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it"""),
    9: ("A move, or where an address leads, tells the title of what cannot be opened", """
        groups/test_hosting.py::test_a_preview_never_names_a_hidden_group_nor_counts_one_that_the_host_is_outside_of
        notices/test_what_ended_meanwhile.py::test_what_ends_between_writing_and_telling_is_not_told_and_says_why
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it"""),
    10: ("Old bookmarks are shown after access has ended", """
        threads/test_drafts.py::test_a_draft_shows_nothing_after_access_has_ended_and_comes_back_with_it
        home/test_catch_up.py::test_the_title_of_a_hidden_thread_does_not_come_back_in_a_draft"""),
    11: ("Quotes and links back tell of what is closed", """
        threads/test_sight.py::test_no_post_of_another_thread_can_be_quoted
        threads/test_sight.py::test_quoting_what_is_not_there_quotes_nothing
        notices/test_what_ended_meanwhile.py::test_what_was_told_is_not_shown_to_whoever_may_not_see_it_any_more"""),
    12: ("Small addresses beside the page tell it: reactions, counts, who takes part", """
        border/test_answers.py::test_every_address_answers_each_kind_of_viewer_as_the_table_says
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it"""),
    13: ("Others see how far somebody has read", """
        threads/test_reading.py::test_nobody_is_told_what_others_have_read"""),
    14: ("An export of one's own things names closed groups", """
        accounts/test_leaving.py::test_names_of_others_and_of_what_one_left_are_not_in_it"""),
    16: ("What is closed is sent to other machines", """
        notices/test_mail.py::test_no_canary_is_in_any_byte_of_any_mail
        notices/test_what_ended_meanwhile.py::test_no_words_and_nothing_that_its_reader_hides_are_in_a_mail"""),
    18: ("A meetup that is hidden stays in lists and calendars, or is told", """
        meetups/test_words.py::test_a_hidden_announcement_takes_its_dates_off_and_gives_them_back_exactly
        notices/test_telling.py::test_nothing_is_told_to_whoever_may_not_see_it_any_more"""),
    19: ("A child stays readable when its parent closes", """
        groups/test_sight.py::test_closing_a_parent_closes_its_children_at_once
        groups/test_sight.py::test_nobody_sees_more_or_less_than_the_path_allows_whatever_happened_before"""),
    21: ("Something ready-made overwrites a draft", """
        threads/test_drafts.py::test_a_quote_is_put_behind_a_draft_and_never_over_it
        threads/test_drafts.py::test_reading_a_thread_never_changes_a_draft"""),
    22: ("Drafts stop being saved and nobody is told", """
        browser/test_threads_writing.py::test_a_draft_that_could_not_be_saved_says_so_and_is_tried_again"""),
    23: ("A reply is lost because the session or the form was too old", """
        threads/test_writing.py::test_a_form_with_a_stale_token_is_refused_and_its_words_are_shown
        accounts/test_words_are_kept.py::test_words_sent_while_signed_out_are_shown_and_nothing_is_posted
        browser/test_accounts_joining.py::test_words_written_in_an_ended_session_come_back"""),
    24: ("Beginning another reply destroys a draft", """
        threads/test_drafts.py::test_opening_another_place_keeps_each_draft"""),
    25: ("A draft is kept and nothing shows it on return", """
        home/test_catch_up.py::test_what_was_begun_is_found_again
        threads/test_drafts.py::test_a_draft_is_found_again_on_another_device"""),
    26: ("A change is thrown away because the thread closed meanwhile", """
        threads/test_writing.py::test_a_reply_to_a_thread_that_closed_meanwhile_is_kept_and_shown
        threads/test_writing.py::test_a_change_to_a_post_whose_thread_closed_meanwhile_is_shown_again"""),
    27: ("A slow line posts twice", """
        threads/test_writing.py::test_the_same_form_sent_again_makes_no_second_post
        threads/test_races.py::test_the_same_form_ten_times_at_once_makes_one_post
        threads/test_server.py::test_killing_the_server_loses_no_answered_reply_and_doubles_none"""),
    28: ("A thread stays read, or unread for ever, after its last posts went", """
        threads/test_sight.py::test_nothing_is_unread_forever_and_nothing_stays_read_by_mistake"""),
    29: ("Removed posts, or those of somebody blocked, count as unread", """
        threads/test_sight.py::test_unread_counts_are_what_counting_one_by_one_gives
        home/test_catch_up.py::test_somebody_kept_from_the_reader_is_neither_counted_nor_named"""),
    30: ("The wrong page opens, or an empty last one", """
        threads/test_reading.py::test_a_full_last_page_is_followed_by_no_empty_one
        threads/test_reading.py::test_past_the_end_is_the_last_page_and_never_an_empty_one
        threads/test_reading.py::test_a_posts_address_leads_to_its_page"""),
    31: ("Things are left out or said twice between pages", """
        search/test_finding.py::test_pages_neither_skip_nor_repeat_anything_and_none_is_empty
        search/test_finding.py::test_what_is_written_while_one_pages_moves_nothing
        threads/test_reading.py::test_walking_forward_and_back_meets_every_post_once
        home/test_group_front.py::test_pages_neither_skip_nor_repeat_a_thread_while_others_write
        groups/test_pages.py::test_members_are_paged_without_losing_or_repeating_anyone"""),
    32: ("Marking as read takes a minute; lists have no index", """
        threads/test_reading.py::test_reading_is_written_once_and_only_grows
        threads/test_budgets.py::test_a_list_with_unread_counts_costs_one_query"""),
    33: ("A long thread is counted or skipped through from its start", """
        threads/test_budgets.py::test_the_cost_does_not_grow_with_the_thread
        threads/test_reading.py::test_at_most_seven_links_lead_through_ten_thousand_posts"""),
    34: ("Each group costs a query for its permissions", """
        groups/test_pages.py::test_the_list_of_500_groups_asks_no_more_than_that_of_ten
        groups/test_pages.py::test_a_groups_surroundings_ask_the_same_three_deep_as_at_the_root"""),
    35: ("What waits is told before it is shown; its author does not hear the outcome, nor its moderators that it waits", """
        notices/test_mentions.py::test_words_that_wait_tell_nobody_until_they_are_shown
        notices/test_desk.py::test_whoever_wrote_what_waited_is_told_that_it_stands_on_its_page
        notices/test_desk.py::test_the_author_is_told_the_outcome_also_where_it_is_not_shown
        notices/test_desk.py::test_those_who_moderate_here_are_told_once_and_nobody_else"""),
    36: ("What somebody blocked wrote is told", """
        notices/test_mentions.py::test_a_name_that_the_writer_may_not_see_is_as_one_that_nobody_has
        notices/test_threads.py::test_a_kind_word_of_somebody_hidden_is_not_told_and_that_of_others_is
        notices/test_what_ended_meanwhile.py::test_what_ends_between_writing_and_telling_is_not_told_and_says_why
        notices/test_what_ended_meanwhile.py::test_what_ends_between_telling_and_mailing_is_not_mailed_and_says_why"""),
    37: ("A mail says what its reader chose not to meet", """
        notices/test_what_ended_meanwhile.py::test_no_words_and_nothing_that_its_reader_hides_are_in_a_mail"""),
    38: ("A daily mail repeats words, has what was removed, or goes to whoever is gone", """
        notices/test_gathered.py::test_the_daily_mail_comes_at_nine_counts_in_words_and_names_nothing
        notices/test_gathered.py::test_what_ends_while_the_mail_waits_ends_it_and_says_why
        notices/test_gathered.py::test_whoever_has_left_the_forum_gets_no_daily_mail"""),
    39: ("The link that stops mail does not work", """
        notices/test_choosing.py::test_a_mail_is_stopped_twice_without_logging_in_whatever_became_of_its_recipient
        notices/test_choosing.py::test_one_press_from_a_mail_programme_ends_these_mails_and_no_others
        notices/test_gathered.py::test_one_press_stops_the_daily_mail_and_no_other"""),
    40: ("Answering a mail posts what was meant for one", """
        notices/test_gathered.py::test_nothing_can_be_posted_by_answering_a_mail_and_each_mail_says_so"""),
    41: ("The name of somebody who left stays in quotes", """
        threads/test_sight.py::test_a_quote_names_nobody
        threads/test_leaving.py::test_erased_words_are_in_no_row_of_any_table"""),
    42: ("Invitations outlive whoever they were for", """
        accounts/test_leaving.py::test_an_invitation_to_their_address_does_not_outlive_them
        accounts/test_leaving.py::test_rows_go_as_their_models_declare"""),
    43: ("Nobody says whether leaving erases what one wrote", """
        accounts/test_leaving.py::test_before_the_click_it_says_what_becomes_of_posts"""),
    44: ("Removed words are only hidden by the page", """
        search/test_sight.py::test_a_removed_post_is_not_found_nor_quotes_of_it
        threads/test_sight.py::test_removed_words_leave_every_place_at_once"""),
    45: ("Something tells who wrote without a name", """
        threads/test_sight.py::test_nothing_shows_who_wrote_without_a_name
        search/test_sight.py::test_words_without_a_name_are_found_by_nobodys_name
        threads/test_sight.py::test_blocking_people_one_by_one_never_tells_who_wrote_without_a_name"""),
    46: ("A control has no name, or no way to it", """
        browser/test_look_pages.py::test_everything_that_can_be_pressed_has_a_name"""),
    47: ("The focus goes where it cannot be followed; headings lead nowhere", """
        browser/test_look_pages.py::test_what_has_the_focus_is_not_under_the_bar_of_a_narrow_screen
        browser/test_look_pages.py::test_the_order_of_the_keyboard_is_the_order_on_the_page
        browser/test_look_pages.py::test_one_heading_leads_each_page_and_none_is_skipped"""),
}  # fmt: skip


def test_every_fault_that_touches_what_is_built_has_its_tests():
    assert set(FAULTS) == {*range(1, 15), 16, 18, 19, *range(21, 48)}


@pytest.mark.parametrize(("file", "name"), proofs_of(FAULTS))
def test_the_tests_of_a_fault_are_there(file, name):
    assert_proves(file, name)
