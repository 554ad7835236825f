"""Statements, receipts and appeals, asked by everybody who may have to do with one. Source: README, M-4, M-5, M-8, M-9.

The border table asks every address as the nine kinds of people of groups; this one as those of the desk.
"""

import pytest
from django.test import Client

from moderation.actions import make_appeal
from moderation.models import Appeal
from tests.factories import a_group, a_person, joins
from tests.moderation.rooms import has_role, trained

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

KINDS = ("anonymous", "stranger", "member", "author", "reporter", "moderator elsewhere", "moderator here", "first decider",
         "site moderator", "lead", "lead elsewhere", "safeguarding lead", "staff")  # fmt: skip

#                                 anon  stra  memb  auth  repo  m.els here  first site  lead  l.els safe  staff
TABLE = """
GET  /statements/{s}/                >     404   404   200   404   404   404   404   404   404   404   404   404
POST /statements/{s}/read/           403   404   404   302   404   404   404   404   404   404   404   404   404
GET  /statements/{s}/appeal/         >     404   404   200   404   404   404   404   404   404   404   404   404
POST /statements/{s}/appeal/         403   404   404   409   404   404   404   404   404   404   404   404   404
POST /statements/{s}/appeal/messages/ 403  404   404   302   404   404   404   404   404   404   404   404   404
POST /statements/{s}/appeal/withdraw/ 403  404   404   302   404   404   404   404   404   404   404   404   404
GET  /reports/{r}/                   404   404   404   404   200   404   404   404   404   404   404   404   404
GET  /desk/appeals/                  >     404   404   404   404   200   200   200   200   200   200   200   404
GET  /desk/appeals/{a}/              >     404   404   404   404   404   200   200   200   200   404   200   404
POST /desk/appeals/{a}/words/        403   404   404   404   404   404   200   200   200   200   404   200   404
POST /desk/appeals/{a}/messages/     403   404   404   404   404   404   302   302   302   302   404   302   404
POST /desk/appeals/{a}/decide/       403   404   404   404   404   404   302   403   302   302   404   302   404
"""
ROWS = [line.split() for line in TABLE.splitlines() if line]


@pytest.fixture
def everybody(room):
    here, elsewhere = room.group, a_group()
    reporter = joins(a_person(), here).person
    told = room.reported(by=reporter, reason="personal_details")
    statement = room.paused()
    appeal = make_appeal(statement=statement, words="It was the ward.", by=room.ann, now=room.now)
    people = {
        "stranger": a_person(),
        "member": joins(a_person(), here).person,
        "author": room.ann,
        "reporter": reporter,
        "moderator elsewhere": trained(joins(a_person(), elsewhere, role="moderator").person, room.now),
        "moderator here": room.lee,
        "first decider": room.robin,
        "site moderator": has_role(a_person(), "moderator", room.now),
        "lead": has_role(a_person(), "lead", room.now),
        "lead elsewhere": has_role(a_person(), "lead", room.now, group=elsewhere),
        "safeguarding lead": has_role(a_person(), "safeguarding", room.now),
        "staff": a_person(is_staff=True),
    }
    return people, {"s": statement.pk, "r": told.receipt, "a": appeal.pk}


def spoken(answer) -> str:
    is_login = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    return ">" if is_login else str(answer.status_code)


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for column, kind in enumerate(KINDS)], ids=KINDS)
def test_each_address_answers_as_the_table_says(everybody, kind, column):
    people, numbers = everybody
    sent = {"words": "Some words", "message-words": "Some words", "version": "", "answer": "upheld"}
    wrong = []
    for method, address, *answers in ROWS:
        client = Client()
        if kind != "anonymous":
            client.force_login(people[kind])
        path = address.format(**numbers)
        sent["version"] = Appeal.objects.get().version
        answer = spoken(client.get(path) if method == "GET" else client.post(path, sent))
        if answer != answers[column]:
            wrong.append(f"{method} {path}: {answer}, and the table says {answers[column]}")
    assert not wrong, "\n".join(wrong)


def test_the_table_has_a_column_for_everybody():
    assert {len(row) for row in ROWS} == {2 + len(KINDS)}
