"""What moderators carry, and "not me today"."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections

from forum.kernel.verdicts import NotAllowed
from moderation.actions import choose_hard_limit, claim_case, come_back, count_hard_thing, rest_for_today
from moderation.models import Case, HardDay, LogEntry, Moderator
from moderation.pages.wellbeing import wellbeing_of
from tests.factories import a_group, a_person, a_thread
from tests.moderation.team import a_case, a_lead, a_moderator, browser_of, somebody_with

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Europe/London", datetime(2026, 11, 24, 5, tzinfo=UTC)),
        ("Australia/Sydney", datetime(2026, 11, 24, 18, tzinfo=UTC)),  # it is Tuesday there already
        ("America/New_York", datetime(2026, 11, 24, 10, tzinfo=UTC)),
    ],
)
def test_a_rest_lasts_until_five_in_the_morning_where_they_are_and_ends_by_the_clock(zone, until):
    teasel = somebody_with("moderator", now=MONDAY)
    teasel.zone = zone
    assert rest_for_today(by=teasel, now=MONDAY) == until
    assert wellbeing_of(teasel, until - timedelta(seconds=1)).rests_until == until
    assert wellbeing_of(teasel, until).rests_until is None


def test_what_a_resting_person_had_taken_on_is_free_and_nobody_is_told(now):
    teasel, yarrow = somebody_with("moderator", now=now), somebody_with("moderator", now=now)
    author = a_person()
    case = a_case(a_thread(of=a_group(host=author), by=author).posts.get(), now=now)
    claim_case(case=case, by=teasel, now=now)
    before = LogEntry.objects.count()
    rest_for_today(by=teasel, now=now)
    assert LogEntry.objects.count() == before  # nobody can count somebody's rests
    claim_case(case=case, by=yarrow, now=now)
    assert Case.objects.get().claimed_by == yarrow
    come_back(by=teasel)
    come_back(by=teasel)
    assert wellbeing_of(teasel, now).rests_until is None


def test_the_page_lets_one_rest_and_come_back(now):
    teasel = somebody_with("moderator", now=now)
    browser, own = browser_of(teasel), f"/desk/people/{teasel.pk}/at-the-desk/"
    browser.post("/desk/rest/")
    assert "You are resting until" in browser.get(own).content.decode()
    browser.post("/desk/rest/", {"back": "yes"})
    page = browser.get(own).content.decode()
    assert "Not me today" in page
    assert "You are resting" not in page


def test_the_count_is_by_the_day_of_the_forum(now):
    teasel = somebody_with("moderator", now=now)
    summer = datetime(2026, 7, 6, 22, 59, tzinfo=UTC)  # a minute to midnight in London
    for minute in (0, 0, 1):
        count_hard_thing(by=teasel, now=summer + timedelta(minutes=minute))
    assert dict(HardDay.objects.values_list("day", "count")) == {date(2026, 7, 6): 2, date(2026, 7, 7): 1}
    assert wellbeing_of(teasel, summer).today == 2
    later = wellbeing_of(teasel, summer + timedelta(minutes=1))
    assert (later.today, later.week) == (1, 3)
    assert wellbeing_of(teasel, summer + timedelta(days=7)).week == 0  # a new week


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_things_opened_at_once_are_all_counted(now):
    teasel = somebody_with("moderator", now=now)

    def opened(_number):
        try:
            count_hard_thing(by=teasel, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as tabs:
        list(tabs.map(opened, range(24)))
    assert HardDay.objects.get().count == 24


def test_after_as_many_as_one_chose_the_desk_suggests_to_stop(now):
    teasel = somebody_with("moderator", now=now)
    browser = browser_of(teasel)
    own = f"/desk/people/{teasel.pk}/at-the-desk/"
    browser.post("/desk/limit/", {"hard_things_a_day": "2"})
    today = datetime.now(UTC)
    count_hard_thing(by=teasel, now=today)
    assert "enough for one day" not in browser.get(own).content.decode()
    count_hard_thing(by=teasel, now=today)
    page = browser.get(own).content.decode()
    assert "You have opened 2 hard things today." in page
    assert "enough for one day" in page


@pytest.mark.parametrize("number", ["0", "51", "many", ""])
def test_a_limit_that_makes_no_sense_changes_nothing(number, now):
    teasel = somebody_with("moderator", now=now)
    assert browser_of(teasel).post("/desk/limit/", {"hard_things_a_day": number}).status_code == 422
    with pytest.raises(NotAllowed):
        choose_hard_limit(hard_things_a_day=0, by=teasel)
    assert Moderator.objects.get(person=teasel).hard_things_a_day == 8


class TestWhoIsTold:
    def page_of(self, person, reader):
        answer = browser_of(reader).get(f"/desk/people/{person.pk}/at-the-desk/")
        return answer.content.decode() if answer.status_code == 200 else answer.status_code

    def test_their_lead_is_one_by_one_and_the_look_is_written_down(self, now):
        teasel, lead = somebody_with("moderator", "Teasel", now=now), a_lead(now=now)
        for _ in range(3):
            count_hard_thing(by=teasel, now=datetime.now(UTC))
        assert "Hard things opened: 3 today" in self.page_of(teasel, lead)
        look = LogEntry.objects.get(action="look")
        assert (look.by, look.subject_id, look.detail) == (lead, teasel.pk, {"what": "burden"})

    def test_nobody_is_compared(self, now):
        """The list of people, which has them side by side, has no count and is in no order of it."""
        teasel, lead = somebody_with("moderator", "Teasel", now=now), a_lead(now=now)
        before = browser_of(lead).get("/desk/people/").content
        for _ in range(7):
            count_hard_thing(by=teasel, now=datetime.now(UTC))
        assert browser_of(lead).get("/desk/people/").content == before

    def test_neither_staff_nor_a_lead_of_other_groups_nor_a_colleague_is(self, now):
        group = a_group()
        teasel = a_moderator("Teasel", of=group, now=now)
        count_hard_thing(by=teasel, now=datetime.now(UTC))
        assert "Hard things" not in self.page_of(teasel, a_person(is_staff=True))
        assert self.page_of(teasel, a_lead(of=a_group(), now=now)) == 404
        assert self.page_of(teasel, a_moderator(of=group, now=now)) == 404
        assert self.page_of(teasel, somebody_with("safeguarding", now=now)) == 404
        assert "Hard things opened: 1 today" in self.page_of(teasel, a_lead(of=group, now=now))
        assert LogEntry.objects.filter(action="look").count() == 1
