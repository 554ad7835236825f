"""Mail that gathers: what stands in it, when it comes, that nothing stands in two, and how it is stopped."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import leave_forum, set_boundary, withdraw_consent
from accounts.events import WordsChoice
from forum.groups.actions import leave_group
from forum.meetups.actions import withdraw_attendance
from forum.notices.actions import choose_how_to_be_told, delivering, read_notices, send_due, tell_due
from forum.notices.actions import gathering as gathering_module
from forum.notices.actions.choosing import stop_link
from forum.notices.models import Break, Delivery, Kind, Manner, Notice, Way
from forum.notices.rules.ways import gathered_from
from forum.notices.words import gathered_lines
from forum.threads.actions import subscribe, withdraw_post
from forum.threads.models import Post
from tests.border.world import addresses
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.meetups.rows import comes
from tests.meetups.sanctions import sentenced
from tests.notices.rows import cancelled, day_before
from tests.notices.smtp import a_mail_server
from tests.notices.test_mail import parts_of

NINE = datetime(2026, 11, 3, 9, tzinfo=UTC)  # on the day after everything happens
MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
SOON = WHEN + timedelta(minutes=5)


@pytest.fixture
def room():
    """A group with a thread that Ann began and in which Bea wrote: Ann is to be told of it in her daily mail."""
    group = a_group("Scans and results")
    ann, bea = a_person("Ann"), a_person("Bea")
    for person in (ann, bea):
        joins(person, group)
    thread = a_thread(of=group, by=ann)
    a_reply(to=thread, by=bea)
    tell_due(now=SOON)
    return group, thread, ann, bea


def sent_at(now, mailoutbox):
    """What is mailed when the worker looks at a moment."""
    mailoutbox.clear()
    send_due(now=now)
    return list(mailoutbox)


def why_not():
    return [each.not_sent_because for each in Delivery.objects.filter(notice=None).order_by("pk")]


@pytest.mark.django_db
def test_the_daily_mail_comes_at_nine_counts_in_words_and_names_nothing(room, mailoutbox):
    group, _thread, ann, bea = room
    for _each in range(2):
        a_reply(to=a_thread(of=group, by=ann, title="Mouth ulcers"), by=bea, body="Ice cubes helped me.")
    tell_due(now=SOON)
    assert not sent_at(NINE - timedelta(seconds=1), mailoutbox)
    (mail,) = sent_at(NINE, mailoutbox)
    said = parts_of(mail)
    assert mail.to == [ann.email]
    assert said.subject == "What is new for you"
    for part in (said.text, said.page):
        assert "New replies in three threads that you follow." in part
        assert "http://127.0.0.1:8000/notices/" in part
        assert "once a day at most" in part
        assert "Nothing that you answer to this mail is put on the site." in part
    for unsaid in ("Waiting for Thursday", "Mouth ulcers", "Scans and results", "Bea", "Ice cubes", "oven"):
        assert unsaid not in said.all
    assert "src=" not in said.page
    assert "style=" not in said.page


@pytest.mark.django_db
def test_whoever_wants_threads_named_reads_titles_but_no_words_and_no_title_that_they_have_folded(room, mailoutbox):
    group, _thread, ann, bea = room
    ann.folded_notes, ann.hidden_notes = "scans", "death"
    ann.save()
    Manner.objects.create(person=ann, says_more=True)
    for title, notes in (("A hard day", "death"), ("My scan", "scans"), ("Good tea", "children")):
        thread = a_thread(of=group, by=bea, title=title)
        type(thread).objects.filter(pk=thread.pk).update(notes=notes)
        subscribe(group=group, thread=thread, level="daily", by=ann, now=WHEN)
        a_reply(to=thread, by=bea, body="Ice cubes helped me.")
    tell_due(now=SOON)
    said = parts_of(sent_at(NINE, mailoutbox)[0])
    for part in (said.text, said.page):
        assert "Good tea" in part
        assert "Waiting for Thursday" in part
        assert "A thread with a content note" in part
    for unsaid in ("A hard day", "My scan", "Bea", "Ice cubes"):
        assert unsaid not in said.all


@pytest.mark.django_db
def test_a_meetup_stands_in_it_by_its_discreet_title_and_day(meetup, ann, mailoutbox):
    choose_how_to_be_told(ways={"cancelled": "daily", "message": "weekly"}, quiet=None, by=ann, now=WHEN)
    cancelled(meetup)
    tell_due(now=SOON)
    said = parts_of(sent_at(NINE, mailoutbox)[0])
    assert "Appointment, Monday 23 November: it is cancelled" in said.text
    assert "Monday evening" not in said.all
    assert "Sheffield" not in said.all


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("many", [1, 2, 12])
def test_no_kind_is_without_words_in_the_gathered_mail(meetup, ann, kind, many):
    about = {"meetup": meetup, "thread": None, "group": meetup.group}
    notices = [Notice(recipient=ann, kind=kind, sequence=number + 2, **about) for number in range(many)]
    lines = gathered_lines(notices, says_more=False)
    assert lines
    assert not [line for line in lines if "%" in line.words or not line.words]


@pytest.mark.django_db
def test_what_stood_in_one_mail_stands_in_no_other(room, mailoutbox):
    group, _thread, ann, bea = room
    assert len(sent_at(NINE, mailoutbox)) == 1
    a_reply(to=a_thread(of=group, by=ann), by=bea)
    tell_due(now=NINE)
    assert not sent_at(NINE + timedelta(hours=23), mailoutbox)
    (mail,) = sent_at(NINE + timedelta(days=1), mailoutbox)
    assert "New replies in a thread that you follow." in mail.body
    assert not sent_at(NINE + timedelta(days=9), mailoutbox)


def reads_the_list(room):
    read_notices(up_to=SOON, by=room[2], now=SOON)


def leaves_the_group(room):
    leave_group(group=room[0], by=room[2], now=SOON)


def blocks(room):
    set_boundary(other=room[3], kind="block", by=room[2], now=SOON)


def has_it_withdrawn(room):
    withdraw_post(post=Post.objects.get(number=2), by=room[3], now=SOON)


def goes_on_a_break(room):
    Break.objects.create(person=room[2], until=NINE + timedelta(days=3))


def wants_it_on_the_site(room):
    choose_how_to_be_told(ways={"replies": "site"}, quiet=None, by=room[2], now=SOON)


def mutes_the_thread(room):
    subscribe(group=room[0], thread=room[1], level="muted", by=room[2], now=SOON)


def takes_consent_back(room):
    withdraw_consent(kind="health", by=room[2], now=SOON)


def is_banned(room):
    sentenced(room[2], "ban", group=None, days=None, of=room[0], now=SOON)


def stops_the_daily_mail(room):
    Client().post(stop_link(room[2], "daily"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (reads_the_list, "read"),
        (leaves_the_group, "not_seen"),
        (blocks, "not_seen"),
        (has_it_withdrawn, "not_seen"),
        (goes_on_a_break, "away"),
        (wants_it_on_the_site, "unwanted"),
        (mutes_the_thread, "unwanted"),
        (takes_consent_back, "gone"),
        (stops_the_daily_mail, "unwanted"),
        (is_banned, "not_seen"),
    ],
)
def test_what_ends_while_the_mail_waits_ends_it_and_says_why(room, mailoutbox, happens, why):
    happens(room)
    assert not sent_at(NINE, mailoutbox)
    assert why_not()[0] == why


def withdraws(ann, meetup):
    withdraw_attendance(meetup=meetup, by=ann, now=day_before(meetup))


def has_it_cancelled(ann, meetup):
    cancelled(meetup, at=day_before(meetup))


@pytest.mark.django_db
@pytest.mark.parametrize(("happens", "why"), [(withdraws, "not_coming"), (has_it_cancelled, "cancelled")])
def test_no_gathered_mail_reminds_of_what_is_cancelled_or_of_whom_does_not_come(meetup, ann, mailoutbox, happens, why):
    now = day_before(meetup)
    choose_how_to_be_told(ways={"reminder": "daily"}, quiet=None, by=ann, now=WHEN)
    tell_due(now=now)
    happens(ann, meetup)
    assert not sent_at(now + timedelta(hours=15), mailoutbox)
    assert why_not() == [why]


@pytest.mark.django_db
def test_whoever_has_left_the_forum_gets_no_daily_mail(room, mailoutbox):
    leave_forum(choice=WordsChoice.KEEP, by=room[2], now=SOON)
    assert not sent_at(NINE, mailoutbox)
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_one_press_stops_the_daily_mail_and_no_other(room, meetup, mailoutbox):
    _group, thread, ann, bea = room
    header = sent_at(NINE, mailoutbox)[0].extra_headers["List-Unsubscribe"]
    link = header.strip("<>").removeprefix("http://127.0.0.1:8000")
    programme = Client(enforce_csrf_checks=True)
    assert "The daily mail" in programme.get(link).content.decode()
    assert not Manner.objects.exists()
    for _again in range(2):
        assert programme.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Manner.objects.values_list("person", "sends_daily", "sends_weekly")) == [(ann.pk, False, True)]
    read_notices(up_to=NINE, by=ann, now=NINE)
    a_reply(to=thread, by=bea)
    tell_due(now=NINE)
    assert not sent_at(NINE + timedelta(days=2), mailoutbox)
    assert Notice.objects.visible_to(ann).unread().count() == 1
    subscribe(group=thread.group, thread=thread, level="each", by=ann, now=NINE)
    read_notices(up_to=NINE, by=ann, now=NINE)
    a_reply(to=thread, by=bea)
    tell_due(now=NINE)
    assert len(sent_at(NINE + timedelta(days=2), mailoutbox)) == 1


@pytest.mark.django_db
def test_whoever_chooses_weekly_while_the_daily_mail_waits_gets_it_on_monday_and_once(room, mailoutbox):
    choose_how_to_be_told(ways={"replies": "weekly"}, quiet=None, by=room[2], now=SOON)
    assert not sent_at(NINE, mailoutbox)
    assert len(sent_at(MONDAY, mailoutbox)) == 1
    assert not sent_at(MONDAY + timedelta(days=30), mailoutbox)


@pytest.mark.django_db
def test_whoever_chooses_each_reply_while_the_daily_mail_waits_loses_nothing(room, mailoutbox):
    group, thread, ann, _bea = room
    subscribe(group=group, thread=thread, level="each", by=ann, now=SOON)
    assert len(sent_at(NINE, mailoutbox)) == 1


@pytest.mark.django_db
def test_what_was_to_come_by_itself_waits_for_the_daily_mail_once_that_is_chosen(meetup, ann, mailoutbox):
    cancelled(meetup)
    tell_due(now=SOON)
    choose_how_to_be_told(ways={"cancelled": "daily"}, quiet=None, by=ann, now=SOON)
    assert not sent_at(SOON, mailoutbox)
    (mail,) = sent_at(NINE, mailoutbox)
    assert mail.subject == "What is new for you"


@pytest.mark.django_db
def test_a_refused_mail_is_tried_again_with_what_stood_in_it_and_the_rest_comes_the_day_after(room, settings):
    group, _thread, ann, bea = room
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with a_mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.refuses = "451 try again"
        send_due(now=NINE)
        a_reply(to=a_thread(of=group, by=ann), by=bea)
        tell_due(now=NINE)
        server.refuses = ""
        send_due(now=NINE + timedelta(minutes=2))
        send_due(now=NINE + timedelta(days=1))
    assert server.recipients == [ann.email] * 2
    for _to, mail in server.taken:
        assert "New replies in a thread that you follow." in mail


@pytest.mark.django_db
def test_what_may_have_gone_with_a_killed_worker_stands_in_no_later_mail(room, mailoutbox, monkeypatch):
    group, _thread, ann, bea = room

    def killed(*rest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_hand_over", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due(now=NINE)
    a_reply(to=a_thread(of=group, by=ann), by=bea)
    tell_due(now=NINE)
    (mail,) = sent_at(NINE + timedelta(days=1), mailoutbox)
    assert "in a thread that you follow" in mail.body


@pytest.mark.django_db
def test_more_than_one_mail_holds_comes_on_the_next_days(room, mailoutbox, monkeypatch):
    group, _thread, ann, bea = room
    monkeypatch.setattr(gathering_module, "MOST_GATHERED", 2)
    for _each in range(2):
        a_reply(to=a_thread(of=group, by=ann), by=bea)
    tell_due(now=SOON)
    assert "in two threads" in sent_at(NINE, mailoutbox)[0].body
    assert "in a thread" in sent_at(NINE + timedelta(days=1), mailoutbox)[0].body
    assert not sent_at(NINE + timedelta(days=2), mailoutbox)


@pytest.mark.django_db
def test_it_waits_for_the_end_of_quiet_hours(room, mailoutbox):
    choose_how_to_be_told(ways={}, quiet=(time(8), time(10)), by=room[2], now=SOON)
    assert not sent_at(NINE, mailoutbox)
    assert len(sent_at(NINE + timedelta(hours=1), mailoutbox)) == 1


@pytest.mark.django_db
def test_a_mail_costs_the_same_but_for_asking_about_each_however_much_has_gathered(room, queries, mailoutbox):
    group, _thread, ann, bea = room

    def asked(now, threads):
        for _each in range(threads):
            a_reply(to=a_thread(of=group, by=ann), by=bea)
        tell_due(now=now - timedelta(hours=1))
        with queries() as sending:
            assert len(sent_at(now, mailoutbox)) == 1
        return sending.count - threads

    asked(NINE, 0)
    assert asked(NINE + timedelta(days=1), 2) == asked(NINE + timedelta(days=2), 12)


@pytest.mark.django_db
def test_nothing_can_be_posted_by_answering_a_mail_and_each_mail_says_so(room, meetup, mailoutbox, settings):
    """There is no address that takes answers: they go to the operator's, which posts nothing."""
    joins(room[2], meetup.group)
    comes(room[2], meetup)
    cancelled(meetup)
    tell_due(now=SOON)
    send_due(now=NINE)
    assert len(mailoutbox) == 2
    for mail in mailoutbox:
        said = parts_of(mail)
        assert mail.from_email == settings.DEFAULT_FROM_EMAIL
        assert not {"reply-to", "in-reply-to", "references"} & {name.lower() for name in said.headers}
        for part in (said.text, said.page):
            assert "Nothing that you answer to this mail is put on the site" in part
    assert not [each for each in addresses() if "inbound" in each.route]


