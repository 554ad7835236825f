"""The page of the search, for one viewer. See README, "Addresses": `/search/`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.names import skeleton
from accounts.queries import Viewer
from forum.groups.models import Group
from forum.kernel.compiled import Compiled, keys_said
from forum.search.forms import SINCE, SearchForm
from forum.search.pages.hits import Hit, hits_of
from forum.search.pages.suggestions import suggested
from forum.search.pages.windows import Search, found_at, place_in
from forum.search.text.asking import read

ON_A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """
    :param is_asked: whether anything was looked for. :param is_first: nothing stands before what is here.
    :param after: the place of the next page, "" where this is the last.
    :param meant: what may have been meant, where nothing was found.
    """

    is_asked: bool = False
    is_first: bool = True
    hits: Sequence[Hit] = ()
    after: str = ""
    meant: str = ""


def groups_read_by(viewer: Viewer) -> list[tuple[int, str]]:
    """Groups that somebody can read, by name: key and name of each. One query."""
    return _readable.rows(viewer=viewer)


_readable = Compiled(lambda viewer: Group.objects.readable_by(viewer).order_by("name", "pk").values_list("pk", "name"))


def search_page(
    form: SearchForm, viewer: Viewer, groups: Iterable[tuple[int, str]], after: str, now: datetime
) -> SearchPage:
    """Look up what was asked for with a form that is valid: at most five queries.

    :param groups: what `groups_read_by` found.
    """
    said: dict[str, Any] = form.cleaned_data
    asked, place = read(said["q"]), place_in(after)
    if not asked:
        return SearchPage()
    keys = keys_said(pk for pk, _name in groups)
    search = Search(
        viewer=viewer,
        groups=keys,
        rows=asked.rows,
        kind=said["kind"],
        group=int(said.get("group") or 0),
        author=skeleton(said.get("author", "")),
        since=now - SINCE[said["since"]] if said["since"] else None,
        is_mine=said.get("mine", False),
    )
    found, further = found_at(search, place, ON_A_PAGE)
    is_first = not after
    return SearchPage(
        is_asked=True,
        is_first=is_first,
        hits=hits_of(found, asked.rows, viewer, now) if found else (),
        after=str(further) if further else "",
        meant=suggested(said["q"], asked, viewer, keys) if is_first and not found else "",
    )
