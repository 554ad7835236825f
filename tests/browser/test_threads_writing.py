"""Reading and writing in a real browser, with scripts and without, on one device and on the next."""

import pytest
from playwright.sync_api import expect

from forum.threads.actions import note_reading
from forum.threads.models import Draft, Post
from tests.factories import WHEN, a_group, a_person, a_reply, a_thread, joins, numbered


@pytest.fixture
def circle():
    ann, bea = a_person("Ann Ash"), a_person("Bea Birch")
    group = a_group("Scans", under=a_group("Living with it"))
    joins(ann, group, line="on tablets since March")
    joins(bea, group)
    thread = a_thread(of=group, by=ann, title="Thursday", body="How do you get through the days in between?")
    for number in range(24):
        a_reply(to=thread, by=(ann, bea)[number % 2], body=f"I bake, badly. Take {number}.")
    return ann, bea, group, thread


def address(thread):
    return f"/threads/{thread.pk}/"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_starts_a_thread_and_another_replies(page_as, circle, scripts):
    ann, bea, group, _thread = circle
    page = page_as(ann, scripts=scripts)
    page.goto(f"/groups/{group.slug}/new/")
    page.get_by_label("Title").fill("The waiting room")
    page.get_by_label("What you want to say").fill("It has *new* chairs.")
    page.get_by_role("button", name="Start the thread").click()
    page.get_by_role("heading", name="The waiting room").wait_for()
    assert page.locator("article em").inner_text() == "new"
    other = page_as(bea, scripts=scripts, width=360)
    other.goto(page.url)
    other.get_by_label("Reply").fill("Finally.")
    other.get_by_role("button", name="Post reply").click()
    other.get_by_text("Finally.").wait_for()
    expect(other.locator("article")).to_have_count(2)


@pytest.mark.parametrize("scripts", [True, False])
def test_another_device_finds_the_same_draft(page_as, circle, scripts):
    _ann, bea, _group, thread = circle
    page = page_as(bea, scripts=scripts)
    page.goto(f"{address(thread)}?from=21")
    page.get_by_label("Reply").fill("What helped me was")
    if scripts:
        page.get_by_text("Saved at").wait_for()
    else:
        page.get_by_role("button", name="Save as draft").click()
        page.get_by_text("Saved at").wait_for()
    telephone = page_as(bea, scripts=scripts, width=360)
    telephone.goto(f"{address(thread)}?from=21")
    assert telephone.get_by_label("Reply").input_value() == "What helped me was"
    telephone.get_by_text("This is your draft from").wait_for()
    telephone.get_by_label("Reply").fill("What helped me was baking")
    telephone.get_by_role("button", name="Post reply").click()
    telephone.get_by_text("What helped me was baking").wait_for()
    page.goto(f"{address(thread)}?from=21")
    assert page.get_by_label("Reply").input_value() == ""
    assert not Draft.objects.filter(person=bea).exclude(body="").exists()


MANY = pytest.mark.parametrize(
    "words", ["Typed and gone", "قبل النوم " * 1_900, "💛" * 9_000], ids=["few", "many", "most"]
)


def kept(page, person) -> str:
    """The draft, as soon as there is one: the last request outlives its page, so no page can be asked when it was answered."""
    for _each in range(300):
        if draft := Draft.objects.filter(person=person).first():
            return draft.body.strip()
        page.wait_for_timeout(100)
    return ""


@MANY
@pytest.mark.parametrize("unheard", ["", "pagehide"])
def test_leaving_the_page_at_once_keeps_the_last_words(page_as, circle, unheard, words):
    """A busy machine ends a page before it hears the second of the two events that say so."""
    _ann, bea, _group, thread = circle
    page = page_as(bea)
    page.add_init_script(
        "const hear = window.addEventListener;"
        f"window.addEventListener = (what, ...rest) => what === '{unheard}' || hear.call(window, what, ...rest);"
    )
    page.goto(f"{address(thread)}reply/")
    page.get_by_label("What you want to say").fill(words)
    page.goto("/help/now/")
    assert kept(page, bea) == words.strip()


