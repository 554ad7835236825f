"""Querysets whose SQL is worked out once and then run with new values.

Building and compiling a queryset with everything that sight asks costs Django more time than the database
needs to answer it. On the few pages that are read all day, that is most of the page. A `Compiled` is built
from an ordinary queryset, `visible_to` included, so there is still one door; only the translation is kept.

    _thread = Compiled(lambda viewer, pk: Thread.objects.visible_to(viewer).filter(pk=pk))
    found = _thread.rows(viewer=request.user, pk=7)
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.transaction import TransactionManagementError
from django.http import Http404
from psycopg import RawCursor
from psycopg.types.numeric import Int8

_FIRST_STANDIN = 2_113_113_001  # fits every kind of number column, and means nothing in any of them
_FIRST_MOMENT = datetime(2113, 1, 13, tzinfo=UTC)


class AnyPerson:
    """Stands in for a person while a queryset is built.

    It has an id, and whether they are staff and their account is open, and nothing else: a queryset that asks for more
    would keep one person's answer for everybody, and fails here instead.
    """

    __slots__ = ("is_active", "is_staff", "pk")
    is_authenticated = True

    def __init__(self, pk: int, *, is_staff: bool = False, is_active: bool = True) -> None:
        self.pk = pk
        self.is_staff = is_staff
        self.is_active = is_active


@dataclass(frozen=True)
class _Plan:
    """SQL with its parameters; a number in `places` says which given value goes where."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]
    read: Callable[[Sequence[tuple[Any, ...]]], Iterator[Any]]
    is_locking: bool


class Compiled:
    """A queryset as a function of a viewer and numbers.

    :param build: called once for each kind of viewer (signed out, signed in, staff; with a closed account) and each set of
        names.
        Every value is a viewer, a whole number, a text, a UUID or an aware moment, and goes into the query as a value
        only: `build` must not look at it, compare it, or slice with it. A text can be looked for as it is, not as a
        part of another.
    :param varies: the best way to the rows depends on the values: the newest of ten posts are found in another way than
        the newest of ten thousand. PostgreSQL then plans each time anew; of all others it keeps the plan.

    A queryset that locks is refused outside a transaction, each time: there its lock would be gone at once.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *, varies: bool = False) -> None:
        self._build = build
        self._varies = varies
        self._plans: WeakKeyDictionary[Any, dict[Any, _Plan]] = WeakKeyDictionary()

    def rows(self, **values: Any) -> list[Any]:
        """Ask the database, and return what the queryset would have given: rows, dictionaries or tuples."""
        connection = connections[DEFAULT_DB_ALIAS]
        plans = self._plans.setdefault(connection, {})
        key = tuple((name, _kind(value)) for name, value in values.items())
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = self._plan(values, connection)
        if plan.is_locking and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        given = {name: _parameter(value, connection) for name, value in values.items()}
        parameters = list(plan.parameters)
        for place, name in plan.places:
            parameters[place] = given[name]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not self._varies:
                cursor.cursor = PlannedOnce(cursor.connection)
            cursor.execute(plan.sql, parameters)
            return list(plan.read(cursor.fetchall()))

    def first(self, **values: Any) -> Any | None:
        """Return the first row, or None."""
        found = self.rows(**values)
        return found[0] if found else None

    def or_404(self, **values: Any) -> Any:
        """Return the first row. :raises Http404: there is none, or none that the viewer may see."""
        if found := self.rows(**values):
            return found[0]
        raise Http404

    def _plan(self, values: dict[str, Any], connection: Any) -> _Plan:
        standins: dict[Any, str] = {}
        given: dict[str, Any] = {}
        for place, (name, value) in enumerate(values.items()):
            number = _FIRST_STANDIN + place
            if isinstance(value, UUID | datetime):
                is_uuid = isinstance(value, UUID)
                given[name] = UUID(int=number) if is_uuid else _FIRST_MOMENT + timedelta(seconds=place)
                standins[_parameter(given[name], connection)] = name
            elif isinstance(value, int | str):
                given[name] = str(number) if isinstance(value, str) else number
                standins[given[name]] = name
            elif value.is_authenticated:
                given[name] = AnyPerson(number, is_staff=value.is_staff, is_active=value.is_active)
                standins[number] = name
            else:
                given[name] = value
        queryset = self._build(**given)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = tuple((at, standins[each]) for at, each in enumerate(parameters) if each in standins)
        unused = {*standins.values()} - {name for _at, name in places} - {"viewer"}
        assert not unused, f"{unused}: the queryset changed what it was given, so it cannot be kept"
        return _Plan(sql, tuple(parameters), places, _reader(queryset, compiler), queryset.query.select_for_update)


class Among(models.Func):
    """Whether a key is one of some, however many: they are one value of the query, and no part of its SQL.

    :param field: a path to the key. :param keys: what `keys_said` made of the keys.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, field: str, keys: str) -> None:
        self.keys = keys
        super().__init__(models.F(field))

    def as_postgresql(self, compiler: Any, connection: Any, **rest: Any) -> tuple[str, tuple[Any, ...]]:
        key, parameters = self._key(compiler)
        return f"{key} = ANY(%s::bigint[])", (*parameters, self.keys)

    def as_sqlite(self, compiler: Any, connection: Any, **rest: Any) -> tuple[str, tuple[Any, ...]]:
        key, parameters = self._key(compiler)
        return f"{key} IN (SELECT value FROM json_each(%s))", (*parameters, self.keys)  # noqa: S608  # a column's name

    def _key(self, compiler: Any) -> tuple[str, tuple[Any, ...]]:
        (key,) = self.get_source_expressions()
        sql, parameters = compiler.compile(key)
        return sql, tuple(parameters)


