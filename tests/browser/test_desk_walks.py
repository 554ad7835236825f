"""Three stories from end to end, as everybody in them lives them: with a mouse and scripts; and by keyboard alone, without.

A first post that waits; a report, and what its author asks again; a worry that two people look after. README, M-2 to M-9.
"""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Locator, Page, expect

from forum.threads.models import Post, Thread
from moderation.models import Case, Statement
from tests.factories import a_group, a_person, a_reply, a_thread, joins
from tests.moderation.team import a_moderator

WAYS = [pytest.param((True, False), id="mouse and scripts"), pytest.param((False, True), id="keyboard, no scripts")]
SHOTS = os.environ.get("SHOTS", "")
WIDE, PHONE = 1280, 360
MOST_STOPS = 120


@dataclass
class Hand:
    """Somebody at a page. With the keyboard alone, everything is reached by Tab and done by keys."""

    page: Page
    by_keys: bool
    name: str
    shots: int = 0

    def reach(self, found: Locator) -> None:
        for _each in range(MOST_STOPS):
            if found.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{found} is not reached with the keyboard at {self.page.url}")

    def press(self, name: str, role: str = "button", within: Locator | None = None) -> None:
        self.use((within or self.page).get_by_role(role, name=name, exact=True).first)

    def use(self, found: Locator) -> None:
        found.wait_for()
        if not self.by_keys:
            found.click()
            return
        self.reach(found)
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str) -> None:
        box = self.page.get_by_label(label)
        if not self.by_keys:
            box.fill(words)
            return
        self.reach(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, label: str, code: str) -> None:
        box = self.page.get_by_label(label)
        if not self.by_keys:
            box.select_option(code)
            return
        self.reach(box)
        for _each in range(MOST_STOPS):
            if box.input_value() == code:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{code} is not among the choices of {label}")

    def pick_day(self, label: str, day: str) -> None:
        box = self.page.get_by_label(label)
        if not self.by_keys:
            box.fill(day)
            return
        self.reach(box)
        year, month, number = day.split("-")
        self.page.keyboard.type(f"{number}{month}{year}")
        if box.input_value() != day:  # the browser asks for the month first
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.type(f"{month}{number}{year}")
        expect(box).to_have_value(day)

    def reads(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)
        self.look()

    def heads(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)
        self.look()

    def look(self) -> None:
        """With SHOTS set to a folder, keep what the page looks like on a desk and on a telephone."""
        if not SHOTS:
            return
        self.shots += 1
        for width in (PHONE, WIDE):
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.screenshot(path=Path(SHOTS) / f"{self.name}-{self.shots:02}-{width}.png", full_page=True)


@dataclass
class Circle:
    """A closed group: Annis is new, Teasel is not, Robinet and Leeward moderate."""

    group: object
    thread: Thread
    annis: object
    teasel: object
    robin: object
    lee: object


@pytest.fixture
def circle() -> Circle:
    ContentType.objects.clear_cache()
    now = timezone.now()
    hazel, annis, teasel = a_person("Hazel"), a_person("Annis"), a_person("Teasel")
    group = a_group("Scans and results", host=hazel)
    for person in (annis, teasel):
        joins(person, group)
    robin, lee = (a_moderator(name, of=group, now=now) for name in ("Robinet", "Leeward"))
    thread = a_thread(of=group, by=hazel, title="Clinic on Glossop Road", now=now - timedelta(hours=3))
    return Circle(group, thread, annis, teasel, robin, lee)


@pytest.fixture
def hand(page_as):
    """`hand(person, ways)`: somebody in a browser of their own."""

    def opened(person, ways, name) -> Hand:
        scripts, by_keys = ways
        return Hand(page_as(person, scripts=scripts, width=PHONE if by_keys else WIDE), by_keys, name)

    return opened


@pytest.mark.parametrize("ways", WAYS)
def test_a_first_post_waits_is_put_up_with_an_edit_and_its_author_reads_both(circle, hand, ways):
    circle.group.__class__.objects.filter(pk=circle.group.pk).update(first_posts_held=2)
    annis, robin = hand(circle.annis, ways, "first-annis"), hand(circle.robin, ways, "first-robin")
    annis.page.goto(f"/threads/{circle.thread.pk}/")
    annis.write("Reply", "Nurse Jane Miller there is lovely.")
    annis.press("Post reply")
    annis.reads("Nurse Jane Miller there is lovely.")
    annis.reads("Only you can see this yet.")

    robin.page.goto("/")
    robin.press("Desk", "link")
    robin.reads("1 waiting")
    robin.press("Take the next one")
    robin.reads("you have it until")
    robin.press("Put it up with a small change of mine")
    robin.write("The words, as others will read them", "My nurse there is lovely.")
    robin.write("Your words to the author", "I took her name out, so that nobody can be found by it.")
    robin.look()
    robin.press("See what the author reads")
    expect(robin.page.locator("main del").first).to_be_visible()
    robin.reads("I took her name out")
    robin.press("Do this")
    robin.reads("Done: “Put it up with a small change of mine”.")

    annis.page.goto("/")
    annis.look()
    annis.press("A moderator wrote to you.", "link")
    annis.reads("I took her name out, so that nobody can be found by it.")
    annis.press("I have read this")
    annis.reads("Thank you. It stays here")
    annis.page.goto(f"/threads/{circle.thread.pk}/")
    annis.reads("My nurse there is lovely.")
    expect(annis.page.locator("article").last).to_contain_text("by a moderator")
    teasel = hand(circle.teasel, ways, "first-teasel")
    teasel.page.goto(f"/threads/{circle.thread.pk}/")
    teasel.reads("My nurse there is lovely.")
    expect(teasel.page.locator("body")).not_to_contain_text("Jane")


