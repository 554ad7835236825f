"""The border table: what each address answers to each kind of viewer. Source: README, S-1 to S-4.

`table.txt` has a line for each address and method: its name, the method, and nine answers in the order of
`tests.conftest.KINDS`. `>` is a redirect, `>login` one to the log-in page. Addresses with a number or a word in
them are those of a closed group three deep and of what is in it. An address that is missing there fails.
"""

from pathlib import Path

import pytest

from tests.border.test_canaries import WORDS, answers_to, world  # noqa: F401
from tests.border.world import Address, addresses, plain
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("table.txt")


def expected() -> dict[tuple[str, str], list[str]]:
    rows = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {(name, method): answers for name, method, *answers in rows}


def named() -> dict[str, Address]:
    """Addresses by name; of two with one name (ours before the library's) the first answers."""
    found: dict[str, Address] = {}
    for address in addresses():
        found.setdefault(address.name.replace(" ", "_"), address)
    return found


def spoken(response) -> str:
    if response.status_code not in (301, 302, 303):
        return str(response.status_code)
    return ">login" if response["Location"].startswith("/accounts/login/") else ">"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_answers_each_kind_of_viewer_as_the_table_says(world, method):  # noqa: F811
    clients = {kind: world.viewers.client(kind) for kind in KINDS}
    wrong = []
    for name, address in named().items():
        path = world.closed.path(address) or "/" + plain(address.route)
        answers = []
        for kind in KINDS:
            walk = answers_to(clients[kind], method, path)
            answers.append(spoken(next(walk)[1]))
            walk.close()
        said = expected().get((name, method))
        if answers != said:
            wrong.append(
                f"{name} {method} {' '.join(answers)}" + (f"   # the table says {' '.join(said)}" if said else "")
            )
    assert not wrong, "These lines are not in the table:\n" + "\n".join(wrong)


def test_the_table_has_no_line_of_an_address_that_went():
    assert not {name for name, _method in expected()} - named().keys()
