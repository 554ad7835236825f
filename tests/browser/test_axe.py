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
