"""Mail that comes back or is complained of ends all mail but what one needs to log in; and the site says so."""

import base64
import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.test import Client

from forum.notices.actions import note_unreachable, send_due, tell_due
from forum.notices.models import Delivery, Unreachable
from tests.factories import WHEN
from tests.notices.rows import SOON, cancelled
from tests.notices.smtp import a_mail_server

pytestmark = pytest.mark.django_db

EVENTS = "/mail/events/"
SECRET = "company:quiet-kettle"
HARD = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1}
SOFT = {"RecordType": "Bounce", "Type": "SoftBounce", "TypeCode": 4096}
COMPLAINT = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "TypeCode": 512}
DELIVERED = {"RecordType": "Delivery"}


@pytest.fixture
def company(settings):
    """Mail is sent by a company that tells what came back."""
    settings.EMAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    def tells(what, address, secret=SECRET):
        said = {**what, "Email": address, "Recipient": address, "MessageID": "x", "BouncedAt": "2026-11-02T10:00:00Z"}
        proof = base64.b64encode(secret.encode()).decode()
        return Client(enforce_csrf_checks=True).post(
            EVENTS, json.dumps(said), content_type="application/json", headers={"Authorization": f"Basic {proof}"}
        )

    return tells


@pytest.mark.parametrize(
    ("what", "why"), [(HARD, "bounced"), (COMPLAINT, "complained"), (SOFT, None), (DELIVERED, None)]
)
def test_what_came_back_for_good_or_was_complained_of_ends_mail_and_what_fails_for_now_does_not(
    company, meetup, ann, mailoutbox, what, why
):
    for _again in range(2):
        assert company(what, ann.email.upper()).status_code == 200
    assert list(Unreachable.objects.values_list("person", "why")) == ([(ann.pk, why)] if why else [])
    cancelled(meetup)
    tell_due(now=SOON)
    send_due(now=SOON)
    assert len(mailoutbox) == (0 if why else 1)
    assert Delivery.objects.get().not_sent_because == ("bounced" if why else "")


def test_a_daily_mail_is_not_sent_either(meetup, ann, mailoutbox):
    note_unreachable(address=ann.email, why="bounced", now=WHEN)
    Delivery.objects.create(recipient=ann, way="daily", due_at=SOON)
    send_due(now=SOON)
    assert not mailoutbox
    assert Delivery.objects.get().not_sent_because == "bounced"


def test_nothing_is_written_of_an_address_that_nobody_has_and_the_answer_is_the_same(company, ann, queries):
    with queries() as asked:
        answer = company(HARD, "nobody@people.example")
    assert not asked.writes
    known = company(HARD, ann.email)
    assert (answer.status_code, answer.content) == (known.status_code, known.content)


@pytest.mark.parametrize("secret", ["company:wrong", ":", "", SECRET + "x"])
def test_whoever_does_not_know_the_secret_is_refused(company, ann, secret):
    assert company(HARD, ann.email, secret=secret).status_code == 400
    assert not Unreachable.objects.exists()


@pytest.mark.parametrize("size", [600_000, 6_000_000])
def test_what_is_too_long_is_not_read(company, ann, size):
    answer = Client().post(EVENTS, "x" * size, content_type="application/json")
    assert answer.status_code == 413


def test_where_no_company_is_set_up_there_is_no_such_address(client):
    assert client.post(EVENTS, "{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("answer", "is_for_good"),
    [
        ("550 no such person here", True),
        ("550 5.1.1 no such person here", True),
        ("550 5.2.1 this mailbox is closed", True),
        ("554 5.1.2 no such place", True),
        ("550 5.7.1 we take nothing from you", False),  # said to everybody: it is about us, not about them
        ("554 we take nothing today", False),
        ("552 5.2.2 the mailbox is full", False),
        ("450 4.2.0 try later", False),
        ("421 busy", False),
    ],
)
def test_a_server_that_takes_no_mail_for_somebody_is_asked_once(settings, meetup, ann, answer, is_for_good):
    cancelled(meetup)
    tell_due(now=SOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with a_mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.refuses = answer
        send_due(now=SOON)
        server.refuses = ""
        send_due(now=SOON + timedelta(days=1))
        assert len(server.taken) == (0 if is_for_good else 1)
    assert Unreachable.objects.filter(person=ann).exists() is is_for_good
    assert Delivery.objects.get().state == ("not_sent" if is_for_good else "sent")


def test_the_site_says_so_and_one_press_lets_mail_come_again(client, meetup, ann, mailoutbox):
    note_unreachable(address=ann.email, why="bounced", now=WHEN)
    client.force_login(ann)
    for path in ("/me/", "/notices/settings/"):
        page = client.get(path).content.decode()
        assert "Mail does not reach you" in page
        assert "/accounts/email/" in page
    for _again in range(2):
        assert client.post("/notices/settings/reachable/").status_code == 302
    assert "Mail does not reach you" not in client.get("/me/").content.decode()
    cancelled(meetup)
    tell_due(now=SOON)
    send_due(now=SOON)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("why", "is_said"), [("bounced", True), ("refused", True), ("complained", False)])
def test_catch_up_says_so_to_whoever_may_wait_for_mail(client, queries, ann, why, is_said):
    client.force_login(ann)
    client.get("/")
    with queries() as before:
        assert "Mail from here does not reach you" not in client.get("/").content.decode()
    note_unreachable(address=ann.email, why=why, now=WHEN)
    with queries() as after:
        assert ("Mail from here does not reach you" in client.get("/").content.decode()) is is_said
    assert after.count == before.count


def test_a_new_proven_address_lets_mail_come_again(client, rf, ann):
    note_unreachable(address=ann.email, why="bounced", now=WHEN)
    proven = EmailAddress.objects.get(user=ann)
    request = rf.get("/")
    request.session = client.session
    email_confirmed.send(sender=EmailAddress, request=request, email_address=proven)
    assert not Unreachable.objects.exists()


def test_codes_for_logging_in_and_a_new_password_are_sent_all_the_same(client, ann, mailoutbox):
    note_unreachable(address=ann.email, why="complained", now=WHEN)
    client.post("/accounts/login/code/", {"email": ann.email})
    client.post("/accounts/password/reset/", {"email": ann.email})
    assert [mail.to for mail in mailoutbox] == [[ann.email]] * 2
