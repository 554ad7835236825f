"""Signing up: one question a page, nothing asked twice, nothing kept of those who turn away."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Consent, HeldName, Person
from tests.factories import a_person

pytestmark = pytest.mark.django_db

START = "/accounts/signup/"
CODE_PAGE = "/accounts/confirm-email/"
ANSWERS = {
    "": {"email": "Teasel@People.Example"},
    "name/": {"name": "Blue Tit"},
    "adult/": {"adult": "yes"},
    "health/": {"health": "yes"},
    "situation/": {"situation": "friend_or_family"},
    "terms/": {"terms": "on"},
    "log-in/": {"way": "password", "password": "three-blue-kettles"},
}


def answer(client, **changed):
    """Answer every question; `changed` by the step's first word, e.g. `name={"name": …}`. Return the last response."""
    response = None
    for step, said in ANSWERS.items():
        key = (step.rstrip("/") or "email").replace("-", "_")
        response = client.post(START + step, changed.get(key, said))
    return response


def the_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def test_a_person_signs_up_and_is_in(client):
    response = answer(client)
    assert response["Location"] == CODE_PAGE
    response = client.post(CODE_PAGE, {"code": the_code()})
    assert response["Location"] == "/"
    person = Person.objects.get(email="teasel@people.example")
    assert (person.name, person.situation) == ("Blue Tit", "friend_or_family")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.check_password("three-blue-kettles")
    assert {consent.kind: consent.version for consent in Consent.objects.filter(person=person)} == {
        "terms": "2026-11-23", "health": "2026-11-23", "adult": "2026-11-23",
    }  # fmt: skip


def test_somebody_who_wants_codes_has_no_password(client):
    answer(client, log_in={"way": "code"})
    assert not Person.objects.get().has_usable_password()


def test_looking_at_the_first_question_keeps_no_session(client):
    client.get(START)
    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


def test_answers_are_gone_from_the_session_at_the_end(client):
    answer(client)
    assert "sign_up" in client.session
    client.post(CODE_PAGE, {"code": the_code()})
    assert "sign_up" not in client.session


