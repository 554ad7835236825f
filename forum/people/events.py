"""What happened to profiles: ids and the moment."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ProfileChanged:
    """Somebody changed what they tell about themselves, or who may see it."""

    person_id: int
    kind: str
    at: datetime
