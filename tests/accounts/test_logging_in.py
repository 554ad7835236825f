"""allauth in our words: every page ours, every mail discreet, every bad input answered with a sentence."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import get_resolver, reverse

from accounts.models import Person
from tests.factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db

SIGNED_OUT = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/inactive/",
    "/accounts/signup/",
)
SIGNED_IN = (
    "/accounts/logout/", "/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/2fa/",
    "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/sessions/",
    "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/",
)  # fmt: skip


@pytest.fixture
def ann():
    return a_person("Marigold", email="ann@people.example")


@pytest.fixture
def proved(client, ann):
    client.force_login(ann)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def the_code():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def is_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="main"' in page
    assert "<h1" in page
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
    for script in re.findall(r"<script([^>]*)>", page):
        assert "src=" in script or 'type="application/json"' in script
    for word in ("Sign In", "sign up", "Two-Factor", "successfully", "uccessful", "delete", "example.com"):
        assert word not in page


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_every_page_of_logging_in_is_ours(client, path):
    is_ours(client.get(path))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_every_page_of_managing_it_is_ours(proved, path):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(Person.objects.get())
    is_ours(proved.get(path))


def test_no_template_of_allauths_own_is_left_in_use():
    """Each page template that its views name is found in this project first."""
    from django.template.loader import get_template

    views = [each.callback for each in get_resolver().reverse_dict.getlist("x")] or []
    assert views == []
    for name in (
        "account/login", "account/logout", "account/request_login_code", "account/confirm_login_code", "account/reauthenticate",
        "account/confirm_email_verification_code", "account/confirm_password_reset_code", "account/password_reset",
        "account/password_reset_from_key", "account/password_reset_from_key_done", "account/password_change", "account/password_set",
        "account/email_change", "account/account_inactive", "mfa/index", "mfa/authenticate", "mfa/reauthenticate",
        "mfa/totp/activate_form", "mfa/totp/deactivate_form", "mfa/recovery_codes/index", "mfa/recovery_codes/generate",
        "mfa/webauthn/add_form", "mfa/webauthn/authenticator_list", "mfa/webauthn/edit_form", "mfa/webauthn/reauthenticate",
        "mfa/webauthn/authenticator_confirm_delete", "usersessions/usersession_list",
    ):  # fmt: skip
        assert "site-packages" not in str(get_template(f"{name}.html").origin)


def test_the_right_password_lets_in_and_says_hello(client, ann):
    response = client.post("/accounts/login/", {"login": "Ann@People.Example", "password": PASSWORD}, follow=True)
    assert "Hello, Marigold." in response.content.decode()


@pytest.mark.parametrize(
    ("login", "password"),
    [("ann@people.example", "wrong"), ("nobody@people.example", PASSWORD), ("", ""), ("ann", "x"), ("a\x00@b.example", "x"),
     ("ann@people.example", "\x00"), ("x" * 1_000_000, "x"), ("ann@people.example", "x" * 1_000_000), ("🙂@🙂.🙂", "🙂")],
)  # fmt: skip
def test_anything_else_gets_a_sentence(client, ann, login, password):
    response = client.post("/accounts/login/", {"login": login, "password": password})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_lets_in(client, ann):
    client.post("/accounts/login/code/", {"email": "ann@people.example"})
    assert mail.outbox[0].subject == "Your code"
    is_ours(client.get("/accounts/login/code/confirm/"))
    client.post("/accounts/login/code/confirm/", {"code": the_code()})
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "\x00", "x" * 1_000_000, "🙂", "١٢٣٤٥٦"])
def test_a_wrong_code_gets_a_sentence(client, ann, code):
    client.post("/accounts/login/code/", {"email": "ann@people.example"})
    response = client.post("/accounts/login/code/confirm/", {"code": code})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()


def test_asking_for_a_code_tells_nobody_who_has_an_account(client, ann):
    answers = []
    for email in ("ann@people.example", "nobody@people.example"):
        sent = client.post("/accounts/login/code/", {"email": email})
        page = client.get(sent["Location"]).content.decode()
        answers.append(
            (sent.status_code, sent["Location"], re.sub(r'value="[^"]{30,}"|[\w.]+@people\.example', "", page))
        )
        client.cookies.clear()
    assert answers[0] == answers[1]
    assert "no account with it" in mail.outbox[1].body


def test_a_forgotten_password_is_replaced_by_a_code(client, ann):
    client.post("/accounts/password/reset/", {"email": "ann@people.example"})
    is_ours(client.get("/accounts/password/reset/confirm/"))
    response = client.post("/accounts/password/reset/confirm/", {"code": the_code()})
    is_ours(client.get(response["Location"]))
    client.post(response["Location"], {"password1": "four-green-kettles"})
    ann.refresh_from_db()
    assert ann.check_password("four-green-kettles")
    assert mail.outbox[-1].subject == "Your password was changed"


def test_an_address_is_changed_when_the_new_one_is_proved(proved, ann):
    proved.post("/accounts/email/", {"email": "new@people.example", "action_add": "1"})
    ann.refresh_from_db()
    assert ann.email == "ann@people.example"
    is_ours(proved.get("/accounts/confirm-email/"))
    proved.post("/accounts/confirm-email/", {"code": the_code()})
    ann.refresh_from_db()
    assert ann.email == "new@people.example"
    assert [each.email for each in EmailAddress.objects.filter(user=ann)] == ["new@people.example"]


def test_an_unfinished_sign_up_does_not_keep_an_address_from_its_owner(proved, ann):
    stranger = Person.objects.create_user("new@people.example", name="Wren", joined_at=ann.joined_at)
    EmailAddress.objects.create(user=stranger, email="new@people.example", primary=True, verified=False)
    proved.post("/accounts/email/", {"email": "new@people.example", "action_add": "1"})
    proved.post("/accounts/confirm-email/", {"code": the_code()})
    ann.refresh_from_db()
    assert ann.email == "new@people.example"


def test_an_address_of_somebody_else_is_told_to_them_and_not_to_the_asker(proved, ann):
    a_person("Teasel", email="ben@people.example")
    proved.post("/accounts/email/", {"email": "ben@people.example", "action_add": "1"})
    page = proved.get("/accounts/confirm-email/").content.decode()
    assert "ben@people.example" in page
    proved.post("/accounts/confirm-email/", {"code": the_code()})
    ann.refresh_from_db()
    assert ann.email == "ann@people.example"


def test_an_address_cannot_be_changed_by_whoever_finds_the_device_open(client, ann):
    client.force_login(ann)
    response = client.post("/accounts/email/", {"email": "new@people.example", "action_add": "1"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not mail.outbox


@pytest.mark.parametrize(("path", "said"), [("/accounts/email/", {"email": "new@people.example", "action_add": "1"}),
                                            ("/accounts/password/set/", {"password1": "four-green-kettles"}),
                                            ("/me/leave/", {"choice": "keep", "is_sure": "on"})])  # fmt: skip
def test_somebody_without_a_password_proves_it_by_a_code(client, ann, path, said):
    ann.set_unusable_password()
    ann.save()
    client.force_login(ann)
    response = client.post(path, said)
    assert response["Location"].startswith("/me/proof/?next=")
    client.post("/me/proof/", {"send": "1", "next": path})
    assert "not the right code" in client.post("/me/proof/", {"code": "000000", "next": path}).content.decode()
    assert client.post("/me/proof/", {"code": the_code(), "next": path})["Location"] == path
    assert client.post(path, said)["Location"] != response["Location"]


def test_five_wrong_codes_end_the_proof(client, ann):
    ann.set_unusable_password()
    ann.save()
    client.force_login(ann)
    client.post("/me/proof/", {"send": "1"})
    for _ in range(5):
        client.post("/me/proof/", {"code": "0"})
    assert client.post("/me/proof/", {"code": the_code()}).status_code == 200


@pytest.mark.parametrize(
    "towards", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:1"]
)
def test_the_proof_leads_nowhere_else(client, ann, towards):
    client.force_login(ann)
    client.post("/me/proof/", {"send": "1", "next": towards})
    assert client.post("/me/proof/", {"code": the_code(), "next": towards})["Location"] == "/me/"


def test_somebody_who_left_is_told_that_the_account_is_closed(client, ann):
    ann.is_active = False
    ann.save()
    response = client.post("/accounts/login/", {"login": "ann@people.example", "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200


def test_logging_out_needs_a_press(client, ann):
    client.force_login(ann)
    client.get("/accounts/logout/")
    assert client.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302


def test_too_many_tries_are_answered_in_words(client, ann, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip", "reset_password": "1/m/ip"}
    cache.clear()
    client.get("/accounts/login/")
    for _ in range(3):
        response = client.post("/accounts/login/", {"login": "ann@people.example", "password": "wrong"})
    cache.clear()
    assert response.status_code == 429
    assert "A pause of a few minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_every_mail_is_discreet_and_has_both_forms(proved, ann, settings):
    proved.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "four-green-kettles"})
    proved.post("/accounts/email/", {"email": "new@people.example", "action_add": "1"})
    proved.post("/accounts/confirm-email/", {"code": the_code()})
    assert len(mail.outbox) >= 3
    for each in mail.outbox:
        text = each.subject + each.body + str(each.alternatives)
        assert not re.search(r"cancer|secondary|group|patient|example\.com", text, re.IGNORECASE), each.subject
        assert each.alternatives
        assert settings.SITE_ADDRESS in each.body, "whatever the host was called that was asked"
    assert reverse("account_request_login_code") in mail.outbox[0].body
