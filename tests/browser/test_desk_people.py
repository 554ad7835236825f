"""The pages of the desk and its people: usable by everybody, by keyboard, without scripts, on a narrow screen."""

from datetime import UTC, datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from moderation.actions import count_hard_thing
from moderation.models import DeskRole, Duty, Sanction
from tests.border.desk import Desk
from tests.border.test_desk import rows

NARROWEST, PHONE, WIDE = 320, 360, 1280


@pytest.fixture
def desk(settings):
    ContentType.objects.clear_cache()
    return Desk(timezone.now())


@pytest.mark.sqlite  # what axe sees is the same on either database, and it is the slowest of all
def test_every_page_can_be_used_by_everybody(desk, page_as, axe_clean, fits):
    """Each page of the desk once, as the first of these to whom it is open."""
    faults, seen = [], set()
    for kind in ("lead", "moderator here", "staff"):
        page = page_as(desk.people[kind])
        own = f"/desk/people/{desk.people[kind].pk}/at-the-desk/"
        for path in sorted({desk.path(name) for name, method, _answers in rows() if method == "GET"} | {own}):
            if path in seen or not is_page(desk.client(kind).get(path)):
                continue
            seen.add(path)
            faults += [f"{kind}: {fault}" for fault in faults_of(page, path, axe_clean, fits)]
    assert len(seen) > 25, "the table has more pages than that"
    assert not faults, "\n\n".join(faults)


def is_page(answer) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def faults_of(page, path, axe_clean, fits):
    """What axe finds on a page, narrow and wide, light and dark; and whether it runs off the side."""
    page.goto(path)
    for width, scheme in ((PHONE, "light"), (PHONE, "dark"), (WIDE, "light"), (WIDE, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        try:
            axe_clean(page)
        except AssertionError as found:
            yield f"{path} at {width}px, {scheme}: {found}"[:1500]
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    try:
        fits(page)
    except AssertionError as found:
        yield str(found)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lead_brings_somebody_to_the_desk_by_keyboard_alone(desk, page_as, scripts):
    lead, yarrow = desk.people["lead"], desk.people["member"]
    page = page_as(lead, width=PHONE, scripts=scripts)
    page.goto("/desk/people/")
    page.get_by_role("link", name="Give somebody a role").press("Enter")
    page.get_by_label("Their name here").press_sequentially("Yarrow")
    page.get_by_label("Site moderator").press("Space")
    page.get_by_role("button", name="Give this role").press("Enter")
    page.get_by_role("button", name="open the desk").press("Enter")
    page.get_by_role("link", name="Add hours").press("Enter")
    page.get_by_label("From").fill("09:00")
    page.get_by_label("Until").fill("12:30")
    page.get_by_role("button", name="Add these hours").press("Enter")
    page.get_by_text("Monday, 9am to 12.30pm").first.wait_for()
    assert DeskRole.objects.of(yarrow).exists()
    assert Duty.objects.filter(person=yarrow).count() == 1

    theirs = page_as(yarrow, width=PHONE, scripts=scripts)
    count_hard_thing(by=yarrow, now=datetime.now(UTC))
    theirs.goto("/desk/people/")
    theirs.get_by_text("You have opened 1 hard thing today.").wait_for()
    theirs.get_by_role("button", name="Not me today").press("Enter")
    theirs.goto("/desk/people/")
    theirs.get_by_text("You are resting until").wait_for()
    theirs.get_by_role("button", name="I am here after all").press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_moderator_reads_a_record_leaves_a_note_and_lifts_a_pause(desk, page_as, scripts):
    page = page_as(desk.here, scripts=scripts)
    page.goto(desk.path("desk:record"))
    page.get_by_label("Note").fill("Please ring before deciding again.")
    page.get_by_role("button", name="Keep this note").press("Enter")
    page.get_by_text("Please ring before deciding again.").wait_for()
    page.get_by_role("link", name="Lift it").press("Enter")
    page.get_by_label("What you would like to say to them").fill("Welcome back.")
    page.get_by_role("button", name="Take the decision back").press("Enter")
    page.get_by_text("It is lifted, and they are told.").wait_for()
    assert Sanction.objects.get().lifted_at is not None
