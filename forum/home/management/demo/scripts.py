"""How `words/*.txt` is read.

== slug of a group
# Title of a thread
-- Author, then any of: unnamed pinned locked
Words, as many lines as they need.
-- The next author
…
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORDS = Path(__file__).with_name("words")


@dataclass
class Said:
    author: str
    is_unnamed: bool
    body: str = ""


@dataclass
class Script:
    """One thread as it was written down."""

    room: str
    title: str
    said: list[Said] = field(default_factory=list)
    is_pinned: bool = False
    is_locked: bool = False


def scripts() -> Iterator[Script]:
    """Every thread, file by file."""
    for path in sorted(WORDS.glob("*.txt")):
        if path.stem != "noticed":
            yield from _read(path)


def small_things() -> list[str]:
    """One line each, for the thread in the lounge that never ends."""
    return (WORDS / "noticed.txt").read_text().splitlines()


def _read(path: Path) -> Iterator[Script]:
    room, script = "", None
    for line in path.read_text().splitlines():
        if line.startswith("== "):
            room = line[3:]
        elif line.startswith("# "):
            if script:
                yield script
            script = Script(room, line[2:])
        elif line.startswith("-- "):
            assert script is not None
            author, *flags = line[3:].split()
            script.is_pinned |= "pinned" in flags
            script.is_locked |= "locked" in flags
            script.said.append(Said(author, "unnamed" in flags))
        elif script and script.said:
            script.said[-1].body += line + "\n"
    if script:
        yield script
