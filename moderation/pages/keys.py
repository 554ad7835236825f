"""Which single keys do something on the desk's pages, for the list of them that each page has.

They can be switched off, and rest while somebody types: WCAG 2.2, 2.1.4.
"""

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from moderation.pages.deciding import Way

Keys = list[tuple[str, str | Promise]]


def keys_of_list() -> Keys:
    return [
        ("j", _("the next case")),
        ("k", _("the case before")),
        ("o", _("open it")),
        ("y", _("tick it")),
        ("n", _("take the next one that is free")),
    ]


def keys_of_case(ways: Iterable[tuple[str, Sequence[Way]]]) -> Keys:
    """The keys of a case: those of the decisions that fit it among them."""
    fixed: Keys = [
        ("c", _("take it on, or give it back")),
        ("v", _("open words that are hidden")),
        ("n", _("take the next one that is free")),
        ("b", _("back to the list")),
    ]
    return fixed + [(way.key, way.sentence) for _heading, under in ways for way in under if way.key]
