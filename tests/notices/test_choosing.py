"""How one is told: the page on which one chooses, and the link in a mail that stops it."""

import logging
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client

from accounts.actions import change_reading, leave_forum, withdraw_consent
from accounts.events import WordsChoice
from forum.groups.actions import leave_group
from forum.kernel.logs import HideSecretAddresses
from forum.notices.actions import choose_how_to_be_told, send_due, tell_due
from forum.notices.actions.choosing import stop_link
from forum.notices.models import Delivery, Kind, Manner, Notice, QuietHours, Wish
from forum.notices.rules.ways import chosen_for, way_for
from forum.threads.actions import subscribe
from tests.factories import WHEN, a_person, a_reply, a_thread, joins
from tests.meetups.sanctions import sentenced
from tests.notices.rows import SOON, cancelled, day_before

pytestmark = pytest.mark.django_db

SETTINGS = "/notices/settings/"
ALL_MAIL = dict.fromkeys([kind for kind in Kind.values if kind not in ("asked", "waiting", "urgent")], "mail")
NO_HOURS = {
    "from_time": "", "until_time": "", "at_time": "09:00", "weekday": "0", "sends_daily": "on", "sends_weekly": "on",
}  # fmt: skip


def wishes(person):
    return dict(Wish.objects.filter(person=person).values_list("kind", "way"))


@pytest.fixture
def link(meetup, ann, mailoutbox):
    """The path in a mail of a reminder by which Ann stops these mails."""
    tell_due(now=day_before(meetup))
    send_due(now=day_before(meetup))
    header = mailoutbox.pop().extra_headers["List-Unsubscribe"]
    assert header.startswith("<http://127.0.0.1:8000/notices/stop/")
    return urlsplit(header.strip("<>")).path


