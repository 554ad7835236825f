"""Somebody looks for words that they remember, narrows it, and reads on; with and without scripts, narrow and wide."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.factories import a_reply, a_thread
from tests.search.conftest import a_library


@pytest.fixture
def library(settings, db):
    library = a_library(settings)
    for at in range(22):
        a_reply(to=library.thread, by=library.bea, body=f"Letter {at}: letrozole, and my knees are eighty. <b>Ouch</b>")
    a_thread(of=library.closed, by=library.ann, title="Letrozole and knees", body="Does it pass?")
    return library


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_one_remembers_is_found_narrowed_and_read(library, page_as, good_on_every_screen, width, scripts):
    page = page_as(library.ann, width=width, scripts=scripts)
    page.goto("/")
    page.get_by_role("navigation", name="Main places").get_by_role("link", name="Search").click()
    page.get_by_label("Words to look for").fill("Femara knees")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    first = page.locator(".found > li").first
    expect(first.locator(".title")).to_have_text("Letrozole and knees")
    expect(first.locator("mark").first).to_have_text("Letrozole")
    expect(page.locator(".found > li")).to_have_count(20)
    if scripts:
        good_on_every_screen(page)
        page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("link", name="Show more").click()
    expect(page.get_by_text("That is everything.")).to_be_visible()
    expect(page.locator(".found > li")).to_have_count(3)
    page.get_by_text("Narrow it").click()
    page.get_by_label("What", exact=True).select_option("Threads")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".found > li")).to_have_count(1)
    expect(page.get_by_label("Words to look for")).to_have_value("Femara knees")
    page.locator(".found .title").click()
    expect(page.get_by_role("heading", level=1, name="Letrozole and knees")).to_be_visible()


def test_whoever_finds_nothing_is_told_kindly_and_of_a_slip_of_the_finger(library, page_as, good_on_every_screen):
    page = page_as(library.ann, width=PHONE)
    page.goto("/search/?q=femera")
    expect(page.get_by_text("Nothing that you can see has these words.")).to_be_visible()
    good_on_every_screen(page)
    page.get_by_role("link", name="femara").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()


@pytest.mark.parametrize("width", [320, PHONE])
def test_the_main_places_stand_side_by_side_on_the_narrowest_screen(library, page_as, fits, width):
    page = page_as(library.moderator, width=width)
    page.goto("/search/")
    fits(page)
    boxes = [link.bounding_box() for link in page.locator("nav.places a").all()]
    assert all(box["height"] >= 44 for box in boxes)
    assert page.evaluate(
        "[...document.querySelectorAll('nav.places a')].every(link => link.scrollWidth <= link.clientWidth + 1)"
    )
