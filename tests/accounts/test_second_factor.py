"""Those who see what is other people's prove twice who they are."""

import re
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.utils import timezone

from forum.kernel.form_keys import new_form_key
from tests.factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _time_stands_still():
    """A code is good for half a minute, which could end between reading it and typing it."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def a_moderator(**rest):
    return a_person("Marigold", email="mod@people.example", is_trusted=True, **rest)


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    ("rest", "is_required", "leads_to"),
    [
        ({}, True, None),
        ({"is_trusted": True}, True, "/accounts/2fa/"),
        ({"is_staff": True}, True, "/accounts/2fa/"),
        ({"is_trusted": True}, False, None),
        ({"is_staff": True}, False, None),
    ],
)
def test_only_those_who_see_much_are_led_to_set_one_up(client, settings, rest, is_required, leads_to):
    settings.SECOND_FACTOR_REQUIRED = is_required
    client.force_login(a_person(**rest))
    for path in ("/", "/me/", "/me/export/", "/groups/"):
        assert client.get(path).get("Location") == leads_to


@pytest.mark.parametrize(
    "path",
    ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/logout/", "/help/now/", "/accounts/reauthenticate/"],
)
def test_the_pages_that_are_needed_stay_open(client, path):
    client.force_login(a_moderator())
    assert client.get(path).status_code == 200


def test_the_page_says_why(client):
    client.force_login(a_moderator())
    assert "Before you go on" in client.get("/accounts/2fa/").content.decode()
    client.force_login(a_person())
    assert "Before you go on" not in client.get("/accounts/2fa/").content.decode()


def test_ordinary_members_cost_no_query(client, settings, queries):
    client.force_login(a_person())
    client.get("/me/")
    with queries() as asked:
        client.get("/me/")
    settings.SECOND_FACTOR_REQUIRED = False
    with queries() as without:
        client.get("/me/")
    assert asked.count == without.count


def test_somebody_who_logged_in_with_it_costs_no_query_and_is_in(client, queries):
    person = a_moderator()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/me/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    with queries() as asked:
        assert client.get("/me/").status_code == 200
    assert not any("mfa_authenticator" in statement for statement in asked.statements)


def test_recovery_codes_alone_are_no_second_factor(client):
    person = a_moderator()
    RecoveryCodes.activate(person)
    client.force_login(person)
    assert client.get("/me/").status_code == 302


def test_setting_up_an_app_opens_the_rest(client):
    person = a_moderator()
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = page.split("<code>")[1].split("</code>")[0]
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/me/").status_code == 200


def test_the_last_one_cannot_be_taken_away_by_those_who_need_it(client):
    person = a_moderator()
    TOTP.activate(person, generate_totp_secret())
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post("/accounts/2fa/totp/deactivate/")
    assert "one second factor has to stay" in page.content.decode()
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_words_sent_by_somebody_who_must_set_one_up_are_not_lost(client):
    person = a_moderator()
    client.force_login(person)
    response = client.post(
        "/threads/1/reply/", {"body": "A long answer", "form_key": new_form_key(person, "/threads/1/reply/")}
    )
    assert response.status_code == 403
    assert "A long answer" in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["edit", "remove"])
def test_a_passkey_of_any_number_is_not_an_error(client, method, page):
    client.force_login(a_person())
    for number in ("1", "9" * 18, "9" * 19, "9" * 40):
        response = getattr(client, method)(f"/accounts/2fa/webauthn/keys/{number}/{page}/")
        assert response.status_code in (302, 404)


@pytest.mark.parametrize("credential", ["", "null", "{}", "[]", '"x"', "7", '{"id": "x", "response": {}}', "{" * 1000, "\x00",
                                         '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA"}}',
                                         '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}'])  # fmt: skip
def test_a_forged_passkey_opens_nothing_and_is_not_an_error(client, credential):
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": credential}).status_code == 302
    assert "_auth_user_id" not in client.session
    person = a_person()
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/webauthn/add/")
    assert client.post("/accounts/2fa/webauthn/add/", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
@pytest.mark.parametrize("is_moderator", [True, False])
def test_whoever_has_no_password_proves_the_address_before_adding_a_factor(client, path, is_moderator):
    """Otherwise whoever finds the device open adds a key of their own, and keeps it."""
    person = a_person(email="ann@people.example", is_trusted=is_moderator)
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    for response in (client.get(path), client.post(path, {"code": "123456", "name": "Mine", "credential": "{}"})):
        assert response["Location"] == f"/me/proof/?next={quote(path, safe='')}"
    assert not Authenticator.objects.exists()
    client.post("/me/proof/", {"send": "1", "next": path})
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]
    assert client.post("/me/proof/", {"code": code, "next": path})["Location"] == path
    assert client.get(path).status_code == 200


def test_a_proof_by_code_is_good_for_setting_up_an_app_to_the_end(client):
    person = a_person(email="ann@people.example")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    client.post("/me/proof/", {"send": "1"})
    client.post("/me/proof/", {"code": re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
