"""Notes of how far the log had come, kept where whoever can change the database cannot change them."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from moderation.log.codes import spoken_moment
from moderation.models.log import LogCheckpoint, LogEntry, LogHead


class BadCheckpoints(Exception):
    """A file of checkpoints cannot be read; the text says which line."""


class NothingToExport(Exception):
    """The log is empty, or does not end as its head says; the text says which."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """That some entry had some hash, and who says so."""

    sequence: int
    hash: str
    said_by: str


@transaction.atomic
def export_checkpoint(*, to: Path, now: datetime) -> LogCheckpoint:
    """Add a line to a file that says how far the log has come, on disk when this returns, and remember it.

    :raises NothingToExport: no entry yet, or the newest ones are gone; nothing is written.
    :raises OSError: the file cannot be written; nothing is remembered.
    Source: README, M-13.
    """
    head = LogHead.objects.filter(pk=LogHead.THE_ONLY).first()
    if head is None or head.sequence == 0:
        raise NothingToExport("The log has no entry yet: there is nothing to export.")
    if not LogEntry.objects.filter(pk=head.sequence, hash=head.hash).exists():
        raise NothingToExport("The log does not end as its head says: nothing was exported. See manage.py verify_log.")
    checkpoint = LogCheckpoint.objects.create(
        sequence=head.sequence, hash=head.hash, exported_at=now, destination=str(to)
    )
    line = {"exported_at": spoken_moment(now), "hash": head.hash, "sequence": head.sequence}
    with to.open("a", encoding="ascii") as file:
        file.write(json.dumps(line, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return checkpoint


def marks_in(path: Path) -> list[Mark]:
    """Return what the lines of a file say. :raises BadCheckpoints: a line is no checkpoint, or there is no such file."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as trouble:
        raise BadCheckpoints(f"{path} cannot be read: {trouble}") from trouble
    return [_mark(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def kept_marks() -> list[Mark]:
    """Return the checkpoints that the database itself remembers. They prove less than a file elsewhere."""
    return [
        Mark(
            sequence=each.sequence,
            hash=each.hash,
            said_by=f"the checkpoint of {spoken_moment(each.exported_at)} in the database",
        )
        for each in LogCheckpoint.objects.order_by("sequence", "pk")
    ]


def _mark(line: str, where: str) -> Mark:
    try:
        said = json.loads(line)
        return Mark(
            sequence=int(said["sequence"]),
            hash=str(said["hash"]),
            said_by=f"the checkpoint of {said['exported_at']} ({where})",
        )
    except (ValueError, KeyError, TypeError) as trouble:
        raise BadCheckpoints(f"{where} is no checkpoint.") from trouble
