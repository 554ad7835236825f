"""What moderation asks of the rooms, which register their answers. This package knows none of them.

A room registers a `Kind` for each sort of thing that is reviewed; the floor of groups registers `Places`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import Person
    from accounts.queries import Viewer
    from moderation.models import Effect, Revision


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Where words were written, as far as the policy asks.

    :param group_id: the group; None where the words stand in none.
    :param path: ids of the groups from the root to that one.
    :param published_before: how many posts of the author stand in the network already; need not count past
        what `first_posts_held` and `checks.NEWCOMER_POSTS` ask for.
    :param first_posts_held: how many of a member's first posts are read first here; 0 where the kind is no post.
    """

    group_id: int | None = None
    path: tuple[int, ...] = ()
    published_before: int = 0
    first_posts_held: int = 0
    holds_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A decision being carried out: what a room's act needs to know.

    :param target: the thing itself, locked by the kind's `lock`.
    :param revision: the version that was judged, where there is one.
    :param options: what the outcome asks for besides, as `{"note": "dying"}` or `{"thread": 7}`.
    """

    target: Any
    revision: "Revision | None"
    by: "Person"
    now: datetime
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that an act changed: ids, states and codes, never words. Undoing puts `before` back."""

    subject: models.Model
    what: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What an act asks for besides the words to the author: one of a few, such as which note, or for how long.

    :param name: the key in `Deed.options`.
    :param choices: codes and what they are called.
    """

    name: str
    label: str | Promise
    choices: Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """Something that stands around a case's subject, as the case page shows it.

    :param html: sanitised; empty where there are no words.
    :param is_subject: the thing itself.
    """

    who: str
    at: datetime
    html: SafeString
    address: str = ""
    is_subject: bool = False
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the case page says about where a subject stands.

    :param title: such as "Reply in “Clinic on Glossop Road”".
    :param place: such as "Scans and results (closed, 214 people)".
    :param who: the author as the moderator may see them: a letter where they wrote without their name.
    :param is_unnamed: who wrote is shown only on asking, and that is written down.
    :param is_removed: its author took it back: its words are shown only on asking, and that is written down.
    :param is_hidden: a moderator took it off the pages: once that is decided, its words are shown only on asking too.
    :param ways: labels and addresses of pages of the room for what needs more than a form: moving, splitting, merging.
    """

    title: str
    place: str = ""
    who: str = ""
    is_unnamed: bool = False
    is_removed: bool = False
    is_hidden: bool = False
    neighbours: Sequence[Neighbour] = ()
    ways: Sequence[tuple[str | Promise, str]] = ()


_WHAT_YOU_WROTE = _("what you wrote")

Act = Callable[[Deed], list[Change]]
Restore = Callable[["Effect", "Person", datetime], bool]


def _nowhere(groups: QuerySet[Any, Any], path: str) -> Q:
    return Q(pk__in=[])


def _is_always_read() -> Q:
    return Q()


def _never_unnamed(path: str) -> Q:
    return Q(pk__in=[])


def _no_circumstances(revision: "Revision") -> Circumstances:
    return Circumstances()


def _as_written(revision: "Revision", by: "Person") -> str:
    return revision.body


def _restores_nothing(effect: "Effect", by: "Person", now: datetime) -> bool:
    return False


