"""Walking the chain from its first entry to its last, and saying what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence

from moderation.log.chain import FORMAT, GENESIS, hash_of
from moderation.log.checkpoints import Mark
from moderation.models.log import LogEntry, LogHead


def faults_in_log(
    *, marks: Sequence[Mark] = (), batch_size: int = 2_000, say_progress: Callable[[int], None] = lambda checked: None
) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong. People may go on deciding meanwhile.

    :param marks: checkpoints; without one from elsewhere, whoever can write to the database as its owner could take
        the newest entries away, or hash all of them anew, and nothing here would notice.
    :param say_progress: called after each batch with the number of entries walked so far.
    Source: README, M-13.
    """
    before = _head()  # what it names was there when the walk began
    marks = [*marks, before] if before else [*marks]
    hashes: dict[int, list[Mark]] = {}
    for mark in marks:
        hashes.setdefault(mark.sequence, []).append(mark)
    last = LogEntry(sequence=0, hash=GENESIS)
    is_rewritten = False
    for entry in _entries(batch_size, say_progress):
        yield from _faults_of(entry, last)
        for mark in hashes.get(entry.sequence, ()):
            if mark.hash != entry.hash and not is_rewritten:  # every later mark differs too
                is_rewritten = True
                yield _rewritten(mark)
        last = entry
    yield from _faults_at_the_end(last, marks)


def _entries(batch_size: int, say_progress: Callable[[int], None]) -> Iterator[LogEntry]:
    reached, checked = 0, 0
    while batch := list(LogEntry.objects.filter(sequence__gt=reached).order_by("sequence")[:batch_size]):
        yield from batch
        reached, checked = batch[-1].sequence, checked + len(batch)
        say_progress(checked)


def _head() -> Mark | None:
    head = LogHead.objects.filter(pk=LogHead.THE_ONLY).first()
    return Mark(sequence=head.sequence, hash=head.hash, said_by="the head of the log") if head else None


def _faults_of(entry: LogEntry, last: LogEntry) -> Iterator[str]:
    if entry.sequence != last.sequence + 1:
        yield f"{_numbers(last.sequence + 1, entry.sequence - 1)} missing."
    elif entry.previous_hash != last.hash:
        yield _not_following(entry, last)
    if entry.format != FORMAT or hash_of(entry) != entry.hash:
        yield f"Entry {entry.sequence} was changed: its hash is not that of what it says."


def _not_following(entry: LogEntry, last: LogEntry) -> str:
    earlier = LogEntry.objects.filter(hash=entry.previous_hash, sequence__lt=last.sequence).first()
    if earlier is not None:
        return (
            f"The log forks after entry {earlier.sequence}: entry {entry.sequence} follows it, "
            f"and so does entry {earlier.sequence + 1}."
        )
    return f"Entry {entry.sequence} does not follow entry {last.sequence}: one of them was put in another's place."


def _rewritten(mark: Mark) -> str:
    return (
        f"The log forks at or before entry {mark.sequence}: it is not the entry that {mark.said_by} saw. "
        "Something up to there was written anew."
    )


def _faults_at_the_end(last: LogEntry, marks: Sequence[Mark]) -> Iterator[str]:
    furthest = max(marks, key=lambda mark: mark.sequence, default=None)
    if furthest is not None and furthest.sequence > last.sequence:
        yield (
            f"{_numbers(last.sequence + 1, furthest.sequence)} missing from the end: "
            f"{furthest.said_by} had seen entry {furthest.sequence}."
        )
    after = _head()  # entries and head are written together: a later look at the head knows every entry walked
    if after is None and last.sequence:
        yield "The head of the log is missing."
    elif after is not None and after.sequence < last.sequence:
        yield f"{_numbers(after.sequence + 1, last.sequence)} beyond the head of the log, so not written by its door."


def _numbers(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
