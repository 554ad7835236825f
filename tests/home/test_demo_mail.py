"""The mails of the demo community are shown there, and nowhere else."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO, settings.EMAIL_BACKEND = True, "accounts.mail.DemoMail"
    settings.VAR, settings.EMAIL_FILE_PATH = tmp_path, tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    return settings


def a_mail(subject, **rest):
    mail = EmailMultiAlternatives(
        subject, "Come at seven – or later.\n\nhttps://forum.example/meetups/1/", to=["ann@people.example"], **rest
    )
    mail.attach_alternative("<p>Come at <b>seven</b>.</p>", "text/html")
    return mail


def test_what_was_mailed_is_listed_newest_first_and_shown_as_text_and_as_html(demo, client):
    get_connection().send_messages(
        [a_mail("The first"), a_mail("The second", headers={"List-Unsubscribe": "<https://forum.example/stop/>"})]
    )
    listed = client.get("/demo/mail/")
    found = listed.context["mails"]
    assert [mail.subject for mail in found] == ["The second", "The first"]
    assert all(f"/demo/mail/{mail.name}/" in listed.text for mail in found)
    shown = client.get(f"/demo/mail/{found[0].name}/").text
    assert "Come at seven – or later." in shown
    assert "ann@people.example" in shown
    assert 'href="https://forum.example/stop/"' in shown
    html = client.get(f"/demo/mail/{found[0].name}/html/")
    assert html.text.strip() == "<p>Come at <b>seven</b>.</p>"
    policy = html["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_fifty_mails_are_listed_at_most(demo, client):
    get_connection().send_messages([a_mail(f"Mail {number}") for number in range(60)])
    found = client.get("/demo/mail/").context["mails"]
    assert len(found) == 50
    assert found[0].subject == "Mail 59"


def test_only_what_is_listed_is_shown(demo, client):
    get_connection().send_messages([a_mail("The first")])
    (demo.EMAIL_FILE_PATH.parent / "secret.log").write_text("Subject: no\n\nno")
    for name in ("secret-0", "secret", "..", "..%2Fsecret-0", "0", "x" * 300):
        for end in ("", "html/"):
            assert client.get(f"/demo/mail/{name}/{end}").status_code in (404, 301, 302), name


def test_without_any_mail_there_is_a_page(demo, client):
    assert client.get("/demo/mail/").status_code == 200
    demo.EMAIL_FILE_PATH.rmdir()
    assert client.get("/demo/mail/").status_code == 200


def test_the_way_there_stands_on_pages_of_the_demo_only(demo, client):
    assert "/demo/mail/" in client.get("/").text
    demo.DEMO = False
    assert "/demo/mail/" not in client.get("/").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_elsewhere_there_is_no_such_address(demo, client, method):
    get_connection().send_messages([a_mail("The first")])
    name = client.get("/demo/mail/").context["mails"][0].name
    demo.DEMO = False
    for path in ("/demo/mail/", f"/demo/mail/{name}/", f"/demo/mail/{name}/html/"):
        assert getattr(client, method)(path).status_code == 404
