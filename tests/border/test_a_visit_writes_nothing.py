"""Looking leaves no trace: a stranger's visit costs little and writes nothing, a member's second visit neither."""

import pytest
from django.conf import settings as site_settings

from tests.border.test_canaries import world  # noqa: F401
from tests.border.walking import COME_AGAIN, paths

pytestmark = pytest.mark.django_db

STRANGERS_BUDGET = 4  # queries


def test_a_strangers_visit_writes_nothing_and_starts_no_session(world, queries):  # noqa: F811
    """At any address; and it costs at most four queries."""
    faults = []
    for address, path in paths(world):
        client = world.viewers.client("anonymous")
        with queries() as asked:
            response = client.get(path)
        if asked.count > STRANGERS_BUDGET:
            faults.append(f"{address} {path}: {asked.count} queries")
        if asked.writes:
            faults.append(f"{address} {path}: {asked.writes[0][:120]}")
        if site_settings.SESSION_COOKIE_NAME in response.cookies:
            faults.append(f"{address} {path}: a session")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("kind", sorted(COME_AGAIN))
def test_a_second_visit_writes_nothing(walked, kind):
    """Not even the reading position, which the first one moved. A look at restricted data alone is written down."""
    written = walked(kind, "GET").written
    assert not written, "\n".join(written)
