"""One's own pages: situation, reading, consents, boundaries."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import choose_gently, leave_forum
from accounts.errors import NameTaken
from accounts.events import WordsChoice
from accounts.models import Boundary, Consent, HeldName, Person
from accounts.names import skeleton
from accounts.pages.export import exported_rows
from accounts.views import me
from forum.groups.models import Membership
from forum.kernel.content_notes import ContentNote
from tests.factories import PASSWORD, WHEN, a_group, a_person, a_thread, joins

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client):
    person = a_person("Marigold")
    client.force_login(person)
    return person


@pytest.fixture
def ben(ann):
    """Somebody whom Ann can see."""
    person = a_person("Teasel")
    group = a_group()
    joins(ann, group)
    joins(person, group)
    return person


PAGES = ("/me/", "/me/name/", "/me/situation/", "/me/reading/", "/me/consents/", "/me/consents/health/withdraw/", "/me/apart/", "/me/export/",
         "/me/leave/", "/me/words/", "/me/proof/")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_own_pages_are_shown_to_their_person_and_lead_others_to_log_in(client, ann, path, queries):
    with queries() as asked:
        assert client.get(path).status_code == 200
    assert asked.writes == []
    assert Client().get(path)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path", ["/me/session/", "/me/consents/health/give/", "/me/apart/1/take-back/", "/accounts/signup/again/"]
)
def test_looking_changes_nothing(client, ann, path):
    assert client.get(path).status_code == 405


class TestTheNameToBeKnownBy:
    def test_changes_everywhere_beside_old_words_too(self, client, ann, ben):
        thread = a_thread(of=Membership.objects.filter(person=ann).first().group, by=ann)
        page = client.get("/me/name/").content.decode()
        assert 'value="Marigold"' in page
        assert client.post("/me/name/", {"name": " Red  Kite "})["Location"] == "/me/"
        assert "You are known as Red Kite now." in client.get("/me/").content.decode()
        reader = Client()
        reader.force_login(ben)
        for path in (f"/threads/{thread.pk}/", f"/people/{ann.pk}/"):
            page = reader.get(path).content.decode()
            assert "Red Kite" in page
            assert "Marigold" not in page

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ("", "Please type a name"),
            ("Anna Smith", "first name and a surname"),
            ("Nurse Jackie", "a profession or a role"),
            ("anna@people.example", "looks like an address"),
            ("Wr\x00en", "cannot be kept"),
            ("x" * 1_000_000, "at most 40 signs"),
            ("teasel", "has this name already"),
            ("Tеasel", "has this name already"),
        ],
    )
    def test_is_refused_as_kindly_as_in_signing_up_and_stays(self, client, ann, ben, said, sentence):
        page = client.post("/me/name/", {"name": said})
        assert page.status_code == 200
        assert sentence in page.content.decode()
        ann.refresh_from_db()
        assert (ann.name, ann.name_key) == ("Marigold", skeleton("Marigold"))

    def test_may_look_like_a_full_name_when_its_person_says_that_it_is_none(self, client, ann):
        assert "This is not my real name" in client.post("/me/name/", {"name": "Agnes Pemberton"}).content.decode()
        assert client.post("/me/name/", {"name": "Agnes Pemberton", "is_meant": "on"}).status_code == 302

    def test_may_be_written_otherwise_and_nothing_is_held(self, client, ann):
        assert client.post("/me/name/", {"name": "marigold"}).status_code == 302
        assert Person.objects.get(pk=ann.pk).name == "marigold"
        assert not HeldName.objects.exists()

    def test_the_old_one_is_given_to_nobody_else_for_a_month(self, client, ann, ben, now):
        with time_machine.travel(now, tick=False) as clock:
            client.force_login(ann)
            client.post("/me/name/", {"name": "Red Kite"})
            other = Client()
            other.force_login(ben)
            assert "has this name already" in other.post("/me/name/", {"name": "Marigold"}).content.decode()
            clock.shift(timedelta(days=31))
            assert other.post("/me/name/", {"name": "Marigold"}).status_code == 302

    def test_whoever_gave_a_name_up_may_take_it_back(self, client, ann):
        client.post("/me/name/", {"name": "Red Kite"})
        assert client.post("/me/name/", {"name": "Marigold"}).status_code == 302
        assert Person.objects.get(pk=ann.pk).name == "Marigold"
        assert [held.name_key for held in HeldName.objects.all()] == [skeleton("Red Kite")]

    def test_one_that_somebody_takes_at_the_same_moment_is_a_sentence_and_no_error(self, client, ann, monkeypatch):
        def taken(**rest):
            a_person("Red Kite")
            raise NameTaken

        monkeypatch.setattr(me, "change_name", taken)
        page = client.post("/me/name/", {"name": "Red Kite"})
        assert "has this name already" in page.content.decode()
        assert 'value="Red Kite"' in page.content.decode()


class TestWhatBringsYouHere:
    def test_changes_in_one_step_and_quietly(self, client, ann):
        response = client.post("/me/situation/", {"situation": "bereaved"}, follow=True)
        ann.refresh_from_db()
        assert ann.situation == "bereaved"
        assert "Nobody is told" in response.content.decode()

    @pytest.mark.parametrize("said", ["", "moderator", "\x00", "x" * 1_000_000])
    def test_anything_else_changes_nothing(self, client, ann, said):
        response = client.post("/me/situation/", {"situation": said})
        ann.refresh_from_db()
        assert (response.status_code, ann.situation) == (200, "secondary")


class TestHowPagesLook:
    def test_is_chosen_for_every_device(self, client, ann):
        client.post(
            "/me/reading/", {"theme": "dark", "text_size": "largest", "has_wide_lines": "on", "zone": "Europe/Paris"}
        )
        page = client.get("/me/").content.decode()
        assert 'data-theme="dark"' in page
        assert 'data-size="largest"' in page
        assert 'data-lines="wide"' in page
        assert Person.objects.get(pk=ann.pk).zone == "Europe/Paris"

    @pytest.mark.parametrize(
        "said", [{"zone": "Mars/Olympus"}, {"zone": ""}, {"theme": "pink", "zone": "Europe/London"}, {"zone": "\x00"}]
    )
    def test_nonsense_changes_nothing(self, client, ann, said):
        assert client.post("/me/reading/", said).status_code == 200
        ann.refresh_from_db()
        assert (ann.theme, ann.zone) == ("", "Europe/London")


class TestConsents:
    @pytest.fixture
    def given(self, ann, now):
        return Consent.objects.get_or_create(
            person=ann, kind="health", defaults={"version": "2026-11-23", "given_at": now}
        )[0]

    def test_are_listed_with_their_dates(self, client, given):
        assert "text of 23 November 2026" in client.get("/me/consents/").content.decode()

    def test_taking_back_leads_to_leaving_and_closes_the_rest(self, client, given):
        response = client.post("/me/consents/health/withdraw/")
        assert response["Location"] == "/me/leave/"
        given.refresh_from_db()
        assert given.withdrawn_at
        assert client.get("/")["Location"] == "/me/consents/"
        assert client.post("/me/situation/", {"situation": "bereaved"})["Location"] == "/me/consents/"
        for path in ("/me/leave/", "/me/export/", "/me/consents/", "/help/now/"):
            assert client.get(path).status_code == 200

    def test_agreeing_again_is_as_easy_and_makes_a_new_dated_row(self, client, given, ann):
        client.post("/me/consents/health/withdraw/")
        client.post("/me/consents/health/give/")
        client.post("/me/consents/health/give/")
        assert Consent.objects.filter(person=ann, kind="health").count() == 2
        assert Consent.objects.filter(person=ann, kind="health", withdrawn_at=None).count() == 1
        assert client.get("/me/").status_code == 200


class TestPeopleOneWouldRatherNotMeet:
    @pytest.mark.parametrize("kind", ["apart", "block"])
    def test_are_added_by_the_name_that_they_have_here(self, client, ann, ben, kind):
        response = client.post("/me/apart/", {"name": " teasel ", "kind": kind}, follow=True)
        assert "They are not told" in response.content.decode()
        boundary = Boundary.objects.get()
        assert (boundary.setter, boundary.other, boundary.kind) == (ann, ben, kind)

    def test_a_later_choice_replaces_the_earlier_one(self, client, ann, ben):
        client.post("/me/apart/", {"name": "Teasel", "kind": "apart"})
        client.post("/me/apart/", {"name": "Teasel", "kind": "block"})
        assert Boundary.objects.get().kind == "block"

    def test_the_form_opened_from_their_page_has_their_name(self, client, ann, ben):
        assert 'value="Teasel"' in client.get(f"/me/apart/?person={ben.pk}").content.decode()

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 18, "9" * 400, "\u0663", "1e3"])
    def test_any_other_number_names_nobody(self, client, ann, number):
        assert client.get("/me/apart/", {"person": number}).status_code == 200

    def test_somebody_out_of_sight_is_named_by_no_number_and_found_by_no_name(self, client, ann):
        hidden = a_person("Burdock")
        assert "Burdock" not in client.get(f"/me/apart/?person={hidden.pk}").content.decode()
        page = client.post("/me/apart/", {"name": "Burdock", "kind": "block"}).content.decode()
        nobody = client.post("/me/apart/", {"name": "Nobodyatall", "kind": "block"}).content.decode()
        token = r'value="[^"]{30,}"'
        assert re.sub(token, "", page).replace("Burdock", "") == re.sub(token, "", nobody).replace("Nobodyatall", "")
        assert not Boundary.objects.exists()

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"name": "Marigold", "kind": "block"}, "your own account"),
            ({"name": "", "kind": "block"}, "Please type the name"),
            ({"name": "Teasel"}, "Please choose one"),
            ({"name": "Teasel", "kind": "hate"}, "Please choose one"),
            ({"name": "Te\x00asel", "kind": "block"}, "cannot be kept"),
            ({"name": "x" * 1_000_000, "kind": "block"}, "error-summary"),
        ],
    )
    def test_anything_else_gets_a_sentence_and_sets_nothing(self, client, ann, ben, said, sentence):
        response = client.post("/me/apart/", said)
        assert response.status_code == 200
        assert sentence in response.content.decode()
        assert not Boundary.objects.exists()

    def test_nobody_takes_back_what_another_set(self, client, ann, ben, now):
        theirs = Boundary.objects.create(setter=ben, other=ann, kind="apart", set_at=now)
        assert client.post(f"/me/apart/{theirs.pk}/take-back/").status_code == 404
        assert Boundary.objects.filter(pk=theirs.pk).exists()

    def test_what_others_set_is_seen_nowhere(self, client, ann, ben, now):
        Boundary.objects.create(setter=ben, other=ann, kind="apart", set_at=now)
        assert "There is nobody on this list" in client.get("/me/apart/").content.decode()

    def test_it_works_at_once_and_ends_at_once(self, client, ann, ben):
        group = a_group(reading="members")
        joins(ann, group)
        thread = a_thread(of=group, by=ann, title="A quiet title")
        theirs = Client()
        theirs.force_login(ben)
        assert theirs.get(f"/threads/{thread.pk}/").status_code == 200
        client.post("/me/apart/", {"name": "Teasel", "kind": "apart"})
        assert theirs.get(f"/threads/{thread.pk}/").status_code == 404
        client.post(f"/me/apart/{Boundary.objects.get().pk}/take-back/")
        assert theirs.get(f"/threads/{thread.pk}/").status_code == 200

    def test_the_list_costs_the_same_for_two_as_for_twenty(self, client, ann, now, queries):
        def count():
            with queries() as asked:
                client.get("/me/apart/")
            return asked.count

        for number in range(2):
            Boundary.objects.create(setter=ann, other=a_person(f"P{number}"), kind="block", set_at=now)
        few = count()
        for number in range(2, 20):
            Boundary.objects.create(setter=ann, other=a_person(f"P{number}"), kind="block", set_at=now)
        assert count() == few


def test_changing_a_password_keeps_one_logged_in(client, ann):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "four-green-kettles"})
    assert client.get("/me/").status_code == 200


def test_no_date_is_shown_as_a_code(client):
    person = a_person()
    client.force_login(person)
    text = client.get("/me/consents/").content.decode()
    assert not re.search(r">[^<]*\b\d{4}-\d{2}-\d{2}\b", text)
    assert Consent.objects.filter(person=person).first().text_of.strftime("text of %-d %B %Y") in text


def test_one_chooses_which_content_notes_to_meet(client):
    person = a_person()
    client.force_login(person)
    form = dict.fromkeys(ContentNote.values, "show") | {"dying": "hide", "scans": "fold", "children": "fold"}
    assert client.post("/me/gentle/", form).status_code == 302
    person.refresh_from_db()
    assert (person.folded_notes, person.hidden_notes) == ("scans children", "dying")
    text = client.get("/me/gentle/").content.decode()
    assert text.count("selected") == len(ContentNote)
    assert re.search(r'name="dying".*?value="hide" selected', text, re.DOTALL)
    wrong = client.post("/me/gentle/", {**form, "dying": "burn"})
    assert "Please choose one of these." in wrong.content.decode()
    person.refresh_from_db()
    assert person.hidden_notes == "dying"


def test_what_somebody_did_not_want_to_meet_is_exported_and_goes_with_them():
    person = a_person()
    choose_gently(choices={"dying": "hide", "scans": "fold"}, by=person, now=WHEN)
    assert exported_rows(person)["account"][0]["hidden_notes"] == "dying"
    leave_forum(choice=WordsChoice.KEEP, by=person, now=WHEN)
    person.refresh_from_db()
    assert (person.folded_notes, person.hidden_notes) == ("", "")
