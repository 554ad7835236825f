"""The border of one meetup: what each of its addresses answers to everybody who may have to do with it. Source: README,
E-2, E-4, E-6, E-7 and S-7.

`meetups.txt` has a line for each address and method, in the style of `table.txt`, for `tests.border.gathering.KINDS`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.border.gathering import KINDS, SECRETS, Gathering
from tests.conftest import WRITES

TABLE = Path(__file__).with_name("meetups.txt")
pytestmark = pytest.mark.django_db

REFUSED = ("403", "404", "405", ">login")


def rows() -> dict[tuple[str, str], list[str]]:
    lines = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {(name, method): answers for name, method, *answers in lines}


@pytest.fixture(scope="module")
def gathering(django_db_setup, django_db_blocker) -> Iterator[Gathering]:
    """One for all tests here; nothing of it stays in the database."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.SECOND_FACTOR_REQUIRED", False)
        with transaction.atomic():
            yield Gathering(timezone.now())
            transaction.set_rollback(True)
        ContentType.objects.clear_cache()


def answered(gathering: Gathering, kind: str, method: str, name: str) -> tuple[str, list[str]]:
    """What somebody is answered, in the words of the table, and what was written for it; it is taken back at once."""
    client, words = gathering.client(kind), gathering.words(kind)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        path = gathering.path(name)
        response = client.post(path, words) if method == "POST" else client.get(path)
        transaction.set_rollback(True)
    written = [each["sql"] or "" for each in asked.captured_queries]
    is_login = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    spoken = (">login" if is_login else ">") if response.status_code == 302 else str(response.status_code)
    return spoken, [sql for sql in written if sql.lstrip("( ").upper().startswith(WRITES)]


@pytest.mark.parametrize(("name", "method"), list(rows()))
def test_each_address_answers_everybody_as_the_table_says_and_refusals_write_nothing(gathering, name, method):
    answers = []
    for kind in KINDS:
        spoken, written = answered(gathering, kind, method, name)
        answers.append(spoken)
        assert spoken not in REFUSED or not [sql for sql in written if "session" not in sql], f"{kind}: {written}"
    assert answers == rows()[name, method], f"{name} {method} {' '.join(answers)}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_door_needs_and_names_are_in_no_byte_for_anybody_for_whom_they_are_not(gathering, kind):
    client, read = gathering.client(kind), ""
    for path in gathering.looks:
        response = client.get(path)
        read += response.content.decode() + response.get("Location", "")
    found = {word for word in SECRETS if word in read}
    assert found == {word for word, readers in SECRETS.items() if kind in readers}