def keys_said(keys: Iterable[int]) -> str:
    """Return keys as one value that `Among` takes."""
    said = ",".join(map(str, keys))
    return f"{{{said}}}" if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else f"[{said}]"


def _kind(value: Any) -> str:
    if isinstance(value, UUID | datetime):
        return "uuid" if isinstance(value, UUID) else "moment"
    if isinstance(value, int | str):
        return "number" if isinstance(value, int) else "text"
    if not value.is_authenticated:
        return "nobody"
    return f"{'staff' if value.is_staff else 'person'}{'' if value.is_active else ', closed'}"


def _parameter(value: Any, connection: Any) -> Any:
    """Return what goes to the database for a value: numbers of one size, since PostgreSQL plans for each size anew."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, str):
        return value
    number = value if isinstance(value, int) else value.pk
    return Int8(number) if connection.vendor == "postgresql" and number is not None else number


class PlannedOnce(RawCursor[Any]):
    """A cursor whose statements PostgreSQL plans a few times for each connection, and then keeps the plan of.

    Planning what sight asks costs PostgreSQL more than answering it. Django's own cursor writes the values into the
    statement, so that each is a new one.
    """

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        return super().execute(_numbered(query), params, **how)


@lru_cache(maxsize=1_000)
def _numbered(sql: str) -> str:
    """Return SQL with the places for its values written as PostgreSQL writes them: `$1` for the first `%s`."""
    numbers = count(1)
    return re.sub("%[s%]", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", sql)


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[tuple[Any, ...]]], Iterator[Any]]:
    """Return what turns rows of the database into those of the queryset, as Django's own iterables do."""
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    make = (
        _made_of_models(queryset, compiler) if queryset._iterable_class is ModelIterable else _made_of_values(queryset)
    )

    def read(rows: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        return map(make, compiler.apply_converters(rows, converters) if converters else rows)

    return read


def _made_of_values(queryset: QuerySet[Any, Any]) -> Callable[[Sequence[Any]], Any]:
    if queryset._iterable_class is ValuesListIterable:
        return tuple
    query = queryset.query
    # As `ValuesIterable` does: since Django 5.2 columns come in the order in which they were asked for.
    names = [*(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))]
    return lambda row: dict(zip(names, row, strict=True))


def _made_of_models(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    info, database = compiler.klass_info, queryset.db
    model, chosen = info["model"], info["select_fields"]
    start, end = chosen[0], chosen[-1] + 1
    names = [column.target.attname for column, _sql, _alias in compiler.select[start:end]]
    populators = get_related_populators(info, compiler.select, database)  # type: ignore[call-arg]  # the stubs are for Django 6

    def make(row: Sequence[Any]) -> Any:
        found = model.from_db(database, names, row[start:end])
        for populator in populators:
            populator.populate(row, found)
        for name, at in compiler.annotation_col_map.items():
            setattr(found, name, row[at])
        return found

    return make
