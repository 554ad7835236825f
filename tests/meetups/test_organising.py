"""Other words, venues, charities, leaving; and that what waits is in no byte for anybody but its author."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import leave_forum, set_boundary
from accounts.events import WordsChoice
from forum.meetups.actions import announce, begin_plan, hand_over, save_plan
from forum.meetups.actions.words import hand_in
from forum.meetups.models import Announcement, CharityOrganiser, Meetup, Series, Venue, VenueFact
from moderation.models import Case, Moderator, Report, Revision
from tests.factories import WHEN, a_group, a_person, joins
from tests.meetups.rows import HALF_PAST_SIX, MONDAY, a_meetup, a_venue, an_announcement, comes
from tests.moderation.conftest import decides

pytestmark = pytest.mark.django_db

AHEAD = MONDAY.replace(year=2999)
WORDS = {"title": "zqnewer", "about": "zqabout", "discreet_title": "Appointment"}


@pytest.fixture
def room(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    olive, robin, moss = a_person("Olive"), a_person("Robin"), a_person("Moss")
    group = a_group("Living with secondary", host=a_person("Hazel"))
    joins(olive, group, role="organiser")
    joins(robin, group, role="moderator")
    joins(moss, group)
    Moderator.objects.create(person=robin, trained_at=WHEN)
    return group, olive, robin, moss


def browser(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def approve(robin, thing):
    answer = decides(browser(robin), Case.objects.not_closed().of(thing).get(), "approve")
    assert answer.status_code == 302, answer.content.decode()


def seen_in(client, path):
    return re.search(r'name="seen" value="(\d+)"', client.get(path).content.decode()).group(1)


def a_series(group, olive):
    words = an_announcement(of=group, by=olive)
    series = Series.objects.create(
        announcement=words, group=group, organiser=olive, pattern="weeks", first_date=AHEAD, at_time=HALF_PAST_SIX,
        minutes=90, mode="online",
    )  # fmt: skip
    dates = [
        a_meetup(of=group, by=olive, announcement=words, series=series, mode="online", on=day, original_date=day)
        for day in (AHEAD, AHEAD + timedelta(weeks=1))
    ]
    return series, dates


def test_nothing_of_what_a_member_announces_is_in_any_byte_until_a_moderator_has_read_it(room):
    group, olive, robin, moss = room
    now = timezone.now()
    plan = begin_plan(group=group, form_key="7d1f0ac2-0000-4000-8000-000000000001", by=olive, now=now)
    venue = Venue.objects.create(group=group, author=olive, place=a_venue(of=group, by=olive).place, written_at=now)
    hand_in(venue, title="", parts={"name": "zqname", "address": "zqaddress", "area": "zqarea"}, by=olive, now=now)
    for step, said in {
        "kind": {"kind": "together"},
        "what": {"title": "zqtitle", "about": "zqabout"},
        "when": {
            "on": (now + timedelta(days=9)).date().isoformat(),
            "at": "18:30",
            "minutes": 90,
            "zone": "Europe/London",
        },
        "how-often": {"rhythm": "weekday:1", "until": ""},
        "dates": {"left_out": []},
        "where": {"venue": str(venue.pk), "is_online_too": True, "link": "https://meet.example/zqlink"},
        "who": {"audience": "everyone", "capacity": None, "guests": 0},
        "notes": {
            "infection": "zqinfection",
            "contact": "zqcontact",
            "discreet_title": "zqdiscreet",
            "wants_thread": True,
        },
    }.items():
        plan = save_plan(plan=plan, step=step, answer=said, by=olive, now=now)
    announcement = announce(plan=plan, by=olive, now=now)
    meetup = Meetup.objects.filter(announcement=announcement).in_order().first()
    paths = [
        f"/meetups/{meetup.pk}/", "/meetups/", "/meetups/month/", "/meetups/mine/", f"/meetups/{meetup.pk}.ics",
        f"/meetups/series/{meetup.series_id}/", f"/groups/{group.slug}/", "/", f"/meetups/{meetup.pk}/report/",
    ]  # fmt: skip

    def read_by(person):
        answers = [browser(person).get(path) for path in paths]
        assert all(each.status_code < 500 for each in answers)
        return b"".join(each.content for each in answers).decode()

    for person in (moss, None, a_person(), robin):
        assert "zq" not in read_by(person)
    assert "zqtitle" in read_by(olive), "its author reads it"
    approve(robin, announcement)
    for person in (moss, robin):
        assert "zqtitle" in read_by(person)
        assert not re.search("zqlink|zqcontact|zqaddress|zqname|zqarea", read_by(person))
    assert "zq" not in read_by(a_person())
    approve(robin, venue)
    assert "zqarea" in read_by(moss)
    assert not re.search("zqlink|zqcontact|zqaddress|zqname", read_by(moss)), "who does not come has no address"
    comes(moss, meetup)
    assert {"zqlink", "zqcontact", "zqaddress"} <= set(re.findall("zq[a-z]+", read_by(moss)))


def test_other_words_wait_and_the_old_ones_stay(room):
    group, olive, robin, moss = room
    meetup = a_meetup(of=group, by=olive, on=AHEAD)
    path, client = f"/meetups/{meetup.pk}/words/", browser(olive)
    answer = client.post(path, {**WORDS, "seen": seen_in(client, path)})
    assert answer["Location"] == f"/meetups/{meetup.pk}/"
    page = browser(moss).get(f"/meetups/{meetup.pk}/").content.decode()
    assert "Monday evening" in page
    assert "zq" not in page
    own = client.get(f"/meetups/{meetup.pk}/").content.decode()
    assert "everybody else sees them as they were" in own
    assert "zqabout" in own
    approve(robin, meetup.announcement)
    assert "zqnewer" in browser(moss).get(f"/meetups/{meetup.pk}/").content.decode()
    versions = Revision.objects.of(meetup.announcement).count()
    client.post(path, {**WORDS, "seen": seen_in(client, path)})
    assert Revision.objects.of(meetup.announcement).count() == versions, "the same words are no change"


def test_words_that_were_changed_elsewhere_meanwhile_are_not_written_over_unseen(room):
    group, olive, _robin, _moss = room
    meetup = a_meetup(of=group, by=olive, on=AHEAD)
    path, client = f"/meetups/{meetup.pk}/words/", browser(olive)
    seen = seen_in(client, path)
    client.post(path, {**WORDS, "seen": seen})
    answer = client.post(path, {**WORDS, "title": "zqother", "seen": seen})
    assert answer.status_code == 422
    assert "changed somewhere else meanwhile" in answer.content.decode()
    assert "zqother" in answer.content.decode()
    assert Revision.objects.of(meetup.announcement).count() == 2
    assert client.post(path, {**WORDS, "title": "", "seen": "9" * 40}).status_code == 422


def test_one_date_of_a_series_gets_words_of_its_own_once_they_are_approved(room):
    group, olive, robin, moss = room
    _series, (first, second) = a_series(group, olive)
    path, client = f"/meetups/{first.pk}/words/", browser(olive)
    client.post(path, {**WORDS, "seen": seen_in(client, path)})
    first.refresh_from_db()
    assert not first.is_edited
    assert "zq" not in browser(moss).get(f"/meetups/{first.pk}/").content.decode()
    assert "zqabout" in client.get(path).content.decode(), "its form goes on with the words that wait"
    own = Announcement.objects.get(date=first)
    approve(robin, own)
    first.refresh_from_db()
    assert first.is_edited
    assert "zqnewer" in browser(moss).get(f"/meetups/{first.pk}/").content.decode()
    assert "zqnewer" not in browser(moss).get(f"/meetups/{second.pk}/").content.decode()


def test_the_words_of_a_whole_series_leave_a_date_with_words_of_its_own(room):
    group, olive, robin, moss = room
    series, (first, second) = a_series(group, olive)
    own = an_announcement(of=group, by=olive, title="Just this once")
    Announcement.objects.filter(pk=own.pk).update(date=first)
    Meetup.objects.filter(pk=first.pk).update(announcement=own)
    path, client = f"/meetups/series/{series.pk}/words/", browser(olive)
    client.post(path, {**WORDS, "seen": seen_in(client, path)})
    approve(robin, series.announcement)
    assert "Just this once" in browser(moss).get(f"/meetups/{first.pk}/").content.decode()
    assert "zqnewer" in browser(moss).get(f"/meetups/{second.pk}/").content.decode()


def test_only_its_organiser_changes_copies_or_takes_it_back(room):
    group, olive, robin, moss = room
    meetup = a_meetup(of=group, by=olive, on=AHEAD)
    for person in (robin, moss):
        for page in ("words", "copy", "take-back"):
            for answer in (
                browser(person).get(f"/meetups/{meetup.pk}/{page}/"),
                browser(person).post(f"/meetups/{meetup.pk}/{page}/", WORDS),
            ):
                assert answer.status_code == 403
    assert browser(olive).get(f"/meetups/{meetup.pk}/take-back/").status_code == 403, "people have seen it"
    assert Revision.objects.of(meetup.announcement).count() == 1


def test_what_waits_can_be_taken_back_and_its_case_is_closed(room):
    group, olive, _robin, _moss = room
    announcement = Announcement.objects.create(group=group, author=olive, kind="together", written_at=WHEN)
    hand_in(announcement, title="zqtitle", parts={"about": "zq"}, by=olive, now=timezone.now())
    meetup = a_meetup(of=group, by=olive, announcement=announcement, is_announced=False, on=AHEAD)
    for _press in range(2):
        assert browser(olive).post(f"/meetups/{meetup.pk}/take-back/").status_code == 302
    announcement.refresh_from_db()
    assert announcement.state == "withdrawn"
    assert not Case.objects.not_closed().of(announcement).exists()


def test_a_meetup_is_reported_by_its_readers_and_its_organiser_never_learns_who(room):
    group, olive, _robin, moss = room
    meetup = a_meetup(of=group, by=olive, on=AHEAD)
    path, client = f"/meetups/{meetup.pk}/report/", browser(moss)
    page = client.get(f"{path}?reason=selling").content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page).group(1)
    answer = client.post(path, {"reason": "selling", "words": "A cure.", "form_key": key})
    assert answer["Location"].startswith("/reports/")
    assert Report.objects.get().subject == meetup.announcement
    assert browser(olive).get(path).status_code == 403
    assert browser(a_person()).get(path).status_code == 404


def test_what_was_seen_at_a_venue_says_who_looked_and_when_and_dates_to_come_know_it(room):
    group, olive, robin, moss = room
    venue = a_venue(of=group, by=olive)
    meetup = a_meetup(of=group, by=olive, venue=venue, on=AHEAD)
    client = browser(robin)
    answer = client.post(f"/meetups/venues/{venue.pk}/facts/step_free/", {"answer": "yes"})
    assert answer["Location"].endswith("/facts/lift/"), "the next thing that nobody has looked at"
    fact = VenueFact.objects.get()
    assert (fact.checked_by, fact.checked_on) == (robin, timezone.now().date())
    meetup.refresh_from_db()
    assert (meetup.is_step_free, meetup.sequence) == (True, 0)
    answer = client.post(f"/meetups/venues/{venue.pk}/facts/parking/", {"answer": "yes", "metres": "-4"})
    assert answer.status_code == 422
    for person in (moss, a_person(), a_person(is_staff=True)):
        assert browser(person).get(f"/meetups/venues/{venue.pk}/").status_code == 404
        assert browser(person).post(f"/meetups/venues/{venue.pk}/facts/lift/", {"answer": "yes"}).status_code == 404
    assert VenueFact.objects.count() == 1


def test_who_looked_at_a_venue_is_not_said_where_a_boundary_hides_them(room):
    group, olive, robin, _moss = room
    venue = a_venue(of=group, by=olive)
    browser(robin).post(f"/meetups/venues/{venue.pk}/facts/step_free/", {"answer": "yes"})
    address = f"/meetups/venues/{venue.pk}/"
    assert "by Robin" in browser(olive).get(address).content.decode()
    set_boundary(other=olive, kind="apart", by=robin, now=WHEN)
    words = browser(olive).get(address).content.decode()
    assert "checked on" in words
    assert "Robin" not in words


def test_words_about_a_venue_that_wait_are_seen_by_whoever_wrote_them_and_nobody_else(room):
    group, olive, robin, _moss = room
    venue = a_venue(of=group, by=olive, name="The hall")
    address = f"/meetups/venues/{venue.pk}/"
    said = {"name": "The hall", "town": "Sheffield", "which": str(venue.place_id), "address": "zqolive"}
    assert browser(olive).post(address + "edit/", said).status_code == 302
    assert b"zqolive" in browser(olive).get(address + "edit/").content
    assert b"zqolive" not in browser(robin).get(address + "edit/").content
    assert browser(robin).post(address + "edit/", said | {"address": "zqrobin"}).status_code == 302
    assert b"zqrobin" in browser(robin).get(address).content
    for page in (address, address + "edit/"):
        assert b"zqrobin" not in browser(olive).get(page).content


@pytest.mark.parametrize("way", ["words", "copy"])
def test_whoever_a_meetup_is_handed_to_reads_no_words_of_others_that_wait(room, way):
    group, olive, robin, _moss = room
    meetup = a_meetup(of=group, by=olive, mode="online", on=AHEAD)
    address = f"/meetups/{meetup.pk}/words/"
    seen = seen_in(browser(olive), address)
    assert browser(olive).post(address, WORDS | {"seen": seen}).status_code == 302
    hand_over(meetup=meetup, to=robin, with_series=False, by=olive, now=WHEN)
    client = browser(robin)
    if way == "words":
        answer = client.get(address)
        answer_again = client.post(
            address, WORDS | {"title": "Mine", "about": "Mine.", "seen": seen_in(client, address)}
        )
        assert answer_again.status_code == 302
    else:
        form = client.get(f"/meetups/{meetup.pk}/copy/").content.decode()
        key = re.search(r'name="form_key" value="([^"]+)"', form).group(1)
        plan = client.post(f"/meetups/{meetup.pk}/copy/", {"form_key": key})["Location"]
        answer = client.get(plan.replace("/when/", "/what/"))
    assert b"zqnewer" not in answer.content
    assert b"Monday evening" in answer.content


def test_only_staff_say_who_organises_for_a_charity(room):
    _group, olive, _robin, _moss = room
    staff = browser(a_person("Fern", is_staff=True))
    sent = {"name": "Olive", "charity": "Harbour Trust"}
    assert browser(olive).post("/meetups/organisers/", sent).status_code == 403
    assert not CharityOrganiser.objects.exists()
    assert staff.post("/meetups/organisers/", {**sent, "name": "Nobody at all"}).status_code == 422
    for _press in range(2):
        assert staff.post("/meetups/organisers/", sent).status_code == 302
    row = CharityOrganiser.objects.get()
    assert browser(olive).post(f"/meetups/organisers/{row.pk}/end/").status_code == 403
    staff.post(f"/meetups/organisers/{row.pk}/end/")
    assert not CharityOrganiser.objects.exists()


@pytest.mark.parametrize("choice", list(WordsChoice))
def test_on_leaving_words_are_kept_unnamed_or_erased_and_who_comes_keeps_the_day_and_the_place(room, choice):
    group, olive, _robin, moss = room
    venue = a_venue(of=group, by=olive)
    meetup = a_meetup(of=group, by=olive, venue=venue, on=AHEAD, words={"about": "zqabout", "contact": "zqcontact"})
    comes(moss, meetup)
    unused = a_venue(of=group, by=olive, address="zqunused")
    leave_forum(choice=choice, by=olive, now=timezone.now())
    kept = str(list(Announcement.objects.values())) + str(list(Revision.objects.values("title", "body")))
    assert ("zqabout" in kept) is (choice != WordsChoice.ERASE)
    assert ("zqcontact" in kept) is (choice == WordsChoice.KEEP)
    meetup.refresh_from_db()
    assert meetup.is_announced
    page = browser(moss).get(f"/meetups/{meetup.pk}/").content.decode()
    assert ("Get-together" if choice == WordsChoice.ERASE else "Monday evening") in page
    unused.refresh_from_db()
    assert (unused.state == "withdrawn") is (choice == WordsChoice.ERASE)
    assert ("zqunused" in kept) is (choice != WordsChoice.ERASE)
