"""An organiser moves one date, cancels another, changes the rest of the series, and hands it over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.meetups.models import Meetup, Series
from forum.notices.actions import tell_due
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_course, a_meetup, a_series, comes, dates_of


@pytest.fixture
def group(transactional_db):
    group = a_group("Living with secondary", host=a_person("Hetty"))
    group.olive, group.otto, group.ann = (a_person(name) for name in ("Olive", "Otto", "Ann"))
    for person, role in ((group.olive, "organiser"), (group.otto, "organiser"), (group.ann, "member")):
        joins(person, group, role=role)
    return group


def a_monday():
    now = timezone.now()
    return now.date() + timedelta(days=21 - now.weekday())


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_an_organiser_moves_cancels_splits_and_hands_over(page_as, fits, group, scripts, width):
    series = a_series(of=group, by=group.olive, on=a_monday(), now=timezone.now())
    first, second, third, fourth, *_ = dates_of(series)
    comes(group.ann, fourth)
    page = page_as(group.olive, width=width, scripts=scripts)

    page.goto(f"/meetups/{first.pk}/")
    page.get_by_role("link", name="Change it").click()
    page.get_by_role("link", name="Only this one").click()
    page.get_by_role("link", name="When it is").click()
    page.get_by_label("At what time does it begin?").fill("19:00")
    fits(page)
    page.get_by_role("button", name="See what comes of it").click()
    page.get_by_text("7pm to 8.30pm").wait_for()
    fits(page)
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="See what comes of it").click()
    page.get_by_role("button", name="Change it").click()
    page.get_by_text("This date is changed.").wait_for()

    page.goto(f"/meetups/{second.pk}/cancel/")
    page.get_by_label("The venue cannot be used then.").check()
    page.get_by_label("Your words to those who come").fill("The roof leaks.")
    fits(page)
    page.get_by_role("button", name="Cancel this date").click()
    page.get_by_text("This date is cancelled.").wait_for()

    page.goto(f"/meetups/series/{series.pk}/")
    page.get_by_text("at another time than usual").wait_for()
    fits(page)
    page.goto(f"/meetups/{third.pk}/edit/?dates=onward&ask=when")
    tuesday = third.on_date + timedelta(days=1)
    page.get_by_label("On which day is the first of them?").fill(str(tuesday))
    fits(page)
    page.get_by_role("button", name="See what comes of it").click()
    page.get_by_text("1 person comes or waits").wait_for()
    page.get_by_text("They take place as they are").click()
    fits(page)
    page.get_by_role("button", name="Change it").click()
    page.get_by_text("The series is changed from that date on.").wait_for()
    new = Series.objects.get(follows=series)
    assert {each.on_date.weekday() for each in dates_of(new) if each.pk != fourth.pk} == {1}
    assert Meetup.objects.get(pk=fourth.pk).status == "scheduled"

    page.get_by_role("link", name="Hand it over").click()
    page.get_by_label("Otto").check()
    page.get_by_label("This date and all others").check()
    fits(page)
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_text("Otto organises it from now on.").wait_for()
    new.refresh_from_db()
    assert new.organiser == group.otto


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_an_organiser_whose_speaker_is_ill_moves_one_session_of_a_course(page_as, fits, group, scripts, width):
    course = a_course(of=group, by=group.olive, on=a_monday())
    comes(group.ann, course)
    second = course.sessions.get(number=2)
    page, member = (page_as(person, width=width, scripts=scripts) for person in (group.olive, group.ann))

    page.goto(f"/meetups/{course.pk}/")
    fits(page)
    page.get_by_role("link", name="Move it").nth(1).click()
    page.get_by_text("1 person who comes or waits is told at once.").wait_for()
    page.get_by_label("Which day?").fill(str(second.on_date + timedelta(days=2)))
    page.get_by_label("At what time does it begin?").fill("14:00")
    page.get_by_label("At what time does it end?").fill("13:00")
    fits(page)
    page.get_by_role("button", name="Move this session").click()
    page.get_by_text("Please give a time after the beginning").first.wait_for()
    fits(page)
    assert page.get_by_label("At what time does it begin?").input_value() == "14:00"
    page.get_by_label("At what time does it end?").fill("15:15")
    page.get_by_role("button", name="Move this session").click()
    page.get_by_text("This session is moved. Whoever comes to the course is told.").wait_for()
    page.get_by_text("2pm to 3.15pm").wait_for()
    assert (
        page.get_by_text("6.30pm to 8pm").count() == 3
    )  # the first one, once as the beginning of the course, and the third

    tell_due(now=timezone.now())
    member.goto("/")
    member.get_by_role("link", name="There is something new for you.").click()
    member.get_by_text("one of its sessions, or all").wait_for()
    fits(member)


def test_each_page_is_good_on_every_screen(page_as, good_on_every_screen, group):
    series = a_series(of=group, by=group.olive, on=a_monday(), now=timezone.now())
    first, second, third, *_ = dates_of(series)
    comes(group.ann, second)
    alone = a_meetup(of=group, by=group.olive, on=a_monday())
    Meetup.objects.filter(pk=third.pk).update(status="postponed")
    course = a_course(of=group, by=group.olive, on=a_monday())
    page = page_as(group.olive)
    for address in (
        f"{first.pk}/edit/", f"{first.pk}/edit/?dates=this", f"{first.pk}/edit/?dates=onward&ask=when",
        f"{first.pk}/edit/?dates=this&ask=where", f"{alone.pk}/edit/?ask=many", f"{first.pk}/cancel/",
        f"{first.pk}/postpone/", f"{third.pk}/reschedule/", f"{first.pk}/message/", f"{first.pk}/hand-over/",
        f"{first.pk}/successor/", f"series/{series.pk}/", f"series/{series.pk}/end/",
        f"{course.pk}/", f"{course.pk}/sessions/2/move/", f"{course.pk}/sessions/2/cancel/",
    ):  # fmt: skip
        page.goto(f"/meetups/{address}")
        good_on_every_screen(page)
    page.goto(f"/meetups/{course.pk}/sessions/2/move/")
    page.get_by_label("At what time does it end?").fill("")
    page.get_by_role("button", name="Move this session").click()
    page.get_by_text("Please look at this again").wait_for()
    good_on_every_screen(page)
    page.goto(f"/meetups/{first.pk}/edit/?dates=onward&ask=when")
    page.get_by_label("At what time does it begin?").fill("")
    page.get_by_role("button", name="See what comes of it").click()
    page.get_by_text("Please look at this again").wait_for()
    good_on_every_screen(page)
    page.get_by_label("At what time does it begin?").fill("19:00")
    page.get_by_label("On which day is the first of them?").fill(str(first.on_date + timedelta(days=1)))
    page.get_by_role("button", name="See what comes of it").click()
    page.get_by_text("1 person comes or waits").wait_for()
    good_on_every_screen(page)
    page.goto(f"/meetups/series/{series.pk}/end/")
    page.get_by_label("Which date is the last one?").select_option("none")
    page.get_by_role("button", name="See what comes of it").click()
    page.get_by_role("button", name="End it so").wait_for()
    good_on_every_screen(page)
