"""Looking near a town among a hundred thousand meetups: few queries, each served from an index made for it.

The rows are written once for everything that is asked here, since writing them is what takes time.
"""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from forum.home.management.bench.meetups import build_meetups
from forum.home.management.bench.rows import analyse
from forum.meetups.models import Meetup, OwnPlace, Place
from forum.meetups.pages.filters import Wanted
from forum.meetups.pages.listing import MANY_PLACES, list_page, where_for
from tests.factories import WHEN, a_group, a_person, joins

pytestmark = pytest.mark.django_db

COUNT = 100_000


def plans(statements):
    """How the database goes about each statement."""
    explained = []
    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        for said in statements:
            cursor.execute(f"{how} {said}".replace("%", "%%"))
            explained.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return explained


def test_near_a_town_among_a_hundred_thousand_nothing_is_walked_through(queries):
    if Place.objects.count() < 5_900:
        call_command("import_places")
    ann, olive = a_person("Ann"), a_person("Olive")
    groups = [a_group(host=olive).pk for _number in range(8)]
    for group in groups[::2]:
        joins(ann, Meetup._meta.get_field("group").related_model.objects.get(pk=group))
    build_meetups(COUNT, groups=groups, organisers=[olive.pk], first=date(2026, 11, 3), at=WHEN)
    analyse()
    now = WHEN
    assert Meetup.objects.count() == COUNT
    village = Place.objects.get(name="Crianlarich")
    town = Place.objects.get(source_id="geonames-2638077")
    city = Place.objects.get(name="London")
    expected = {
        (village, 50): "announced_by_place",
        (town, 5): "announced_by_place",
        (town, 25): "announced_by_place",
        (city, 50): "announced_in_order",
    }
    for (place, within), index in expected.items():
        OwnPlace.objects.update_or_create(person=ann, defaults={"place": place, "within_miles": within})
        with queries() as asked:
            page = list_page(ann, Wanted(), after="", now=now)
        assert asked.count <= 6
        assert (len(page.where.bands) > MANY_PLACES) == (index == "announced_in_order")
        rows = [row for month in page.months for row in month.rows]
        assert rows
        assert [row.on for row in rows] == sorted(row.on for row in rows)
        (search,) = [said for said in asked.statements if "meetups_meetup" in said and "starts_at" in said]
        (plan,) = plans([search])
        if connection.vendor == "postgresql":  # it counts rows, and may find walking by date shorter
            assert re.search("announced_(by_place|in_order)", plan), f"{place} within {within}:\n{plan}"
            assert "Seq Scan on meetups_meetup" not in plan
        else:
            assert index in plan, f"{place} within {within}:\n{plan}"
        (box,) = [said for said in asked.statements if "latitude" in said and "BETWEEN" in said]
        if (
            connection.vendor == "sqlite" or place == village
        ):  # a sixth of all towns PostgreSQL may as well read through
            assert "places_by_where_they_are" in plans([box])[0]
    last = Meetup.objects.order_by("-starts_at")[0]
    assert last.starts_at - now > timedelta(days=600)
    with queries() as asked:
        list_page(ann, Wanted(near=None), after=f"{int((last.starts_at - timedelta(days=30)).timestamp())}.1", now=now)
    assert asked.count <= 4
    assert where_for(ann, Wanted(near=None)).bands == {}
