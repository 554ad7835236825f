"""Two people, or two clicks, at the same moment: one appeal, one answer, one report."""

from uuid import uuid4

import pytest

from moderation.actions import decide_appeal, make_appeal, report, withdraw_appeal, write_in_appeal
from moderation.errors import AlreadyAsked, AlreadyDecided, CaseMovedOn
from moderation.log.checking import faults_in_log
from moderation.models import Appeal, AppealMessage, Case, Decision, LogEntry, Report, Sanction, Statement
from tests.factories import a_person, joins
from tests.groups.test_races import at_once
from tests.moderation.rooms import Room

# Rows are locked on PostgreSQL; SQLite lets one write transaction in at a time.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

EXPECTED = (AlreadyAsked, AlreadyDecided, CaseMovedOn)


@pytest.fixture
def room(db, now, settings):
    return Room(now)


def quietly(thing, *expected):
    """Do it; return what it gave, or the refusal that it met."""

    def done():
        try:
            return thing()
        except expected as refusal:
            return refusal

    return done


def an_appeal(room) -> Appeal:
    return make_appeal(statement=room.paused(), words="zq", by=room.ann, now=room.now)


def test_ten_clicks_on_ask_make_one_appeal(room):
    statement = room.paused()
    ask = quietly(lambda: make_appeal(statement=statement, words="zq", by=room.ann, now=room.now), AlreadyAsked)
    outcomes = at_once(*[ask] * 10)
    assert sum(isinstance(outcome, Appeal) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyAsked) for outcome in outcomes) == 9
    assert Appeal.objects.count() == AppealMessage.objects.count() == 1
    assert LogEntry.objects.filter(action="appeal").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_two_who_answer_at_once_give_one_answer(room, turn):
    appeal = an_appeal(room)

    def answer(by, is_overturned):
        return quietly(
            lambda: decide_appeal(
                appeal=appeal, is_overturned=is_overturned, words="zq", seen_version=1, by=by, now=room.now
            ),
            *EXPECTED,
        )

    outcomes = at_once(answer(room.lee, True), answer(room.host, False), answer(room.host, True))
    assert sum(isinstance(outcome, Appeal) for outcome in outcomes) == 1
    appeal.refresh_from_db()
    assert Decision.objects.filter(outcome__in=("undo", "uphold")).get() == appeal.answer
    assert (Sanction.objects.get().lifted_at is not None) is (appeal.state == "overturned")
    assert Statement.objects.count() == 2
    assert LogEntry.objects.filter(action__in=("overturn", "uphold")).count() == 1
    assert not list(faults_in_log())


@pytest.mark.parametrize("turn", range(5))
def test_an_answer_a_withdrawal_and_a_message_at_once_leave_one_end(room, turn):
    appeal = an_appeal(room)
    at_once(
        quietly(
            lambda: decide_appeal(
                appeal=appeal, is_overturned=True, words="", seen_version=1, by=room.lee, now=room.now
            ),
            *EXPECTED,
        ),
        quietly(lambda: withdraw_appeal(appeal=appeal, by=room.ann, now=room.now), *EXPECTED),
        quietly(lambda: write_in_appeal(appeal=appeal, words="more", by=room.ann, now=room.now), *EXPECTED),
    )
    appeal.refresh_from_db()
    assert appeal.state in ("overturned", "withdrawn")
    assert (appeal.answer is not None) is (appeal.state == "overturned")
    assert (Sanction.objects.get().lifted_at is not None) is (appeal.state == "overturned")
    assert not list(faults_in_log())


def test_a_form_sent_ten_times_at_once_makes_one_report(room):
    key, teasel = uuid4(), joins(a_person(), room.group).person
    for by in (teasel, None):
        Report.objects.all().delete()
        outcomes = at_once(
            *[
                lambda by=by: report(
                    subject=room.post, revision=room.post.revision, reason="illegal", words="zq", by=by, now=room.now,
                    form_key=key,
                )
            ]
            * 10
        )  # fmt: skip
        assert len({outcome.pk for outcome in outcomes}) == 1
        assert Report.objects.count() == Case.objects.not_closed().count() == 1


def test_ten_who_report_one_post_at_once_make_one_case(room):
    people = [joins(a_person(), room.group).person for _ in range(10)]
    outcomes = at_once(
        *[
            lambda person=person: report(
                subject=room.post, revision=room.post.revision, reason="guidelines", words="", by=person, now=room.now
            )
            for person in people
        ]
    )
    assert len({outcome.case_id for outcome in outcomes}) == 1
    assert Report.objects.count() == 10
    assert Case.objects.get().severity == 1, "more of the same makes it no graver"
