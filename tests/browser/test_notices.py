"""Something new, from the dot to the page and back: narrow and wide, without scripts, with long names and in two directions."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from forum.notices.models import Notice
from tests.factories import a_group, a_person, a_reply, a_thread, joins

RTL = "هل من أحد هنا ينتظر النتائج"


@pytest.fixture
def ann():
    """She was told a good deal, in three days, of which she has looked at the oldest."""
    now = timezone.now()
    ann, bea = a_person("Ann"), a_person("Barty Featherstonehaugh-Cholmondeley")
    group = a_group("Parents of very young children who are having treatment somewhere far from home")
    for person in (ann, bea):
        joins(person, group)
    threads = [a_thread(of=group, by=ann, title=title) for title in (RTL, "W" * 119, "Porridge")]
    posts = [a_reply(to=thread, by=bea) for thread in threads]
    Notice.objects.all().delete()
    for number, (thread, post) in enumerate(zip(threads, posts, strict=True)):
        at = now - timedelta(days=number)
        what = {"recipient": ann, "made_at": at, "due_at": at, "told_at": at, "read_at": at if number == 2 else None}
        Notice.objects.create(kind="replies", thread=thread, sequence=2, **what)
        Notice.objects.create(kind="named", thread=thread, post=post, sequence=2, **what)
        Notice.objects.create(kind="role", group=group, sequence=number, **what)
    ann.has_news = True
    ann.save()
    return ann


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (360, True), (1280, True)])
def test_from_the_dot_to_what_is_new_and_the_dot_is_gone(ann, page_as, fits, width, scripts):
    page = page_as(ann, width=width, scripts=scripts)
    page.goto("/groups/")
    dot = page.get_by_role("link", name="Something new")
    if scripts:
        fits(page)
    assert dot.bounding_box()["height"] >= 44
    dot.click()
    page.get_by_role("heading", name="What you were told").wait_for()
    assert page.get_by_role("link", name="New:").count() == 6
    assert page.get_by_role("heading", level=3, name=RTL).is_visible()
    page.goto("/groups/")
    assert dot.count() == 0


def test_the_page_is_good_on_every_screen_and_its_headings_come_in_order(ann, page_as, good_on_every_screen, fits):
    page = page_as(ann)
    page.goto("/notices/")
    levels = page.evaluate("[...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map(each => +each.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    good_on_every_screen(page)
    page.set_viewport_size({"width": 320, "height": 800})
    fits(page)


def test_the_dot_is_good_on_every_screen(ann, page_as, good_on_every_screen):
    page = page_as(ann)
    page.goto("/me/")
    good_on_every_screen(page)
