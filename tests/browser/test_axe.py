"""No page shuts anybody out: axe finds nothing, in light and in dark, narrow and wide, and nothing runs off the side.

Every address that answers a page is opened as somebody who may see it. A new address is opened at once.
"""

import pytest

from tests.border.world import World, a_world, addresses, plain
from tests.conftest import KINDS

# What axe sees is the same on either database, and it is the slowest of all: once is enough.
pytestmark = pytest.mark.sqlite

NARROWEST = 320


@pytest.fixture
def world(settings) -> World:
    settings.SECOND_FACTOR_REQUIRED = False
    return a_world()


def pages_of(world: World, kind: str) -> list[str]:
    """The pages that this kind of viewer can open: those that answer HTML with 200."""
    found = []
    client = world.viewers.client(kind)
    for address in addresses():
        if address.name == "account_logout" and kind == "anonymous":
            continue
        path = world.closed.path(address) or "/" + plain(address.route)
        response = client.get(path)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found.append(path)
    return found


@pytest.mark.parametrize("kind", ["anonymous", "member", "host", "staff"])
def test_every_page_can_be_used_by_everybody(world, page_as, good_on_every_screen, fits, kind):
    """The host's and the staff's walks try only what the member's has not."""
    paths = pages_of(world, kind)
    if kind in ("host", "staff"):
        paths = sorted(set(paths) - set(pages_of(world, "member")))
    assert kind in KINDS
    assert paths
    page = page_as(None if kind == "anonymous" else world.viewers.people[kind])
    faults = []
    for path in paths:
        page.goto(path)
        try:
            good_on_every_screen(page)
            page.set_viewport_size({"width": NARROWEST, "height": 800})
            fits(page)
        except AssertionError as found:
            faults.append(str(found))
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("@media (prefers-color-scheme: dark) { h1 { color: #222 !important } }", "360px, dark.*color-contrast"),
        ("@media (min-width: 1000px) { h1 { color: #eee !important } }", "1280px, light.*color-contrast"),
        ("h1 { min-width: 500px }", "is 5[0-9]+px wide in a window of 360px"),
    ],
)
def test_a_fault_of_one_screen_only_is_found(page_as, good_on_every_screen, fault, told):
    page = page_as(None)
    page.goto("/about/terms/")
    good_on_every_screen(page)
    page.evaluate("rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)", fault)
    with pytest.raises(AssertionError, match=f"(?s){told}"):
        good_on_every_screen(page)
