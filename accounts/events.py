"""Facts about accounts, told upward."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WordsChoice(StrEnum):
    """What becomes of somebody's words when they leave."""

    KEEP = "keep"  # with their name
    UNNAMED = "unnamed"  # without it
    ERASE = "erase"  # gone, also where others quoted them


@dataclass(frozen=True, kw_only=True)
class PersonLeft:
    """Somebody leaves for good.

    Published first: while listeners run, the account still has its name and address, and every row that
    points at it is still there, so that each room can carry out its part (counters, invitations to the
    address, words as chosen). Rows whose model declares `Fate.ERASE` go after the listeners, by a walk.
    """

    person_id: int
    choice: WordsChoice
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AccountClosed:
    """The account of somebody who left is closed, and every room has settled what was theirs.

    Published last, inside the same transaction, with the row of the person locked: for what must come after all
    locks of the rooms, as the log of moderation must.
    """

    person_id: int
    choice: WordsChoice
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NameChanged:
    """Somebody is known by another name, also beside what they wrote before."""

    person_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class BoundarySet:
    """Somebody blocked another person, or wants to be kept apart from them. Nobody is told: rooms put right who meets whom."""

    setter_id: int
    other_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ZoneChanged:
    """Somebody lives by another clock now."""

    person_id: int
    at: datetime