ZONES = ["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland"]
HOURS = st.integers(0, 3 * 365 * 24 * 4).map(
    lambda quarter: datetime(2026, 1, 1, tzinfo=UTC) + quarter * timedelta(minutes=15)
)
TIMES = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@given(
    zone=st.sampled_from(ZONES), at=TIMES, weekday=st.integers(0, 6), way=st.sampled_from(["daily", "weekly"]),
    now=HOURS, chosen_later=TIMES,
)  # fmt: skip
def test_gathered_mail_comes_at_the_time_on_the_wall_later_and_never_twice_on_one_day(
    zone, at, weekday, way, now, chosen_later
):
    on = ZoneInfo(zone)
    first = gathered_from(way, Manner(at_time=at, weekday=weekday), zone, now)
    second = gathered_from(way, Manner(at_time=chosen_later, weekday=weekday), zone, first, first)
    assert now < first < second
    assert second.astimezone(on).date() > first.astimezone(on).date()
    for moment, wanted in ((first, at), (second, chosen_later)):
        wall = moment.astimezone(on)
        skipped = datetime.combine(wall.date(), wanted, tzinfo=on).astimezone(UTC).astimezone(on).time() != wanted
        assert wall.time() == wanted or skipped
        assert way == Way.DAILY or skipped or wall.weekday() == weekday
    assert first - now <= timedelta(days=8 if way == Way.WEEKLY else 2)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/London", "2026-03-28 09:00", "2026-03-29 08:00"),
        ("Europe/London", "2026-10-24 08:00", "2026-10-25 09:00"),
        ("America/New_York", "2026-03-07 14:00", "2026-03-08 13:00"),
        ("America/New_York", "2026-10-31 13:00", "2026-11-01 14:00"),
        ("Australia/Lord_Howe", "2026-04-03 22:00", "2026-04-04 22:30"),
        ("Australia/Lord_Howe", "2026-10-02 22:30", "2026-10-03 22:00"),
        ("Asia/Kathmandu", "2026-03-28 03:15", "2026-03-29 03:15"),
    ],
)
def test_nine_in_the_morning_stays_nine_across_a_change_of_the_clock(zone, before, after):
    assert (
        gathered_from("daily", None, zone, datetime.fromisoformat(f"{before}+00:00")).isoformat(" ", "minutes")
        == f"{after}+00:00"
    )