def test_what_is_chosen_is_kept_shown_again_and_twice_is_once(client, ann):
    client.force_login(ann)
    said = {**ALL_MAIL, **NO_HOURS, "reminder": "none", "from_time": "22:00", "until_time": "08:00"}
    for _again in range(2):
        assert client.post(SETTINGS, said).status_code == 302
    assert wishes(ann) == {**ALL_MAIL, "reminder": "none"}
    hours = QuietHours.objects.get(person=ann)
    assert (hours.from_time.hour, hours.until_time.hour) == (22, 8)
    page = client.get(SETTINGS).content.decode()
    assert '<option value="none" selected>' in page
    assert 'value="22:00"' in page
    client.post(SETTINGS, {**ALL_MAIL, **NO_HOURS})
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reminder": "pigeon"}, "Please choose one of these."),
        ({"reminder": ""}, "Please choose one of these."),
        ({"reminder": "\x00" * 50}, "Please choose one of these."),
        ({"from_time": "25:99", "until_time": "08:00"}, "Please give the time like 22:30."),
        ({"from_time": "x" * 10_000, "until_time": "\x00"}, "Please give the time like 22:30."),
        ({"from_time": "22:00"}, "Quiet hours need both times."),
        ({"until_time": "08:00"}, "Quiet hours need both times."),
        ({"at_time": ""}, "Please give the time like 22:30."),
        ({"at_time": "\x00"}, "Please give the time like 22:30."),
        ({"weekday": "8"}, "Please choose one of these."),
        ({"weekday": "Monday"}, "Please choose one of these."),
        ({"statement": "none"}, "Please choose one of these."),
        ({"from_time": "08:00", "until_time": "08:00"}, "That would be no hours, or all of them."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_is_written(client, ann, queries, wrong, says):
    client.force_login(ann)
    client.get(SETTINGS)
    with queries() as asked:
        answer = client.post(SETTINGS, {**ALL_MAIL, "message": "none", **NO_HOURS, **wrong})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert '<option value="none" selected>' in answer.content.decode()  # what was chosen stays
    assert not asked.writes
    assert not Wish.objects.exists()


def mails_said(page):
    return re.search(r"last thirty days, that is ([^.]*)\.", page.content.decode()).group(1)


def test_the_page_says_how_many_mails_that_means_and_costs_the_same_however_many(client, meetup, ann, queries):
    client.force_login(ann)
    with time_machine.travel(SOON + timedelta(days=1), tick=False):
        assert mails_said(client.get(SETTINGS)) == "no mail"
        cancelled(meetup)
        tell_due(now=SOON)
        with queries() as few:
            assert mails_said(client.get(SETTINGS)) == "less than one mail a week"
        for _number in range(20):
            cancelled(meetup)
            tell_due(now=SOON)
        with queries() as many:
            page = client.get(SETTINGS)
        assert mails_said(page) == "about five mails a week"
        choose_how_to_be_told(ways={"cancelled": "daily"}, quiet=None, by=ann, now=SOON)
        assert mails_said(client.get(SETTINGS)) == "less than one mail a week"
        choose_how_to_be_told(ways={"cancelled": "site"}, quiet=None, by=ann, now=SOON)
        assert mails_said(client.get(SETTINGS)) == "no mail"
    assert few.count == many.count <= 14


def test_asking_how_many_mails_that_would_be_keeps_nothing_but_everything_that_was_typed(client, meetup, ann, queries):
    client.force_login(ann)
    with time_machine.travel(SOON + timedelta(days=1), tick=False):
        for _number in range(20):
            cancelled(meetup)
            tell_due(now=SOON)
        typed = {**ALL_MAIL, **NO_HOURS, "cancelled": "daily", "at_time": "18:30", "count": "1"}
        client.get(SETTINGS)
        with queries() as asked:
            page = client.post(SETTINGS, typed)
        assert mails_said(page) == "less than one mail a week"
        del typed["sends_daily"]
        assert mails_said(client.post(SETTINGS, typed)) == "no mail"
    assert "It is not kept yet." in page.content.decode()
    assert 'value="18:30"' in page.content.decode()
    assert not asked.writes
    assert not Wish.objects.exists()


def test_when_gathered_mail_comes_is_kept_and_moves_what_waits(client, group, ann):
    thread = a_thread(of=group, by=ann)
    a_reply(to=thread, by=joins(a_person("Bea"), group).person)
    tell_due(now=SOON)
    waiting = Delivery.objects.get(way="daily")
    assert waiting.due_at == WHEN + timedelta(days=1)
    client.force_login(ann)
    with time_machine.travel(SOON, tick=False):
        client.post(SETTINGS, {**ALL_MAIL, **NO_HOURS, "at_time": "18:30", "says_more": "on"})
        waiting.refresh_from_db()
        assert waiting.due_at == WHEN + timedelta(hours=9.5)
        change_reading(by=ann, now=SOON, zone="Asia/Kathmandu")
    waiting.refresh_from_db()
    assert waiting.due_at == WHEN + timedelta(hours=9.5 - 5.75)
    assert 'value="18:30"' in client.get(SETTINGS).content.decode()
    assert Manner.objects.get(person=ann).says_more


def test_only_whoever_hosts_or_moderates_is_asked_about_that(client, settings, group, ann):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(ann)
    assert 'name="asked"' not in client.get(SETTINGS).content.decode()
    joins(ann, group, role="host")
    page = client.get(SETTINGS).content.decode()
    assert 'name="asked"' in page
    assert 'name="waiting"' in page


def test_the_page_leads_to_the_choice_for_each_group_and_to_threads_of_which_one_chose_otherwise(
    client, group, ann, queries
):
    client.force_login(ann)
    client.get(SETTINGS)
    with queries() as few:
        client.get(SETTINGS)
    threads = [a_thread(of=group, by=ann, title=f"Thread {number:02}") for number in range(25)]
    for thread in threads:
        subscribe(group=group, thread=thread, level="muted", by=ann, now=WHEN)
    with queries() as many:
        page = client.get(SETTINGS).content.decode()
    assert f"/groups/{group.slug}/subscription/" in page
    assert f"/threads/{threads[-1].pk}/subscription/" in page
    assert f"/threads/{threads[0].pk}/subscription/" not in page
    older = re.search(r"\?before=\d+", page).group()
    assert f"/threads/{threads[0].pk}/subscription/" in client.get(SETTINGS + older).content.decode()
    assert few.count == many.count
    leave_group(group=group, by=ann, now=SOON)
    page = client.get(SETTINGS).content.decode()
    assert "Thread 24" not in page
    assert group.slug not in page


def test_a_statement_stands_on_the_site_whatever_was_chosen_before(ann):
    Wish.objects.create(person=ann, kind="statement", way="none")
    notice = Notice(recipient=ann, kind="statement")
    assert way_for(notice, chosen_for([notice])) == "site"


def test_what_somebody_chose_is_theirs_alone_and_goes_with_them(client, ann):
    choose_how_to_be_told(ways=ALL_MAIL, quiet=None, by=ann, now=WHEN)
    beth = a_person("Beth")
    assert not Wish.objects.visible_to(beth).exists()
    client.force_login(beth)
    client.post(SETTINGS, {**dict.fromkeys(ALL_MAIL, "none"), **NO_HOURS})
    assert wishes(ann) == ALL_MAIL
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=SOON)
    assert not wishes(ann)


