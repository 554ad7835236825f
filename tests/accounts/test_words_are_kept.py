"""Whatever happens to a session or a form, words somebody typed are not lost, and nobody else is shown them."""

import re
from html import unescape

import pytest
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.actions import withdraw_consent
from forum.groups.actions import leave_group
from forum.kernel.form_keys import new_form_key
from forum.threads.actions import withdraw_post
from forum.threads.models import Draft, Post, Thread
from tests.factories import PASSWORD, a_group, a_person, a_reply, a_thread, joins

pytestmark = pytest.mark.django_db

WORDS = "Thursday was long.\nI cleaned the oven. <b>Twice</b>."


@pytest.fixture
def ann():
    return a_person("Marigold", email="ann@people.example")


@pytest.fixture
def ben():
    return a_person("Teasel", email="ben@people.example")


@pytest.fixture
def place(ann):
    group = a_group()
    joins(ann, group)
    return f"/threads/{a_thread(of=group, by=ann).pk}/reply/"


def form_of(person, place, **more):
    return {"body": WORDS, "form_key": new_form_key(person, place), "is_unnamed": "on", **more}


def log_in(client, email):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def fields_in(page):
    """What a browser would send from the form with the box."""
    composer = re.search(r'<form class="composer".*?</form>', page, re.DOTALL)[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', composer))
    for name, value in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', composer, re.DOTALL):
        sent[name] = unescape(value)
    for tag in re.findall(r'<input[^>]*name="(?:title|is_unnamed)"[^>]*>', composer):
        name = re.search(r'name="(\w+)"', tag)[1]
        if "checked" in tag:
            sent[name] = "on"
        elif value := re.search(r'value="([^"]*)"', tag):
            sent[name] = unescape(value[1])
    return sent


def box_in(page):
    return {name: value for name, value in fields_in(page).items() if name in ("title", "body", "is_unnamed")}


def shown(response):
    return "I cleaned the oven. &lt;b&gt;Twice&lt;/b&gt;." in response.content.decode()


def test_words_sent_while_signed_out_are_shown_and_nothing_is_posted(client, ann, place):
    response = client.post(place, form_of(ann, place))
    assert response.status_code == 403
    assert shown(response)
    assert "ready to be sent" in response.content.decode()


def test_after_logging_in_the_words_stand_in_the_box_where_they_were_written(client, ann, place):
    client.post(place, form_of(ann, place))
    thread = place.removesuffix("reply/")
    assert log_in(client, "ann@people.example")["Location"] == f"{thread}#reply"
    page = client.get(thread).content.decode()
    assert "Your words are here as you left them, and not posted yet." in page
    assert box_in(page) == {"body": WORDS, "is_unnamed": "on"}
    assert Post.objects.count() == 1
    sent = {name: value for name, value in fields_in(page).items() if name != "csrfmiddlewaretoken"}
    assert client.post(place, sent).status_code == 302
    assert Post.objects.order_by("pk").last().revision.body == WORDS
    assert not Draft.objects.exists()
    assert "kept_words" not in client.session


def test_the_last_page_of_a_long_thread_has_the_box(client, ann, place):
    thread = Post.objects.get().thread
    for _reply in range(25):
        a_reply(to=thread, by=ann)
    client.post(place, form_of(ann, place))
    where = log_in(client, "ann@people.example")["Location"]
    assert where == f"/threads/{thread.pk}/?from=21#reply"
    assert shown(client.get(where))


def test_words_of_a_new_thread_come_back_where_they_were_written(client, ann, place):
    group = Post.objects.get().thread.group
    at = f"/groups/{group.slug}/new/"
    client.post(at, form_of(ann, at, title="Thursday"))
    assert log_in(client, "ann@people.example")["Location"] == at
    assert box_in(client.get(at).content.decode()) == {"title": "Thursday", "body": WORDS, "is_unnamed": "on"}


def test_words_of_a_change_come_back_where_they_were_written(client, ann, place):
    post = Post.objects.get()
    at = f"/posts/{post.pk}/edit/"
    client.post(at, form_of(ann, at, title="Thursday", seen_revision=post.revision_id))
    assert log_in(client, "ann@people.example")["Location"] == at
    assert box_in(client.get(at).content.decode()) == {"title": "Thursday", "body": WORDS}


def test_words_that_were_to_be_saved_as_a_draft_come_back_too(client, ann, place):
    client.post(place.replace("reply/", "draft/"), form_of(ann, place))
    assert log_in(client, "ann@people.example")["Location"].endswith("#reply")
    assert Draft.objects.get().body == WORDS


def test_an_older_draft_of_the_same_words_gives_way_to_them(client, ann, place):
    thread = Post.objects.get().thread
    form = form_of(ann, place)
    client.force_login(ann)
    begun = {"body": "Thursday is long", "form_key": form["form_key"], "sequence": "0"}
    client.post(place.replace("reply/", "draft/"), begun)
    client.logout()
    client.post(place, form)
    log_in(client, "ann@people.example")
    assert Draft.objects.get(thread=thread).body == WORDS


def test_a_draft_of_other_words_is_not_replaced_and_neither_is_lost(client, ann, place):
    client.force_login(ann)
    client.post(place.replace("reply/", "draft/"), {"body": "Written on another device", "sequence": "0"})
    client.logout()
    client.post(place, form_of(ann, place))
    assert log_in(client, "ann@people.example")["Location"] == "/me/words/"
    assert shown(client.get("/me/words/"))
    assert Draft.objects.get().body == "Written on another device"


def test_words_that_had_been_posted_lead_to_where_they_stand(client, ann, place):
    form = form_of(ann, place)
    client.force_login(ann)
    posted = client.post(place, form)["Location"]
    client.logout()
    client.post(place, form)
    assert log_in(client, "ann@people.example")["Location"] == posted
    assert not Draft.objects.exists()
    assert Post.objects.count() == 2


def test_in_a_thread_that_was_closed_meanwhile_they_are_shown(client, ann, place):
    Thread.objects.update(is_locked=True)
    client.post(place, form_of(ann, place))
    assert shown(client.get(log_in(client, "ann@people.example")["Location"]))


@pytest.mark.parametrize("why", ["left the group", "removed the post", "too long", "somewhere else"])
def test_words_that_can_no_longer_stand_where_they_were_written_wait_on_a_page_of_their_own(client, ann, place, why):
    at, more = place, {}
    if why == "left the group":
        leave_group(group=Post.objects.get().thread.group, by=ann, now=timezone.now())
    if why == "removed the post":
        post = Post.objects.get()
        at, more = f"/posts/{post.pk}/edit/", {"title": "Thursday", "seen_revision": post.revision_id}
        withdraw_post(post=post, by=ann, now=timezone.now())
    if why == "too long":
        more = {"body": WORDS + "x" * 100_000}
    if why == "somewhere else":
        at = "/me/profile/about/"
    form = form_of(ann, at, **more)
    client.post(at, form)
    assert log_in(client, "ann@people.example")["Location"] == "/me/words/"
    page = client.get("/me/words/")
    assert shown(page)
    text = page.content.decode()
    assert f'action="{at}"' in text
    assert form["form_key"] in text
    assert 'name="is_unnamed" value="on"' in text
    assert not Draft.objects.exists()


def test_without_consent_nothing_is_kept_anew(client, ann, place, now):
    withdraw_consent(kind="health", by=ann, now=now)
    client.post(place, form_of(ann, place))
    assert log_in(client, "ann@people.example")["Location"] == "/me/words/"
    assert not Draft.objects.exists()


def test_nobody_else_who_logs_in_on_this_device_is_shown_them(client, ann, ben, place):
    client.post(place, form_of(ann, place))
    assert log_in(client, "ben@people.example")["Location"] == "/"
    assert not shown(client.get("/me/words/"))
    assert "Thursday" not in client.get("/me/export/").content.decode()


def test_they_are_not_lost_because_somebody_else_was_here_first(client, ann, ben, place):
    """A shared computer: "kept on this device for the person who wrote them" has to be true."""
    client.post(place, form_of(ann, place))
    log_in(client, "ben@people.example")
    client.post("/accounts/logout/")
    assert not shown(client.get("/"))
    assert shown(client.get(log_in(client, "ann@people.example")["Location"]))
    client.post("/accounts/logout/")
    assert "kept_words" not in client.session


@pytest.mark.parametrize("key", ["", "forged", "\x00", "x" * 100_000])
def test_words_without_a_true_key_are_shown_to_be_copied_but_kept_for_nobody(client, ann, place, key):
    response = client.post(place, form_of(ann, place) | {"form_key": key})
    assert response.status_code == 403
    assert shown(response)
    assert not Session.objects.exists()


def test_a_form_without_a_word_leads_to_the_login_page_as_ever(client, ann, place):
    response = client.post(place, {"kind": "thank_you", "form_key": new_form_key(ann, place)})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert not Session.objects.exists()


def test_a_script_that_saves_on_the_way_is_refused_and_keeps_nothing(client, ann, place):
    response = client.post(place, form_of(ann, place), headers={"Sec-Fetch-Mode": "cors"})
    assert response.status_code == 403
    assert not Session.objects.exists()


def test_words_sent_after_the_consent_was_taken_back_are_shown_and_kept_nowhere(client, ann, place, now):
    withdraw_consent(kind="health", by=ann, now=now)
    client.force_login(ann)
    response = client.post(place, form_of(ann, place))
    assert response.status_code == 403
    assert shown(response)
    assert Post.objects.count() == 1
    assert not Draft.objects.exists()
    assert client.post("/me/situation/", {"situation": "secondary"})["Location"] == "/me/consents/"


def test_passwords_and_codes_are_never_shown_nor_kept(client, ann):
    secret = "three blue kettles"
    response = client.post("/accounts/password/change/", {"oldpassword": secret, "password1": secret, "code": secret})
    assert secret not in response.content.decode()
    assert not Session.objects.exists()


def test_words_that_were_sent_after_all_wait_no_longer(client, ann, place):
    client.force_login(ann)
    client.post(place.replace("reply/", "draft/"), {"body": "Written on another device", "sequence": "0"})
    client.logout()
    form = form_of(ann, place)
    client.post(place, form)
    log_in(client, "ann@people.example")
    response = client.post(place, form)
    assert response.status_code == 302, response.content.decode()[:3000]
    assert "kept_words" not in client.session


def test_words_can_be_let_go(client, ann, place):
    place = "/me/profile/about/"
    client.post(place, form_of(ann, place))
    log_in(client, "ann@people.example")
    client.get("/me/words/")
    assert "kept_words" in client.session
    assert client.post("/me/words/")["Location"] == place
    assert "kept_words" not in client.session


def test_words_too_long_to_keep_are_still_shown(client, ann, place):
    response = client.post(place, form_of(ann, place) | {"body": "word " * 200_000})
    assert response.status_code == 403
    assert "Please copy them" in response.content.decode()
    assert not Session.objects.exists()


def test_a_nul_among_the_words_is_no_error(client, ann, place):
    assert client.post(place, form_of(ann, place) | {"body": "one\x00 two"}).status_code == 403


class TestAnExpiredForm:
    @pytest.fixture
    def strict(self, ann):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ann)
        return client

    def test_is_shown_again_and_can_be_sent_again(self, strict, ann, place):
        form = form_of(ann, place)
        response = strict.post(place, form | {"csrfmiddlewaretoken": "old" * 10})
        assert response.status_code == 403
        assert shown(response)
        token = response.content.decode().split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
        assert strict.post(place, form | {"csrfmiddlewaretoken": token}).status_code == 302

    @pytest.mark.parametrize("key", ["", "forged"])
    def test_puts_no_words_of_another_site_into_somebodys_mouth(self, strict, place, key):
        response = strict.post(place, {"body": WORDS, "form_key": key})
        assert response.status_code == 403
        assert f'action="{place}"' not in response.content.decode()
        assert shown(response)

    def test_of_somebody_else_is_not_shown_at_all(self, strict, ben, place):
        response = strict.post(place, form_of(ben, place))
        assert response.status_code == 403
        assert "oven" not in response.content.decode()

    def test_signed_out_keeps_the_words_for_their_writer(self, ann, place):
        client = Client(enforce_csrf_checks=True)
        response = client.post(place, form_of(ann, place))
        assert response.status_code == 403
        assert shown(response)
        assert client.session["kept_words"]["person"] == ann.pk

    def test_without_a_word_says_what_to_do(self):
        response = Client(enforce_csrf_checks=True).post(
            "/accounts/login/", {"login": "a@people.example", "password": "x y z"}
        )
        assert response.status_code == 403
        page = response.content.decode()
        assert "x y z" not in page
        assert "Open the page again" in page


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_body_that_is_far_too_long_gets_a_page_and_not_an_error(client, ann, place, signed_in):
    if signed_in:
        client.force_login(ann)
    response = client.post(place, {"body": "x" * (site_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
                           content_type="application/x-www-form-urlencoded") if False else client.generic(
        "POST", place, "body=" + "x" * (site_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "application/x-www-form-urlencoded")  # fmt: skip
    assert response.status_code == 413
    assert "longer than the forum can take" in response.content.decode()


def test_a_form_of_far_too_many_fields_gets_a_page_and_not_an_error(client, ann, place):
    client.force_login(ann)
    assert client.post(place, {f"f{number}": "x" for number in range(300)}).status_code == 400