@MANY
def test_a_page_that_is_put_away_without_being_asked_keeps_the_last_words(page_as, circle, words):
    """As telephones do: `pagehide` is all that is said. Said by hand, and with no other hour to save them."""
    _ann, bea, _group, thread = circle
    page = page_as(bea)
    page.add_init_script("window.setTimeout = () => 0")
    page.goto(f"{address(thread)}reply/")
    page.get_by_label("What you want to say").fill(words)
    assert not Draft.objects.exists()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert kept(page, bea) == words.strip()


def test_a_draft_that_could_not_be_saved_says_so_and_is_tried_again(page_as, circle):
    _ann, bea, _group, thread = circle
    page = page_as(bea)
    page.goto(f"{address(thread)}?from=21")
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label("Reply").fill("On a train")
    page.get_by_text("Not saved: there is no connection").wait_for()
    page.unroute("**/draft/")
    page.get_by_text("Saved at").wait_for()
    assert Draft.objects.get(person=bea).body == "On a train"


def test_a_newer_draft_elsewhere_is_offered_and_the_box_is_left_alone(page_as, circle):
    _ann, bea, _group, thread = circle
    here, there = page_as(bea), page_as(bea)
    here.goto(f"{address(thread)}?from=21")
    there.goto(f"{address(thread)}?from=21")
    there.get_by_label("Reply").fill("From the telephone")
    there.get_by_text("Saved at").wait_for()
    here.get_by_label("Reply").fill("From the kitchen")
    here.get_by_text("There is a newer draft").wait_for()
    assert here.get_by_label("Reply").input_value() == "From the kitchen"
    assert Draft.objects.get(person=bea).body == "From the telephone"
    here.get_by_role("button", name="Use the newer one").click()
    assert here.get_by_label("Reply").input_value() == "From the telephone"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reaction_shows_at_once_and_can_be_taken_back(page_as, circle, scripts):
    _ann, bea, _group, thread = circle
    page = page_as(bea, scripts=scripts)
    page.goto(address(thread))
    first = page.locator("#post-1")
    first.get_by_role("button", name="With you").click()
    first.get_by_role("button", name="With you · 1", pressed=True).wait_for()
    first.get_by_role("button", name="With you · 1").click()
    first.get_by_role("button", name="With you", exact=True).wait_for()
    assert Post.objects.get(thread=thread, number=1).with_you_count == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_quoting_changing_and_removing(page_as, circle, scripts):
    _ann, bea, _group, thread = circle
    page = page_as(bea, scripts=scripts)
    page.goto(address(thread))
    page.locator("#post-1").get_by_role("link", name="Quote").click()
    box = page.get_by_label("What you want to say")
    assert box.input_value().startswith(f"> [post {numbered(thread, 1).pk}]\n> How do you get through")
    box.fill(box.input_value() + "One hour at a time.")
    page.get_by_role("button", name="Post reply").click()
    mine = page.locator("article", has_text="One hour at a time.")
    expect(mine.locator("blockquote a")).to_have_text("From an earlier post")
    mine.locator("summary").click()
    mine.get_by_role("link", name="Change").click()
    page.get_by_label("What you want to say").fill("Half an hour at a time.")
    page.get_by_role("button", name="Save the change").click()
    mine = page.locator("article", has_text="Half an hour at a time.")
    expect(mine).to_contain_text("edited")
    mine.locator("summary").click()
    mine.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("Removed by its author.").wait_for()
    assert page.get_by_text("Half an hour").count() == 0


@pytest.mark.sqlite  # what pages look like is the same on either database
def test_every_page_of_a_thread_can_be_read_and_used_by_everybody(page_as, circle, good_on_every_screen):
    _ann, bea, group, thread = circle
    note_reading(thread=thread, number=21, by=bea, now=WHEN)
    a_reply(to=thread, by=bea, is_unnamed=True)
    mine = Post.objects.filter(author=bea).first()
    page = page_as(bea)
    for where in (
        address(thread), f"{address(thread)}?unread", f"{address(thread)}reply/?quote={mine.pk}",
        f"{address(thread)}subscription/", f"/groups/{group.slug}/new/", f"/groups/{group.slug}/subscription/",
        f"/posts/{mine.pk}/edit/", f"/posts/{mine.pk}/withdraw/", f"/posts/{mine.pk}/history/",
    ):  # fmt: skip
        page.goto(where)
        good_on_every_screen(page)
