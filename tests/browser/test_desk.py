"""The desk in a real browser: without scripts, by single keys, and for everybody who cannot see well or use a mouse."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from playwright.sync_api import expect

from forum.threads.models import Post
from moderation.models import Case, Decision
from tests.moderation.conftest import Desk, a_desk

PHONE, DESK = 360, 1280


@pytest.fixture
def desk(monkeypatch) -> Desk:
    ContentType.objects.clear_cache()
    return a_desk(monkeypatch)


def test_single_keys_walk_the_list_and_decide(desk, page_as):
    first, second = desk.held("First words."), desk.held("Second words.")
    page = page_as(desk.robin)
    page.goto("/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.locator(f'input[name="case"][value="{second.pk}"]')).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url(f"**/desk/cases/{first.pk}/")
    page.keyboard.press("c")
    expect(page.locator("main")).to_contain_text("you have it until")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Put it up as it is")
    page.get_by_role("button", name="Do this").press("Enter")
    expect(page.locator("main")).to_contain_text("Done: “Put it up as it is”.")
    page.keyboard.press("n")
    page.wait_for_url(f"**/desk/cases/{second.pk}/")


def test_keys_rest_while_somebody_types_and_can_be_switched_off(desk, page_as):
    case = desk.held("First words.")
    page = page_as(desk.robin)
    page.goto(f"/desk/cases/{case.pk}/")
    page.get_by_label("A note for other moderators").click()
    page.keyboard.type("a can nab each")
    expect(page.get_by_label("A note for other moderators")).to_have_value("a can nab each")
    page.locator("h1").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+c")
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="Switch the keys off").click()
    page.reload()
    page.keyboard.press("c")
    page.keyboard.press("a")
    assert page.url.endswith(f"/desk/cases/{case.pk}/")
    assert Case.objects.get(pk=case.pk).claimed_by is None
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="Switch the keys on again").click()
    page.keyboard.press("c")
    expect(page.locator("main")).to_contain_text("you have it until")


def test_the_figure_is_renewed_while_the_page_is_open(desk, page_as):
    desk.held("First words.")
    page = page_as(desk.robin)
    page.clock.install()
    page.goto("/desk/")
    expect(page.locator("#late")).to_have_text("None late, 1 waiting.")
    desk.held("Second words.")
    page.clock.run_for(61_000)
    expect(page.locator("#late")).to_have_text("None late, 2 waiting.")


def test_a_conflict_keeps_what_was_typed_in_the_box(desk, page_as):
    case = desk.held("First words.")
    page = page_as(desk.robin, scripts=False)
    page.goto(f"/desk/cases/{case.pk}/")
    page.get_by_role("button", name="Do not put it up").click()
    page.get_by_label("By which guideline").select_option("no_selling")
    page.get_by_label("Your words to the author").fill("Typed with care.")
    desk.now = timezone.now()
    desk.reported(Post.objects.get(pk=case.subject_id), "selling")
    page.get_by_role("button", name="See what the author reads").click()
    expect(page.get_by_role("alert")).to_contain_text("1 person reports")
    expect(page.get_by_label("Your words to the author")).to_have_value("Typed with care.")
    page.get_by_role("button", name="Go on with this all the same").click()
    page.get_by_role("button", name="Do this").click()
    assert Decision.objects.get().outcome == "decline"


def pages_of_the_desk(desk, page):
    """Open one page of the desk after another, those too that only a form leads to; yield what each is."""
    held = desk.held("Ring me on 07700 900123.\n\nOr not.")
    more = desk.held("Second words.")
    reported = desk.reported(desk.post_by(desk.bracken, "Buy my oil."), "selling", "They sell.", by=desk.annis)
    worry = desk.reported(desk.post_by(desk.bracken, "I cannot go on."), "worried", "I worry.", by=desk.annis)
    page.goto("/desk/")
    yield "the list"
    page.goto(f"/desk/cases/{worry.pk}/")
    yield "a concern"
    page.get_by_role("button", name="Open it").click()
    yield "a concern, opened"
    page.get_by_role("button", name="Close it: somebody looks after it").click()
    yield "how it would be closed"
    page.goto(f"/desk/cases/{held.pk}/")
    yield "words that wait"
    page.get_by_role("button", name="Put it up with a small change of mine").click()
    yield "an edit"
    page.get_by_role("button", name="See what the author reads").click()
    yield "an edit that changes nothing"
    page.get_by_label("The words, as others will read them").fill("Ring me.\n\nOr not.")
    page.get_by_role("button", name="See what the author reads").click()
    yield "the preview of an edit"
    desk.reported(Post.objects.get(pk=held.subject_id), "selling")
    page.get_by_role("button", name="Do this").click()
    yield "what happened meanwhile"
    page.goto(f"/desk/cases/{reported.pk}/")
    page.get_by_role("button", name="Ask them to pause").click()
    page.get_by_role("button", name="See what the author reads").click()
    yield "a form that lacks something"
    page.goto("/desk/")
    page.locator(f'input[name="case"][value="{more.pk}"]').check()
    page.get_by_role("button", name="Decline").click()
    yield "several together"
    page.get_by_label("Why these together").fill("Selling.")
    page.get_by_label("By which guideline").select_option("no_selling")
    page.get_by_role("button", name="See what the authors read").click()
    yield "several, previewed"
    page.get_by_role("button", name=re.compile("Decide 1 case")).click()
    yield "several, decided"
    page.goto(f"/desk/decisions/{Decision.objects.get().pk}/undo/")
    yield "taking back"
    page.goto(f"/desk/cases/{more.pk}/")
    yield "a closed case"


@pytest.mark.sqlite
def test_nobody_is_shut_out_of_any_page_of_the_desk(desk, page_as, axe_clean, fits):
    page, faults = page_as(desk.robin), []
    for what in pages_of_the_desk(desk, page):
        for width, scheme in ((PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            try:
                axe_clean(page)
            except AssertionError as found:
                faults.append(f"{what} at {width}px, {scheme}: {found}"[:1500])
        page.set_viewport_size({"width": 320, "height": 800})
        fits(page)
        page.set_viewport_size({"width": DESK, "height": 800})
    assert not faults, "\n\n".join(faults)
