"""Looking leaves no trace: a stranger's visit costs little and writes nothing, a member's second visit neither."""

import pytest
from django.conf import settings as site_settings

from tests.border.test_canaries import paths, world  # noqa: F401
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db

STRANGERS_BUDGET = 4  # queries
# A look at restricted data is written down, each time (README, M-12).
LOOKS = frozenset({"desk:log", "desk:record"})


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


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in ("stranger", "member", "host", "staff")])
def test_a_second_visit_writes_nothing(world, queries, kind):  # noqa: F811
    """Not even the reading position, which the first one moved. A look at restricted data alone is written down."""
    client = world.viewers.client(kind)
    faults = []
    for address, path in paths(world):
        if address.name in LOOKS:
            continue
        client.get(path)
        with queries() as asked:
            client.get(path)
        if asked.writes:
            faults.append(f"{address} {path}: {asked.writes[0][:160]}")
    assert not faults, "\n".join(faults)
