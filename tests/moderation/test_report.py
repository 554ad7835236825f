"""The report, by hand-made months: counted by London's clock, in whole months, for those who serve the whole forum."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from forum.threads.models import Post
from moderation.models import Appeal, Case, Decision, Finding, Moderator, Report
from moderation.pages.report import last_whole_month, month_before, report_page
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.moderation.rule_people import at_the_desk, rule_people

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


class Past:
    """Writes what happened, as rows: a year of it would take the verbs minutes."""

    def __init__(self):
        self.group, self.author, self.decider, self.other = a_group(), a_person(), a_person(), a_person()
        joins(self.author, self.group)
        self.thread = a_thread(of=self.group, by=self.author)
        self.kind = ContentType.objects.get_for_model(Post)
        self.subjects = iter(range(1, 1_000_000))

    def case(self, at):
        return Case.objects.create(
            subject_type=self.kind, subject_id=next(self.subjects), about=self.author, state="closed", opened_at=at,
            due_at=at, closed_at=at,
        )  # fmt: skip

    def decided(self, outcome, at, count=1, *, waited=60, guideline="", held=False, undone=False):
        """:param waited: minutes."""
        for _one in range(count):
            decision = Decision.objects.create(
                case=self.case(at), by=self.decider, outcome=outcome, guideline=guideline, case_version=1,
                waited=timedelta(minutes=waited), was_held=held, decided_at=at,
            )  # fmt: skip
            if undone:
                Decision.objects.create(
                    case=decision.case, by=self.other, outcome="undo", case_version=2, reverses=decision, decided_at=at
                )
        return decision

    def reported(self, reason, at, count=1):
        for _one in range(count):
            Report.objects.create(
                case=self.case(at), subject_type=self.kind, subject_id=1, reason=reason, receipt=uuid4(), reported_at=at
            )

    def held(self, at, count=1, *, checks=1):
        for _one in range(count):
            revision = a_reply(to=self.thread, by=self.author, body="words").revision
            for _check in range(checks):
                Finding.objects.create(
                    case=self.case(at), revision=revision, check_code="rule", holds=True, found_at=at
                )

    def appealed(self, at, state, count=1):
        for _one in range(count):
            decision = self.decided("hide", at, guideline="kindness")
            answer = self._answer(decision, state, at) if state in ("upheld", "overturned") else None
            Appeal.objects.create(
                appellant=self.author, first_decider=self.decider, decision=decision, state=state, asked_at=at,
                decided_by=self.other if answer else None, decided_at=None if state == "open" else at, answer=answer,
            )  # fmt: skip

    def _answer(self, decision, state, at):
        outcome, reverses = ("undo", decision) if state == "overturned" else ("uphold", None)
        return Decision.objects.create(
            case=decision.case, by=self.other, outcome=outcome, case_version=2, reverses=reverses, decided_at=at
        )


@pytest.fixture
def past():
    return Past()


def noon(month, day=10, year=2026):
    return datetime(year, month, day, 12, 0, tzinfo=LONDON)


def table(key, *, until=OCTOBER, now=NOW):
    """A table as words: its rows by label, each with the figures of its last two months and the sum."""
    page = report_page(until=until, now=now)
    found = next(each for each in page.tables if each.key == key)
    return {str(row.label): [str(each) for each in (*row.figures[-2:], row.total)] for row in found.rows}


def test_what_came_is_counted_by_its_reason_and_a_text_once_however_many_checks_held_it(past):
    past.reported("guidelines", noon(10), 12)
    past.reported("selling", noon(9), 6)
    past.held(noon(10), 5, checks=2)
    assert table("received") == {
        "It breaks the guidelines": ["0", "12", "12"],
        "It sells something, or promises a cure": ["6", "0", "6"],
        "Held by a check before anyone read it": ["0", "5", "5"],
        "Together": ["6", "17", "23"],
    }


def test_what_was_decided_is_counted_by_its_outcome_and_by_its_guideline(past):
    past.decided("approve", noon(10), 20)
    past.decided("no_action", noon(10), 5)
    past.decided("decline", noon(10), 6, guideline="no_selling")
    past.decided("hide", noon(10), 3, guideline="kindness")
    past.decided("pause", noon(10), 2, guideline="kindness")
    assert table("took_nothing") == {
        "Approve": ["0", "20", "20"], "No action": ["0", "5", "5"], "Together": ["0", "25", "25"],
    }  # fmt: skip
    assert table("took") == {
        "Decline": ["0", "6", "6"],
        "Hide": ["0", "fewer than 5", "at least 1"],
        "Pause": ["0", "fewer than 5", "at least 1"],
        "Together": ["0", "11", "11"],
    }
    assert table("by_guideline") == {
        "No selling, collecting or recruiting": ["0", "6", "6"],
        "Be kind, also where you disagree": ["0", "5", "5"],
        "Together": ["0", "11", "11"],
    }


def test_a_month_in_which_little_was_decided_is_not_broken_down_in_any_way(past):
    past.decided("hide", noon(10), 4, guideline="kindness")
    for key in ("took", "by_guideline"):
        assert {figures[1] for figures in table(key).values()} == {"fewer than 5"}


def test_what_checks_had_held_is_counted_as_people_decided_about_it_in_the_end(past):
    past.decided("approve", noon(10), 30, held=True)
    past.decided("approve_edited", noon(10), 5, held=True)
    past.decided("decline", noon(10), 6, guideline="law", held=True)
    past.decided("decline", noon(10), 9, guideline="law", held=True, undone=True)
    past.decided("decline", noon(10), 9, guideline="law")
    past.decided("escalate", noon(10), 9, held=True)
    assert table("held") == {
        "Shown as it was": ["0", "30", "30"],
        "Changed first, or not shown": ["0", "11", "11"],
        "Together": ["0", "41", "41"],
    }


def test_appeals_are_counted_when_they_were_asked_and_when_they_ended(past):
    past.appealed(noon(9), "open", 5)
    past.appealed(noon(10), "upheld", 7)
    past.appealed(noon(10), "overturned", 5)
    past.appealed(noon(10), "withdrawn", 0)
    assert table("appeals_asked") == {"Asked for another look": ["5", "12", "17"]}
    assert table("appeals_decided") == {
        "The decision stands": ["0", "7", "7"],
        "The decision was taken back": ["0", "5", "5"],
        "Together": ["0", "12", "12"],
    }


def test_how_long_it_took_is_worked_out_as_by_hand(past):
    for minutes in range(1, 21):  # 1 to 20 minutes: half at most 10.5, 19 in 20 at most 19
        past.decided("approve", noon(10), waited=minutes)
    past.decided("approve", noon(9), 4, waited=5)  # too few
    past.decided("hide", noon(8), 2, waited=0)  # at once: nobody waited
    past.decided("escalate", noon(10), 9, waited=9000)  # nobody has decided yet
    past.decided("approve", noon(8), 5, waited=60 * 50 + 30)
    page = report_page(until=OCTOBER, now=NOW)
    august, september, october = page.waits[-3:]
    assert (october.median, october.late) == (timedelta(minutes=10, seconds=30), timedelta(minutes=19))
    assert (september.median_said, september.late_said) == ("fewer than 5", "fewer than 5")
    assert (august.median_said, august.late_said) == ("2 d 2 h", "2 d 2 h")
    assert page.all_waits.median == timedelta(minutes=11)  # the 15th of 29: 1 to 4, five of 5, 6 to 11


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), 6),  # a minute before midnight in London's summer
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), 7),
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), 1),  # in winter both clocks agree
        (datetime(2026, 2, 1, 0, 0, tzinfo=UTC), 2),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 10),  # the night in which the clocks go back
    ],
)
def test_months_begin_at_midnight_in_london(past, moment, month):
    past.decided("approve", moment, 6)
    past.reported("guidelines", moment, 6)
    page = report_page(until=OCTOBER, now=NOW)
    for key in ("received", "took_nothing"):
        together = next(each for each in page.tables if each.key == key).rows[-1]
        counts = {each.month: figure.count for each, figure in zip(page.months, together.figures, strict=True)}
        assert {number for number, count in counts.items() if count} == {month}, key


def test_the_first_and_the_last_moment_of_the_report_are_in_it_and_no_other(past):
    for moment in (datetime(2025, 10, 31, 23, 59, 59, tzinfo=UTC), datetime(2026, 11, 1, 0, 0, tzinfo=UTC)):
        past.decided("approve", moment, 7)
    assert table("took_nothing")["Together"] == ["0", "0", "0"]
    past.decided("approve", datetime(2025, 11, 1, 0, 0, tzinfo=UTC), 7)
    past.decided("approve", datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), 8)
    assert table("took_nothing")["Together"] == ["0", "8", "15"]


def test_only_months_that_are_over_are_told():
    assert last_whole_month(datetime(2026, 10, 31, 23, 59, tzinfo=UTC)) == date(2026, 9, 1)
    assert last_whole_month(datetime(2026, 11, 1, 0, 0, tzinfo=UTC)) == date(2026, 10, 1)
    assert last_whole_month(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 6, 1)  # July in London
    assert [month_before(date(2026, 3, 1), count) for count in (1, 3, -10)] == [
        date(2026, 2, 1), date(2025, 12, 1), date(2027, 1, 1),
    ]  # fmt: skip


# The page.


@pytest.fixture
def as_lead(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    people = rule_people()
    client.force_login(people.lead)
    return client


@pytest.fixture(autouse=True)
def late_in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("who", "status"),
    [("a site moderator", 200), ("a lead", 200), ("a safeguarding lead", 200), ("a lead of a group", 404),
     ("a moderator of a group", 404), ("a member", 404), ("staff", 404), ("nobody", 302)],
)  # fmt: skip
def test_who_reads_it(client, settings, past, who, status):
    settings.SECOND_FACTOR_REQUIRED = False
    joins(past.other, past.group, role="moderator")
    Moderator.objects.create(person=past.other, trained_at=WHEN)
    viewer = {
        "a site moderator": lambda: at_the_desk("One", "moderator"),
        "a lead": lambda: at_the_desk("Two", "lead"),
        "a safeguarding lead": lambda: at_the_desk("Three", "safeguarding"),
        "a lead of a group": lambda: at_the_desk("Four", "lead", group_id=past.group.pk),
        "a moderator of a group": lambda: past.other,
        "a member": lambda: past.author,
        "staff": lambda: a_person(is_staff=True),
        "nobody": lambda: None,
    }[who]()
    if viewer:
        client.force_login(viewer)
    for name in ("report", "report_figures"):
        assert client.get(reverse(f"desk:{name}")).status_code == status


def test_the_page_and_the_file_tell_the_same_and_name_nobody(as_lead, past):
    past.decided("approve", noon(10), 1234)
    past.decided("hide", noon(10), 3, guideline="kindness")
    past.reported("selling", noon(10), 8)
    page = as_lead.get(reverse("desk:report")).content.decode()
    answer = as_lead.get(reverse("desk:report_figures"))
    assert answer["Content-Disposition"] == 'attachment; filename="report-until-2026-10.csv"'
    lines = list(csv.reader(io.StringIO(answer.content.decode())))
    assert lines[0] == ["table", "what", "month", "figure"]
    assert ["Decisions that took nothing away", "Approve", "2026-10", "1,234"] in lines
    assert ["Decisions that took something away", "Hide", "2026-10", "fewer than 5"] in lines
    assert ["How long it took", "Half took at most", "2026-10", "1 h 0 min"] in lines
    assert ["How long it took", "Half took at most", "2026-09", "fewer than 5"] in lines
    for _table, _what, _month, figure in lines[1:]:
        assert f"{figure}</td>" in page
    for person in (past.author, past.decider):
        assert person.name not in page + answer.content.decode()


def test_the_chart_is_drawn_without_styles_and_said_in_words(as_lead, past):
    past.decided("approve", noon(10), 40)
    past.reported("selling", noon(10), 20)
    past.reported("selling", noon(9), 2)
    page = as_lead.get(reverse("desk:report")).content.decode()
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert "style=" not in svg
    assert "<title" in svg
    assert "November 2025 to October 2026" in svg
    assert '<rect class="decided" x="691.0" y="14.0" width="20" height="176.0">' in svg
    assert '<rect class="received" x="669.0" y="102.0" width="20" height="88.0">' in svg
    assert svg.count('class="received untold"') == 1


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ("", "October 2026"),
        ("2025-12", "December 2025"),
        ("2026-11", "October 2026"),  # not over yet
        ("2099-01", "October 2026"),
        ("2026-13", "October 2026"),
        ("٢٠٢٦-01", "October 2026"),
        ("0001-01", "October 2026"),
        ("x", "October 2026"),
    ],
)
def test_other_years_are_found_and_nonsense_leads_to_the_newest(as_lead, asked, last):
    answer = as_lead.get(reverse("desk:report"), {"until": asked})
    assert f"to {last}, whole months" in answer.content.decode()


def test_the_years_lie_end_to_end(as_lead):
    page = as_lead.get(reverse("desk:report"), {"until": "2024-10"}).context["page"]
    assert (page.earlier, page.later) == (date(2023, 10, 1), date(2025, 10, 1))
    page = as_lead.get(reverse("desk:report"), {"until": "2026-03"}).context["page"]
    assert page.later == OCTOBER
    assert as_lead.get(reverse("desk:report")).context["page"].later is None


def test_it_asks_the_same_however_much_there_was(as_lead, past, queries):
    def cost():
        as_lead.get(reverse("desk:report"))
        with queries() as asked:
            as_lead.get(reverse("desk:report"))
        return asked.count

    few = cost()
    for month in range(1, 11):
        past.decided("hide", noon(month), 3, guideline="kindness")
        past.decided("approve", noon(month), 3)
        past.reported("selling", noon(month), 3)
        past.appealed(noon(month), "upheld", 2)
    assert cost() == few <= 12
