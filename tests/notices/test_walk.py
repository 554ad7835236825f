"""The mails of a month, as a mail server gets them: from one who follows a thread, comes to a meetup, and forgets a password."""

import os
import re
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from forum.kernel.events import publish
from forum.meetups.events import PlaceOffered
from forum.notices.actions import send_due, tell_due
from forum.notices.models import Delivery
from tests.accounts.test_sign_up import answer
from tests.border.meetings import FAR_AHEAD
from tests.factories import a_group, a_person, a_thread, joins
from tests.meetups.rows import a_meetup, comes
from tests.notices.rows import cancelled
from tests.threads.conftest import reply_form

pytestmark = pytest.mark.django_db


def worked(now):
    """What the worker does until a moment."""
    while tell_due(now=now):
        pass
    while send_due(now=now):
        pass


def came(server, to):
    """The mails that somebody got, as their programme reads them, each checked as every mail must be."""
    mails = [message_from_string(mail, policy=policy.default) for who, mail in server.taken if who == to]
    for mail in mails:
        assert re.findall(r"[\w.+-]+@[\w.-]+", str(mail["To"])) == [to]
        assert mail["Cc"] is mail["Bcc"] is None
        parts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
        for said in (str(mail["Subject"]), *parts):
            assert not re.search(r"[\w.+-]+@people\.example", said), "nobody's address"
            assert all(link.startswith(site.SITE_ADDRESS) for link in re.findall(r"https?://[^\s\"<>]+", said))
            assert not re.search("cancer|secondary", said, re.IGNORECASE)
        assert not re.search(r"<(img|link|script|iframe|style)\b|\bstyle=|url\(", parts[1])
    return mails


def kept_as_picture(mails, name):
    """Where somebody wants to look at them."""
    if folder := os.environ.get("PICTURES"):
        for number, mail in enumerate(mails):
            Path(folder, f"mail-{name}-{number}.html").write_text(mail.get_body(("html",)).get_content())


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def replied(thread, by, words):
    assert signed_in(by).post(f"/threads/{thread.pk}/reply/", reply_form(thread, by, words)).status_code == 302


def test_a_month_of_mail(server, client):
    olive, ann, bea = a_person("Olive"), a_person("Ann"), a_person("Bea")
    group = a_group("Scans and results", host=olive)
    for person in (ann, bea):
        joins(person, group)
    thread = a_thread(of=group, by=bea, title="Waiting for Thursday")

    # Ann follows a thread, Bea replies, and the mail of the day comes at Ann's hour.
    hers = signed_in(ann)
    assert hers.post(f"/threads/{thread.pk}/subscription/", {"level": "daily"}).status_code == 302
    replied(thread, bea, "It is stable!")
    worked(timezone.now())
    assert not came(server, ann.email)
    due = Delivery.objects.get(recipient=ann).due_at
    worked(due - timedelta(minutes=1))
    assert not came(server, ann.email)
    worked(due)
    (daily,) = came(server, ann.email)
    assert "stable" not in str(daily)
    assert "Bea" not in str(daily)
    kept_as_picture([daily], "daily")

    # One click in her mail programme, which has no session and no token of ours, and no more mail comes.
    assert daily["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = daily["List-Unsubscribe"].strip(" <>").removeprefix(site.SITE_ADDRESS)
    programme = Client(enforce_csrf_checks=True)
    assert programme.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    hers.get(f"/threads/{thread.pk}/")
    replied(thread, bea, "And the nurse was kind.")
    for days in range(1, 9):
        worked(due + timedelta(days=days))
    assert len(came(server, ann.email)) == 1
    assert "There are new replies." in hers.get("/notices/").text

    # A place is kept for her at a meetup, which then does not take place.
    now = timezone.now() + timedelta(days=10)
    meetup = a_meetup(of=group, by=olive, on=FAR_AHEAD)
    offer = comes(ann, meetup, state="offered", now=now)
    publish(
        PlaceOffered(attendance_id=offer.pk, meetup_id=meetup.pk, person_id=ann.pk, until=offer.offer_ends_at, at=now)
    )
    worked(now)
    cancelled(meetup, now)
    worked(now + timedelta(minutes=2))
    _daily, kept, off = came(server, ann.email)
    assert "kept for you" in kept["Subject"]
    assert "does not take place" in off.get_body(("plain",)).get_content()
    assert all(mail["List-Unsubscribe"] for mail in (kept, off))
    kept_as_picture([kept, off], "meetup")

    # She forgets her password; somebody else signs up. Codes can be stopped by nobody.
    client.post("/accounts/password/reset/", {"email": ann.email})
    answer(Client())
    (reset,) = came(server, ann.email)[3:]
    (code,) = came(server, "teasel@people.example")
    for mail in (reset, code):
        assert mail["List-Unsubscribe"] is None
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        (number,) = re.findall(r"\b\d{6}\b", text)
        assert number in html
        assert number not in mail["Subject"]
    kept_as_picture([reset, code], "code")
