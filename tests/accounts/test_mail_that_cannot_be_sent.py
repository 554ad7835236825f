"""The server of mails does not answer: nobody gets an error, nothing is lost, and no address stands in the log."""

import smtplib

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import Person
from tests.accounts.test_sign_up import answer
from tests.factories import PASSWORD, a_person

pytestmark = pytest.mark.django_db

ADDRESS = "ann@people.example"
NEW_PASSWORD = "four-green-kettles"


@pytest.fixture
def ann():
    return a_person("Marigold", email=ADDRESS)


@pytest.fixture(params=[ConnectionRefusedError(111, "refused"), smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no")})])
def no_mail(request, monkeypatch):
    def broken(*arguments, **rest):
        raise request.param

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)


@pytest.mark.parametrize("email", [ADDRESS, "nobody@people.example"])
@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_a_code_that_cannot_be_sent_is_said_and_tells_nobody_who_has_an_account(
    client, ann, no_mail, caplog, path, email
):
    response = client.post(path, {"email": email})
    assert response.status_code == 503
    assert "could not be sent just now" in response.content.decode()
    assert "could not be sent" in caplog.text
    assert email not in caplog.text


def test_an_address_is_not_changed_where_its_code_cannot_be_sent(client, ann, no_mail):
    client.force_login(ann)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/accounts/email/", {"email": "new@people.example", "action_add": "1"}).status_code == 503
    ann.refresh_from_db()
    assert ann.email == ADDRESS
    assert [each.email for each in EmailAddress.objects.filter(user=ann)] == [ADDRESS]
    assert client.get("/accounts/email/").status_code == 200


def test_a_proof_that_cannot_be_sent_is_not_asked_for(client, ann, no_mail):
    Person.objects.filter(pk=ann.pk).update(password="!")
    client.force_login(Person.objects.get(pk=ann.pk))
    assert client.post("/me/proof/", {"send": "1", "next": "/me/"}).status_code == 503
    assert 'name="code"' not in client.get("/me/proof/").content.decode()


def test_a_password_stays_changed_where_only_the_word_of_it_cannot_be_sent(client, ann, no_mail):
    client.force_login(ann)
    said = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/accounts/password/change/", said).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(NEW_PASSWORD)


def test_a_code_of_a_sign_up_that_cannot_be_sent_again_leaves_the_first_one_good(client, monkeypatch):
    answer(client)
    code = next(line for line in mail.outbox[-1].body.splitlines() if line.isdigit())

    def broken(*arguments, **rest):
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
        assert client.post("/accounts/confirm-email/", {"action": "resend"}).status_code in (302, 503)
    client.post("/accounts/confirm-email/", {"code": code})
    assert EmailAddress.objects.get().verified
