"""What went wrong at other desks, and the tests that show that it does not happen here.

The numbers are those of a survey of public bug trackers, in which each fault has its sources; the tests cite them.
"""

import pytest

from tests.architecture.faults import assert_proves, proofs_of, races

FAULTS = {
    1: ("Two moderators act on one thing and both succeed", """
        moderation/test_deciding_races.py::test_two_who_decide_one_case_at_once_do_not_both_succeed
        moderation/test_deciding_races.py::test_two_who_take_one_case_on_at_once_do_not_both_have_it
        moderation/test_deciding_races.py::test_ten_who_take_the_next_one_at_once_get_ten_cases
        moderation/test_desk_deciding.py::test_what_somebody_else_decided_is_not_decided_twice_and_the_words_stay"""),
    2: ("Passing on again overwrites the first, or the words of whoever came second are lost", """
        moderation/test_deciding_races.py::test_two_who_pass_one_case_on_at_once_do_not_overwrite_each_other
        moderation/test_desk_faults.py::test_passing_on_twice_does_not_overwrite_the_first_nor_lose_words"""),
    3: ("A claim that was given up blocks a case, or covers later reports", """
        moderation/test_desk_faults.py::test_an_abandoned_claim_blocks_nobody_and_covers_no_later_report
        moderation/test_wellbeing.py::test_what_a_resting_person_had_taken_on_is_free_and_nobody_is_told"""),
    4: ("A claim is there and not every list shows it", """
        moderation/test_desk_list.py::test_who_has_a_case_is_in_every_list_until_it_ends_by_the_clock"""),
    5: ("A moderator decides about themselves, or about what they reported", """
        moderation/test_desk_faults.py::test_nobody_sees_or_decides_a_case_about_themselves_by_any_way
        moderation/test_desk_faults.py::test_nobody_decides_what_they_reported
        moderation/test_desk_deciding.py::test_nobody_takes_back_what_was_decided_about_themselves"""),
    6: ("Changing what waits, or what was approved, publishes words that nobody read", """
        threads/test_post_states.py::test_editing_what_waits_never_publishes_it
        threads/test_held.py::test_old_words_stay_while_an_edit_waits
        moderation/test_review_engine.py::test_the_same_held_words_sent_twice_are_not_published
        moderation/test_review_engine.py::test_an_earlier_approved_version_stays_as_it_was_while_an_edit_waits"""),
    7: ("A reply inside a thread that waits shows in a list, or opens a refused thread again", """
        threads/test_faults_of_moderation.py::test_nobody_writes_into_a_thread_that_waits_or_was_refused_nor_opens_it_by_that
        threads/test_held.py::test_a_held_thread_is_its_starters_alone"""),
    8: ("A decision falls on words that nobody saw, or what was hidden and changed cannot be hidden again", """
        moderation/test_desk_faults.py::test_no_decision_falls_on_words_that_the_moderator_never_saw
        moderation/test_deciding_races.py::test_words_changed_at_the_moment_of_a_decision_are_not_put_up_unread
        moderation/test_deciding_races.py::test_words_changed_at_the_moment_they_are_hidden_do_not_show_again
        threads/test_faults_of_moderation.py::test_what_was_hidden_shown_again_and_changed_can_be_hidden_again"""),
    9: ("After an approval with an edit people are told the first wording", """
        threads/test_faults_of_moderation.py::test_whoever_is_told_of_an_edited_approval_is_told_the_edited_words
        threads/test_held.py::test_events_carry_no_words"""),
    10: ("What was taken down is read by its address, a feed or a search", """
        threads/test_faults_of_moderation.py::test_what_was_taken_down_is_read_by_no_address_of_it
        threads/test_sight.py::test_removed_words_leave_every_place_at_once
        border/test_canaries.py::test_no_canary_reaches_anybody_who_may_not_read_it"""),
    11: ("The words are gone when somebody looks at them again", """
        moderation/test_desk_faults.py::test_what_was_reported_is_still_there_when_it_is_looked_at_again
        moderation/test_appeals.py::test_the_words_that_were_judged_are_there_after_their_author_changed_and_removed_them
        moderation/test_appeal_pages.py::test_the_words_that_were_judged_are_shown_on_asking_and_that_is_written_down"""),
    12: ("Words that their author removed come back, through the log or by an undoing", """
        threads/test_post_states.py::test_words_that_their_author_removed_come_back_by_no_undoing
        threads/test_post_states.py::test_an_approval_taken_back_does_not_bring_back_what_its_author_removed
        moderation/test_sanctions.py::test_a_line_whose_words_were_erased_meanwhile_does_not_come_back
        moderation/test_log_writing.py::test_an_entry_never_holds_the_words
        threads/test_leaving.py::test_erased_words_are_in_no_row_of_any_table"""),
    13: ("A check fails or takes too long and lets words through, or holds and does not say for which", """
        moderation/test_desk_faults.py::test_a_check_that_fails_lets_nothing_through_and_says_so
        moderation/test_desk_faults.py::test_nothing_is_held_without_saying_for_which_words
        moderation/test_matching_words.py::test_only_the_first_part_of_an_enormous_text_is_read_and_it_waits
        moderation/test_matching_rules.py::test_phrases_that_fail_while_they_are_sought_hold_and_every_one_is_named
        moderation/test_ruling.py::test_a_new_version_takes_the_place_of_the_one_before_everywhere_at_once"""),
    14: ("Several reports of one post are several cases, or closing one leaves the others", """
        moderation/test_desk_faults.py::test_many_reports_of_one_thing_are_one_case_and_all_are_answered
        moderation/test_deciding_races.py::test_ten_reports_at_once_are_one_case
        moderation/test_deciding_races.py::test_a_report_that_comes_with_the_decision_is_never_lost"""),
    15: ("A case can never be closed because its group, author or subject is gone", """
        moderation/test_desk_faults.py::test_a_case_can_be_closed_when_its_author_is_gone
        moderation/test_desk_faults.py::test_a_case_can_be_closed_when_nobody_moderates_its_group_any_more
        moderation/test_desk_faults.py::test_no_case_stays_open_when_what_it_is_about_is_gone
        moderation/test_desk_faults.py::test_a_case_can_be_closed_when_its_author_took_the_words_back"""),
    16: ("The author sees who reported, who decided, or a private note; somebody removes another's note", """
        moderation/test_nobody_learns_who.py::test_no_page_of_the_author_names_whoever_reported_or_decided
        moderation/test_desk_faults.py::test_the_author_never_learns_who_reported_who_decided_or_what_moderators_noted
        moderation/test_desk_faults.py::test_nobody_takes_away_or_changes_anybodys_note
        moderation/test_notes.py::test_nobody_takes_away_or_changes_what_another_wrote"""),
    17: ("Something is done by another page, role or in bulk and leaves no entry, or its subject is lost", """
        architecture/test_log.py::test_no_verb_of_the_desk_leaves_the_log_without_an_entry
        moderation/test_desk_faults.py::test_no_way_to_decide_leaves_the_log_empty
        moderation/test_log_page.py::test_entries_stay_readable_when_their_people_have_left"""),
    18: ("Taking a ban back does not restore exactly what it took, or restores more", """
        moderation/test_desk_faults.py::test_taking_back_a_ban_restores_what_it_took_and_nothing_more
        moderation/test_sanctions.py::test_taking_a_ban_back_restores_every_membership_as_it_was
        moderation/test_sanctions.py::test_what_another_ban_took_stays_taken"""),
    19: ("An author brings back what a moderator took down", """
        threads/test_post_states.py::test_an_author_cannot_bring_back_what_a_moderator_hid
        threads/test_post_states.py::test_an_author_does_not_put_back_what_a_moderator_took_out
        threads/test_post_states.py::test_a_declined_reply_cannot_be_sent_again
        moderation/test_deciding_races.py::test_words_changed_at_the_moment_they_are_hidden_do_not_show_again
        moderation/test_deciding_lines.py::test_what_is_hidden_comes_back_exactly_and_its_author_does_not_bring_it_back"""),
    20: ("A pause outlives its end, because only a login or a job ends it", """
        moderation/test_statements.py::test_a_pause_ends_by_the_clock_without_any_job_or_login
        moderation/test_sanctions.py::test_the_moment_is_asked_of_the_clock_at_each_request
        moderation/test_sanctions.py::test_what_is_held_first_is_held_until_the_moment_it_ends_and_not_longer"""),
    21: ("Somebody is decided against again for what was dealt with before", """
        moderation/test_desk_faults.py::test_nobody_is_decided_against_again_without_seeing_what_was_decided
        moderation/test_trials.py::test_a_rule_that_is_tried_and_put_into_use_touches_nothing_that_was_written_before
        moderation/test_sanctions.py::test_a_step_that_was_taken_back_or_is_long_ago_does_not_count"""),
    22: ("Appeals are seen by nobody, are without number, or end by something else", """
        moderation/test_appeal_pages.py::test_the_desk_lists_what_waits_oldest_first_and_says_what_is_not_ones_own_to_answer
        moderation/test_appeals.py::test_one_asks_once_about_each_decision
        moderation/test_appeals.py::test_an_appeal_stays_open_whatever_else_happens
        moderation/test_appeal_races.py::test_ten_clicks_on_ask_make_one_appeal"""),
    23: ("A friendly word counts as a step against somebody", """
        moderation/test_statements.py::test_a_friendly_word_is_no_step_towards_a_pause
        moderation/test_sanctions.py::test_a_concern_is_never_a_step"""),
    24: ("Decisions at once fork the log, or its newest entries go unnoticed", """
        moderation/test_decisions_at_once.py::test_two_hundred_real_decisions_at_once_leave_one_unbroken_chain
        moderation/test_log_verifying.py::test_a_fork_does_not_go_unnoticed
        moderation/test_log_verifying.py::test_tampering_does_not_go_unnoticed
        moderation/test_log_verifying.py::test_the_newest_entries_cannot_be_taken_away_unnoticed_by_whoever_has_an_older_checkpoint"""),
    25: ("A merge or a split drops those who follow, or a move shows more people what was written for few", """
        threads/test_moving.py::test_whoever_is_told_of_replies_is_told_of_them_after_a_move_a_split_and_a_merge
        threads/test_moving.py::test_a_move_never_lets_anybody_read_who_could_not_before
        threads/test_moving.py::test_a_move_back_never_shows_more_people_what_was_written_for_fewer
        threads/test_moving.py::test_nobody_merges_a_closed_thread_into_one_that_more_people_read"""),
    26: ("Saving without a change takes an approval away, or gives one", """
        threads/test_faults_of_moderation.py::test_saving_without_a_change_holds_nothing_anew_and_approves_nothing
        threads/test_writing.py::test_an_edit_without_a_change_changes_nothing"""),
    27: ("Words vanish and their author is not told", """
        moderation/test_desk_deciding.py::test_words_that_wait_are_judged
        moderation/test_desk_deciding.py::test_what_stands_is_decided_about
        moderation/test_desk_batch.py::test_what_the_authors_read_is_previewed_word_for_word
        threads/test_post_states.py::test_its_author_still_reads_what_was_hidden_and_why
        threads/test_post_states.py::test_a_declined_reply_is_its_authors_alone_with_its_words"""),
    28: ("Moderators lose their queue when who may do what was changed", """
        moderation/test_scopes_that_change.py::test_a_role_at_the_desk_that_was_ended_and_given_back_has_its_queue_back
        moderation/test_scopes_that_change.py::test_one_of_two_roles_that_ends_does_not_take_the_queue_of_the_other_along
        moderation/test_scopes_that_change.py::test_a_group_that_moved_takes_its_cases_to_those_whose_scope_it_is_in_now"""),
}  # fmt: skip
AT_ONCE = (1, 2, 8, 14, 19, 22, 24)  # happen, if they do, between two who do something at the same moment


def test_every_fault_of_other_desks_has_its_tests():
    assert set(FAULTS) == set(range(1, 29))


@pytest.mark.parametrize(("file", "name"), proofs_of(FAULTS))
def test_the_tests_of_a_fault_are_there(file, name):
    assert_proves(file, name)


@pytest.mark.parametrize("number", AT_ONCE)
def test_what_happens_between_two_is_tried_with_two_connections_on_postgresql(number):
    assert any(races(*proof.split("::")) for proof in FAULTS[number][1].split())
