"""How what was written is found again: what a viewer may see, and what has the words. See README, F-1 to F-3."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Boundary, Person
from forum.groups.models import Group
from forum.kernel.compiled import Among
from forum.meetups.models import Announcement, Meetup
from forum.people.models import ProfileField
from forum.search.text.asking import Row
from forum.threads.models import Post, ReadingPosition

if TYPE_CHECKING:
    from accounts.queries import Viewer
    from forum.search.models import Entry

_OF_NO_ROOM = ("group", "person", "profile")  # kinds of which not the reading of a group says who sees them


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """Entries of things that `viewer` may see now, each asked of the thing itself; an entry alone shows nothing.

        Source: README, F-1.
        """
        it = {"pk": OuterRef("object_id")}
        dates = Meetup.objects.visible_to(viewer).filter(announcement=OuterRef("pk"), is_announced=True)
        seen = {
            "post": Post.objects.visible_to(viewer).filter(state="published", **it),
            "meetup": Announcement.objects.visible_to(viewer).filter(Exists(dates), state="published", **it),
            "group": Group.objects.visible_to(viewer).filter(**it),
            "person": Person.objects.visible_to(viewer).filter(is_active=True, **it),
            "profile": ProfileField.objects.visible_to(viewer).filter(Exists(_person_seen_by(viewer)), **it),
        }
        either = Q()
        for kind, things in seen.items():
            either |= Q(Exists(things), kind=kind)
        return self.filter(either)

    def perhaps_seen_by(self, viewer: "Viewer", groups: str) -> Self:
        """Without most of what `viewer` cannot see, by what is copied here: only to narrow, before `visible_to`.

        :param groups: keys of those that `viewer` can read, as `keys_said` says them: looked up before, they tell the
            database how much is left, and so by which way to go. Among millions it guessed wrong for who reads little.
        """
        readable = Q(kind__in=_OF_NO_ROOM) | Q(Among("group", groups))
        if not viewer.is_authenticated:
            return self.filter(readable)
        hidden = Q(author__isnull=False, author__in=Boundary.objects.hidden_from(viewer))
        return self.filter(readable).exclude(hidden)

    def newest_having(self, words: str, up_to: Any = None) -> Self:
        """Those that have what is looked for, newest first. :param words: by `wanted_words`. :param up_to: a key."""
        return self._newest_of(Has(words), up_to)

    def newest_titled(self, words: str, up_to: Any = None) -> Self:
        """Those that have what is looked for in their title, newest first. :param words: by `wanted_words`."""
        return self._newest_of(HasInTitle(words), up_to)

    def _newest_of(self, condition: "Has", up_to: Any) -> Self:
        beside = condition.beside
        found = self.filter(condition) if up_to is None else self.filter(condition, UpTo(up_to, beside=beside))
        if connection.vendor == "sqlite":
            found = cast("Self", found.extra(tables=[beside]))  # noqa: S610  # a name of ours
        return found.order_by(Key(beside=beside).desc())

    def without_titled(self, words: str, since: int) -> Self:
        """Without those that have what is looked for in their title, from a key on. :param words: by `wanted_words`."""
        return self.exclude(IsTitled(words), pk__gte=since)

    def titled(self) -> Self:
        """Those that have a title."""
        return self.filter(HasTitle())

    def newest_first(self) -> Self:
        """By when they became visible. The key pages by itself."""
        return self.order_by("-pk")

    def since(self, moment: datetime) -> Self:
        """Those from a moment on. :param moment: aware UTC."""
        return self.filter(moment__gte=moment)

    def of_kind(self, kind: str) -> Self:
        """:param kind: one of `KINDS`: as readers know them."""
        return self.filter(KINDS[kind])

    def by_name(self, key: str, viewer: "Viewer") -> Self:
        """Those under the name of a person whom `viewer` may know, and who is known by that. Source: README, F-3."""
        return self.filter(author__in=Person.objects.visible_to(viewer).filter(name_key=key).values("pk"))

    def in_threads_of(self, reader: Person) -> Self:
        """Posts of threads in which `reader` has been: they read there. Not those in which they wrote: that would tell
        who wrote without a name. Source: README, F-3.
        """
        been = ReadingPosition.objects.filter(person=reader.pk, thread=OuterRef("thread"))
        posts = Post.objects.filter(Exists(been), pk=OuterRef("object_id"))
        return self.filter(Exists(posts), kind="post")

    def of_post(self, *post_ids: int) -> Self:
        """The entries of posts."""
        return self.filter(kind="post", object_id__in=post_ids)


KINDS: dict[str, Q] = {
    "thread": Q(kind="post", is_opening=True),
    "reply": Q(kind="post", is_opening=False),
    "meetup": Q(kind="meetup"),
    "group": Q(kind="group"),
    "person": Q(kind__in=("person", "profile")),
}


def _person_seen_by(viewer: "Viewer") -> models.QuerySet[Any, Any]:
    return Person.objects.visible_to(viewer).filter(pk=OuterRef("person"))


# On SQLite words are kept in a table beside that of entries, and those of titles in another. They give what has some words
# newest first, one after the other, so a query that begins there ends with the last row that it wants, however many have
# them. In one table for both, all that have a word anywhere were gone through for those that have it in their title.


def wanted_words(rows: Sequence[Row]) -> str:
    """Say to the database that all of these rows of terms are looked for, wherever they stand.

    Terms are letters and digits and nothing else (`forum.search.text`), so nothing that anybody wrote is an operator.
    """
    if connection.vendor == "sqlite":
        return " AND ".join('"{}"'.format(" ".join(row)) for row in rows)
    return " & ".join("({})".format(" <-> ".join(f"'{term}'" for term in row)) for row in rows)


class _OfEntry(models.Func):
    """Something about an entry that each database says in its own way.

    :param value: a value of the query and no part of its SQL, so that this can be compiled once.
    :param beside: the table on SQLite from which the query begins, where it is another than this asks for.
    """

    output_field: models.Field[Any, Any] = models.BooleanField()
    conditional = True
    beside = "search_words"
    on_postgresql, on_sqlite = "", ""  # {entry} is the table of entries in the query, {beside} that beside it

    def __init__(self, *value: Any, beside: str = "") -> None:
        self.value = value
        self.beside = beside or self.beside
        super().__init__(models.F("pk"))

    def as_postgresql(self, compiler: Any, connection: Any, **rest: Any) -> tuple[str, tuple[Any, ...]]:
        return self.on_postgresql.format(entry=self._entry(compiler)), self.value

    def as_sqlite(self, compiler: Any, connection: Any, **rest: Any) -> tuple[str, tuple[Any, ...]]:
        return self.on_sqlite.format(entry=self._entry(compiler), beside=self.beside), self.value

    def _entry(self, compiler: Any) -> str:
        (key,) = self.get_source_expressions()
        return str(compiler.compile(key)[0]).rpartition(".")[0]


class Has(_OfEntry):
    """Whether an entry has what is looked for. On SQLite beside its words, and never the other way round: `+` says so."""

    on_postgresql = "{entry}.document @@ to_tsquery('simple', %s)"
    on_sqlite = "({entry}.id = +{beside}.rowid AND {beside} MATCH %s)"


class HasTitle(_OfEntry):
    """Whether there is a title. Both databases use the index of these only where the query says it in its very words."""

    on_postgresql = on_sqlite = "NOT ({entry}.title = '')"


class HasInTitle(Has):
    """Whether it has it in its title, which has an index of its own."""

    beside = "search_titles"
    on_postgresql = "({entry}.title_terms <> '' AND to_tsvector('pg_catalog.simple', {entry}.title_terms) @@ to_tsquery('simple', %s))"


class IsTitled(HasInTitle):
    """The same, asked of an entry that was found already."""

    on_sqlite = "{entry}.id IN (SELECT rowid FROM {beside} WHERE {beside} MATCH %s)"


class UpTo(_OfEntry):
    """Whether the key is not above a value: said of the words on SQLite, which begin there."""

    on_postgresql, on_sqlite = "{entry}.id <= %s", "{beside}.rowid <= %s"


class Key(_OfEntry):
    """The key, by which words are ordered."""

    output_field, conditional = models.BigIntegerField(), False
    on_postgresql, on_sqlite = "{entry}.id", "{beside}.rowid"
