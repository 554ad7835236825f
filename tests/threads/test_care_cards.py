"""Help is shown at once to somebody whose words suggest danger; it is in nobody's way, and nothing of it is kept."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from forum.threads.models import Post
from moderation.models import Case, Rule, RuleVersion, Severity
from tests.factories import a_reply, numbered
from tests.moderation.rules_in_use import starter_rule_in_use
from tests.threads.conftest import edit_form, reply_form, thread_form

pytestmark = pytest.mark.django_db

CARDS = {
    "fever-reading": ("My temp is 38.2", "feel hot, cold or shivery", "Ring NHS 111"),
    "cord-compression": ("my legs keep giving way", "your back, your legs", "Ring NHS 111"),
    "vein-obstruction": ("so breathless lying flat", "face or neck swells", "Ring 999"),
    "suicidal-thoughts": ("I keep thinking about killing myself", "thinking of ending your life", "116 123"),
}


@pytest.mark.parametrize("rule", CARDS)
def test_the_card_is_shown_at_once_and_the_words_are_posted(room, browser_of, rule):
    words, said, number = CARDS[rule]
    starter_rule_in_use(rule)
    answer = browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, words))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert said in text
    assert number in text
    post = Post.objects.get(author=room.bea)
    assert post.state == "published"
    assert f"#post-{post.number}" in text


def everything_kept():
    """Every row of every table but those of the rules themselves, and every session in plain words."""
    kept = [model for model in apps.get_models() if model not in (Rule, RuleVersion)]
    rows = [str(list(model._base_manager.values())) for model in kept]
    return "".join(rows) + "".join(str(each.get_decoded()) for each in Session.objects.all())


@pytest.mark.parametrize(
    ("rule", "card"),
    [("fever-reading", "fever"), ("cord-compression", "cord_compression"), ("vein-obstruction", "vein_obstruction")],
)
def test_nothing_is_kept_of_a_card_and_nobody_else_is_told(room, browser_of, rule, card):
    starter_rule_in_use(rule)
    client = browser_of(room.bea)
    answer = client.post(f"{room.address}reply/", reply_form(room.thread, room.bea, CARDS[rule][0]))
    assert not Case.objects.exists()
    assert CARDS[rule][0] in everything_kept()
    assert card not in everything_kept()
    assert card not in answer.cookies.output() + str(answer.headers)
    assert "Before you go on" not in client.get(room.address).content.decode()


def test_thoughts_of_suicide_also_tell_a_moderator_and_the_card_says_so(room, browser_of):
    starter_rule_in_use("suicidal-thoughts")
    form = reply_form(room.thread, room.bea, CARDS["suicidal-thoughts"][0])
    text = browser_of(room.bea).post(f"{room.address}reply/", form).content.decode()
    assert "is told that somebody may need company" in text
    case = Case.objects.get()
    assert (case.severity, case.about) == (Severity.CONCERN, room.bea)


def test_a_card_comes_with_threads_changes_and_what_is_held_too(room, browser_of, everything_is_held):
    starter_rule_in_use("fever-reading")
    client = browser_of(room.bea)
    form = thread_form(room.group, room.bea, "My temp is 38.2", "What now?")
    text = client.post(f"/groups/{room.group.slug}/new/", form).content.decode()
    assert "feel hot, cold or shivery" in text
    post = Post.objects.get(author=room.bea)
    newest = Case.objects.get().findings.first().revision
    form = edit_form(post, room.bea, "What now? It is 38.4 by now, temp going up", newest.pk, title="My temp is 38.2")
    assert "feel hot, cold or shivery" in client.post(f"/posts/{post.pk}/edit/", form).content.decode()


def test_somebody_elses_fever_in_a_quote_shows_no_card(room, browser_of):
    starter_rule_in_use("fever-reading")
    a_reply(to=room.thread, by=room.cat, body="My temp is 38.2")
    form = reply_form(
        room.thread, room.bea, f"> [post {numbered(room.thread, 2).pk}]\n> My temp is 38.2\n\nPlease ring them"
    )
    assert browser_of(room.bea).post(f"{room.address}reply/", form).status_code == 302


def test_talk_of_dying_shows_no_card(room, browser_of):
    starter_rule_in_use("suicidal-thoughts")
    for words in ("I want to die at home with the dog on the bed", "I want this to be over", "Hospice next week"):
        assert (
            browser_of(room.bea).post(f"{room.address}reply/", reply_form(room.thread, room.bea, words)).status_code
            == 302
        )
    assert not Case.objects.exists()
