"""How an entry is hashed, so that anybody can do it again, in any language, from the rows alone.

Format 1. The hash is SHA-256, in small hexadecimal digits, of these bytes:

- the JSON object of the fields below, keys in the order of their code points at every depth, `,` and `:` without
  spaces, everything beyond ASCII as `\\uXXXX`; in it are only objects, lists, strings, whole numbers, true, false
  and null;
- `action`, `reason`, `request_id`, `role`, `subject_type`: strings, empty for none;
- `at`: UTC with six digits of the second and a `Z`, as `2026-11-23T19:30:00.000000Z`;
- `by`, `group_id`, `subject_id`: whole numbers, null for none;
- `detail`: an object; `format`, `sequence`: whole numbers; `previous_hash`: the hash of the entry before, or 64 zeros.

A change of any of this is a new format with a new number; entries keep the one that they were written in.
Source: README, M-10.
"""

import hashlib
import json

from moderation.log.codes import spoken_moment
from moderation.models.log import LogEntry

FORMAT = 1
GENESIS = "0" * 64


def canonical(entry: LogEntry) -> bytes:
    """Return the bytes that are hashed: everything that the entry says, but its own hash."""
    said = {
        "action": entry.action,
        "at": spoken_moment(entry.at),
        "by": entry.by_id,
        "detail": entry.detail,
        "format": entry.format,
        "group_id": entry.group_id,
        "previous_hash": entry.previous_hash,
        "reason": entry.reason,
        "request_id": entry.request_id,
        "role": entry.role,
        "sequence": entry.sequence,
        "subject_id": entry.subject_id,
        "subject_type": entry.subject_type,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def hash_of(entry: LogEntry) -> str:
    """Return the hash that belongs to what the entry says."""
    return hashlib.sha256(canonical(entry)).hexdigest()
