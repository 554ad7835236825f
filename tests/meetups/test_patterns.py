"""The dates of a pattern. What must not happen: an hour's drift, another weekday, a time that no clock shows.

Source: README, E-1.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.meetups.patterns import DatePattern, Remark

LONDON, NEW_YORK, KATHMANDU = (ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Asia/Kathmandu"))
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour


def a_pattern(kind="weeks", *, on=date(2026, 12, 1), at=time(18, 30), every=1, zone=LONDON, minutes=90, **rest):
    return DatePattern(
        kind=kind, every=every, first_date=on, at_time=at, minutes=minutes, zone=zone, is_second=rest.pop("is_second", False),
        **rest,
    )  # fmt: skip


def days_of(pattern, count):
    return [each.on.isoformat() for each in islice(pattern.dates(pattern.first_date), count) if each.takes_place]


def ten_years_of(pattern):
    end = pattern.first_date + timedelta(days=3653)
    return list(takewhile(lambda each: each.on <= end, pattern.dates(pattern.first_date)))


patterns = st.builds(
    a_pattern,
    st.sampled_from(["weeks", "weekday", "last", "day"]),
    on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    every=st.integers(1, 12),
    zone=st.sampled_from([LONDON, NEW_YORK, KATHMANDU, LORD_HOWE]),
    is_second=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(patterns)
def test_no_date_in_ten_years_drifts_from_the_time_on_the_wall_or_the_day_of_the_week(pattern):
    for each in ten_years_of(pattern):
        if each.takes_place:
            there = each.starts.utc.astimezone(pattern.zone)
            assert (there.time(), there.date()) == (pattern.at_time, each.on)
            assert pattern.kind == "day" or there.weekday() == pattern.first_date.weekday()


@settings(max_examples=100, deadline=None)
@given(patterns)
def test_each_day_is_the_one_that_the_calendar_standard_gives_or_said_to_be_missing(pattern):
    first, named = pattern.first_date, pattern.first_date.weekday()
    month = datetime.combine(first.replace(day=1), time())
    asked = {
        "weeks": {"freq": WEEKLY, "dtstart": datetime.combine(first, time())},
        "weekday": {"freq": MONTHLY, "dtstart": month, "byweekday": named, "bysetpos": (first.day - 1) // 7 + 1},
        "last": {"freq": MONTHLY, "dtstart": month, "byweekday": named, "bysetpos": -1},
        "day": {"freq": MONTHLY, "dtstart": month, "bymonthday": first.day},
    }
    found = ten_years_of(pattern)
    there = [each.on for each in found if Remark.NO_SUCH_DAY not in each.remarks]
    standard = rrule(interval=pattern.every, until=datetime.combine(found[-1].on, time()), **asked[pattern.kind])
    assert there == [each.date() for each in standard if each.date() >= first]
    steps = {(each.on.year * 12 + each.on.month) for each in found}
    assert pattern.kind == "weeks" or steps == set(range(min(steps), max(steps) + 1, pattern.every))


@settings(max_examples=100, deadline=None)
@given(patterns)
def test_a_date_that_is_left_out_is_always_said_and_no_other_is(pattern):
    for each in ten_years_of(pattern):
        assert len(each.sentences) == len(each.remarks)
        assert each.takes_place != bool({Remark.NO_SUCH_DAY, Remark.SKIPPED} & set(each.remarks))


def test_the_thirty_first_is_left_out_in_short_months_and_said_to_be():
    found = a_pattern("day", on=date(2027, 1, 31)).next_dates(date(2027, 1, 1), 3)
    assert [each.on.isoformat() for each in found if each.takes_place] == ["2027-01-31", "2027-03-31", "2027-05-31"]
    assert [each.sentences[0] for each in found if not each.takes_place] == [
        "February 2027 has no 31st, so there is none in that month.",
        "April 2027 has no 31st, so there is none in that month.",
    ]


def test_the_fifth_monday_is_left_out_in_months_that_have_four():
    found = a_pattern("weekday", on=date(2027, 3, 29)).next_dates(date(2027, 3, 1), 3)
    assert [each.on.isoformat() for each in found if each.takes_place] == ["2027-03-29", "2027-05-31", "2027-08-30"]
    assert found[1].sentences == ("April 2027 has no fifth Monday, so there is none in that month.",)


def test_the_last_monday_is_there_in_every_month():
    assert days_of(a_pattern("last", on=date(2026, 11, 30)), 4) == [
        "2026-11-30", "2026-12-28", "2027-01-25", "2027-02-22",
    ]  # fmt: skip


def test_the_29th_of_february_comes_every_four_years():
    pattern = a_pattern("day", on=date(2028, 2, 29), every=12)
    assert days_of(pattern, 9) == ["2028-02-29", "2032-02-29", "2036-02-29"]


def test_a_series_goes_on_over_the_end_of_the_year():
    assert days_of(a_pattern(on=date(2026, 12, 22), every=2), 3) == ["2026-12-22", "2027-01-05", "2027-01-19"]
    assert days_of(a_pattern("weekday", on=date(2026, 12, 8), every=2), 2) == ["2026-12-08", "2027-02-09"]


def test_a_time_that_clocks_skip_is_left_out_and_said_to_be():
    found = a_pattern(on=date(2027, 3, 21), at=time(1, 30)).next_dates(date(2027, 3, 21), 2)
    assert [each.takes_place for each in found] == [True, False, True]
    assert found[1].sentences == (
        "Clocks go forward that night and skip 1.30am, so there is none on 28 March 2027.",
    )  # fmt: skip


@pytest.mark.parametrize(("is_second", "utc"), [(False, 0), (True, 1)])
def test_of_a_time_that_happens_twice_the_first_is_meant_unless_the_second_was_chosen(is_second, utc):
    pattern = a_pattern(on=date(2027, 10, 24), at=time(1, 30), is_second=is_second)
    (night,) = [each for each in pattern.next_dates(date(2027, 10, 24), 2) if Remark.TWICE in each.remarks]
    assert night.starts.utc == datetime(2027, 10, 31, utc, 30, tzinfo=UTC)
    assert ("second" if is_second else "first") in night.sentences[0]


@pytest.mark.parametrize(
    ("zone", "on", "changed"),
    [(LONDON, date(2027, 3, 23), "2027-03-30"), (LONDON, date(2027, 10, 26), "2027-11-02"),
     (NEW_YORK, date(2027, 3, 9), "2027-03-16"), (LORD_HOWE, date(2027, 3, 30), "2027-04-06"),
     (KATHMANDU, date(2027, 3, 23), None)],
)  # fmt: skip
def test_a_change_of_the_clock_is_said_and_moves_nothing(zone, on, changed):
    found = a_pattern(on=on, zone=zone).next_dates(on, 3)
    said = [each.on.isoformat() for each in found if Remark.CLOCKS_CHANGED in each.remarks]
    assert said == ([changed] if changed else [])
    assert {each.starts.at for each in found} == {time(18, 30)}


def test_half_an_hour_that_is_skipped_is_skipped_where_clocks_change_by_half_hours():
    assert not a_pattern(on=date(2027, 10, 3), at=time(2, 15), zone=LORD_HOWE).first.exists
    assert a_pattern(on=date(2027, 10, 3), at=time(2, 30), zone=LORD_HOWE).first.exists
    assert a_pattern(on=date(2027, 4, 4), at=time(1, 45), zone=LORD_HOWE).first.happens_twice


def test_dates_end_with_the_last_day_that_may_have_one():
    assert days_of(a_pattern(on=date(2026, 12, 1), until_date=date(2026, 12, 15)), 9) == [
        "2026-12-01", "2026-12-08", "2026-12-15",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (a_pattern(), "every Tuesday, 6.30pm to 8pm"),
        (a_pattern(every=2), "every 2 weeks on a Tuesday, 6.30pm to 8pm"),
        (a_pattern("weekday", on=date(2026, 12, 8)), "the second Tuesday of each month, 6.30pm to 8pm"),
        (a_pattern("weekday", on=date(2026, 12, 8), every=3), "every 3 months on the second Tuesday, 6.30pm to 8pm"),
        (a_pattern("last", on=date(2026, 12, 29)), "the last Tuesday of each month, 6.30pm to 8pm"),
        (a_pattern("day", on=date(2026, 12, 31), minutes=360), "the 31st of each month, 6.30pm to 12.30am"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.kind,
)
def test_a_pattern_is_said_as_people_say_it(pattern, words):
    assert pattern.words == words
