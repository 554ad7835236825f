"""The border of the desk: what each address of decisions answers to everybody who may have to do with one. Source: README,
S-7, M-4 to M-6, M-8, M-9, M-12, M-14, M-17 and M-18.

`desk.txt` has a line for each address and method, in the style of `table.txt`. Everybody walks once; the tests ask what
was answered.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Boundary
from tests.border.desk import FORUM_DESK, KINDS, WALKERS, Desk, addresses_of_decisions
from tests.border.world import addresses, bytes_of, plain
from tests.conftest import WRITES
from tests.moderation.team import browser_of

TABLE = Path(__file__).with_name("desk.txt")
pytestmark = pytest.mark.django_db

REFUSED = ("403", "404", "405", ">login")


def rows() -> list[tuple[str, str, list[str]]]:
    lines = (line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return [(name, method, answers) for name, method, *answers in lines]


@dataclass
class Walked:
    """What everybody was answered.

    :param answers: by kind, name and method. :param writes: of whoever was refused.
    :param leaks: what somebody read and may not. :param unseen: what somebody may read, and found nowhere.
    """

    answers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    methods: dict[str, set[str]] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    leaks: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker) -> Walked:
    """One walk for all tests here; nothing of it stays in the database."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.SECOND_FACTOR_REQUIRED", False)
        with transaction.atomic():
            found = _walk(Desk(timezone.now()))
            transaction.set_rollback(True)
        ContentType.objects.clear_cache()
    return found


def _walk(desk: Desk) -> Walked:
    found, asked = Walked(), [(name, method, desk.path(name)) for name, method, _answers in rows()]
    lead = desk.client("lead")
    found.methods = {
        name: set(lead.options(desk.path(name)).get("Allow", "GET, POST").split(", ")) - {"HEAD", "OPTIONS"}
        for name in addresses_of_decisions()
    }
    found.unseen = {f"{canary.what}: {_as_one(kind)}" for canary in desk.canaries for kind in canary.readers}
    beside = list(dict.fromkeys(_beside_the_desk(desk)))
    for kind in KINDS:
        client = desk.client(kind)
        for name, method, path in asked:
            with CaptureQueriesContext(connection) as queries:
                answer = _answer(client, method, path, desk.words)
            found.answers[kind, name, method] = spoken(answer[0])
            if spoken(answer[0]) in REFUSED:
                found.writes += [f"{kind} {method} {name}: {sql[:150]}" for sql in _written(queries)]
            _seek(desk, kind, f"{method} {name}", path, answer, found)
        if kind not in WALKERS:
            continue
        for path in list(beside):
            answers = _answer(client, "GET", path, {})
            _seek(desk, kind, f"GET {path}", path, answers, found)
            if spoken(answers[0]) == "405":
                beside.remove(path)
        for case, what in desk.looks:
            path = reverse("desk:look", kwargs={"pk": case})
            _seek(desk, kind, f"{what} of case {case}", path, _answer(client, "POST", path, {"what": what}), found)
    return found


def _answer(client, method, path, words) -> list:
    """The answer and, where it leads on, what it leads to; what was written is taken back, in the browser too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answers = [client.get(path) if method == "GET" else client.post(path, words)]
        if spoken(answers[0]) == ">":
            answers.append(client.get(answers[0]["Location"]))
        transaction.set_rollback(True)
    client.cookies = cookies
    return answers


def _written(queries) -> list[str]:
    said = (each["sql"] or "" for each in queries.captured_queries)  # nothing, for some of what PostgreSQL has prepared
    return [sql for sql in said if sql.lstrip("( ").upper().startswith(WRITES)]


def _beside_the_desk(desk: Desk):
    """Every address outside the desk; those of the post, the thread and the statement of each state."""
    for address in addresses():
        if address.name in addresses_of_decisions() or address.name.startswith(
            ("account", "mfa", "usersess", "unnamed")
        ):
            continue
        yield desk.target().path(address) or "/" + plain(address.route)
        if address.route.startswith(("posts/", "threads/")):
            yield from (desk.target(state).path(address) for state in desk.states.values())
    yield from (reverse("desk:statement", kwargs={"pk": pk}) for pk in desk.statements)
    yield reverse("desk:receipt", kwargs={"receipt": desk.worry.receipt})


def _seek(desk, kind, what, path, answers, found) -> None:
    text = "".join(bytes_of(answer) for answer in answers)
    there = set(re.findall(r"zq\w+", text)) - set(re.findall(r"zq\w+", path))
    for canary in desk.canaries:
        if canary.word in there:
            found.unseen.discard(f"{canary.what}: {_as_one(kind)}")
            if kind not in canary.readers:
                found.leaks.add(f"{kind}: {canary.what} at {what}")
    assert all(answer.status_code < 500 for answer in answers), f"{kind} {what}"


def _as_one(kind: str) -> str:
    """Those who serve the whole forum find what they may read in the same places: one of them is to find it."""
    return "the desk of the forum" if kind in FORUM_DESK else kind


def spoken(answer) -> str:
    if answer.status_code not in (301, 302, 303):
        return str(answer.status_code)
    return ">login" if answer["Location"].startswith("/accounts/login/") else ">"


def test_every_address_of_decisions_has_its_rows_and_no_other():
    """A new address fails here, until somebody has thought about who is answered what."""
    named = {name for name, _method, _answers in rows()}
    assert named == addresses_of_decisions()


def test_every_method_has_its_row(walked):
    told = {name: {method for other, method, _answers in rows() if other == name} for name in walked.methods}
    assert {name: methods for name, methods in walked.methods.items() if methods != told[name]} == {}


def test_each_address_answers_everybody_as_the_table_says(walked):
    wrong = []
    for name, method, said in rows():
        answers = [walked.answers[kind, name, method] for kind in KINDS]
        if answers != said:
            line = f"{name:23} {method:4} " + " ".join(f"{answer:6}" for answer in answers)
            wrong.append(f"{line}   # the table says {' '.join(said)}")
    assert not wrong, "\n".join(wrong)


def test_whoever_is_refused_has_changed_nothing(walked):
    assert not walked.writes, "\n".join(walked.writes)


def test_no_words_reach_anybody_for_whom_they_are_not(walked):
    """Held, declined, returned, hidden and withdrawn ones, changes that wait, reports, notes, statements, appeals, rules."""
    assert not walked.leaks, "\n".join(sorted(walked.leaks))


def test_everybody_who_may_read_something_finds_it(walked):
    """Otherwise the walk would prove nothing; and what was approved stays while newer words wait."""
    assert not walked.unseen, "\n".join(sorted(walked.unseen))


def test_a_moderator_here_who_is_kept_apart_from_the_author_sees_no_record(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    desk = Desk(timezone.now())
    Boundary.objects.create(setter=desk.author, other=desk.here, kind="apart", set_at=desk.now)
    browser = browser_of(desk.here)
    assert browser.get(desk.path("desk:record")).status_code == 404
    assert browser.get(desk.path("desk:lift")).status_code == 404
