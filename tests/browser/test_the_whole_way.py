"""From the first page to a place in a closed group, in one go: as somebody takes it who comes here for the first time."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from forum.threads.models import Draft, Post
from tests.factories import a_group, a_person, a_reply, a_thread


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def types_the_code(page):
    box = page.get_by_label("The code from the mail")
    box.wait_for()
    box.fill(re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0])
    press(page, "Continue")


def signs_up(page):
    page.goto("/")
    page.get_by_role("link", name="Join").first.click()
    page.get_by_label("Your e-mail address?").fill("wren@people.example")
    press(page, "Continue")
    page.get_by_label("What would you like to be called here?").fill("Blue Tit")
    for words in (
        "Yes, I am 18 or over", "Yes, I agree", "I am living with secondary cancer",
        "I agree to the terms and the guidelines",
    ):  # fmt: skip
        press(page, "Continue")
        page.get_by_label(words).check()
    press(page, "Continue")
    page.get_by_label("Send me a code by e-mail each time").check()
    press(page, "Make my account")
    types_the_code(page)
    expect(page.locator("main")).to_contain_text("Hello, Blue Tit.")


def logs_in_by_code(page):
    page.goto("/accounts/login/code/")
    page.get_by_label("Your e-mail address").fill("wren@people.example")
    press(page, "Send me a code")
    types_the_code(page)
    expect(page.locator("main")).to_contain_text("Blue Tit")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_reading_on_from_another_device(page_as, scripts):
    host = a_person("Teasel")
    network = a_group("Brambles", reading="members", joining="open", host=host)
    closed = a_group("Living with secondary", under=network, host=host)
    thread = a_thread(of=closed, by=host, title="Thursday", body="How do you get through the days in between?")

    page = page_as(None, scripts=scripts, width=360)
    signs_up(page)
    page.goto(f"/groups/{network.slug}/join/")
    press(page, "Join")
    expect(page.locator("body")).to_contain_text("You are in Brambles now.")
    page.goto(f"/groups/{closed.slug}/")
    expect(page.locator("main")).not_to_contain_text("Thursday")
    page.get_by_role("link", name="Ask to join").click()
    press(page, "Ask to join")
    expect(page.locator("body")).to_contain_text("The hosts have been asked.")

    desk = page_as(host, scripts=scripts)
    desk.goto(f"/groups/{closed.slug}/requests/")
    press(desk, "Let in Blue Tit")
    expect(desk.locator("body")).to_contain_text("Blue Tit is in the group now.")

    page.goto(f"/groups/{closed.slug}/")
    page.get_by_role("link", name="Thursday").click()
    page.get_by_label("Reply").fill("I bake, badly.")
    press(page, "Post reply")
    expect(page.locator("article").last).to_contain_text("I bake, badly.")
    page.get_by_label("Reply").fill("And then")
    if not scripts:
        press(page, "Save as draft")
    expect(page.locator("main")).to_contain_text("Saved at")

    for number in range(24):
        a_reply(to=thread, by=host, body=f"Take {number}.")
    telephone = page_as(None, scripts=scripts)
    logs_in_by_code(telephone)
    telephone.goto("/")
    telephone.get_by_role("link", name="Thursday").first.click()
    assert telephone.url.endswith("#post-3"), "she reads on where she stopped"
    telephone.goto(f"/threads/{thread.pk}/?from=21")
    expect(telephone.get_by_label("Reply")).to_have_value("And then")
    telephone.get_by_label("Reply").fill("And then I eat it.")
    press(telephone, "Post reply")
    expect(telephone.locator("article").last).to_contain_text("And then I eat it.")
    telephone.goto("/")
    expect(telephone.locator("main")).to_contain_text("Nothing new in")
    assert Post.objects.filter(author__name="Blue Tit").count() == 2
    assert not Draft.objects.exclude(body="").exists()