@pytest.mark.parametrize("ways", WAYS)
def test_what_was_reported_and_hidden_comes_back_exactly_when_somebody_else_looks_again(circle, hand, ways):
    post = a_reply(to=circle.thread, by=circle.annis, body="I rang *07700 900123*, the ward.")
    a_reply(to=circle.thread, by=circle.robin, body=f"> [post {post.pk}]\n> I rang *07700 900123*\n\nThat is good.")
    before = list(Post.objects.order_by("pk").values()), list(Thread.objects.values())
    teasel, robin = hand(circle.teasel, ways, "report-teasel"), hand(circle.robin, ways, "report-robin")
    teasel.page.goto(f"/threads/{circle.thread.pk}/")
    article = teasel.page.locator(f"#post-{post.number}")
    teasel.use(article.locator("summary", has_text="More"))
    teasel.press("Tell a moderator", "link", article)
    teasel.look()
    teasel.press("It tells personal details", "link")
    teasel.look()
    teasel.press("Send it to the moderators")
    teasel.heads("Thank you. We have it.")

    robin.page.goto("/desk/")
    robin.look()
    robin.press("Take the next one")
    robin.reads("you have it until")
    robin.press("Hide it from everybody but its author")
    robin.choose("By which guideline", "no_details")
    robin.write("Your words to the author", "A number can be rung by anybody.")
    robin.press("See what the author reads")
    robin.reads("A number can be rung by anybody.")
    robin.press("Do this")
    robin.reads("Done: “Hide it from everybody but its author”.")

    annis = hand(circle.annis, ways, "report-annis")
    annis.page.goto("/")
    annis.press("A moderator wrote to you.", "link")
    annis.reads("A number can be rung by anybody.")
    annis.press("Ask for somebody else to look again", "link")
    annis.write("What would you like somebody else to know?", "It is the number of the ward, on its own page.")
    annis.look()
    annis.press("Ask them to look again")
    annis.heads("You asked us to look again")
    annis.page.goto(f"/threads/{circle.thread.pk}/")
    annis.look()

    robin.page.goto("/desk/appeals/")
    robin.look()
    robin.press("Post: Hide it from everybody but its author", "link")
    robin.heads("Post: Hide it from everybody but its author")
    expect(robin.page.get_by_role("button", name="Take the decision back")).to_have_count(0)
    lee = hand(circle.lee, ways, "report-lee")
    lee.page.goto("/desk/appeals/")
    lee.press("Post: Hide it from everybody but its author", "link")
    lee.press("Show them")
    lee.reads("07700 900123")
    lee.write("What you write to whoever asked", "You were right: it is a public number.")
    lee.press("Take the decision back")
    lee.reads("Answered. Whoever asked can read it now.")

    annis.page.goto("/")
    annis.press("Moderators wrote to you 2 times.", "link")
    annis.heads("What the moderators wrote to me")
    annis.use(annis.page.locator("main .list a").first)
    annis.reads("You were right: it is a public number.")
    teasel.page.goto(f"/threads/{circle.thread.pk}/")
    expect(teasel.page.locator(f"#post-{post.number}")).to_contain_text("I rang 07700 900123, the ward.")
    teasel.look()
    assert (list(Post.objects.order_by("pk").values()), list(Thread.objects.values())) == before
    teasel.page.goto("/me/reports/")
    teasel.look()


@pytest.mark.parametrize("ways", WAYS)
def test_a_worry_is_closed_by_two_people_and_comes_back_on_the_day_they_chose(circle, hand, ways):
    post = a_reply(to=circle.thread, by=circle.annis, body="I do not know how to go on.")
    teasel, robin = hand(circle.teasel, ways, "worry-teasel"), hand(circle.robin, ways, "worry-robin")
    teasel.page.goto(f"/posts/{post.pk}/report/")
    teasel.press("I am worried about this person", "link")
    teasel.look()
    teasel.write("What worries you?", "She has not written like this before.")
    teasel.press("Send it to the moderators")
    teasel.heads("Thank you. We have it.")

    day = (timezone.now() + timedelta(days=7)).date().isoformat()
    robin.page.goto("/desk/")
    expect(robin.page.get_by_text("Those that are ticked, together")).to_have_count(0)  # no worry is one of many
    robin.look()
    robin.press("Take the next one")
    robin.reads("Who, and what they wrote, is not shown until you ask for it.")
    robin.press("Open it")
    robin.reads("She has not written like this before.")
    robin.press("Close it: somebody looks after it")
    robin.pick_day("Look again on", day)
    robin.look()
    robin.press("See what comes of it")
    robin.reads("Until then it stays open.")
    robin.reads(f"It comes back to the desk on {date_format(date.fromisoformat(day), 'j F Y')}.")
    robin.press("Propose this")
    robin.reads("Your proposal is kept.")
    assert Case.objects.get().state == "open"

    lee = hand(circle.lee, ways, "worry-lee")
    lee.page.goto("/desk/")
    lee.look()
    lee.press("Take the next one")
    lee.press("Open it")
    lee.reads("Robinet would decide")
    lee.press("I agree")
    lee.look()
    lee.press("Do this")
    lee.reads("Done: “Close it: somebody looks after it”.")
    closed, later = Case.objects.order_by("pk")
    assert (closed.state, later.state, later.wakes_at.date().isoformat()) == ("closed", "parked", day)
    assert not Statement.objects.exists(), "nothing is held against whoever somebody worries about"
    teasel.page.goto("/me/reports/")
    teasel.reads("Somebody is looking after it.")
