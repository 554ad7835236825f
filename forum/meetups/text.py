"""The words of an announcement, a venue or a message as one text: what is reviewed, changed and taken home.

Each part stands under its name in square brackets, so that a moderator reads it as it is, the checks find in it what
they find in a post, and the parts can be read back from it, also after somebody changed a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_NAME = re.compile(r"^\[([a-z_]+)\]$", re.MULTILINE)


def compose(parts: Mapping[str, str]) -> str:
    """Return one text of named parts; those without words are left out."""
    guarded = {name: _NAME.sub(lambda found: f" {found.group()}", words.strip()) for name, words in parts.items()}
    return "\n\n".join(f"[{name}]\n{words}" for name, words in guarded.items() if words)


def parts_of(body: str, names: Iterable[str]) -> dict[str, str]:
    """Return the parts of a text that have these names, "" for one that it lacks.

    What stands under another name, or before the first, belongs to the part before it, or to the first of `names`.
    """
    wanted = list(names)
    parts: dict[str, list[str]] = {name: [] for name in wanted}
    at = wanted[0]
    for line in body.splitlines():
        found = _NAME.match(line)
        if found and found.group(1) in parts:
            at = found.group(1)
        else:
            parts[at].append(_without_guard(line))
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _without_guard(line: str) -> str:
    """A line that somebody wrote, and that looks like a name, stands in the text behind a space."""
    return line[1:] if line.startswith(" ") and _NAME.match(line[1:]) else line


def folded(name: str) -> str:
    """Return a name of a place as it is looked for: small letters without marks, hyphens and dots; `st` for Saint."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    bare = re.sub("['’‘.]", "", bare.casefold()).replace("&", " and ")
    return re.sub(r"\bsaint\b", "st", " ".join(re.findall(r"[^\W_]+", bare)))
