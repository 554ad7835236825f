"""Names of members, offered as one types @: by keys, by finger, and out of the way of whoever wants none."""

import pytest

from forum.notices.models import Notice
from tests.factories import a_group, a_person, a_thread, joins

HELP = "With @ before a member’s name, they are told."


@pytest.fixture
def circle():
    ann, bea = a_person("Ann Ash"), a_person("Bea Birch")
    group = a_group("Scans")
    for person in (ann, bea, *map(a_person, ("Dot Marsh", "Dottie", "Mary-Dot"))):
        joins(person, group)
    return ann, bea, group, a_thread(of=group, by=ann, title="Thursday")


def offered(page):
    return page.get_by_role("listbox", name="Names of members")


def opened(page, thread):
    page.goto(f"/threads/{thread.pk}/")
    box = page.get_by_label("Reply")
    box.click()
    return box


def test_arrows_choose_a_name_and_enter_takes_it(page_as, circle, axe_clean):
    _ann, bea, _group, thread = circle
    page = page_as(bea)
    box = opened(page, thread)
    box.press_sequentially("So glad, @do")
    offered(page).wait_for()
    assert offered(page).get_by_role("option").all_inner_texts() == ["Dot Marsh", "Dottie", "Mary-Dot"]
    page.get_by_role("status").get_by_text("Names are offered.").wait_for(state="attached")
    axe_clean(page)
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = page.get_by_role("option", selected=True)
    assert chosen.inner_text() == "Dot Marsh"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    axe_clean(page)
    page.keyboard.press("Enter")
    assert box.input_value() == "So glad, @Dot Marsh "
    offered(page).wait_for(state="hidden")
    page.keyboard.type("how did it go?")
    page.get_by_text("Saved at").wait_for()  # what was taken is kept, as what is typed
    page.get_by_role("button", name="Post reply").click()
    page.get_by_text("@Dot Marsh how did it go?").wait_for()
    assert Notice.objects.get(kind="named").recipient.name == "Dot Marsh"


def test_escape_puts_them_away_and_enter_begins_a_line_where_none_is_chosen(page_as, circle):
    _ann, bea, _group, thread = circle
    page = page_as(bea)
    box = opened(page, thread)
    box.press_sequentially("@do")
    offered(page).wait_for()
    page.keyboard.press("Enter")
    assert box.input_value() == "@do\n"
    offered(page).wait_for(state="hidden")
    box.press_sequentially("@do")
    offered(page).wait_for()
    page.keyboard.press("Escape")
    offered(page).wait_for(state="hidden")
    with page.expect_request("**/draft/"):  # by then a name would have been asked for
        box.press_sequentially("t")
    assert offered(page).is_hidden()
    box.press_sequentially(" me@home.example and @nobody")
    assert offered(page).is_hidden()


def test_a_finger_takes_a_name_and_the_list_is_on_a_narrow_screen(page_as, circle, fits):
    _ann, bea, _group, thread = circle
    page = page_as(bea, width=360)
    box = opened(page, thread)
    box.press_sequentially("@ma")
    option = page.get_by_role("option", name="Mary-Dot")
    option.wait_for()
    fits(page)
    assert option.bounding_box()["height"] >= 44
    option.click()
    assert box.input_value() == "@Mary-Dot "
    assert box.evaluate("box => box === document.activeElement")


def test_in_a_new_thread_they_are_offered_too(page_as, circle):
    _ann, bea, group, _thread = circle
    page = page_as(bea)
    page.goto(f"/groups/{group.slug}/new/")
    page.get_by_label("What you want to say").press_sequentially("@dot m")
    page.get_by_role("option", name="Dot Marsh").wait_for()


def test_without_scripts_one_types_the_name_and_the_page_says_so(page_as, circle):
    _ann, bea, group, thread = circle
    page = page_as(bea, scripts=False)
    page.goto(f"/groups/{group.slug}/new/")
    page.get_by_text(HELP).wait_for()
    box = opened(page, thread)
    page.get_by_text(HELP).wait_for()
    box.fill("@dottie, so glad.")
    page.get_by_role("button", name="Post reply").click()
    page.get_by_text("@dottie, so glad.").wait_for()
    assert Notice.objects.get(kind="named").recipient.name == "Dottie"