@pytest.mark.parametrize(
    ("step", "said", "words"),
    [
        ("adult", {"adult": "no"}, "Childline"),
        ("health", {"health": "no"}, "No account was made"),
    ],
)
def test_nothing_is_kept_of_somebody_who_is_turned_away(client, step, said, words):
    for before, answered in ANSWERS.items():
        if before == f"{step}/":
            break
        client.post(START + before, answered)
    response = client.post(f"{START}{step}/", said)
    assert words in response.content.decode()
    assert "sign_up" not in client.session
    assert "people.example" not in str(dict(client.session))
    assert not Person.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("step", "said", "sentence"),
    [
        ("", {"email": ""}, "Please type your e-mail address"),
        ("", {"email": "nowhere"}, "Please type the whole address"),
        ("", {"email": "a\x00@people.example"}, "error-summary"),
        ("", {"email": "x" * 1_000_000}, "error-summary"),
        ("name/", {"name": ""}, "Please type a name"),
        ("name/", {"name": "Anna Smith"}, "first name and a surname"),
        ("name/", {"name": "Nurse Jackie"}, "a profession or a role"),
        ("name/", {"name": "anna@people.example"}, "looks like an address"),
        ("name/", {"name": "\u202eWren"}, "invisible sign"),
        ("name/", {"name": "Wr\x00en"}, "cannot be kept"),
        ("name/", {"name": "🙂"}, "at least two letters"),
        ("name/", {"name": "x" * 41}, "at most 40 signs"),
        ("name/", {"name": "x" * 1_000_000}, "at most 40 signs"),
        ("name/", {"name": "marigold"}, "has this name already"),
        ("name/", {"name": "Mаrigold"}, "has this name already"),
        ("adult/", {}, "Please choose one of the two"),
        ("adult/", {"adult": "\x00"}, "error-summary"),
        ("health/", {"health": "maybe"}, "error-summary"),
        ("situation/", {"situation": "moderator"}, "error-summary"),
        ("terms/", {}, "you need to agree"),
        ("log-in/", {"way": "password"}, "Please type the password"),
        ("log-in/", {"way": "password", "password": "short"}, "too short"),
        ("log-in/", {"way": "password", "password": "password12"}, "too common"),
        ("log-in/", {"way": "password", "password": "x" * 1_000_000}, "error-summary"),
        ("log-in/", {"way": "password", "password": "teasel@people.example"}, "too similar"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_makes_nothing(client, step, said, sentence):
    a_person("Marigold")
    for before, answered in ANSWERS.items():
        if before == step:
            break
        client.post(START + before, answered)
    response = client.post(START + step, said)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Person.objects.count() == 1
    assert not mail.outbox


def test_a_refused_name_is_answered_with_names_that_are_free(client):
    a_person("Marigold")
    client.post(START, ANSWERS[""])
    page = client.post(f"{START}name/", {"name": "Marigold"}).content.decode()
    offered = re.findall(r"<li>([^<]+)</li>", page.split("These are free")[1].split("</ul>")[0])
    assert offered
    for name in offered:
        assert client.post(f"{START}name/", {"name": name})["Location"].endswith("/adult/")


def test_somebody_who_says_that_it_is_not_their_name_may_keep_what_looks_like_one(client):
    client.post(START, ANSWERS[""])
    page = client.post(f"{START}name/", {"name": "Agnes Pemberton"}).content.decode()
    assert "This is not my real name" in page
    assert client.post(f"{START}name/", {"name": "Agnes Pemberton", "is_meant": "on"}).status_code == 302


@pytest.mark.parametrize("name", ["Nurse Jackie", "Marigold"])
def test_saying_that_it_is_not_their_name_opens_no_other_door(client, name):
    a_person("Marigold")
    client.post(START, ANSWERS[""])
    assert client.post(f"{START}name/", {"name": name, "is_meant": "on"}).status_code == 200


def test_going_back_asks_nothing_twice(client):
    for step in ("", "name/", "adult/", "health/"):
        client.post(START + step, ANSWERS[step])
    assert "Blue Tit" in client.get(f"{START}name/").content.decode()
    assert "teasel@people.example" in client.get(START).content.decode()
    response = client.post(f"{START}name/", {"name": "Red Kite"})
    assert response["Location"].endswith("/situation/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_later_question_leads_to_the_first_that_is_open(client, method):
    client.post(START, ANSWERS[""])
    response = getattr(client, method)(f"{START}log-in/", ANSWERS["log-in/"])
    assert response["Location"].endswith("/signup/name/")
    assert not Person.objects.exists()


@pytest.mark.parametrize("path", ["nothing/", "email2/", "x" * 300 + "/"])
def test_a_question_that_is_not_asked_is_not_found(client, path):
    assert client.get(START + path).status_code == 404


def test_two_tabs_and_the_back_button_do_no_harm(client):
    answer(client)
    response = answer(client)  # the whole walk once more, in another tab
    assert response["Location"] == CODE_PAGE
    assert Person.objects.count() == 1
    client.post(CODE_PAGE, {"code": the_code()})
    assert client.get(f"{START}name/").status_code == 302
    assert client.post(f"{START}log-in/", ANSWERS["log-in/"]).status_code == 302
    assert Person.objects.count() == 1


def test_pressing_the_last_button_twice_sends_one_code(client):
    answer(client)
    client.post(f"{START}log-in/", ANSWERS["log-in/"])
    assert len(mail.outbox) == 1
    assert client.post(CODE_PAGE, {"code": the_code()}).status_code == 302
    assert Person.objects.get().last_login


def test_somebody_who_mistyped_their_address_only_types_the_address_again(client):
    answer(client)
    response = client.post(START, {"email": "other@people.example"})
    assert response["Location"] == CODE_PAGE
    assert Person.objects.get().email == "other@people.example"
    assert mail.outbox[-1].to == ["other@people.example"]
    client.post(CODE_PAGE, {"code": the_code()})
    assert Person.objects.get().check_password("three-blue-kettles")


def test_stopping_at_the_code_erases_everything(client):
    answer(client)
    client.post(f"{START}again/")
    assert not Person.objects.exists()
    assert "sign_up" not in client.session


class TestNobodyLearnsWhoHasAnAccount:
    def walk(self, email):
        client = Client()
        response = answer(client, email={"email": email})
        page = client.get(CODE_PAGE)
        wrong = client.post(CODE_PAGE, {"code": "000000"})
        resent = client.post(CODE_PAGE, {"action": "resend"})
        texts = [
            re.sub(r'value="[^"]{30,}"|[\w.]+@people\.example', "", each.content.decode()) for each in (page, wrong)
        ]
        return (response.status_code, response["Location"], resent.status_code, resent["Location"], *texts)

    def test_the_pages_are_the_same(self, settings):
        a_person("Marigold", email="known@people.example")
        known = self.walk("known@people.example")
        HeldName.objects.all().delete()
        assert self.walk("new@people.example") == known

    def test_the_mail_to_a_known_address_says_so_and_has_no_code(self, client):
        a_person("Marigold", email="known@people.example")
        answer(client, email={"email": "known@people.example"})
        assert mail.outbox[0].to == ["known@people.example"]
        assert "There is one already" in mail.outbox[0].body
        assert not re.search(r"\d{6}", mail.outbox[0].body)
        assert Person.objects.count() == 1

    def test_no_code_opens_somebody_elses_account(self, client):
        a_person("Marigold", email="known@people.example")
        answer(client, email={"email": "known@people.example"})
        code = client.session["account_email_verification_code"]["code"]
        assert client.post(CODE_PAGE, {"code": code}).status_code == 200
        assert "_auth_user_id" not in client.session

    def test_the_name_is_as_taken_as_if_an_account_had_been_made(self):
        a_person("Marigold", email="known@people.example")
        for email in ("known@people.example", "new@people.example"):
            answer(Client(), email={"email": email}, name={"name": f"Wren of {email[:3]}"})
            other = Client()
            other.post(START, {"email": "third@people.example"})
            page = other.post(f"{START}name/", {"name": f"Wren of {email[:3]}"})
            assert "has this name already" in page.content.decode()

    def test_going_back_gives_the_name_free_again(self, client):
        a_person("Marigold", email="known@people.example")
        answer(client, email={"email": "known@people.example"})
        client.post(START, {"email": "mine@people.example"})
        assert Person.objects.filter(email="mine@people.example", name="Blue Tit").exists()
        assert not HeldName.objects.exists()


def test_a_name_taken_at_the_last_moment_is_a_sentence_with_all_answers_kept(client):
    for step, said in list(ANSWERS.items())[:-1]:
        client.post(START + step, said)
    a_person("Blue Tit", name_key="bluetlt")
    response = client.post(f"{START}log-in/", ANSWERS["log-in/"])
    assert response.status_code == 200
    assert "has this name already" in response.content.decode()
    assert "Blue Tit" in response.content.decode()
    response = client.post(f"{START}name/", {"name": "Red Kite"})
    assert response["Location"] == CODE_PAGE
    assert Person.objects.get(name="Red Kite").check_password("three-blue-kettles")


def test_an_account_that_was_never_proved_gives_its_name_and_address_back_after_a_day(client):
    answer(client)
    Person.objects.update(joined_at=timezone.now() - timedelta(days=2))
    answer(Client())
    assert Person.objects.count() == 1
    assert "shows that this address is yours" in mail.outbox[-1].body


def test_somebody_elses_password_does_not_outlive_the_proof_of_the_address(client):
    answer(Client())  # a stranger types Teasel's address, with a password of their own
    client.post("/accounts/login/code/", {"email": "teasel@people.example"})
    client.post("/accounts/login/code/confirm/", {"code": the_code()})
    person = Person.objects.get()
    assert client.session["_auth_user_id"] == str(person.pk)
    assert not person.has_usable_password()
    assert client.get("/me/").status_code == 200


def test_an_account_may_be_proved_on_another_day_with_its_password(client):
    answer(Client())
    client.post("/accounts/login/", {"login": "teasel@people.example", "password": "three-blue-kettles"})
    client.post(CODE_PAGE, {"code": the_code()})
    assert Person.objects.get().check_password("three-blue-kettles")
    assert EmailAddress.objects.get().verified


def test_without_its_mail_no_account_is_made(client, monkeypatch):
    def broken(*args, **rest):
        raise OSError("no way out")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
    response = answer(client)
    assert response["Location"].endswith("/log-in/")
    assert "could not be sent" in client.get(response["Location"]).content.decode()
    assert not Person.objects.exists()


def test_asking_for_too_many_codes_makes_no_account_and_says_so(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": "1/10m/key"}
    cache.clear()
    answer(Client())
    client.post("/accounts/login/", {"login": "x"})
    Person.objects.all().delete()
    response = answer(client)
    cache.clear()
    assert response.status_code == 429
    assert "A pause of a few minutes" in response.content.decode()
    assert not Person.objects.exists()
    assert client.get(f"{START}log-in/").status_code == 200


def test_in_the_demonstration_the_code_page_says_where_the_mail_is(client, settings):
    settings.DEMO = True
    answer(client)
    assert "var/mail" in client.get(CODE_PAGE).content.decode()


def test_subjects_say_nothing_about_health(client):
    answer(client)
    assert mail.outbox[0].subject == "Your code"
    assert "cancer" not in mail.outbox[0].body.lower()
    assert mail.outbox[0].alternatives
