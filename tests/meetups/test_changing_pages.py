"""The pages on which an organiser changes things. What must not happen: typed words lost, a deed done unseen or twice.

Source: README, E-1, E-3, E-5 and E-10.
"""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.meetups.actions import cancel_meetup, postpone_meetup
from forum.meetups.models import Meetup, Message, Series, Session
from tests.factories import a_group, a_person, joins
from tests.meetups.rows import a_meetup, a_series, a_venue, comes, dates_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MONDAY = NOW.date() + timedelta(days=21 - NOW.weekday())
NUL, LONG = "a\x00b", "x" * 10_001


@pytest.fixture
def olive():
    return a_person("Olive")


@pytest.fixture
def group(olive):
    group = a_group(host=a_person("Hetty"))
    joins(olive, group, role="organiser")
    return group


@pytest.fixture
def ann(group):
    ann = a_person("Ann")
    joins(ann, group)
    return ann


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def desk(olive):
    return signed_in(olive)


@pytest.fixture
def meetup(group, olive):
    return a_meetup(of=group, by=olive, on=MONDAY)


@pytest.fixture
def series(group, olive):
    return a_series(of=group, by=olive, on=MONDAY, now=NOW)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden_in(response, name):
    found = re.search(
        rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', response.content.decode()
    )
    return (found[1] or found[2]) if found else ""


def when(meetup, **rest):
    said = {"on": str(meetup.on_date), "at": meetup.at_time.strftime("%H:%M"), "minutes": str(meetup.minutes)}
    return said | {"seen": meetup.version} | rest


def ask(meetup, dates="this", what="when"):
    return f"/meetups/{meetup.pk}/edit/?dates={dates}&ask={what}"


def test_one_date_is_looked_at_before_it_moves(desk, meetup, ann):
    comes(ann, meetup)
    meetup.refresh_from_db()
    assert "When it is" in text_of(desk.get(f"/meetups/{meetup.pk}/edit/"))
    assert desk.get(ask(meetup)).status_code == 200
    looked = desk.post(ask(meetup), when(meetup, at="19:00"))
    assert "1 person who comes or waits is told at once." in text_of(looked)
    assert "7pm to 8.30pm" in text_of(looked)
    assert Meetup.objects.get(pk=meetup.pk).at_time == meetup.at_time
    for _ in range(2):
        done = desk.post(ask(meetup), when(meetup, at="19:00", step="confirm"))
        assert done["Location"] == f"/meetups/{meetup.pk}/"
    moved = Meetup.objects.get(pk=meetup.pk)
    assert (moved.at_time.hour, moved.sequence) == (19, 1)


