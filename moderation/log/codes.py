"""What an entry may hold: ids, codes, moments and hashes. Never words. Source: README, M-11."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# No spaces, no capitals, no sign of a mail address, and a letter first: a sentence, an address or a telephone
# number does not pass.
_CODE = re.compile(r"[a-z][a-z0-9_.:+-]{0,79}")
_REQUEST = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_LARGEST = 2**63 - 1  # what every database here keeps exactly


class WordsInTheLog(ValueError):
    """Somebody's words, or something that could hold them, were about to be written into the log for good."""


def fingerprint(text: str) -> str:
    """Return a hash that says later whether a text is the same one, and does not say what it was."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def spoken_moment(moment: datetime) -> str:
    """Return a moment in UTC with six digits of the second: the same from every database.

    :raises ValueError: the moment is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("The log needs moments with a zone.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def code(text: str) -> str:
    """Return a code, or nothing for nothing. :raises WordsInTheLog: it is not one."""
    if text and not _CODE.fullmatch(text):
        raise WordsInTheLog("The log takes codes, such as `selling` or `threads.post`, not words.")
    return str(text)


def request_code(text: str) -> str:
    """Return the id of a request, or nothing for nothing. :raises WordsInTheLog: it is not one."""
    if text and not _REQUEST.fullmatch(text):
        raise WordsInTheLog("The log takes the id of a request here, of at most 64 letters and digits.")
    return text


def detail_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as plain JSON.

    :raises WordsInTheLog: a key or value is no code, whole number, moment, yes-or-no, or list or mapping of these.
    """
    return {_key(name): _value(fact) for name, fact in facts.items()}


def _key(name: Any) -> str:
    if not isinstance(name, str) or not name:
        raise WordsInTheLog("The log takes codes as the names of facts.")
    return code(name)


def _value(fact: Any) -> Any:
    if fact is None or isinstance(fact, bool):
        return fact
    if isinstance(fact, int) and abs(fact) <= _LARGEST:
        return int(fact)
    if isinstance(fact, str):
        return code(fact)
    if isinstance(fact, datetime):
        return spoken_moment(fact)
    if isinstance(fact, Mapping):
        return detail_of(fact)
    if isinstance(fact, list | tuple):
        return [_value(each) for each in fact]
    raise WordsInTheLog(f"The log takes ids, codes, moments and hashes, not {type(fact).__name__}.")
