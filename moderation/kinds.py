"""The kinds of things that are reviewed. Rooms register theirs; this package knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise

if TYPE_CHECKING:
    from moderation.models import Revision

Publish = Callable[["Revision", datetime], None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing whose words are reviewed.

    :param model: the target's model.
    :param label: what a moderator calls it.
    :param publish: called with an approved revision, inside the deciding transaction; shows its words.
    :param address: the page on which a target's words stand.
    :param excerpt: a short plain text of a revision, for lists.
    """

    model: type[models.Model]
    label: str | Promise
    publish: Publish
    address: Callable[[Any], str]
    excerpt: Callable[["Revision"], str]


_kinds: dict[type[models.Model], Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; called once from a room's `apps.py`."""
    _kinds[kind.model] = kind


def kind_of(target_type: ContentType) -> Kind:
    """Return the registered kind. :raises KeyError: nothing registered its model."""
    model = target_type.model_class()
    assert model is not None
    return _kinds[model]
