"""From telling a moderator to an answered appeal: with the mouse, and by keyboard alone. README, M-5 to M-9.

Every page on the way is looked at by axe, narrow and wide. `test_desk_walks.py` goes the whole way without scripts.
"""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from moderation.actions import read_statement
from moderation.models import Appeal, Report, Sanction, Statement
from tests.factories import a_person, joins
from tests.moderation.rooms import Room, has_role

# What is looked at is the same on either database: once is enough.
pytestmark = pytest.mark.sqlite

SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def room() -> Room:
    return Room(timezone.now())


@pytest.fixture
def looked_at(axe_clean, fits):
    """`looked_at(page, "a name")`: nobody is shut out of the page as it stands, at 360 and at 1280 pixels."""

    def look(page: Page, name: str) -> None:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            axe_clean(page)
            fits(page)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)

    return look


def press(page: Page, role: str, name: str, keys: bool) -> None:
    """Press a button or follow a link: with the mouse, or by going to it with the keyboard."""
    found = page.get_by_role(role, name=name, exact=True).first
    if not keys:
        found.click()
        return
    for _ in range(120):
        page.keyboard.press("Tab")
        if found.evaluate("element => element === document.activeElement"):
            break
    else:
        raise AssertionError(f"{name} is not reached with the keyboard at {page.url}")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keyboard"])
def test_a_member_tells_a_moderator(page_as, room, looked_at, keys):
    teasel = joins(a_person("Teasel"), room.group).person
    page = page_as(teasel)
    page.goto(f"/threads/{room.thread.pk}/#post-2")
    article = page.locator("#post-2")
    article.locator("summary", has_text="More").click()
    article.get_by_role("link", name="Tell a moderator").click()
    if not keys:
        looked_at(page, "report-reasons")
    press(page, "link", "It tells personal details", keys)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is there anything")
    page.get_by_role("textbox").fill("It is her own number.")
    if not keys:
        looked_at(page, "report-words")
    press(page, "button", "Send it to the moderators", keys)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have it.")
    if not keys:
        looked_at(page, "report-receipt")
        page.goto("/me/reports/")
        looked_at(page, "report-list")
    assert Report.objects.get().words == "It is her own number."


def test_worry_shows_numbers_to_ring_before_anything_is_asked(page_as, room, looked_at):
    page = page_as(joins(a_person("Teasel"), room.group).person)
    for reason in Report.Reason.values:
        page.goto(f"/posts/{room.post.pk}/report/?reason={reason}")
        looked_at(page, f"report-{reason}")
    page.goto(f"/posts/{room.post.pk}/report/?reason=worried")
    expect(page.get_by_text("ring 999")).to_be_visible()
    page.goto(f"/people/{room.ann.pk}/report/")
    looked_at(page, "report-person")
    page.goto(f"/people/{room.ann.pk}/")
    looked_at(page, "person")


@pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keyboard"])
def test_somebody_asks_again_and_another_moderator_takes_the_decision_back(page_as, room, looked_at, keys):
    is_watched = not keys
    statement = room.warned()
    page = page_as(room.ann)
    page.goto("/")
    if is_watched:
        looked_at(page, "home")
    press(page, "link", "A moderator wrote to you. Please read it before you write the next time.", keys)
    expect(page.get_by_role("heading", level=1)).to_have_text("A word from the moderators")
    if is_watched:
        looked_at(page, "statement")
    press(page, "link", "Ask for somebody else to look again", keys)
    page.get_by_role("textbox").first.fill("It was the number of the ward.")
    if is_watched:
        looked_at(page, "ask-again")
    press(page, "button", "Ask them to look again", keys)
    expect(page.get_by_role("heading", level=1)).to_have_text("You asked us to look again")
    if is_watched:
        looked_at(page, "appeal")
    desk = page_as(room.lee)
    desk.goto("/desk/appeals/")
    if is_watched:
        looked_at(desk, "desk-appeals")
    press(desk, "link", "Post: Say a word of warning", keys)
    press(desk, "button", "Show them", keys)
    expect(desk.get_by_text("zqwords")).to_be_visible()
    desk.get_by_label("What you write to whoever asked").fill("You were right.")
    if is_watched:
        looked_at(desk, "desk-appeal")
    press(desk, "button", "Take the decision back", keys)
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()
    page.goto(f"/statements/{statement.pk}/appeal/")
    if is_watched:
        looked_at(page, "appeal-answered")
    page.get_by_role("link", name="It was answered").click()
    expect(page.get_by_text("You were right.")).to_be_visible()
    if is_watched:
        page.goto("/me/statements/")
        looked_at(page, "statements")
    assert Appeal.objects.get().state == "overturned"
    assert Sanction.objects.get().lifted_at


@pytest.mark.parametrize("scripts", [True, False])
def test_words_written_before_a_warning_was_read_are_posted_after_it(page_as, room, looked_at, scripts):
    page = page_as(room.ann, scripts=scripts, width=360)
    page.goto(f"/threads/{room.thread.pk}/")
    page.get_by_label("Reply").fill("Thank you, all of you.")
    room.warned()
    page.get_by_role("button", name="Post reply").click()
    expect(page.get_by_text("Thank you, all of you.")).to_be_visible()
    if scripts:
        looked_at(page, "words-kept")
    page.get_by_role("link", name="Read what the moderators wrote").click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_label("Reply")).to_have_value("Thank you, all of you.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("article").get_by_text("Thank you, all of you.")).to_be_visible()


def test_the_pages_of_somebody_who_is_paused_or_banned(page_as, room, looked_at):
    room.sentenced("pause", days=365, by=_lead(room), everywhere=True)
    page = page_as(room.ann)
    for name, address in (("paused-home", "/"), ("paused-thread", f"/threads/{room.thread.pk}/"),
                          ("paused-reply", f"/threads/{room.thread.pk}/reply/"), ("paused-list", "/me/statements/")):  # fmt: skip
        page.goto(address)
        looked_at(page, name)
    read_statement(statement=Statement.objects.get(), by=room.ann, now=room.now)
    room.sentenced("ban", by=_lead(room), everywhere=True)
    for name, address in (("banned-home", "/"), ("banned-join", f"/groups/{room.group.slug}/join/"), ("me", "/me/")):
        page.goto(address)
        looked_at(page, name)


def _lead(room):
    return has_role(a_person(), "lead", room.now)
