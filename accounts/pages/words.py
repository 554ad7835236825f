"""Words that could not be sent: taken from the form, and kept for the person whose form it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.kernel.form_keys import open_form_key

KEPT_FOR_SECONDS = 7 * 24 * 3600
MOST_SIGNS_KEPT = 300_000  # in the session's row; what is longer is shown, to be copied

_KEY = "kept_words"
_LABELS: dict[str, str | Promise] = {"title": _("Title"), "body": _("Your words"), "words": _("Your words")}
_NEVER = ("csrfmiddlewaretoken", "form_key", "next", "action")
_SECRET = ("password", "oldpassword", "code", "credential", "token", "email", "login")


@dataclass(frozen=True)
class Field:
    """One field of the form, as it was sent."""

    name: str
    value: str

    @property
    def label(self) -> str | Promise:
        return _LABELS.get(self.name, _("What you wrote"))

    @property
    def is_words(self) -> bool:
        """Whether somebody wrote this, rather than chose it."""
        return self.name in _LABELS or self.name.startswith("answer") or " " in self.value.strip() or "\n" in self.value

    @property
    def rows(self) -> int:
        return min(20, max(2, self.value.count("\n") + 1 + len(self.value) // 60)) if self.name != "title" else 2


@dataclass(frozen=True)
class Words:
    """What was in a form: where it was sent, whose form it was (None when it did not say), and its fields."""

    path: str
    person_id: int | None  # 0: somebody without an account
    form_key: str
    fields: tuple[Field, ...]

    @property
    def written(self) -> list[Field]:
        return [field for field in self.fields if field.is_words]

    @property
    def chosen(self) -> list[Field]:
        return [field for field in self.fields if not field.is_words]


class Home(NamedTuple):
    """Where words stand now that waited, and what to say about it."""

    address: str
    sentence: str


_ways_home: list[Callable[[Words, Any, datetime], Home | None]] = []


def taken_home_through(way: Callable[[Words, Any, datetime], Home | None]) -> None:
    """Let a room put words back where they were written; called once from its `apps.py`.

    :param way: takes the words, whose they are, and the moment of logging in; None where they are not of that room,
        or can no longer stand there.
    """
    _ways_home.append(way)


def take_home(words: Words, person: Any, *, now: datetime) -> Home | None:
    """Put words that waited back where they were written; None where no room takes them: they wait on. Source: README, P-3."""
    return next((home for way in _ways_home if (home := way(words, person, now))), None)


def words_of(path: str, sent: QueryDict) -> Words | None:
    """Return what somebody wrote in a form; None when there is not a word in it. Secrets are never among them."""
    fields = tuple(
        Field(name, value.replace("\x00", "").replace("\r\n", "\n"))
        for name, values in sent.lists()
        if name not in _NEVER and not name.startswith(_SECRET)
        for value in values
        if value.strip()
    )
    form_key = sent.get("form_key", "")
    key = open_form_key(form_key)
    words = Words(path, key.person_id if key else None, form_key if key else "", fields)
    return words if words.written else None


def keep_words(session: SessionBase, words: Words) -> bool:
    """Keep words in a session where nobody is signed in, for the person whose form it was; say whether it was done."""
    if not words.person_id or sum(len(field.value) for field in words.fields) > MOST_SIGNS_KEPT:
        return False
    session[_KEY] = {
        "path": words.path,
        "person": words.person_id,
        "form_key": words.form_key,
        "fields": [[field.name, field.value] for field in words.fields],
    }
    session.set_expiry(KEPT_FOR_SECONDS)
    return True


def kept_words(session: SessionBase, person: Any) -> Words | None:
    """Return the words that wait for this person, and nobody else."""
    kept = session.get(_KEY)
    if not isinstance(kept, dict) or kept.get("person") != person.pk:
        return None
    fields = tuple(Field(str(name), str(value)) for name, value in kept["fields"])
    return Words(kept["path"], kept["person"], kept["form_key"], fields)


def words_waiting_for_others(session: SessionBase, person: Any) -> Any:
    """Return what waits here for somebody other than `person`, to be put back when they have logged out."""
    kept = session.get(_KEY)
    return kept if isinstance(kept, dict) and kept.get("person") != person.pk else None


def keep_waiting(session: SessionBase, waiting: Any) -> None:
    """Put back into a new session what `words_waiting_for_others` found in the one before."""
    session[_KEY] = waiting
    session.set_expiry(KEPT_FOR_SECONDS)


def let_words_go(session: SessionBase) -> None:
    """Forget what was kept: it was sent, or its person said so."""
    session.pop(_KEY, None)
