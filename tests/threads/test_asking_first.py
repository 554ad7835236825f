"""Before contact details are posted their author is asked, once; whatever they choose, nothing typed is lost."""

import re
from html import unescape

import pytest

from forum.threads.models import Post, Thread
from moderation.models import Revision
from tests.factories import numbered
from tests.moderation.rules_in_use import in_use
from tests.threads.conftest import edit_form, reply_form, thread_form

pytestmark = pytest.mark.django_db

NUMBER = "07700 900123"
WORDS = f"Do ring me on {NUMBER} tonight"


def fields(text):
    """What the form on a page would send if its first button were pressed."""
    form = re.search(r'<form class="composer".*?</form>', text, re.DOTALL)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        about = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if about.get("type") in ("checkbox", "radio") and "checked" not in tag:
            continue
        found.setdefault(about["name"], []).append(unescape(about.get("value", "on")))
    for name, value in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(value).replace("\r\n", "\n").removeprefix("\n")
    return found


def button(text, words):
    """The name and value that a button adds to what is sent."""
    tag = next(each for each in re.findall(r"<button[^>]*>[^<]*</button>", text) if words in each)
    about = dict(re.findall(r'([\w-]+)="([^"]*)"', tag.split(">")[0]))
    return {about["name"]: about["value"]} if "name" in about else {}


@pytest.fixture
def asked(room, browser_of):
    """Bea's browser, and the page on which she is asked about a telephone number in her reply."""
    client = browser_of(room.bea)
    form = reply_form(room.thread, room.bea, WORDS, is_unnamed="on", notes=["children"])
    answer = client.post(f"{room.address}reply/", form)
    assert answer.status_code == 422
    return client, answer.content.decode(), form


def test_nothing_is_posted_before_its_author_was_asked(room, asked):
    _client, text, form = asked
    assert not Post.objects.filter(author=room.bea).exists()
    assert not Revision.objects.filter(author=room.bea).exists()
    assert f"“{NUMBER}” This looks like a telephone number." in text
    assert "Only Scans, 5 people, can read this." in text
    kept = fields(text)
    assert kept["body"] == WORDS
    assert (kept["is_unnamed"], kept["notes"], kept["form_key"]) == (["on"], ["children"], [form["form_key"]])


def test_post_anyway_posts_just_that_with_the_same_form(room, asked):
    client, text, _form = asked
    answer = client.post(f"{room.address}reply/", fields(text) | button(text, "Post anyway"))
    assert answer.status_code == 302
    post = Post.objects.get(author=room.bea)
    assert post.revision.body == WORDS
    assert (post.letter, post.notes) == ("A", "children")
    again = client.post(f"{room.address}reply/", fields(text))
    assert again["Location"] == answer["Location"]
    assert Post.objects.filter(author=room.bea).count() == 1


def test_take_it_out_takes_it_out_and_lets_one_look_again(room, asked):
    client, text, _form = asked
    answer = client.post(f"{room.address}reply/", fields(text) | button(text, "Take it out"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Nothing is posted yet" in text
    assert fields(text)["body"] == "Do ring me on tonight"
    assert NUMBER not in text
    assert not Post.objects.filter(author=room.bea).exists()
    assert client.post(f"{room.address}reply/", fields(text)).status_code == 302
    assert Post.objects.get(author=room.bea).revision.body == "Do ring me on tonight"


def test_the_same_words_are_never_asked_about_twice_but_others_are(room, asked):
    client, text, _form = asked
    sent = fields(text) | {"body": f"{WORDS}, or mail bea@people.example"}
    answer = client.post(f"{room.address}reply/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "bea@people.example” This looks like an e-mail address." in text
    assert f"“{NUMBER}”" not in text
    assert client.post(f"{room.address}reply/", fields(text)).status_code == 302


def test_a_change_of_a_post_asks_about_what_is_new_in_it_only(room, browser_of, asked):
    client, text, _form = asked
    client.post(f"{room.address}reply/", fields(text))
    post = Post.objects.get(author=room.bea)
    form = edit_form(post, room.bea, f"{WORDS}, or tomorrow", post.revision_id)
    assert client.post(f"/posts/{post.pk}/edit/", form).status_code == 302
    newest = Revision.objects.of(post).newest_first()[0]
    form = edit_form(post, room.bea, f"{WORDS} at S11 9NA", newest.pk)
    answer = client.post(f"/posts/{post.pk}/edit/", form)
    assert answer.status_code == 422
    assert "This looks like a postcode." in answer.content.decode()
    assert Revision.objects.of(post).count() == 2


def test_a_new_thread_asks_about_its_title_too(room, browser_of):
    client = browser_of(room.bea)
    form = thread_form(room.group, room.bea, f"Ring {NUMBER}", "Some words")
    answer = client.post(f"/groups/{room.group.slug}/new/", form)
    assert answer.status_code == 422
    text = answer.content.decode()
    answer = client.post(f"/groups/{room.group.slug}/new/", fields(text) | button(text, "Take it out"))
    assert fields(answer.content.decode())["title"] == ["Ring"]
    assert Thread.objects.count() == 1
    assert client.post(f"/groups/{room.group.slug}/new/", fields(text)).status_code == 302


def test_a_rule_asks_in_its_own_words(room, browser_of):
    in_use(action="ask", phrases=["dr smith"], says="The name of somebody who works at a hospital.")
    client = browser_of(room.bea)
    answer = client.post(f"{room.address}reply/", reply_form(room.thread, room.bea, "Dr Smith was kind"))
    assert answer.status_code == 422
    assert "“Dr Smith” The name of somebody who works at a hospital." in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    ["A leaflet: https://www.macmillan.example/leaflet", "Samaritans are on 116 123", "Scan at 08:30 on 12/03/2026"],
)
def test_what_leads_to_nobodys_door_is_not_asked_about(room, browser_of, body):
    answer = browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, body))
    assert answer.status_code == 302


def test_nobody_is_asked_about_what_they_quote(room, browser_of, asked):
    client, text, _form = asked
    client.post(f"{room.address}reply/", fields(text))
    form = reply_form(room.thread, room.cat, f"> [post {numbered(room.thread, 2).pk}]\n> {WORDS}\n\nI will")
    assert browser_of(room.cat).post(f"{room.address}reply/", form).status_code == 302


def test_a_line_and_ones_own_page_ask_too(room, browser_of):
    client, address = browser_of(room.bea), f"/groups/{room.group.slug}/line/"
    answer = client.post(address, {"line": f"Ring {NUMBER}"})
    assert answer.status_code == 422
    codes = re.search(r'name="anyway" value="([^"]+)"', answer.content.decode())[1]
    assert client.post(address, {"line": f"Ring {NUMBER}", "anyway": codes}).status_code == 302
    told = {"words": f"Ring {NUMBER}", "audience": "members"}
    text = client.post("/me/profile/about/", told).content.decode()
    assert "This looks like a telephone number." in text
    taken = client.post("/me/profile/about/", told | {"take_out": codes}).content.decode()
    assert NUMBER not in taken
    assert client.post("/me/profile/about/", told | {"audience": "me"}).status_code == 302
