"""What becomes of rows that point at a person: every such model declares it, and a test holds it to that."""

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Fate(Enum):
    """What happens to the rows of one model when the person whom they point at leaves or loses their name."""

    ERASE = "erase"  # the rows go
    KEEP = "keep"  # the rows stay and point at the account that has no name any more
    BY_CHOICE = "by choice"  # kept, kept without the name, or erased, as the person chose: a verb of the app does it


@dataclass(frozen=True, kw_only=True)
class Personal:
    """Declared as `personal` on each model with a foreign key to a person.

    :param on_leaving: when the account is closed and the words are kept with the name.
    :param on_anonymising: when the account is closed and the name is taken away.
    :param exported: the field names that go into the person's own export; empty for none, and then `because`.
    :param exported_where: a condition (a `Q`) on the rows that are exported; the others are about somebody else.
    :param because: why nothing is exported.
    """

    on_leaving: Fate
    on_anonymising: Fate
    exported: tuple[str, ...] = ()
    exported_where: Any = None
    because: str = ""