Publish = Callable[["Revision", datetime], None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing whose words are reviewed.

    :param model: the target's model.
    :param label: what a moderator calls it.
    :param yours: what its author is told that it is, inside a sentence, as "your post". One thing: "it is not shown".
    :param publish: called with an approved revision, inside the deciding transaction; shows its words.
    :param address: the page on which a target's words stand. :param sees: whether somebody can open it now.
    :param excerpt: a short plain text of a revision, for lists.
    :param source_for: the source of a revision as one person may read it, its author or a moderator: without words of
        others that it quotes and that are gone by now, or hidden from that person.
    :param circumstances: what the policy asks about a revision of it. One query, or two.
    :param author_of: whose words, or whose thing, a target is.
    :param group_of: the id of the group that a target stands in, asked of the target itself.
    :param stands_in: the condition on rows that point at targets for these to stand in one of the groups, given the
        path of the field that holds a target's id; asked of each target, with `OuterRef(path)`.
    :param is_read: the condition on revisions for their words to be read by others, or to wait for that: not removed
        by their author since, nor kept for themselves.
    :param unnamed: the condition on rows that point at targets, by the same path, for these to be written without
        their author's name.
    :param lock: locks a target, parents first, and returns it fresh; None when it is gone.
    :param setting: what the case page says around a target, as a moderator may see it.
    :param settings: the same without neighbours for many targets at once, by id: for lists. A fixed number of queries.
    :param acts: what can be done with a target, by outcome; each returns what it changed.
    :param suits: whether such an act would change anything of a target as it is: what would not is not offered.
    :param asks: what such an act asks for besides, by outcome.
    :param restore: puts one change of such an act back; False when the thing was changed since, and it did not.
    """

    model: type[models.Model]
    label: str | Promise
    yours: str | Promise = _WHAT_YOU_WROTE
    publish: Publish
    address: Callable[[Any], str]
    sees: Callable[[Any, "Viewer"], bool] = lambda target, viewer: True
    excerpt: Callable[["Revision"], str]
    source_for: Callable[["Revision", "Person"], str] = _as_written
    circumstances: Callable[["Revision"], Circumstances] = _no_circumstances
    author_of: Callable[[Any], "Person | None"] = lambda target: None
    group_of: Callable[[Any], int | None] = lambda target: None
    stands_in: Callable[[QuerySet[Any, Any], str], Q | Exists] = _nowhere
    is_read: Callable[[], Q | Exists] = _is_always_read
    unnamed: Callable[[str], Q | Exists] = _never_unnamed
    lock: Callable[[int], Any | None] = lambda pk: None
    setting: Callable[[Any, "Person", datetime], Setting] | None = None
    settings: Callable[[Iterable[int], "Person"], dict[int, Setting]] | None = None
    acts: Mapping[Any, Act] = field(default_factory=dict)
    suits: Callable[[Any, str], bool] = lambda target, outcome: True
    asks: Mapping[str, Ask] = field(default_factory=dict)
    restore: Restore = _restores_nothing


@dataclass(frozen=True, kw_only=True)
class Places:
    """What moderation asks about groups.

    :param moderated_by: ids of the groups that a person moderates by a role inside them.
    :param within: ids of the groups inside these, themselves included.
    :param named: ids and names of these groups, as moderators read them, in no order. :param names: the names, by id.
    :param listed: ids and names of these groups, in the order of the tree, each name indented as it stands there.
    :param everywhere: ids of all groups.
    :param path_of: ids from the root to a group; empty when it is gone.
    :param put_out: take a banned person out of a group and all inside it; returns what changed.
    :param restore: puts one such change back, as `Kind.restore` does.
    :param moderators_of: ids of the people who moderate a group by a role in it.
    :param moderating: the same for any of several groups.
    """

    moderated_by: Callable[["Person"], QuerySet[Any, Any]]
    within: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]
    named: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]
    names: Callable[[Iterable[int]], dict[int, str]]
    listed: Callable[[QuerySet[Any, Any]], list[tuple[int, str]]]
    everywhere: Callable[[], QuerySet[Any, Any]]
    path_of: Callable[[int], tuple[int, ...]]
    put_out: Callable[["Person", int | None, "Person", datetime], list[Change]]
    restore: Restore
    moderators_of: Callable[[int], QuerySet[Any, Any]]
    moderating: Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]


_kinds: dict[type[models.Model], Kind] = {}
_places: list[Places] = []


def register(kind: Kind) -> None:
    """Make a kind known; called once from a room's `apps.py`."""
    _kinds[kind.model] = kind


def register_places(places: Places) -> None:
    """Make the groups known; called once from the `apps.py` of the floor that has them."""
    _places[:] = [places]


def address_for(target: models.Model | None, viewer: "Viewer") -> str:
    """Return the page on which a thing stands; empty where there is none, or `viewer` cannot open it now."""
    kind = _kinds.get(type(target)) if target is not None else None
    return kind.address(target) if kind is not None and kind.sees(target, viewer) else ""


def kinds() -> Iterable[Kind]:
    """Every registered kind."""
    return _kinds.values()


def places() -> Places:
    """What answers questions about groups."""
    return _places[0]


def kind_of(target_type: ContentType) -> Kind:
    """Return the registered kind. :raises KeyError: nothing registered its model."""
    model = target_type.model_class()
    assert model is not None
    return _kinds[model]


def kind_named(name: str) -> Kind | None:
    """Return the kind whose model has this name, as it stands in an address: `post`."""
    return next((kind for kind in kinds() if kind.model._meta.model_name == name), None)


def kind_for(target: models.Model) -> Kind:
    """Return the kind of a thing itself. :raises KeyError: nothing registered its model."""
    return _kinds[type(target)]
