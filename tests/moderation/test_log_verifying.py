"""Nobody can change the past of the log unnoticed, not even whoever owns the database.

Every tamperer here has the triggers rest first, as the owner of the tables can.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from moderation import log
from moderation.log.chain import hash_of
from moderation.models import LogCheckpoint, LogEntry, LogHead
from tests.factories import a_person
from tests.moderation.unlocking import unlocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten_entries(db, now):
    ann = a_person("Ann")
    with transaction.atomic():
        for minute in range(10):
            log.write(action=log.Action.HIDE, by=ann, now=now + timedelta(minutes=minute), detail={"revision": minute})


@pytest.fixture
def checkpoints(ten_entries, tmp_path):
    """A file that saw the eighth entry… of a log that has ten by now."""
    path = tmp_path / "checkpoints"
    with unlocked():
        newest = list(LogEntry.objects.filter(pk__gt=8).order_by("pk"))
        LogEntry.objects.filter(pk__gt=8).delete()
        LogHead.objects.update(sequence=8, hash=LogEntry.objects.get(pk=8).hash)
    call_command("export_checkpoint", to=path, stdout=StringIO())
    for entry in newest:
        LogEntry.objects.bulk_create([entry])
        LogHead.objects.update(sequence=entry.sequence, hash=entry.hash)
    return path


def verified(**options) -> tuple[bool, list[str]]:
    """Whether the command found the log whole, and what it said against it."""
    errors = StringIO()
    try:
        call_command("verify_log", stdout=StringIO(), stderr=errors, batch=3, **options)
    except CommandError:
        return False, errors.getvalue().splitlines()
    return True, []


def hashed_anew(first: int, last: int) -> None:
    """Give the entries from `first` to `last` hashes that fit what they say now, each following the one before."""
    before = LogEntry.objects.filter(pk=first - 1).values_list("hash", flat=True).first() or "0" * 64
    for entry in LogEntry.objects.filter(pk__range=(first, last)).order_by("pk"):
        entry.previous_hash = before
        before = entry.hash = hash_of(entry)
        entry.save()


def a_changed_row() -> None:
    LogEntry.objects.filter(pk=4).update(reason="kind")


def a_changed_row_with_a_new_hash() -> None:
    LogEntry.objects.filter(pk=4).update(reason="kind")
    entry = LogEntry.objects.get(pk=4)
    LogEntry.objects.filter(pk=4).update(hash=hash_of(entry))


def another_moment() -> None:
    entry = LogEntry.objects.get(pk=4)
    LogEntry.objects.filter(pk=4).update(at=entry.at + timedelta(microseconds=1))


def a_removed_middle_row() -> None:
    LogEntry.objects.filter(pk=5).delete()


def three_removed_middle_rows_hashed_anew() -> None:
    LogEntry.objects.filter(pk__in=(4, 5, 6)).delete()
    LogEntry.objects.filter(pk=7).update(previous_hash=LogEntry.objects.get(pk=3).hash)
    hashed_anew(8, 10)


def a_removed_beginning() -> None:
    LogEntry.objects.filter(pk__lte=2).delete()


def a_removed_tail() -> None:
    LogEntry.objects.filter(pk__gt=9).delete()


def a_fork() -> None:
    LogEntry.objects.filter(pk=6).update(previous_hash=LogEntry.objects.get(pk=4).hash)
    entry = LogEntry.objects.get(pk=6)
    LogEntry.objects.filter(pk=6).update(hash=hash_of(entry))


def a_smuggled_newest_row() -> None:
    newest = LogEntry.objects.get(pk=10)
    newest.sequence, newest.previous_hash = 11, newest.hash
    newest.hash = hash_of(newest)
    newest.save(force_insert=True)


def a_lost_head() -> None:
    LogHead.objects.all().delete()


@pytest.mark.parametrize(
    ("tamper", "sentences"),
    [
        (a_changed_row, ["Entry 4 was changed: its hash is not that of what it says."]),
        (another_moment, ["Entry 4 was changed: its hash is not that of what it says."]),
        (
            a_changed_row_with_a_new_hash,
            ["Entry 5 does not follow entry 4: one of them was put in another's place."],
        ),
        (a_removed_middle_row, ["Entry 5 is missing."]),
        (a_removed_beginning, ["Entries 1 to 2 are missing."]),
        (a_removed_tail, ["Entry 10 is missing from the end: the head of the log had seen entry 10."]),
        (a_smuggled_newest_row, ["Entry 11 is beyond the head of the log, so not written by its door."]),
        (a_lost_head, ["The head of the log is missing."]),
    ],
)
def test_tampering_does_not_go_unnoticed(ten_entries, tamper: Callable[[], None], sentences):
    assert verified() == (True, [])
    with unlocked():
        tamper()
    assert verified() == (False, sentences)


def test_a_fork_does_not_go_unnoticed(ten_entries):
    with unlocked():
        a_fork()
    is_whole, sentences = verified()
    assert not is_whole
    assert "The log forks after entry 4: entry 6 follows it, and so does entry 5." in sentences


def test_rows_taken_out_and_the_rest_hashed_anew_do_not_go_unnoticed(ten_entries):
    with unlocked():
        three_removed_middle_rows_hashed_anew()
    is_whole, sentences = verified()
    assert not is_whole
    assert "Entries 4 to 6 are missing." in sentences


def test_the_newest_entries_cannot_be_taken_away_unnoticed_by_whoever_has_an_older_checkpoint(checkpoints):
    assert verified(checkpoints=checkpoints) == (True, [])
    with unlocked():
        LogEntry.objects.filter(pk__gt=6).delete()
        LogHead.objects.update(sequence=6, hash=LogEntry.objects.get(pk=6).hash)
        LogCheckpoint.objects.all().delete()

    assert verified() == (True, []), "without the file nobody can know"
    is_whole, (sentence,) = verified(checkpoints=checkpoints)
    assert not is_whole
    assert sentence.startswith("Entries 7 to 8 are missing from the end: the checkpoint of ")
    assert sentence.endswith(f"({checkpoints}, line 1) had seen entry 8.")


def test_a_whole_chain_written_anew_does_not_go_unnoticed_by_whoever_has_a_checkpoint(checkpoints):
    with unlocked():
        LogEntry.objects.filter(pk=3).update(reason="kind")
        hashed_anew(3, 10)
        LogHead.objects.update(hash=LogEntry.objects.get(pk=10).hash)
        LogCheckpoint.objects.all().delete()

    assert verified() == (True, []), "without the file nobody can know"
    is_whole, (sentence,) = verified(checkpoints=checkpoints)
    assert not is_whole
    assert sentence.startswith("The log forks at or before entry 8: it is not the entry that the checkpoint of ")


def test_a_log_that_was_emptied_does_not_go_unnoticed(checkpoints):
    with unlocked():
        for model in (LogEntry, LogHead, LogCheckpoint):
            model.objects.all().delete()
    is_whole, (sentence,) = verified(checkpoints=checkpoints)
    assert not is_whole
    assert sentence.startswith("Entries 1 to 8 are missing from the end")


def test_the_database_remembers_its_checkpoints_too(checkpoints):
    with unlocked():
        LogEntry.objects.filter(pk__gt=6).delete()
        LogHead.objects.update(sequence=6, hash=LogEntry.objects.get(pk=6).hash)
    is_whole, (sentence,) = verified()
    assert not is_whole
    assert "in the database had seen entry 8" in sentence


def test_a_checkpoint_is_a_line_that_says_how_far_the_log_had_come(ten_entries, tmp_path, now):
    path = tmp_path / "checkpoints"
    path.write_text('{"exported_at": "x", "hash": "y", "sequence": 1}\n')
    out = StringIO()
    call_command("export_checkpoint", to=path, stdout=out)

    first, second = path.read_text().splitlines()
    assert json.loads(first)["hash"] == "y"
    head, kept = LogHead.objects.get(), LogCheckpoint.objects.get()
    assert (json.loads(second)["sequence"], json.loads(second)["hash"]) == (10, head.hash)
    assert (kept.sequence, kept.hash, kept.destination) == (10, head.hash, str(path))
    assert out.getvalue() == f"Entry 10 exported to {path}.\n"


def test_nothing_is_exported_from_an_empty_log(tmp_path):
    with pytest.raises(CommandError, match="no entry yet"):
        call_command("export_checkpoint", to=tmp_path / "checkpoints")
    assert not (tmp_path / "checkpoints").exists()


def test_a_log_whose_newest_entry_is_gone_is_not_vouched_for(ten_entries, tmp_path):
    with unlocked():
        a_removed_tail()
    with pytest.raises(CommandError, match="does not end as its head says"):
        call_command("export_checkpoint", to=tmp_path / "checkpoints")
    assert not (tmp_path / "checkpoints").exists()


def test_a_checkpoint_that_could_not_be_written_is_not_remembered(ten_entries, tmp_path):
    with pytest.raises(CommandError):
        call_command("export_checkpoint", to=tmp_path / "no such folder" / "checkpoints")
    assert not LogCheckpoint.objects.exists()


@pytest.mark.parametrize("line", ["not a checkpoint", "[]", '{"sequence": "many", "hash": ""}', "7"])
def test_a_file_that_cannot_be_read_is_not_taken_for_a_whole_log(ten_entries, tmp_path, line):
    path = tmp_path / "checkpoints"
    path.write_text(f"\n{line}\n")
    with pytest.raises(CommandError, match="line 2 is no checkpoint"):
        call_command("verify_log", checkpoints=path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_log", checkpoints=tmp_path / "elsewhere")


def test_verifying_reads_in_batches_and_says_how_far_it_is(ten_entries, queries):
    out = StringIO()
    with queries() as asked:
        call_command("verify_log", stdout=out, batch=4)
    assert out.getvalue().startswith("4 entries checked\r8 entries checked\r10 entries checked\r")
    assert "The moderation log is whole: 10 entries." in out.getvalue()
    assert not asked.writes


def test_an_empty_log_is_whole():
    assert verified() == (True, [])
