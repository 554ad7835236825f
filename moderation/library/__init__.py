"""django-moderation under a second name.

Its import name is `moderation`, which is this package's own name and comes first on the path. All of its
own imports are relative, so it runs unchanged as `moderation.library`. Nothing outside `moderation/` may
know of it. Source: README, decision "django-moderation behind one door".
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from django.db.models.signals import post_init

_project = Path(__file__).resolve().parent.parent.parent
_elsewhere = [entry for entry in sys.path if entry and Path(entry).resolve() != _project]
_spec = PathFinder.find_spec("moderation", _elsewhere)
if _spec is None or _spec.loader is None or _spec.submodule_search_locations is None:
    raise ImportError("django-moderation is not installed: pip install -r requirements.txt")

__path__ = list(_spec.submodule_search_locations)
exec(_spec.loader.get_code("moderation"), globals())  # type: ignore[attr-defined]  # noqa: S102  # the library's registry

from moderation.library.fields import SerializedObjectField  # noqa: E402  # found through what stands above


def _hears_its_own_rows_only(self: Any, cls: Any, name: str) -> None:
    """Read the copy of a revision when a row of the engine is made, as the library does.

    The library's own listens to every row of every model, and once more for each model that a migration makes up.
    """
    self.class_name = cls
    super(SerializedObjectField, self).contribute_to_class(cls, name)
    post_init.connect(self.post_init, sender=cls)


SerializedObjectField.contribute_to_class = _hears_its_own_rows_only
