"""The log's one door: what it takes, what it never takes, and that it writes with the deed or not at all."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.db.transaction import TransactionManagementError

from accounts.actions import leave_forum
from accounts.events import WordsChoice
from moderation import log
from moderation.log.chain import GENESIS, canonical, hash_of
from moderation.models import LogEntry, LogHead
from tests.factories import a_person

WORDS = "I cannot do this any more. Ring me on 07700 900123."


@pytest.fixture
def ann(db):
    return a_person("Ann")


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what_and_when(ann, now):
    written = log.write(
        action=log.Action.HIDE,
        by=ann,
        now=now,
        subject=ann,
        group_id=7,
        role="moderator",
        reason="selling",
        detail={
            "revision": 12,
            "words": log.fingerprint(WORDS),
            "due_at": now,
            "others": [3, 4],
            "was": {"late": True},
        },
        request_id="7f1C-9",
    )

    kept = LogEntry.objects.get(pk=written.pk)
    assert (kept.by, kept.role, kept.action, kept.at) == (ann, "moderator", "hide", now)
    assert (kept.subject_type, kept.subject_id, kept.group_id) == ("accounts.person", ann.pk, 7)
    assert (kept.reason, kept.request_id) == ("selling", "7f1C-9")
    assert kept.detail == {
        "revision": 12,
        "words": "sha256:" + hashlib.sha256(WORDS.encode()).hexdigest(),
        "due_at": "2026-11-23T19:30:00.000000Z",
        "others": [3, 4],
        "was": {"late": True},
    }


@pytest.mark.django_db
def test_entries_are_numbered_without_a_gap_and_each_names_the_one_before(ann, now):
    entries = [log.write(action=log.Action.CLAIM, by=ann, now=now) for _ in range(3)]

    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert [entry.previous_hash for entry in entries] == [GENESIS, entries[0].hash, entries[1].hash]
    assert LogHead.objects.get().hash == entries[2].hash


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 19, 30, tzinfo=UTC),
        datetime(2026, 11, 23, 19, 30, 0, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_what_the_database_gives_back_has_the_same_hash(ann, moment):
    written = log.write(
        action=log.Action.HIDE, by=ann, now=moment, detail={"z": 2**63 - 1, "a": [None, True, {"y": -1, "b": "c"}]}
    )

    kept = LogEntry.objects.get(pk=written.pk)
    assert hash_of(kept) == kept.hash == written.hash


def test_the_hash_is_the_one_that_the_format_promises():
    entry = LogEntry(
        format=1,
        sequence=2,
        previous_hash="ab" * 32,
        at=datetime(2026, 11, 23, 20, 30, 0, 5, tzinfo=timezone(timedelta(hours=1))),
        by_id=None,
        role="",
        action="hide",
        subject_type="threads.post",
        subject_id=9,
        group_id=None,
        reason="selling",
        detail={"b": 1, "a": [True, None]},
        request_id="",
    )

    assert canonical(entry) == (
        b'{"action":"hide","at":"2026-11-23T19:30:00.000005Z","by":null,"detail":{"a":[true,null],"b":1},"format":1,'
        b'"group_id":null,"previous_hash":"' + b"ab" * 32 + b'","reason":"selling","request_id":"","role":"",'
        b'"sequence":2,"subject_id":9,"subject_type":"threads.post"}'
    )
    assert hash_of(entry) == "4af47fdfc0730a525c9c8343a6db9a5a5cec9180f8089e9d51f024509b4b326d"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"detail": {"body": WORDS}},
        {"detail": {"was": {"title": [WORDS]}}},
        {"detail": {WORDS: 1}},
        {"detail": {"body": "Thursday"}},
        {"detail": {"phone": "07700900123"}},
        {"detail": {"mail": "ann@people.example"}},
        {"detail": {"body": WORDS.encode()}},
        {"detail": {"odds": 0.5}},
        {"detail": {"large": 2**64}},
        {"reason": WORDS},
        {"role": WORDS},
        {"request_id": WORDS},
    ],
)
def test_an_entry_never_holds_the_words(ann, now, given):
    with pytest.raises(log.WordsInTheLog) as refusal:
        log.write(action=log.Action.HIDE, by=ann, now=now, **given)

    assert "07700" not in str(refusal.value)
    assert not LogEntry.objects.exists()


@pytest.mark.django_db
def test_the_hash_of_words_says_whether_they_are_the_same_and_not_what_they_were(ann, now):
    log.write(action=log.Action.HIDE, by=ann, now=now, detail={"words": log.fingerprint(WORDS)})

    row = json.dumps(list(LogEntry.objects.values()), default=str)
    assert "07700" not in row
    assert log.fingerprint(WORDS) in row
    assert log.fingerprint(WORDS) != log.fingerprint(WORDS + " ")


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{"action": "praise"}, {"now": datetime(2026, 11, 23)}, {"subject": LogHead()}])  # noqa: DTZ001
def test_an_entry_is_not_written_with_an_unknown_deed_a_naive_moment_or_a_row_not_saved(ann, now, given):
    with pytest.raises(ValueError, match=r"praise|zone|number"):
        log.write(**{"action": log.Action.HIDE, "by": ann, "now": now, **given})

    assert not LogEntry.objects.exists()


@pytest.mark.django_db
def test_a_look_at_restricted_data_is_written_down_with_what_was_seen(ann, now):
    seen = a_person("Bryony")
    log.note_look(by=ann, what=log.Look.UNNAMED_AUTHOR, subject=seen, now=now, group_id=3)

    entry = LogEntry.objects.about(seen).get()
    assert (entry.by, entry.action, entry.group_id) == (ann, "look", 3)
    assert entry.detail == {"what": "unnamed_author"}


@pytest.mark.django_db(transaction=True)
def test_a_look_is_kept_at_once_where_no_transaction_is_open(ann, now):
    log.note_look(by=ann, what=log.Look.NOTES, subject=ann, now=now)
    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_logged_outside_the_transaction_of_the_deed(ann, now):
    with pytest.raises(TransactionManagementError):
        log.write(action=log.Action.HIDE, by=ann, now=now)

    assert not LogEntry.objects.exists()
    assert not LogHead.objects.exists()


@transaction.atomic
def deed(action, by, now, *, fails=False) -> None:
    log.write(action=action, by=by, now=now)
    if fails:
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_is_rolled_back_leaves_neither_an_entry_nor_a_gap(ann, now):
    deed(log.Action.HIDE, ann, now)
    with pytest.raises(ZeroDivisionError):
        deed(log.Action.BAN, ann, now, fails=True)
    with transaction.atomic():
        deed(log.Action.WARN, ann, now)
        with pytest.raises(ZeroDivisionError):
            deed(log.Action.BAN, ann, now, fails=True)
        deed(log.Action.PAUSE, ann, now)

    assert list(LogEntry.objects.order_by("pk").values_list("pk", "action")) == [(1, "hide"), (2, "warn"), (3, "pause")]


@pytest.mark.django_db
def test_writing_costs_three_queries_however_long_the_log_is(ann, now, queries):
    log.write(action=log.Action.HIDE, by=ann, now=now)
    costs = []
    for length in (1, 20):
        for _ in range(length):
            with queries() as asked:
                log.write(action=log.Action.HIDE, by=ann, now=now, subject=ann, detail={"revision": 1})
        costs.append(asked.count)

    assert costs == [3, 3]


@pytest.mark.django_db
def test_entries_outlive_the_account_of_whoever_wrote_them(ann, now):
    entry = log.write(action=log.Action.HIDE, by=ann, now=now)
    leave_forum(choice=WordsChoice.ERASE, by=ann, now=now)

    kept = LogEntry.objects.get(pk=entry.pk)
    assert kept.by_id == ann.pk
    assert hash_of(kept) == kept.hash
    with pytest.raises(ProtectedError):
        ann.delete()


@pytest.mark.django_db
def test_writing_waits_for_nobody_who_holds_the_row_of_a_person():
    """The database does not tie the log to people: whoever leaves holds their own row, and others go on deciding."""
    with connection.cursor() as cursor:
        ties = connection.introspection.get_relations(cursor, LogEntry._meta.db_table)
    assert not ties
