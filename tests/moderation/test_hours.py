"""Hours of duty: what every page says of them, by the clock, through holidays and the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from forum.kernel.moments import zone_named
from forum.kernel.verdicts import NotAllowed
from moderation import hours
from moderation.actions import (
    add_duty,
    bring_to_desk,
    come_back,
    end_desk_role,
    end_duty,
    rest_for_today,
    set_due_time,
    set_holiday,
    take_back_holiday,
    withdraw_training,
)
from moderation.models import DueTime, Duty, Holiday, LogEntry, Severity
from moderation.pages.hours import published_hours
from tests.factories import a_group, a_person, a_thread
from tests.moderation.team import a_lead, a_moderator, browser_of, role_of, somebody_with

pytestmark = pytest.mark.django_db

LONDON = zone_named("Europe/London")
EVENING = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)  # a Monday
MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


@pytest.fixture(autouse=True)
def looked_for_anew(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    hours.forget_turns()


@pytest.fixture
def teasel(now):
    return somebody_with("moderator", "Teasel", now=now)


def on(person, weekday, starts, ends, now=EVENING):
    """Somebody is on duty: `on(teasel, MONDAY, "18:00", "21:00")`."""
    return add_duty(
        person=person,
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        by=person,
        now=now,
    )


def said_at(moment, zone=LONDON):
    return hours.said(moment, hours.turns_ahead(moment), zone)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23 17:59", "Nobody is on duty now. The next moderator comes at 6pm."),
        ("2026-11-23 18:00", "A moderator is here until 9pm."),
        ("2026-11-23 20:59", "A moderator is here until 9pm."),
        ("2026-11-23 21:00", "Nobody is on duty now. The next moderator comes at 9.30am tomorrow."),
        ("2026-11-24 12:00", "Nobody is on duty now. The next moderator comes on Saturday at 10pm."),
        ("2026-11-28 23:00", "A moderator is here until 2am."),
        ("2026-11-29 01:59", "A moderator is here until 2am."),
        ("2026-11-29 02:00", "Nobody is on duty now. The next moderator comes at 6pm tomorrow."),
    ],
)
def test_the_sentence_is_true_at_every_moment(teasel, moment, words):
    on(teasel, MONDAY, "18:00", "21:00")
    on(teasel, TUESDAY, "09:30", "12:00")
    on(teasel, SATURDAY, "22:00", "23:59")  # and past midnight, without a gap
    on(teasel, SUNDAY, "00:00", "02:00")
    assert said_at(utc(moment)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-10-24 07:59", "Nobody is on duty now. The next moderator comes at 9am."),  # in summer 8 UTC
        ("2026-10-24 08:00", "A moderator is here until 9.30am."),
        ("2026-10-31 08:59", "Nobody is on duty now. The next moderator comes at 9am."),  # in winter 9 UTC
        ("2026-10-31 09:00", "A moderator is here until 9.30am."),
    ],
)
def test_hours_keep_their_local_time_when_the_clocks_change(teasel, moment, words):
    on(teasel, SATURDAY, "09:00", "09:30")
    assert said_at(utc(moment)) == words


def test_hours_that_a_night_leaves_out_promise_nobody(teasel):
    on(teasel, SUNDAY, "01:00", "02:00")
    assert "Nobody is on duty now" in said_at(utc("2027-03-28 01:00"))  # 1am to 2am does not exist on this night
    assert said_at(utc("2027-03-21 01:30")) == "A moderator is here until 2am."


def test_hours_around_an_hour_that_comes_twice_are_all_of_it(teasel):
    on(teasel, SUNDAY, "00:30", "02:30")
    starts, ends = utc("2026-10-24 23:30"), utc("2026-10-25 02:30")  # three hours by any other clock
    turn = hours.on_duty(utc("2026-10-25 01:15"), hours.turns_ahead(utc("2026-10-25 01:15")))
    assert (turn.starts_at, turn.ends_at) == (starts, ends)


def test_hours_of_two_people_are_one_turn_where_they_meet(teasel, now):
    on(teasel, MONDAY, "18:00", "20:00")
    on(somebody_with("moderator", now=now), MONDAY, "20:00", "22:15")
    assert said_at(EVENING) == "A moderator is here until 10.15pm."


def test_it_is_said_in_the_zone_of_whoever_reads(teasel):
    on(teasel, MONDAY, "18:00", "21:00")
    assert said_at(EVENING, zone_named("America/New_York")) == "A moderator is here until 4pm."


def test_a_day_without_duty_has_none(teasel, now):
    on(teasel, MONDAY, "18:00", "21:00")
    lead = a_lead(now=now)
    holiday = set_holiday(day=date(2026, 11, 23), name="Founders’ Day", by=lead, now=now)
    assert said_at(EVENING) == "Nobody is on duty now. The next moderator comes on 30 November at 6pm."
    assert [each.name for each in published_hours(EVENING, zone="").holidays] == ["Founders’ Day"]
    take_back_holiday(holiday=holiday, by=lead, now=now)
    assert said_at(EVENING) == "A moderator is here until 9pm."


def test_whoever_rests_today_is_not_promised_to_anybody(teasel):
    on(teasel, MONDAY, "18:00", "21:00")
    on(teasel, TUESDAY, "04:00", "07:00")
    rest_for_today(by=teasel, now=EVENING)
    assert said_at(EVENING) == "Nobody is on duty now. The next moderator comes at 5am tomorrow."
    come_back(by=teasel)
    assert said_at(EVENING) == "A moderator is here until 9pm."


@pytest.mark.parametrize("how", ["the role ended", "the training was taken back", "they left"])
def test_whoever_is_not_at_the_desk_any_more_is_not_promised(teasel, how, now):
    on(teasel, MONDAY, "18:00", "21:00")
    lead = a_lead(now=now)
    if how == "the role ended":
        end_desk_role(role=role_of(teasel), by=lead, now=now)
    elif how == "the training was taken back":
        withdraw_training(person=teasel, by=lead, now=now)
    else:
        teasel.is_active = False
        teasel.save()
    assert said_at(EVENING) == ""
    assert published_hours(EVENING, zone="").week == []


class TestWhatEveryPageSays:
    @pytest.fixture
    def all_day(self, teasel):
        for weekday in range(7):
            on(teasel, weekday, "00:00", "23:59")

    @pytest.mark.parametrize("path", ["/", "/groups/", "/about/hours/", "/accounts/login/", "/no/such/page/"])
    def test_signed_in_or_not_it_says_whether_somebody_is_here_and_never_who(self, all_day, path):
        for person in (None, a_person()):
            page = browser_of(person).get(path, follow=True).content.decode()
            assert "A moderator is here until" in page
            assert "Teasel" not in page

    @pytest.mark.parametrize("path", ["/help/now/"])
    def test_a_page_that_is_kept_offline_says_nothing_that_goes_stale(self, all_day, path):
        assert "moderator is here" not in browser_of(a_person()).get(path).content.decode()

    def test_without_any_hours_nothing_is_promised(self):
        assert "on duty" not in browser_of(a_person()).get("/groups/").content.decode()
        assert "No hours are published" in browser_of(None).get("/about/hours/").content.decode()

    def test_it_costs_two_queries_a_minute_and_else_none(self, all_day, queries):
        browser = browser_of(a_person())
        with queries() as first:
            browser.get("/groups/")
        with queries() as second:
            browser.get("/groups/")
        assert first.count - second.count == 2

    def test_what_is_kept_is_looked_up_again_after_a_minute_and_asked_of_the_clock_meanwhile(self, teasel):
        on(teasel, MONDAY, "18:00", "19:31")
        before = hours.kept_turns(EVENING)
        Duty.objects.all().delete()
        later = EVENING + timedelta(seconds=59)
        assert hours.kept_turns(later) is before
        assert hours.said(later, before, LONDON) == "A moderator is here until 7.31pm."
        assert hours.kept_turns(EVENING + timedelta(seconds=60)) == ()
        assert (
            hours.kept_turns(EVENING - timedelta(days=1)) == ()
        )  # a clock that was put back does not keep it for ever

    def test_a_page_is_not_lost_because_the_hours_cannot_be_found_out(self, monkeypatch):
        def broken(now):
            raise DatabaseError

        monkeypatch.setattr(hours, "turns_ahead", broken)
        assert browser_of(None).get("/groups/").status_code == 200

    def test_a_change_is_said_at_once_by_the_process_that_made_it(self, teasel, django_capture_on_commit_callbacks):
        assert hours.kept_turns(timezone.now()) == ()
        with django_capture_on_commit_callbacks(execute=True):
            on(teasel, MONDAY, "18:00", "21:00")
        assert hours.kept_turns(timezone.now())

    def test_the_published_week_joins_what_meets(self, teasel, now):
        on(teasel, MONDAY, "09:00", "12:00")
        on(somebody_with("moderator", now=now), MONDAY, "12:00", "13:30")
        on(teasel, MONDAY, "21:00", "23:59")
        page = browser_of(None).get("/about/hours/").content.decode()
        assert "9am to 1.30pm, 9pm to midnight" in page
        assert "Teasel" not in page


class TestWhoSetsThem:
    def test_one_sets_ones_own_and_a_lead_those_of_their_people(self, teasel, now):
        group = a_group()
        yarrow, lead = a_moderator("Yarrow", of=group, now=now), a_lead(of=group, now=now)
        hour = {"weekday": MONDAY, "starts": time(9), "ends": time(10), "now": now}
        add_duty(person=yarrow, by=yarrow, **hour)
        with pytest.raises(NotAllowed):
            add_duty(person=teasel, by=yarrow, **hour)
        with pytest.raises(NotAllowed):
            add_duty(person=teasel, by=lead, **hour)  # not one of theirs
        mine = Duty.objects.get()
        with pytest.raises(NotAllowed):
            end_duty(duty=mine, by=teasel, now=now)
        end_duty(duty=mine, by=lead, now=now)
        assert not Duty.objects.exists()
        assert LogEntry.objects.filter(action="set_hours").count() == 2

    def test_the_same_hours_twice_are_there_once_and_backwards_not_at_all(self, teasel, now):
        assert on(teasel, MONDAY, "18:00", "21:00") == on(teasel, MONDAY, "18:00", "21:00")
        with pytest.raises(NotAllowed, match="end after they start"):
            on(teasel, MONDAY, "21:00", "18:00")
        assert Duty.objects.count() == 1

    def test_the_page_takes_and_gives_back_hours(self, teasel):
        browser = browser_of(teasel)
        refused = browser.post("/desk/hours/", {"weekday": "0", "starts": "22:00", "ends": "21:00"})
        assert "The end is not after the start" in refused.content.decode()
        browser.post("/desk/hours/", {"weekday": "0", "starts": "22:00", "ends": "00:00"})
        assert "10pm to midnight · Teasel" in browser.get("/desk/hours/").content.decode()
        browser.post(f"/desk/hours/{Duty.objects.get().pk}/end/")
        assert "Teasel" not in browser.get("/desk/hours/").content.decode().split("</header>")[1]

    def test_a_lead_adds_hours_for_one_of_their_people(self, teasel, now):
        browser = browser_of(a_lead(now=now))
        browser.post(f"/desk/people/{teasel.pk}/hours/", {"weekday": "0", "starts": "18:00", "ends": "21:00"})
        assert Duty.objects.get().person == teasel
        assert browser_of(teasel).get(f"/desk/people/{teasel.pk + 999}/hours/").status_code == 404

    def test_days_and_due_times_are_set_by_leads_of_the_whole_forum_only(self, teasel, now):
        group_lead = a_lead(of=a_group(), now=now)
        for by in (teasel, group_lead):
            with pytest.raises(NotAllowed):
                set_holiday(day=date(2026, 12, 25), name="Christmas Day", by=by, now=now)
            with pytest.raises(NotAllowed):
                set_due_time(severity=5, minutes=30, by=by, now=now)
            assert browser_of(by).post("/desk/due-times/", {}).status_code == 403
            assert browser_of(by).post("/desk/holidays/", {}).status_code == 403
            assert "How soon cases are due" not in browser_of(by).get("/desk/hours/").content.decode()
        assert not Holiday.objects.exists()
        assert not DueTime.objects.exists()

    def test_a_due_time_holds_for_what_comes_from_then_on(self, now):
        author, lead = a_person(), a_lead(now=now)
        group = a_group(host=author)
        first = bring_to_desk(subject=a_thread(of=group, by=author).posts.get(), about=author, severity=1, now=now)
        times = {f"due_{severity}": "60" for severity in Severity.values} | {"due_1": "90"}
        assert "saved" in browser_of(lead).post("/desk/due-times/", times, follow=True).content.decode().lower()
        second = bring_to_desk(subject=a_thread(of=group, by=author).posts.get(), about=author, severity=1, now=now)
        first.refresh_from_db()
        assert (first.due_at - now, second.due_at - now) == (timedelta(hours=24), timedelta(minutes=90))
        # That of a concern was an hour already: nothing was changed, and nothing is written.
        assert LogEntry.objects.filter(action="set_due_time").count() == 4

    def test_a_due_time_leaves_time_to_read(self, now):
        lead = a_lead(now=now)
        with pytest.raises(NotAllowed):
            set_due_time(severity=5, minutes=5, by=lead, now=now)
        answer = browser_of(lead).post("/desk/due-times/", {f"due_{severity}": "5" for severity in Severity.values})
        assert answer.status_code == 422
        assert not DueTime.objects.exists()
