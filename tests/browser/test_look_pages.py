"""What home shows, in a real browser: axe, narrow and wide, light and dark, by keyboard, and without the internet."""

import re
from itertools import pairwise

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect

from forum.threads.models import Draft
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins
from tests.home.people import a_member, is_reading

# What pages look like is the same on either database: once is enough.
pytestmark = pytest.mark.sqlite

OPEN_PAGES = (
    "/",
    "/help/now/",
    "/about/guidelines/",
    "/about/terms/",
    "/about/privacy/",
    "/about/accessibility/",
    "/no/",
)


@pytest.fixture
def room():
    """A public network with a closed room, something to read, something begun, and Ann in the middle of it."""
    ann = a_person("Ann Wren")
    network = a_group(
        "Moorland network", reading="public", joining="open", slug="moorland", description="For all of us."
    )
    closed = a_group("Living with secondary", under=network, slug="secondary", description="A closed room.")
    other = a_group("Another room", under=network, slug="another", description="Ask to come in.")
    is_reading(ann, network)
    is_reading(ann, closed)
    joins(ann, closed, line="bone, since spring")
    teasel = a_member(closed, "Teasel")
    joins(teasel, network)
    for number in range(25):
        thread = a_thread(of=closed, by=teasel, title=f"Something that has been on my mind all week, part {number}")
    for number in range(3):
        a_reply(to=thread, by=a_member(closed), is_unnamed=bool(number))
    a_thread(of=network, by=teasel, title="Averyveryverylongwordwithoutanyspaceinitatallthatmustnotwidenthepage" * 1)
    Draft.objects.create(person=ann, group=closed, thread=thread, body="I have been meaning", sequence=1, saved_at=WHEN)
    return {"ann": ann, "closed": closed, "other": other, "teasel": teasel}


def pages_of(room):
    return ("/", "/groups/moorland/", "/groups/secondary/", "/groups/another/", f"/people/{room['teasel'].pk}/",
            f"/people/{room['ann'].pk}/", "/no/")  # fmt: skip


def test_axe_finds_nothing_and_nothing_is_too_wide(page_as, good_on_every_screen, room):
    for person, paths in (
        (None, (*OPEN_PAGES, "/groups/moorland/")),
        (room["ann"], pages_of(room)),
        (a_person(), ("/",)),
    ):
        page = page_as(person)
        for path in paths:
            page.goto(path)
            good_on_every_screen(page)


def test_every_page_reflows_at_320_pixels_with_the_largest_text(page_as, fits, room):
    """WCAG 1.4.10; and 1.4.4 on top of it."""
    ann = room["ann"]
    ann.text_size, ann.has_wide_lines = "largest", True
    ann.save()
    page = page_as(ann, width=320)
    for path in pages_of(room):
        page.goto(path)
        fits(page)
    stranger = page_as(None, width=320)
    for path in OPEN_PAGES:
        stranger.goto(path)
        fits(stranger)


def test_one_heading_leads_each_page_and_none_is_skipped(page_as, room):
    """Fault 47: whoever moves by headings arrives."""
    for person, paths in ((None, OPEN_PAGES), (room["ann"], pages_of(room))):
        page = page_as(person)
        for path in paths:
            page.goto(path)
            levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((each) => +each.tagName[1])")
            assert levels.count(1) == 1, path
            inside = page.evaluate(
                "[...document.querySelectorAll('main :is(h1,h2,h3)')].map((each) => +each.tagName[1])"
            )
            assert inside[0] == 1, path
            assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_everything_that_can_be_pressed_has_a_name(page_as, room):
    """Fault 46: marking as read, too."""
    page = page_as(room["ann"])
    page.goto("/")
    for control in page.locator("a, button, input:not([type=hidden]), select, textarea, summary").all():
        assert control.evaluate(
            "(each) => (each.innerText || each.ariaLabel || each.labels?.[0]?.innerText || '').trim()"
        )
    expect(page.get_by_role("button", name="Mark all as read in Living with secondary")).to_be_visible()


def test_the_keyboard_goes_from_the_top_to_the_page_and_on(page_as, room):
    page = page_as(room["ann"])
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0, "it can be seen when it has the focus"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside


def test_the_order_of_the_keyboard_is_the_order_on_the_page(page_as, room):
    page = page_as(room["ann"])
    page.goto("/")
    seen = []
    for _ in range(11):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", seen[-1]
    places = ["Home", "Groups", "Meetups", "Search", "Ann Wren"]
    assert seen[:8] == ["Skip to the page", "Alongside", *places, "If you need help right now"]


def test_what_has_the_focus_is_not_under_the_bar_of_a_narrow_screen(page_as, room):
    """WCAG 2.4.11."""
    page = page_as(room["ann"], width=360)
    page.goto("/groups/secondary/")
    bar = page.get_by_role("navigation", name="Main places")
    assert bar.bounding_box()["y"] > 600, "under the thumb"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('nav.places') !== null"):
            continue
        top = page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert top < bar.bounding_box()["y"], page.evaluate("document.activeElement.outerHTML")


def test_what_can_be_pressed_is_large_enough_for_a_shaking_thumb(page_as, room):
    page = page_as(room["ann"], width=360)
    page.goto("/")
    for control in page.locator("nav.places a, button, .button, .foot a, .strip a").all():
        if control.is_visible():
            assert control.bounding_box()["height"] >= 44, control.inner_text()


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(250, 247, 241)"), ("dark", "rgb(20, 24, 26)")])
@pytest.mark.parametrize("device_is_dark", [False, True])
def test_a_persons_own_theme_stands_above_the_devices(page_as, room, theme, ground, device_is_dark):
    ann = room["ann"]
    ann.theme = theme
    ann.save()
    page = page_as(ann, dark=device_is_dark)
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    page.goto("/help/now/")  # it knows nobody, and still looks as they like it
    expect(page.locator("html")).to_have_attribute("data-theme", theme)


def test_everything_is_there_without_scripts(page_as, room):
    page = page_as(room["ann"], scripts=False)
    page.goto("/")
    page.get_by_role("link", name="Something that has been on my mind all week, part 24").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("part 24")
    page.goto("/")
    page.get_by_role("button", name=re.compile("Mark all as read in Living")).click()
    page.goto("/")
    expect(page.get_by_text("part 24")).to_have_count(1)  # in “You started writing” only


def test_the_numbers_are_there_without_the_internet_and_nothing_else_is_kept(page_as, room):
    page = page_as(room["ann"])
    page.goto("/groups/secondary/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.goto("/help/now/")
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname);
            return found;
        }"""
    )
    assert "/help/now/" in kept
    assert all(path == "/help/now/" or path.startswith(staticfiles_storage.base_url) for path in kept)
    page.context.set_offline(True)
    page.goto("/help/now/")
    expect(page.get_by_role("link", name="Ring Samaritans on 116 123")).to_be_visible()
    assert "Ann Wren" not in page.content()
    page.context.set_offline(False)


def test_what_needs_another_look_has_the_focus_and_leads_to_its_field(page_as, room):
    page = page_as(room["ann"])
    page.goto("/me/apart/")
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.get_by_role("main").get_by_role("button", name="Add").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    field = page.url.partition("#")[2]
    assert page.locator(f"#{field}").get_attribute("aria-describedby")
