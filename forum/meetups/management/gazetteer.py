"""From the file of towns in this repository to rows. See `forum/meetups/gazetteer/SOURCE.md`."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forum.meetups.text import folded

PLACES = Path(__file__).resolve().parent.parent / "gazetteer" / "places.tsv"
_AT_ONCE = 2_000  # rows


def import_places(place: Any, place_name: Any) -> int:
    """Write every town of the file, and the names by which it is found; return how many there are.

    Run again it changes what the file says otherwise, and makes nothing twice. No town ever goes: venues stand in it.

    :param place, place_name: the models, as they are or as a migration knows them.
    """
    rows = list(_rows())
    repeated = {key for key, count in Counter(folded(row["name"]) for row in rows).items() if count > 1}
    place.objects.bulk_create(
        [_place(place, row, folded(row["name"]) in repeated) for row in rows],
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["source_id"],
        update_fields=["name", "county", "country", "latitude", "longitude", "population", "is_name_repeated"],
    )
    keys = dict(place.objects.values_list("source_id", "pk"))
    wanted = {(keys[row["source_id"]], folded(name)): name for row in rows for name in _names(row)[::-1]}
    known = {
        (found["place_id"], found["key"]): found["pk"] for found in place_name.objects.values("place_id", "key", "pk")
    }
    ours = {keys[row["source_id"]] for row in rows}
    place_name.objects.filter(
        pk__in=[pk for (of, key), pk in known.items() if of in ours and (of, key) not in wanted]
    ).delete()
    place_name.objects.bulk_create(
        [place_name(place_id=of, key=key, name=name) for (of, key), name in wanted.items() if (of, key) not in known],
        batch_size=_AT_ONCE,
    )
    return len(rows)


def _rows() -> Iterator[dict[str, str]]:
    with PLACES.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _names(row: dict[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["other_names"].split("|"))]


def _place(place: Any, row: dict[str, str], is_name_repeated: bool) -> Any:
    return place(
        source_id=row["source_id"],
        name=row["name"],
        county=row["county"],
        country=row["country"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        population=int(row["population"]),
        is_name_repeated=is_name_repeated,
    )
