"""django-moderation under a second name.

Its import name is `moderation`, which is this package's own name and comes first on the path. All of its
own imports are relative, so it runs unchanged as `moderation.library`. Nothing outside `moderation/` may
know of it. Source: README, decision "django-moderation behind one door".
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path

_project = Path(__file__).resolve().parent.parent.parent
_elsewhere = [entry for entry in sys.path if entry and Path(entry).resolve() != _project]
_spec = PathFinder.find_spec("moderation", _elsewhere)
if _spec is None or _spec.loader is None or _spec.submodule_search_locations is None:
    raise ImportError("django-moderation is not installed: pip install -r requirements.txt")

__path__ = list(_spec.submodule_search_locations)
exec(_spec.loader.get_code("moderation"), globals())  # type: ignore[attr-defined]  # noqa: S102  # the library's registry