def test_one_press_from_a_mail_programme_ends_these_mails_and_no_others(meetup, ann, link, mailoutbox):
    """It has no session, no token, and follows no redirect. Twice is once."""
    programme = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = programme.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert wishes(ann) == {"reminder": "site"}
    Notice.objects.all().delete()
    Notice.objects.create(
        recipient=ann, meetup=meetup, kind="reminder", sequence=0, made_at=WHEN, due_at=day_before(meetup)
    )
    later = day_before(meetup) + timedelta(hours=1)
    tell_due(now=later)
    send_due(now=later)
    assert not mailoutbox
    assert Notice.objects.visible_to(ann).count() == 1
    cancelled(meetup, at=later)
    tell_due(now=later)
    send_due(now=later)
    assert len(mailoutbox) == 1


def test_a_mail_that_waits_is_stopped_too(meetup, ann, mailoutbox):
    cancelled(meetup)
    tell_due(now=SOON)
    Client().post(stop_link(ann, "cancelled"))
    send_due(now=SOON)
    assert not mailoutbox
    assert Delivery.objects.get().not_sent_because == "unwanted"


def test_looking_at_the_link_changes_nothing(client, ann, link, queries):
    with queries() as asked:
        page = client.get(link).content.decode()
        client.head(link)
    assert not asked.writes
    assert "Stop these mails" in page
    assert ann.name not in page
    assert not wishes(ann)


def test_stopping_mail_brings_nobody_back_who_wished_not_to_be_told_at_all(client, ann, link):
    choose_how_to_be_told(ways={"reminder": "none"}, quiet=None, by=ann, now=SOON)
    client.post(link)
    assert wishes(ann) == {"reminder": "none"}


def test_nobody_stops_anybody_elses_mail_whoever_is_signed_in(client, ann, link):
    beth = a_person("Beth")
    client.force_login(beth)
    client.post(link)
    assert wishes(ann) == {"reminder": "site"}
    assert not wishes(beth)


def test_whoever_took_their_consent_back_can_still_stop_mail(client, ann, link):
    withdraw_consent(kind="health", by=ann, now=SOON)
    client.force_login(ann)
    assert client.post(link).status_code == 200
    assert wishes(ann) == {"reminder": "site"}


def takes_another_password(ann, meetup):
    ann.set_password("four-green-kettles")
    ann.save()


def is_asked_to_pause(ann, meetup):
    sentenced(ann, "pause", group=None, days=7, of=meetup.group, now=SOON)


def is_banned(ann, meetup):
    sentenced(ann, "ban", group=None, days=None, of=meetup.group, now=SOON)


@pytest.mark.parametrize("happens", [takes_another_password, is_asked_to_pause, is_banned])
def test_a_mail_is_stopped_twice_without_logging_in_whatever_became_of_its_recipient(meetup, ann, link, happens):
    happens(ann, meetup)
    for path in (link, stop_link(ann, "daily")):
        for _again in range(2):
            assert "These mails are stopped" in Client().post(path).content.decode()
    assert wishes(ann) == {"reminder": "site"}
    assert not Manner.objects.get(person=ann).sends_daily


def forged(ann):
    return signing.dumps({"person": ann.pk, "kind": "reminder"}, salt="another")


def of_no_kind(ann):
    return signing.dumps({"person": ann.pk, "kind": "pigeon"}, salt="forum.notices.stop")


def of_nobody(ann):
    return signing.dumps({"person": 987654321, "kind": "reminder"}, salt="forum.notices.stop")


def of_no_shape(ann):
    return signing.dumps([ann.pk], salt="forum.notices.stop")


@pytest.mark.parametrize(
    "signed", [forged, of_no_kind, of_nobody, of_no_shape, "x", "x" * 10_000, "é:ü:1", "%ED%A0%80"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_says_the_same_as_an_old_one_and_does_nothing(client, ann, signed, method):
    with time_machine.travel(WHEN - timedelta(days=401)):
        old = stop_link(ann, "reminder")
    answer_to_old = getattr(client, method)(old)
    path = f"/notices/stop/{signed(ann) if callable(signed) else signed}/"
    answer = getattr(client, method)(path)
    assert answer.status_code == answer_to_old.status_code == 404
    assert answer.content == answer_to_old.content
    assert not wishes(ann)


def test_a_link_of_somebody_who_left_says_the_same(client, ann, link):
    leave_forum(choice=WordsChoice.KEEP, by=ann, now=SOON)
    assert client.post(link).content == client.get("/notices/stop/x/").content
    assert not Wish.objects.exists()


def test_no_line_of_the_log_holds_a_link_that_stops_mail(ann, link):
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (link,), None)
    assert HideSecretAddresses().filter(record)
    assert record.getMessage() == "Not Found: /notices/stop/…"