@pytest.mark.parametrize(
    "typed",
    [{"on": "2020-01-01"}, {"on": "9999-12-31"}, {"on": "0001-01-01"}, {"on": NUL}, {"on": LONG}, {"at": "late"},
     {"at": ""}, {"minutes": "9" * 5_000}, {"minutes": "-1"}, {"seen": LONG}, {"seen": NUL}],
    ids=lambda each: next(iter(each)) + str(len(next(iter(each.values())))),
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_written(desk, meetup, typed):
    for step in ("preview", "confirm"):
        answer = desk.post(ask(meetup), when(meetup, **typed, step=step))
        assert answer.status_code == 422
        assert b'class="error' in answer.content
    assert Meetup.objects.get(pk=meetup.pk).version == meetup.version


def test_of_a_time_that_happens_twice_it_is_asked_which(desk, meetup):
    year = NOW.year + 1
    night = max(date(year, 10, day) for day in range(25, 32) if date(year, 10, day).weekday() == 6)
    said = when(meetup, on=str(night), at="01:30", step="confirm")
    asked = desk.post(ask(meetup), said)
    assert asked.status_code == 422
    assert "Which of the two?" in text_of(asked)
    assert desk.post(ask(meetup), said | {"is_second": "second"}).status_code == 302
    assert Meetup.objects.get(pk=meetup.pk).starts_at.hour == 1


def test_what_was_typed_is_kept_where_somebody_was_quicker(desk, meetup):
    seen = meetup.version
    desk.post(ask(meetup, what="many"), {"capacity": "5", "guests": "0", "seen": seen, "step": "confirm"})
    later = desk.post(
        ask(meetup, what="many"), {"capacity": "7", "guests": "1", "seen": seen, "step": "confirm"}
    )  # fmt: skip
    assert later.status_code == 409
    assert 'value="7"' in later.content.decode()
    assert Meetup.objects.get(pk=meetup.pk).capacity == 5
    again = {"capacity": "7", "guests": "1", "seen": hidden_in(later, "seen"), "step": "confirm"}
    assert desk.post(ask(meetup, what="many"), again).status_code == 302
    assert Meetup.objects.get(pk=meetup.pk).capacity == 7


def test_another_place_is_chosen_among_those_of_the_group(desk, meetup, group, olive):
    hall, elsewhere = a_venue(of=group, by=olive, name="The library"), a_venue(of=a_group(), by=olive)
    page = desk.get(ask(meetup, what="where"))
    assert "The library" in text_of(page)
    said = {"seen": meetup.version, "step": "confirm"}
    for wrong in (str(elsewhere.pk), "9" * 30, "new"):
        assert desk.post(ask(meetup, what="where"), said | {"venue": wrong}).status_code == 422
    desk.post(ask(meetup, what="where"), said | {"venue": str(hall.pk), "is_online_too": "on"})
    moved = Meetup.objects.get(pk=meetup.pk)
    assert (moved.venue, moved.mode, moved.sequence) == (hall, "both", 1)


def test_a_series_is_changed_from_a_date_on_after_its_next_dates_were_shown(desk, series, ann):
    first, second, *_ = dates_of(series)
    comes(ann, second)
    assert "This one and all after it" in text_of(desk.get(f"/meetups/{first.pk}/edit/"))
    tuesday = first.on_date + timedelta(days=1)
    said = when(first, on=str(tuesday), rhythm="weeks:2")
    looked = desk.post(ask(first, "onward"), said)
    words = text_of(looked)
    assert "every 2 weeks on a Tuesday, 6.30pm to 8pm" in words
    assert "1 person comes or waits" in words
    assert Series.objects.count() == 1
    done = desk.post(ask(first, "onward"), said | {"step": "confirm", "keeps": "no"})
    new = Series.objects.get(follows=series)
    assert done["Location"] == f"/meetups/series/{new.pk}/"
    assert desk.post(ask(first, "onward"), said | {"step": "confirm"}).status_code == 302
    assert Meetup.objects.get(pk=second.pk).status == "cancelled"
    page = text_of(desk.get(f"/meetups/series/{new.pk}/"))
    assert "cancelled" in page
    assert "Every 2 weeks on a Tuesday" in page


def test_the_preview_says_which_months_lack_the_day(desk, group, olive):
    first = date(NOW.year + 1, 1, 31)
    series = a_series(of=group, by=olive, on=first, pattern="day", now=NOW)
    meetup = dates_of(series)[0]
    looked = desk.post(ask(meetup, "onward"), when(meetup, at="19:00", rhythm="day:1"))
    assert f"February {first.year} has no 31st" in text_of(looked)


def test_a_whole_series_is_changed_from_its_next_date_on(desk, series):
    first = dates_of(series)[0]
    assert desk.get(f"/meetups/series/{series.pk}/edit/")["Location"] == f"/meetups/{first.pk}/edit/?dates=onward"


@pytest.mark.parametrize("what", ["cancel", "postpone"])
def test_a_date_is_stopped_once_and_its_words_kept(desk, meetup, ann, what):
    comes(ann, meetup)
    page = desk.get(f"/meetups/{meetup.pk}/{what}/")
    assert "1 person who comes or waits is told at once." in text_of(page)
    said = {"reason": "venue", "words": "The roof leaks.", "form_key": hidden_in(page, "form_key")}
    for wrong in ({"reason": ""}, {"reason": "unled"}, {"words": LONG}, {"words": NUL}, {"form_key": "forged"}):
        answer = desk.post(f"/meetups/{meetup.pk}/{what}/", said | wrong)
        assert answer.status_code == 422
        assert "words" in wrong or b"The roof leaks." in answer.content
    assert Meetup.objects.get(pk=meetup.pk).status == "scheduled"
    for _ in range(2):
        assert desk.post(f"/meetups/{meetup.pk}/{what}/", said).status_code == 302
    assert Meetup.objects.get(pk=meetup.pk).status == {"cancel": "cancelled", "postpone": "postponed"}[what]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("what", ["cancel", "postpone"])
def test_words_typed_while_a_date_was_stopped_in_another_tab_are_sent(desk, meetup, what):
    first, second = (desk.get(f"/meetups/{meetup.pk}/{what}/") for _ in range(2))
    for page, words in ((first, ""), (second, "The roof leaks.")):
        said = {"reason": "venue", "words": words, "form_key": hidden_in(page, "form_key")}
        assert desk.post(f"/meetups/{meetup.pk}/{what}/", said).status_code == 302
    assert "The roof leaks." in Message.objects.get().html


def test_a_postponed_date_gets_its_new_day_on_a_page(desk, meetup, olive):
    postpone_meetup(meetup=meetup, reason="other", words="", form_key=None, by=olive, now=NOW)
    meetup.refresh_from_db()
    page = f"/meetups/{meetup.pk}/reschedule/"
    assert desk.get(ask(meetup))["Location"] == page
    assert desk.get(page).status_code == 200
    said = when(meetup, on=str(MONDAY + timedelta(days=7)), step="confirm")
    for _ in range(2):
        assert desk.post(page, said).status_code == 302
    again = Meetup.objects.get(pk=meetup.pk)
    assert (again.status, again.on_date) == ("scheduled", MONDAY + timedelta(days=7))
    assert desk.get(page)["Location"] == f"/meetups/{meetup.pk}/edit/"


def test_a_message_is_sent_once(desk, meetup):
    page = desk.get(f"/meetups/{meetup.pk}/message/")
    said = {"words": "Bring a cup.", "form_key": hidden_in(page, "form_key")}
    for wrong in ({"words": ""}, {"words": NUL}, {"form_key": ""}):
        assert desk.post(f"/meetups/{meetup.pk}/message/", said | wrong).status_code == 422
    for _ in range(2):
        desk.post(f"/meetups/{meetup.pk}/message/", said)
    assert Message.objects.count() == 1


def test_it_is_handed_over_to_somebody_of_the_group_and_to_nobody_else(desk, group, meetup, ann):
    page = desk.get(f"/meetups/{meetup.pk}/hand-over/")
    assert "Hetty" in text_of(page)
    assert "Ann" not in text_of(page)
    for wrong in (str(ann.pk), "9" * 30, "", NUL):
        assert desk.post(f"/meetups/{meetup.pk}/hand-over/", {"person": wrong}).status_code == 422
    chosen = re.search(r'name="person" value="(\d+)"', page.content.decode())[1]
    assert desk.post(f"/meetups/{meetup.pk}/hand-over/", {"person": chosen}).status_code == 302
    assert Meetup.objects.get(pk=meetup.pk).organiser.name == "Hetty"


def test_a_successor_is_named_and_taken_back(desk, meetup):
    page = desk.get(f"/meetups/{meetup.pk}/successor/")
    chosen = re.search(r'name="person" value="(\d+)"', page.content.decode())[1]
    for value, named in ((chosen, "Hetty"), ("none", None)):
        desk.post(f"/meetups/{meetup.pk}/successor/", {"person": value})
        successor = Meetup.objects.get(pk=meetup.pk).successor
        assert (successor.name if successor else None) == named


def test_a_series_ends_after_a_look(desk, series, ann):
    first, second, third, *_ = dates_of(series)
    comes(ann, third)
    page = f"/meetups/series/{series.pk}/end/"
    assert desk.get(page).status_code == 200
    for wrong in ("", NUL, "2020-01-01", "nonsense"):
        assert desk.post(page, {"last": wrong}).status_code == 422
    looked = desk.post(page, {"last": str(second.original_date)})
    assert "1 person comes or waits" in text_of(looked)
    assert Series.objects.get().ended_at is None
    for _ in range(2):
        done = desk.post(page, {"last": str(second.original_date), "step": "confirm"})
        assert done["Location"] == f"/meetups/series/{series.pk}/"
    assert [each.pk for each in dates_of(series)] == [first.pk, second.pk, third.pk]


def test_one_session_of_a_course_is_cancelled_on_a_page(desk, meetup):
    Session.objects.create(
        meetup=meetup, number=1, on_date=MONDAY, at_time=meetup.at_time, minutes=90, starts_at=meetup.starts_at,
        ends_at=meetup.ends_at, changed_at=NOW,
    )  # fmt: skip
    page = f"/meetups/{meetup.pk}/sessions/1/cancel/"
    assert desk.get(page).status_code == 200
    assert desk.get(f"/meetups/{meetup.pk}/sessions/{10**17}/cancel/").status_code == 404
    for _ in range(2):
        assert desk.post(page).status_code == 302
    assert Session.objects.get().is_cancelled


PAGES = ["edit/", "cancel/", "postpone/", "hand-over/", "successor/", "message/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("who", "status"), [("ann", 403), ("stranger", 404), ("host", None)])
def test_only_the_organiser_gets_to_the_pages_and_a_host_to_two(request, settings, group, meetup, address, who, status):
    settings.SECOND_FACTOR_REQUIRED = False
    if who == "host":
        by = a_person("Second host")
        joins(by, group, role="host")
        status = 200 if address in ("cancel/", "hand-over/") else 403
    else:
        by = a_person() if who == "stranger" else request.getfixturevalue(who)
    client = signed_in(by)
    assert client.get(f"/meetups/{meetup.pk}/{address}").status_code == status
    if status != 200:
        assert client.post(f"/meetups/{meetup.pk}/{address}").status_code == status


def test_what_is_cancelled_says_so_and_changes_no_more(desk, meetup, olive):
    cancel_meetup(meetup=meetup, reason="few", words="", form_key=None, by=olive, now=NOW)
    answer = desk.get(f"/meetups/{meetup.pk}/edit/")
    assert answer.status_code == 403
    assert "This date is cancelled" in text_of(answer)


def test_a_series_is_seen_by_whoever_sees_a_date_of_it_and_by_nobody_else(series, ann, olive):
    page = f"/meetups/series/{series.pk}/"
    assert signed_in(ann).get(page).status_code == 200
    assert signed_in(a_person()).get(page).status_code == 404
    assert Client().get(page).status_code == 404
    Meetup.objects.filter(series=series).update(is_announced=False)
    assert signed_in(ann).get(page).status_code == 404
    assert signed_in(olive).get(page).status_code == 200


def test_the_page_of_a_series_shows_of_its_dates_only_those_that_one_sees(series, ann):
    shown, hidden, *_ = dates_of(series)
    Meetup.objects.filter(pk=hidden.pk).update(is_announced=False)
    body = signed_in(ann).get(f"/meetups/series/{series.pk}/").content.decode()
    assert f'"/meetups/{shown.pk}/"' in body
    assert f'"/meetups/{hidden.pk}/"' not in body


def test_the_page_of_a_series_asks_no_more_for_more_dates(group, olive, ann, queries):
    counts = []
    for until in (MONDAY + timedelta(weeks=1), None):
        series = a_series(of=group, by=olive, on=MONDAY, now=NOW, until_date=until)
        client = signed_in(ann)
        client.get(f"/meetups/series/{series.pk}/")
        with queries() as asked:
            client.get(f"/meetups/series/{series.pk}/")
        counts.append(asked.count)
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(("role", "is_shown"), [("host", True), ("member", False)])
def test_a_host_finds_on_the_page_what_they_can_do(settings, group, meetup, role, is_shown):
    settings.SECOND_FACTOR_REQUIRED = False
    reader = a_person()
    joins(reader, group, role=role)
    body = signed_in(reader).get(f"/meetups/{meetup.pk}/").content.decode()
    assert (f"/meetups/{meetup.pk}/cancel/" in body) == is_shown
    assert (f"/meetups/{meetup.pk}/hand-over/" in body) == is_shown


def test_whoever_reads_of_a_date_that_does_not_take_place_reads_why(meetup, olive, ann):
    cancel_meetup(meetup=meetup, reason="venue", words="", form_key=None, by=olive, now=NOW)
    assert "The venue cannot be used then." in text_of(signed_in(ann).get(f"/meetups/{meetup.pk}/"))
