"""Signed keys of forms in which people write: whose form it is, for which place, and that it is sent once."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.core import signing
from django.utils.translation import gettext as _

_SALT = "forum.kernel.form_keys"
_MOST_SIGNS = 1_000  # a key is about 150 signs; anything far longer was not made here


class HasKey(Protocol):
    @property
    def pk(self) -> Any: ...


class BadFormKey(Exception):
    """The form was not made here, or for this person and place; its text is fit to show."""


@dataclass(frozen=True, kw_only=True)
class FormKey:
    """What a key says when its signature holds."""

    person_id: int  # 0 for somebody without an account
    place: str
    uuid: UUID


def new_form_key(person: HasKey, place: str) -> str:
    """Return a key for one form that `person`, signed in or not, opens at `place`; put it into a hidden field `form_key`.

    :param place: any text that names the place the words are for, such as the address they are posted to.
    """
    return signing.dumps({"person": person.pk or 0, "place": place, "uuid": uuid4().hex}, salt=_SALT)


def read_form_key(text: str, person: HasKey, place: str) -> UUID:
    """Return the form's own UUID, under which its words may be kept once.

    :raises BadFormKey: forged, damaged, another person's, or for another place.
    """
    key = open_form_key(text)
    if key is None or key.person_id != (person.pk or 0) or key.place != place:
        raise BadFormKey(
            _(
                "This page could not tell that it was you who opened it, so nothing was sent. Please press the button once more."
            )
        )
    return key.uuid


def open_form_key(text: object) -> FormKey | None:
    """Return what a key says, whoever sends it; None when it was not made here."""
    if not isinstance(text, str) or len(text) > _MOST_SIGNS:
        return None
    try:
        said = signing.loads(text, salt=_SALT)
        return FormKey(person_id=int(said["person"]), place=str(said["place"]), uuid=UUID(said["uuid"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
