"""Everything that the forum keeps about one person, as a zip that they can read and that a program can read."""

import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.actions.leaving import models_of_people
from accounts.models import Person
from forum.kernel.moments import exact, zone_named

Row = dict[str, Any]

# Rooms above know where, in what somebody wrote, the words of others stand.
_own_words: list[Callable[[str], str]] = []

ABOUT_ME = (
    "email", "name", "situation", "zone", "theme", "text_size", "has_wide_lines", "has_less_motion", "folded_notes",
    "hidden_notes", "joined_at", "last_login",
)  # fmt: skip
OTHER_DOORS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (EmailAddress, ("email", "verified", "primary")),
    (Authenticator, ("type", "created_at", "last_used_at")),
    (UserSession, ("created_at", "ip", "user_agent")),
)


def export_through(own_words: Callable[[str], str]) -> None:
    """Register what takes the words of others out of a text that somebody wrote; called from a room's `apps.py`."""
    _own_words.append(own_words)


class Kept(NamedTuple):
    """What is kept about somebody in one table: the rows, which fields of them, and how to name what they point at."""

    title: str
    rows: list[models.Model]
    fields: tuple[str, ...]
    names: dict[str, Callable[[Any], str]]


def exported_rows(person: Person) -> dict[str, list[Row]]:
    """Return the rows of every model that declares what of it is exported, by the model's plural name."""
    return _for_programs(_kept_about(person))


def _kept_about(person: Person) -> list[Kept]:
    """Look up the rows of every model that declares what of it is exported.

    What a row points at is said only when the person may see it now: a group that they left is "a group or
    conversation that you cannot see now", and other people are not named. What they quoted of others is not in it:
    those words may be gone by now, and may be hidden from them. A fixed number of queries a model.
    """
    kept = [Kept("account", [person], ABOUT_ME, {})]
    for model, fields in OTHER_DOORS:
        kept.append(Kept(_title(model), list(model._base_manager.filter(user=person.pk)), fields, {}))
    for model, personal, owner in models_of_people():
        if personal.exported:
            mine = model._base_manager.filter(personal.exported_where or Q(), **{owner: person.pk})
            found = list(mine.order_by("pk"))
            names = _names_of_what_is_pointed_at(found, model, personal.exported, person)
            kept.append(Kept(_title(model), found, personal.exported, names))
    return kept


def export_of(person: Person, *, now: datetime) -> bytes:
    """Return the zip: `alongside.json`, `alongside.html`, and a word about both."""
    kept = _kept_about(person)
    rows = _for_reading(kept, zone_named(person.zone))
    page = render_to_string("accounts/me/export_page.html", {"person": person, "rows": rows, "now": now})
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alongside.json", json.dumps(_for_programs(kept), ensure_ascii=False, indent=1))
        archive.writestr("alongside.html", page)
    return zipped.getvalue()


def _names_of_what_is_pointed_at(
    rows: Iterable[models.Model], model: type[models.Model], fields: Iterable[str], person: Person
) -> dict[str, Callable[[Any], str]]:
    names: dict[str, Callable[[Any], str]] = {}
    for name in fields:
        field = model._meta.get_field(name)
        target = field.related_model
        if not isinstance(field, models.ForeignKey) or not isinstance(target, type):
            continue
        ids = {getattr(row, field.attname) for row in rows} - {None}
        names[name] = _naming(target, ids, person)
    return names


def _naming(target: type[models.Model], ids: set[Any], person: Person) -> Callable[[Any], str]:
    if target is Person:
        return lambda pk: _("another member")
    visible_to = getattr(target._default_manager, "visible_to", None)
    seen = {row.pk: str(row) for row in visible_to(person).filter(pk__in=ids)} if visible_to and ids else {}
    return lambda pk: seen.get(pk, _("something that you cannot see now"))


def _for_programs(kept: Iterable[Kept]) -> dict[str, list[Row]]:
    return {each.title: [_plain(row, each.fields, each.names) for row in each.rows] for each in kept}


def _plain(row: models.Model, fields: Iterable[str], names: dict[str, Callable[[Any], str]]) -> Row:
    said = {name: _value(row, name, names) for name in fields}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}


def _value(row: models.Model, name: str, names: dict[str, Callable[[Any], str]]) -> Any:
    """The value of a field; of what it points at, the name; of somebody's words, their own."""
    if name in names:
        pk = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
        return None if pk is None else names[name](pk)
    value = getattr(row, name)
    for own_words in _own_words if isinstance(value, str) else ():
        value = own_words(value)
    return value


def _for_reading(kept: Iterable[Kept], zone: ZoneInfo) -> list[tuple[str, list[Row]]]:
    """The same for people: codes, moments, lists and yes or no in words."""
    return [
        (
            each.title,
            [
                {name.replace("_", " "): _spoken(row, name, each.names, zone) for name in each.fields}
                for row in each.rows
            ],
        )
        for each in kept
        if each.rows
    ]


def _spoken(row: models.Model, name: str, names: dict[str, Callable[[Any], str]], zone: ZoneInfo) -> str:
    value = _value(row, name, names)
    if name not in names and row._meta.get_field(name).choices:  # type: ignore[union-attr]
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return exact(value, zone=zone)
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _title(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name_plural)
