"""The border table: what each address answers to each kind of viewer. Source: README, S-1 to S-4.

`table.txt` has a line for each address and method: its name, the method, and nine answers in the order of
`tests.conftest.KINDS`. `>` is a redirect, `>login` one to the log-in page. Addresses with a number or a word in
them are those of a closed group three deep and of what is in it. An address that is missing there fails.
"""

from pathlib import Path

import pytest

from tests.border.world import addresses
from tests.conftest import KINDS

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("table.txt")


def expected() -> dict[tuple[str, str], list[str]]:
    rows = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {(name, method): answers for name, method, *answers in rows}


def named() -> set[str]:
    return {address.name.replace(" ", "_") for address in addresses()}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_answers_each_kind_of_viewer_as_the_table_says(walked, method):
    wrong = []
    for name in sorted(named()):
        answers = [walked(kind, method).answers[name] for kind in KINDS]
        said = expected().get((name, method))
        if answers != said:
            wrong.append(
                f"{name} {method} {' '.join(answers)}" + (f"   # the table says {' '.join(said)}" if said else "")
            )
    assert not wrong, "These lines are not in the table:\n" + "\n".join(wrong)


def test_the_table_has_no_line_of_an_address_that_went():
    assert not {name for name, _method in expected()} - named()
