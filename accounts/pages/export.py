"""Everything that the forum keeps about one person, as a zip that they can read and that a program can read."""

import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.actions.leaving import models_of_people
from accounts.models import Person

Row = dict[str, Any]

# Rooms above know where, in what somebody wrote, the words of others stand.
_own_words: list[Callable[[str], str]] = []

ABOUT_ME = (
    "email", "name", "situation", "zone", "theme", "text_size", "has_wide_lines", "has_less_motion", "joined_at", "last_login",
)  # fmt: skip
OTHER_DOORS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (EmailAddress, ("email", "verified", "primary")),
    (Authenticator, ("type", "created_at", "last_used_at")),
    (UserSession, ("created_at", "ip", "user_agent")),
)


def export_through(own_words: Callable[[str], str]) -> None:
    """Register what takes the words of others out of a text that somebody wrote; called from a room's `apps.py`."""
    _own_words.append(own_words)


def exported_rows(person: Person) -> dict[str, list[Row]]:
    """Return the rows of every model that declares what of it is exported, by the model's plural name.

    What a row points at is said only when the person may see it now: a group that they left is "a group or
    conversation that you cannot see now", and other people are not named. What they quoted of others is not in it:
    those words may be gone by now, and may be hidden from them. A fixed number of queries a model.
    """
    rows = {"account": [_plain(person, ABOUT_ME, {})]}
    for model, fields in OTHER_DOORS:
        rows[_title(model)] = [_plain(row, fields, {}) for row in model._base_manager.filter(user=person.pk)]
    for model, personal, owner in models_of_people():
        if personal.exported:
            mine = model._base_manager.filter(personal.exported_where or Q(), **{owner: person.pk})
            found = list(mine.order_by("pk"))
            names = _names_of_what_is_pointed_at(found, model, personal.exported, person)
            rows[_title(model)] = [_plain(row, personal.exported, names) for row in found]
    return rows


def export_of(person: Person, *, now: datetime) -> bytes:
    """Return the zip: `alongside.json`, `alongside.html`, and a word about both."""
    rows = exported_rows(person)
    page = render_to_string("accounts/me/export_page.html", {"person": person, "rows": _for_reading(rows), "now": now})
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alongside.json", json.dumps(rows, ensure_ascii=False, indent=1))
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


def _plain(row: models.Model, fields: Iterable[str], names: dict[str, Callable[[Any], str]]) -> Row:
    said: Row = {}
    for name in fields:
        if name in names:
            pk = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
            said[name] = None if pk is None else names[name](pk)
        else:
            value = getattr(row, name)
            for own_words in _own_words if isinstance(value, str) else ():
                value = own_words(value)
            said[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return said


def _for_reading(rows: dict[str, list[Row]]) -> list[tuple[str, list[Row]]]:
    return [
        (title, [{name.replace("_", " "): value for name, value in row.items()} for row in found])
        for title, found in rows.items()
        if found
    ]


def _title(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name_plural)
