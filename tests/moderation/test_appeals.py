"""Asking again: by whom, until when, and who answers. Source: README, M-9."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from accounts.models import Boundary
from forum.groups.actions import change_line, leave_group
from forum.groups.models import Membership
from forum.kernel.verdicts import NotAllowed
from forum.threads.actions import withdraw_post
from moderation.actions import (
    act_at_once,
    decide_appeal,
    make_appeal,
    undo_decision,
    withdraw_appeal,
    write_in_appeal,
)
from moderation.actions.decide import Choice
from moderation.errors import AlreadyAsked, AlreadyDecided, CaseMovedOn
from moderation.models import Appeal, AppealMessage, Case, Decision, LogEntry, Moderator, Sanction, Statement
from tests.factories import a_group, a_person, joins
from tests.moderation.rooms import LINE, Room, has_role, trained

pytestmark = pytest.mark.django_db


def asked(room, statement=None, **rest):
    given = {"words": "It was the number of the ward, not mine.", "by": room.ann, "now": room.now}
    return make_appeal(statement=statement or room.paused(), **{**given, **rest})


def answered(appeal, *, by, now, is_overturned=True, words="You were right.", seen=None):
    appeal.refresh_from_db()
    return decide_appeal(
        appeal=appeal, is_overturned=is_overturned, words=words, seen_version=seen or appeal.version, by=by, now=now
    )


def test_somebody_else_takes_the_decision_back_and_both_are_told(room):
    appeal = asked(room)
    answered(appeal, by=room.lee, now=room.now)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by, appeal.answer.outcome) == ("overturned", room.lee, "undo")
    assert Sanction.objects.get().lifted_at == room.now
    statement = Statement.objects.get(decision=appeal.answer)
    assert statement.title == "You asked us to look again, and we took the decision back"
    assert "You were right." in statement.paragraphs
    assert statement.appeal_until is None
    said = LogEntry.objects.get(action="overturn")
    assert (said.by_id, said.detail["reverses"]) == (room.lee.pk, appeal.decision_id)
    assert not LogEntry.objects.filter(action="undo").exists(), "one deed, one entry"
    assert LogEntry.objects.filter(action="appeal", by=room.ann).count() == 1


def test_the_answer_that_it_stays_is_a_statement_too(room):
    appeal = asked(room)
    answered(appeal, by=room.lee, now=room.now, is_overturned=False, words="A ward’s number is still a number.")
    appeal.refresh_from_db()
    assert (appeal.state, appeal.answer.outcome) == ("upheld", "uphold")
    assert Sanction.objects.get().lifted_at is None
    assert "A ward’s number is still a number." in Statement.objects.get(decision=appeal.answer).paragraphs
    assert LogEntry.objects.filter(action="uphold", by=room.lee).count() == 1


def test_that_it_stays_is_never_said_without_a_word(room):
    appeal = asked(room)
    with pytest.raises(NotAllowed):
        answered(appeal, by=room.lee, now=room.now, is_overturned=False, words=" ")
    appeal.refresh_from_db()
    assert appeal.state == "open"
    assert not Decision.objects.filter(outcome="uphold").exists()


def test_what_was_hidden_is_restored_exactly_as_it_was(room, lines_can_be_hidden):
    decision = room.hidden_line()
    assert room.line() == ""
    answered(asked(room, Statement.objects.get(decision=decision)), by=room.lee, now=room.now)
    assert room.line() == LINE
    assert Case.objects.get(pk=decision.case_id).state == "closed", "it is settled: nobody need look a third time"


# Fault: an appeal is decided by whoever decided first.


def test_whoever_decided_first_never_decides_the_appeal(room):
    appeal = asked(room)
    with pytest.raises(NotAllowed, match="first decision"):
        answered(appeal, by=room.robin, now=room.now)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.version) == ("open", 1)


@pytest.mark.parametrize("who", ["first_decider", "first_proposer", "appellant"])
def test_the_database_itself_refuses_an_answer_by_anybody_who_had_a_part(room, who):
    appeal = asked(room)
    Appeal.objects.update(first_proposer=room.host)
    answer = Decision.objects.exclude(pk=appeal.decision_id).first() or appeal.decision
    appeal.refresh_from_db()
    values = {"state": "upheld", "answer": answer, "decided_at": room.now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=getattr(appeal, who), **values)
    Appeal.objects.filter(pk=appeal.pk).update(decided_by=room.lee, **values)


def test_whoever_proposed_what_two_people_decided_does_not_answer_either(room):
    appeal = asked(room)
    Appeal.objects.update(first_proposer=room.lee)
    with pytest.raises(NotAllowed, match="first decision"):
        answered(appeal, by=room.lee, now=room.now)


@pytest.mark.parametrize("state", ["upheld", "overturned"])
def test_no_row_says_that_an_appeal_was_answered_without_an_answer(room, state):
    appeal = asked(room)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state=state, decided_by=room.lee, decided_at=room.now)


def test_nobody_answers_what_they_reported_or_what_is_about_them(room):
    room.reported(by=room.lee)
    appeal = asked(room, room.paused(by=room.host))
    with pytest.raises(NotAllowed, match="reported"):
        answered(appeal, by=room.lee, now=room.now)
    joins(room.ann, room.group, role="moderator")
    trained(room.ann, room.now)
    with pytest.raises(NotAllowed, match="about you"):
        answered(appeal, by=room.ann, now=room.now)


def test_a_ban_is_taken_back_by_a_lead_only(room):
    first, second = a_person(), a_person()
    for lead in (first, second):
        has_role(lead, "lead", room.now)
    appeal = asked(room, room.sentenced("ban", by=first))
    with pytest.raises(NotAllowed, match="lead"):
        answered(appeal, by=room.lee, now=room.now)
    answered(appeal, by=second, now=room.now)
    assert Membership.objects.filter(person=room.ann, group=room.group).exists()


# Fault: appeals without number, or without end.


def test_one_asks_once_about_each_decision(room):
    statement = room.paused()
    appeal = asked(room, statement)
    with pytest.raises(AlreadyAsked):
        asked(room, statement)
    answered(appeal, by=room.lee, now=room.now, is_overturned=False)
    with pytest.raises(AlreadyAsked):
        asked(room, statement)
    with pytest.raises(NotAllowed):
        asked(room, Statement.objects.get(decision__outcome="uphold"))
    assert Appeal.objects.count() == 1


def test_one_asks_within_six_months_to_the_moment(room):
    statement = room.paused()
    with pytest.raises(NotAllowed, match="six months"):
        asked(room, statement, now=statement.appeal_until + timedelta(seconds=1))
    assert not Appeal.objects.exists()
    asked(room, statement, now=statement.appeal_until)


def test_nobody_asks_about_what_was_decided_about_somebody_else(room):
    with pytest.raises(NotAllowed):
        asked(room, by=room.lee)
    assert not Appeal.objects.exists()


def test_somebody_close_asks_for_who_is_too_ill_and_the_desk_is_told(room):
    appeal = asked(room, on_behalf_of="her partner")
    assert appeal.on_behalf_of == "her partner"


# Fault: an appeal is closed as a side effect of something else.


def still_open(appeal):
    appeal.refresh_from_db()
    return (appeal.state, appeal.decided_by_id, appeal.decided_at) == ("open", None, None)


def test_an_appeal_stays_open_whatever_else_happens(room):
    statement = room.paused()
    appeal = asked(room, statement)
    undo_decision(decision=appeal.decision, words="", by=room.lee, now=room.now)
    assert still_open(appeal), "the decision was taken back"
    act_at_once(subject=room.post, about=room.ann, choice=Choice(outcome="no_action"), by=room.lee, now=room.now)
    assert still_open(appeal), "the case was closed once more"
    withdraw_post(post=room.post, by=room.ann, now=room.now)
    assert still_open(appeal), "what it is about was removed"
    leave_group(group=room.group, by=room.ann, now=room.now)
    assert still_open(appeal), "she left the group"
    leave_forum(choice=WordsChoice.ERASE, by=room.ann, now=room.now)
    assert still_open(appeal), "she left for good"


def test_what_was_taken_back_meanwhile_cannot_be_upheld_and_is_not_taken_back_twice(room):
    appeal = asked(room)
    undoing, _skipped = undo_decision(decision=appeal.decision, words="", by=room.host, now=room.now)
    with pytest.raises(NotAllowed, match="taken back meanwhile"):
        answered(appeal, by=room.lee, now=room.now, is_overturned=False)
    answered(appeal, by=room.lee, now=room.now)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.answer) == ("overturned", undoing)
    assert Decision.objects.filter(outcome="undo").count() == 1


def test_an_answer_to_an_appeal_is_not_undone(room):
    appeal = asked(room)
    answered(appeal, by=room.lee, now=room.now, is_overturned=False)
    appeal.refresh_from_db()
    with pytest.raises(AlreadyDecided):
        undo_decision(decision=appeal.answer, words="", by=room.host, now=room.now)


def test_whoever_asked_can_take_it_back_and_nobody_else_can(room):
    appeal = asked(room)
    with pytest.raises(NotAllowed):
        withdraw_appeal(appeal=appeal, by=room.lee, now=room.now)
    withdraw_appeal(appeal=appeal, by=room.ann, now=room.now)
    withdraw_appeal(appeal=appeal, by=room.ann, now=room.later(hours=1))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_at) == ("withdrawn", room.now)
    assert LogEntry.objects.filter(action="withdraw_appeal").count() == 1
    with pytest.raises(AlreadyDecided):
        answered(appeal, by=room.lee, now=room.now)
    with pytest.raises(NotAllowed):
        write_in_appeal(appeal=appeal, words="One thing more", by=room.ann, now=room.now)


def test_what_was_answered_is_not_taken_back(room):
    appeal = asked(room)
    answered(appeal, by=room.lee, now=room.now)
    with pytest.raises(AlreadyDecided):
        withdraw_appeal(appeal=appeal, by=room.ann, now=room.now)


# Fault: the evidence is gone when the appeal is read.


def test_the_words_that_were_judged_are_there_after_their_author_changed_and_removed_them(room, lines_can_be_hidden):
    decision = room.hidden_line()
    appeal = asked(room, Statement.objects.get(decision=decision))
    change_line(membership=room.membership, line="something else", by=room.ann, now=room.now)
    change_line(membership=room.membership, line="", by=room.ann, now=room.now)
    appeal.refresh_from_db()
    assert appeal.decision.revision.body == LINE


# Nobody else: it goes to the safeguarding lead, and says so.


def alone(now) -> Room:
    """A room that Robin moderates alone."""
    room = Room(now, moderators=("Robinzq",))
    Membership.objects.filter(person=room.host).update(role="member")
    return room


def test_where_nobody_else_could_look_it_goes_to_a_safeguarding_lead_of_any_group(now):
    room = alone(now)
    elsewhere = has_role(a_person(), "safeguarding", now, group=a_group())
    gone = has_role(a_person(is_active=False), "moderator", now)
    appeal = asked(room)
    assert appeal.goes_to_safeguarding
    assert LogEntry.objects.get(action="appeal").detail["safeguarding"] is True
    assert Appeal.objects.visible_to(elsewhere).get() == appeal
    assert not Appeal.objects.visible_to(gone).exists()
    answered(appeal, by=elsewhere, now=now)


def test_where_it_goes_to_the_safeguarding_lead_nobody_else_answers(now):
    room = alone(now)
    appeal = asked(room)
    late = joins(trained(a_person(), now), room.group, role="moderator").person
    with pytest.raises(NotAllowed, match="safeguarding lead"):
        answered(appeal, by=late, now=now)


def is_not_trained(room):
    Moderator.objects.filter(person=room.lee).delete()


def reported_it(room):
    room.reported(by=room.lee)


def is_kept_apart(room):
    Boundary.objects.create(setter=room.ann, other=room.lee, kind="apart", set_at=room.now)


def moderates_no_more(room):
    Membership.objects.filter(person=room.lee).update(role="member")


@pytest.mark.parametrize("happens", [is_not_trained, reported_it, is_kept_apart, moderates_no_more])
def test_somebody_who_could_not_decide_does_not_count_as_somebody_else(room, happens):
    Membership.objects.filter(person=room.host).update(role="member")
    happens(room)
    assert asked(room).goes_to_safeguarding


def test_with_another_moderator_in_the_group_it_stays_there(room):
    assert not asked(room).goes_to_safeguarding


def test_of_a_ban_only_a_lead_counts_as_somebody_else(room):
    first = has_role(a_person(), "lead", room.now)
    statement = room.sentenced("ban", by=first)
    assert asked(room, statement).goes_to_safeguarding


# Messages.


def test_both_sides_write_and_the_first_decider_tells_the_moderators_only(room):
    appeal = asked(room)
    write_in_appeal(appeal=appeal, words="Which ward?", by=room.lee, now=room.now)
    write_in_appeal(appeal=appeal, words="Ward nine.", by=room.ann, now=room.now)
    write_in_appeal(appeal=appeal, words="I had not seen that.", is_private=True, by=room.robin, now=room.now)
    with pytest.raises(NotAllowed, match="privately"):
        write_in_appeal(appeal=appeal, words="I stand by it.", by=room.robin, now=room.now)
    with pytest.raises(NotAllowed):
        write_in_appeal(appeal=appeal, words="x", is_private=True, by=room.ann, now=room.now)
    assert list(appeal.messages.order_by("pk").values_list("author__name", "is_private")) == [
        ("Annis", False), ("Leezq", False), ("Annis", False), ("Robinzq", True),
    ]  # fmt: skip


def test_a_message_sent_twice_is_written_once(room):
    appeal = asked(room)
    for _ in range(2):
        write_in_appeal(appeal=appeal, words="Ward nine.", by=room.ann, now=room.now)
    assert AppealMessage.objects.count() == 2
    assert LogEntry.objects.filter(action="message").count() == 1


def test_an_answer_on_a_page_that_a_message_overtook_writes_nothing(room):
    appeal = asked(room)
    seen = appeal.version
    write_in_appeal(appeal=appeal, words="Ward nine.", by=room.ann, now=room.now)
    with pytest.raises(CaseMovedOn):
        answered(appeal, by=room.lee, now=room.now, seen=seen)
    assert still_open(appeal)
    assert Sanction.objects.get().lifted_at is None


def test_the_second_answer_is_refused(room):
    appeal = asked(room)
    answered(appeal, by=room.lee, now=room.now)
    with pytest.raises(AlreadyDecided):
        answered(appeal, by=room.host, now=room.now)


def test_the_desk_must_be_open_to_whoever_answers_or_writes(room):
    appeal = asked(room)
    untrained = joins(a_person(), room.group, role="moderator").person
    for attempt in (
        lambda: answered(appeal, by=untrained, now=room.now),
        lambda: write_in_appeal(appeal=appeal, words="Hello", by=untrained, now=room.now),
    ):
        with pytest.raises(NotAllowed, match="training"):
            attempt()
