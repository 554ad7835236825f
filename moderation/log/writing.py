"""The one door through which the log is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.transaction import TransactionManagementError

from accounts.models import Person
from moderation.log.chain import FORMAT, GENESIS, hash_of
from moderation.log.codes import code, detail_of, request_code
from moderation.models.log import Action, LogEntry, LogHead, Look


class HeadIsLost(Exception):
    """The log has entries but no head: somebody took it away by hand. `manage.py verify_log` says more."""


def write(
    *,
    action: Action,
    by: Person | None,
    now: datetime,
    subject: models.Model | None = None,
    group_id: int | None = None,
    role: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
    request_id: str = "",
) -> LogEntry:
    """Add one entry to the log, in the transaction of the verb that does what it says, or not at all.

    It locks the head of the log until that transaction ends, so everybody else who decides waits: call it when all
    other rows are locked, and lock no further row after it.

    :param by: who acts; None only where the forum itself does.
    :param now: aware moment of the deed.
    :param subject: the saved row that it is about.
    :param group_id: the group whose leads may read the entry.
    :param role: in which `by` acts, as a code.
    :param reason: a code of the guideline or ground. A sentence belongs to the decision, where it can be erased.
    :param detail: ids, codes, moments and `fingerprint`s of texts.
    :raises TransactionManagementError: no transaction is open.
    :raises WordsInTheLog: something given could be somebody's words.
    :raises HeadIsLost: the log was tampered with.
    Source: README, M-10 and M-11.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("The log is written inside the transaction of the deed that it records.")
    entry = LogEntry(
        format=FORMAT,
        at=now,
        by_id=_id_of(by),
        role=code(role),
        action=Action(action).value,
        subject_type=code(subject._meta.label_lower) if subject is not None else "",
        subject_id=_id_of(subject),
        group_id=group_id,
        reason=code(reason),
        detail=detail_of(detail or {}),
        request_id=request_code(request_id),
    )
    return _append(entry)


@transaction.atomic
def note_look(
    *,
    by: Person,
    what: Look,
    subject: models.Model,
    now: datetime,
    group_id: int | None = None,
    role: str = "",
    request_id: str = "",
) -> LogEntry:
    """Write down that somebody looked at restricted data; call it before the data is shown.

    :raises HeadIsLost: the log was tampered with; then show nothing.
    Source: README, M-12.
    """
    return write(
        action=Action.LOOK,
        by=by,
        now=now,
        subject=subject,
        group_id=group_id,
        role=role,
        detail={"what": Look(what).value},
        request_id=request_id,
    )


def _append(entry: LogEntry) -> LogEntry:
    head = _locked_head()
    entry.sequence, entry.previous_hash = head.sequence + 1, head.hash
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    LogHead.objects.filter(pk=head.pk).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _locked_head() -> LogHead:
    """Return the head, locked until the transaction ends; the first to write makes it.

    SQLite has no lock on a row: there every transaction that writes is alone from its first statement on.
    """
    heads = LogHead.objects.select_for_update().filter(pk=LogHead.THE_ONLY)
    if (head := heads.first()) is None:
        # Two may come here at once: the second waits for the first, and finds the head that it made.
        LogHead.objects.bulk_create([LogHead(pk=LogHead.THE_ONLY, sequence=0, hash=GENESIS)], ignore_conflicts=True)
        head = heads.get()
    if head.sequence == 0 and LogEntry.objects.exists():
        raise HeadIsLost("The head of the moderation log is lost. Nothing can be decided before it is put right.")
    return head


def _id_of(row: models.Model | None) -> int | None:
    if row is None:
        return None
    if not isinstance(row.pk, int):
        raise ValueError(f"The log names saved rows by their number; {row._meta.label} has none.")
    return row.pk
